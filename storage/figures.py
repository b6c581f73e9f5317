"""Rows for counting, in a constant number of statements whatever their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, assert_never

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from storage.tables import (
    AnswerRow,
    CollectorRow,
    CourseRow,
    LessonRow,
    RemarkRow,
    ResponseRow,
)
from surveys import figures

_Found: TypeAlias = tuple[AnswerRow | RemarkRow, datetime, datetime]
"""A row, the start of its lesson and the creation of its response."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlFigures:
    """Rows for counting: digests, evidence, export. Courses appear by name."""

    session: Session

    def lessons(self, start: datetime, end: datetime) -> Sequence[figures.LessonRow]:
        """Lessons that start in [start, end), with their collectors' state, by start and id."""
        found = self.session.exec(
            select(LessonRow, CourseRow.name, CollectorRow.id, CollectorRow.opened_at)
            .join(CourseRow, col(CourseRow.id) == col(LessonRow.course))
            .join(CollectorRow, col(CollectorRow.lesson) == col(LessonRow.id), isouter=True)
            .where(*_within(start, end))
            .order_by(col(LessonRow.starts_at), col(LessonRow.id))
        )
        return [
            figures.LessonRow(
                lesson=lesson.id,
                course=course,
                starts_at=lesson.starts_at,
                ends_at=lesson.ends_at,
                place=lesson.place,
                status=lesson.status,
                families=lesson.families,
                people=lesson.people,
                collector=collector,
                opened_at=opened_at,
            )
            for lesson, course, collector, opened_at in found
        ]

    def responses(self, start: datetime, end: datetime) -> Sequence[figures.ResponseRow]:
        """Responses of those lessons, by start of the lesson, then creation, then id.

        Withdrawn ones are among them with that status, so that the flow adds up.
        """
        found = self.session.exec(
            select(ResponseRow, LessonRow.id, LessonRow.starts_at, CourseRow.name)
            .join(CollectorRow, col(CollectorRow.id) == col(ResponseRow.collector))
            .join(LessonRow, col(LessonRow.id) == col(CollectorRow.lesson))
            .join(CourseRow, col(CourseRow.id) == col(LessonRow.course))
            .where(*_within(start, end))
            .order_by(col(LessonRow.starts_at), col(ResponseRow.created_at), col(ResponseRow.id))
        )
        return [
            figures.ResponseRow(
                response=response.id,
                respondent=response.respondent,
                lesson=lesson,
                course=course,
                lesson_starts_at=starts_at,
                survey=response.survey,
                version=response.version,
                wave=response.wave,
                mode=response.mode,
                language=response.language,
                status=response.status,
                short=response.short,
                consent=response.consent,
                profile=dict(response.profile),
                created_at=response.created_at,
                started_at=response.started_at,
                completed_at=response.completed_at,
            )
            for response, lesson, starts_at, course in found
        ]

    def answers(self, start: datetime, end: datetime) -> Sequence[figures.AnswerRow]:
        """Newest answers of those responses, one row per chosen choice or remark.

        In the order of `responses`, then by question key; choices as they were given. Remarks
        that were taken back are left out.
        """
        chosen = self.session.exec(
            select(AnswerRow, LessonRow.starts_at, ResponseRow.created_at)
            .join(ResponseRow, col(ResponseRow.id) == col(AnswerRow.response))
            .join(CollectorRow, col(CollectorRow.id) == col(ResponseRow.collector))
            .join(LessonRow, col(LessonRow.id) == col(CollectorRow.lesson))
            .where(*_within(start, end), col(AnswerRow.newest).is_(True))
        ).all()
        written = self.session.exec(
            select(RemarkRow, LessonRow.starts_at, ResponseRow.created_at)
            .join(ResponseRow, col(ResponseRow.id) == col(RemarkRow.response))
            .join(CollectorRow, col(CollectorRow.id) == col(ResponseRow.collector))
            .join(LessonRow, col(LessonRow.id) == col(CollectorRow.lesson))
            .where(
                *_within(start, end),
                col(RemarkRow.newest).is_(True),
                col(RemarkRow.text).is_not(None),
            )
        ).all()
        found: list[_Found] = [*chosen, *written]
        return [
            figures.AnswerRow(
                response=row.response,
                question=row.question,
                choice=choice,
                text=text,
                answered_at=row.answered_at,
            )
            for row, _, _ in sorted(found, key=_place)
            for choice, text in _parts(row)
        ]


def _within(start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    return (col(LessonRow.starts_at) >= start, col(LessonRow.starts_at) < end)


def _place(found: _Found) -> tuple[datetime, datetime, str, str]:
    row, starts_at, created_at = found
    return starts_at, created_at, row.response, row.question


def _parts(row: AnswerRow | RemarkRow) -> list[tuple[str | None, str | None]]:
    match row:
        case AnswerRow():
            return [(choice, None) for choice in row.choices]
        case RemarkRow():
            return [(None, row.text)]
        case _:
            assert_never(row)
