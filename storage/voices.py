"""Remarks for those who review and count them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, delete, exists, or_, select, update

from storage.dialects import insert_if_new
from storage.tables import CollectorRow, CourseRow, LessonRow, RemarkRow, ResponseRow
from storage.tables_voices import RemarkReviewRow
from surveys.voices.voice import Review, ReviewStatus, Voice, VoiceId

_THE_SAME: ColumnElement[bool] = and_(
    col(RemarkReviewRow.response) == col(RemarkRow.response),
    col(RemarkReviewRow.question) == col(RemarkRow.question),
    col(RemarkReviewRow.revision) == col(RemarkRow.revision),
)
_HAS_TEXT: ColumnElement[bool] = col(RemarkRow.text).is_not(None)


def drop_reviews(session: Session, *of_remarks: ColumnElement[bool]) -> None:
    """Remove what was decided about the remarks that meet these conditions."""
    reviewed = exists().where(_THE_SAME, *of_remarks)
    session.exec(delete(RemarkReviewRow).where(reviewed))


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlVoices:
    """Remarks and their reviews. Older revisions, withdrawn and erased ones are not here."""

    session: Session

    def waiting(self) -> Sequence[Voice]:
        """Remarks that nobody has decided about, the oldest first."""
        return self._found(
            _HAS_TEXT,
            col(RemarkReviewRow.status).is_(None),
            order=(col(RemarkRow.answered_at), col(RemarkRow.response)),
        )

    def find(self, voice: VoiceId) -> Voice | None:
        """This revision of a remark while it is the newest one and was not taken back."""
        return self._one(
            col(RemarkRow.response) == voice.response,
            col(RemarkRow.question) == voice.question,
            col(RemarkRow.revision) == voice.revision,
        )

    def newest(self, response: str, question: str) -> Voice | None:
        """The remark as it stands now."""
        return self._one(col(RemarkRow.response) == response, col(RemarkRow.question) == question)

    def sent_with(self, channel: str, message: str) -> Voice | None:
        """The remark that came with this message, while it stands."""
        return self._one(col(RemarkRow.channel) == channel, col(RemarkRow.message) == message)

    def between(self, start: datetime, end: datetime) -> Sequence[Voice]:
        """Remarks after lessons that start in [start, end), oldest lesson first.

        A remark without text is among them as long as its approved text is kept.
        """
        return self._found(
            or_(_HAS_TEXT, col(RemarkReviewRow.text).is_not(None)),
            col(LessonRow.starts_at) >= start,
            col(LessonRow.starts_at) < end,
            order=(col(LessonRow.starts_at), col(RemarkRow.answered_at), col(RemarkRow.response)),
        )

    def decide(self, review: Review) -> bool:
        """Store a decision; False (and nothing stored) when there is one already."""
        row = RemarkReviewRow(
            response=review.voice.response,
            question=review.voice.question,
            revision=review.voice.revision,
            status=review.status.value,
            text=review.text,
            member=review.member,
            reviewed_at=review.at,
        )
        return insert_if_new(self.session, row)

    def delete_raw(self, before: datetime) -> int:
        """Delete texts as they were written that were decided about before this moment.

        Texts that a newer revision replaced before it go, too. Returns how many went.
        """
        decided = exists().where(_THE_SAME, col(RemarkReviewRow.reviewed_at) < before)
        replaced = and_(col(RemarkRow.newest).is_(False), col(RemarkRow.answered_at) < before)
        statement = update(RemarkRow).where(_HAS_TEXT, or_(decided, replaced)).values(text=None)
        return self.session.exec(statement).rowcount

    def _one(self, *conditions: ColumnElement[bool]) -> Voice | None:
        kept = or_(_HAS_TEXT, col(RemarkReviewRow.status).is_not(None))
        found = self._found(kept, *conditions, order=(col(RemarkRow.revision).desc(),))
        return found[0] if found else None

    def _found(self, *conditions: ColumnElement[bool], order: tuple[Any, ...]) -> Sequence[Voice]:
        rows = self.session.exec(
            select(RemarkRow, ResponseRow, LessonRow, RemarkReviewRow)
            .join(ResponseRow, col(ResponseRow.id) == col(RemarkRow.response))
            .join(CollectorRow, col(CollectorRow.id) == col(ResponseRow.collector))
            .join(LessonRow, col(LessonRow.id) == col(CollectorRow.lesson))
            .join(RemarkReviewRow, _THE_SAME, isouter=True)
            .where(col(RemarkRow.newest).is_(True), *conditions)
            .order_by(*order)
        ).all()
        names = dict(self.session.exec(select(CourseRow.id, CourseRow.name)).all()) if rows else {}
        return [
            Voice(
                id=VoiceId(
                    response=remark.response, question=remark.question, revision=remark.revision
                ),
                respondent=response.respondent,
                course=names[lesson.course],
                starts_at=lesson.starts_at,
                answered_at=remark.answered_at,
                text=remark.text,
                review=_review(review),
            )
            for remark, response, lesson, review in rows
        ]


def _review(row: RemarkReviewRow | None) -> Review | None:
    """The decision of a row; None where the outer join has found none."""
    if row is None:
        return None
    return Review(
        voice=VoiceId(response=row.response, question=row.question, revision=row.revision),
        status=ReviewStatus(row.status),
        text=row.text,
        member=row.member or "",
        at=row.reviewed_at,
    )
