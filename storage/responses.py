"""Responses: one row each, with their answers in storage/answers.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage.answers import Source, read_answers, remove_answers, write_answers
from storage.dialects import insert_if_new
from storage.rows import add_row, change_row
from storage.tables import ConsentRow, RemarkRow, ResponseRow
from storage.voices import drop_reviews
from surveys.model import Language
from surveys.response import Answer, Response, Status

FIRST_WAVE: Final = "w1"
"""The wave right after the lesson; a follow-up is another response for the same collector."""


def response_from(row: ResponseRow, answers: dict[str, Answer]) -> Response:
    """The response that a row and its newest answers describe."""
    return Response(
        id=row.id,
        respondent=row.respondent,
        collector=row.collector,
        survey=row.survey,
        version=row.version,
        wave=row.wave,
        mode=row.mode,
        language=Language(row.language),
        status=Status(row.status),
        at=row.at,
        consent=row.consent,
        answers=answers,
        ticked=tuple(row.ticked),
        orders={key: tuple(order) for key, order in row.orders.items()},
        profile=dict(row.profile),
        short=row.short,
        created_at=row.created_at,
        started_at=row.started_at,
        completed_at=row.completed_at,
        moved_at=row.moved_at,
        closes_at=row.closes_at,
    )


def response_row(response: Response) -> ResponseRow:
    """The row of a response; its answers have rows of their own."""
    return ResponseRow(
        id=response.id,
        respondent=response.respondent,
        collector=response.collector,
        survey=response.survey,
        version=response.version,
        wave=response.wave,
        mode=response.mode,
        language=response.language.value,
        status=response.status.value,
        at=response.at,
        consent=response.consent,
        ticked=list(response.ticked),
        orders={key: list(order) for key, order in response.orders.items()},
        profile=dict(response.profile),
        short=response.short,
        created_at=response.created_at,
        started_at=response.started_at,
        completed_at=response.completed_at,
        moved_at=response.moved_at,
        closes_at=response.closes_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlResponses:
    """Responses with their answers, every revision kept."""

    session: Session

    def add(self, response: Response) -> None:
        """A new response. Raises KeyError when this respondent has one for collector and wave."""
        if not insert_if_new(self.session, response_row(response)):
            raise KeyError(response.id)
        write_answers(self.session, response, Source(channel=response.mode, message=None))

    def find(self, respondent: str, collector: str) -> Response | None:
        """The respondent's response of the first wave for this collector."""
        return self._first(
            select(ResponseRow).where(
                ResponseRow.respondent == respondent,
                ResponseRow.collector == collector,
                ResponseRow.wave == FIRST_WAVE,
            )
        )

    def latest(self, respondent: str) -> Response | None:
        """The response that moved last."""
        order = (ResponseRow.moved_at, ResponseRow.created_at, ResponseRow.id)
        return self._first(
            select(ResponseRow)
            .where(ResponseRow.respondent == respondent)
            .order_by(*(col(column).desc() for column in order))
        )

    def get(self, response: str) -> Response:
        """The response with this id. Raises KeyError."""
        found = self._first(select(ResponseRow).where(ResponseRow.id == response))
        if found is None:
            raise KeyError(response)
        return found

    def save(self, response: Response, *, source: str | None) -> None:
        """Store state and answers; a withdrawn response loses all of its answers.

        Raises KeyError when the response was never added.
        """
        values: dict[str, Any] = response_row(response).model_dump(exclude={"id"})
        change_row(self.session, ResponseRow, response.id, **values)
        if response.status is Status.WITHDRAWN:
            remove_answers(self.session, response.id)
            return
        # The mode is the channel on which the person answers, so a remark came from there.
        write_answers(self.session, response, Source(channel=response.mode, message=source))

    def blank_remark(self, channel: str, message: str) -> bool:
        """Remove the text of a remark that came with this message; True if there was one."""
        return self._rewrite(channel, message, None)

    def change_remark(self, channel: str, message: str, text: str) -> bool:
        """Replace the text of a remark that came with this message; True if there was one."""
        return self._rewrite(channel, message, text)

    def _rewrite(self, channel: str, message: str, text: str | None) -> bool:
        came_with = (col(RemarkRow.channel) == channel, col(RemarkRow.message) == message)
        drop_reviews(self.session, *came_with)
        statement = (
            update(RemarkRow).where(*came_with, col(RemarkRow.text).is_not(None)).values(text=text)
        )
        return self.session.exec(statement).rowcount > 0

    def last_full(self, respondent: str, survey: str) -> datetime | None:
        """When the respondent last completed this survey in its full form."""
        return self.session.exec(
            select(func.max(ResponseRow.completed_at)).where(
                ResponseRow.respondent == respondent,
                ResponseRow.survey == survey,
                ResponseRow.wave == FIRST_WAVE,
                col(ResponseRow.short).is_(False),
                col(ResponseRow.status) != Status.WITHDRAWN.value,
            )
        ).one()

    def consent(self, response: str, level: str, survey: str, version: str, at: datetime) -> None:
        """Record what was agreed to, and to which version's text."""
        row = ConsentRow(
            response=response, level=level, survey=survey, version=version, agreed_at=at
        )
        add_row(self.session, row)

    def _first(self, statement: SelectOfScalar[ResponseRow]) -> Response | None:
        row = self.session.exec(statement.limit(1)).one_or_none()
        return None if row is None else response_from(row, read_answers(self.session, row.id))
