"""Whole responses written at once, thousands of them: for simulated years only.

The rows are those that `storage.responses` and `storage.answers` would have left after every
single event; a test plays the same year through the use cases and compares the tables.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from sqlmodel import Session, insert

from storage.answers import Source, answer_row
from storage.database import SharedTransaction
from storage.responses import response_row
from storage.tables import AnswerRow, ConsentRow, RemarkRow, ResponseRow, Row
from surveys.simulation.past import Kept, Past

_AT_ONCE: Final = 500


def add_pasts(shared: SharedTransaction, pasts: Iterable[Past]) -> None:
    """Write responses with every revision of their answers; their respondents are there."""
    whole = list(pasts)
    session = shared.session
    _insert(session, ResponseRow, [response_row(past.response) for past in whole])
    answers: list[Row] = []
    remarks: list[Row] = []
    for past in whole:
        for kept in past.kept:
            row = _row(past, kept)
            (answers if isinstance(row, AnswerRow) else remarks).append(row)
    _insert(session, AnswerRow, answers)
    _insert(session, RemarkRow, remarks)
    agreed = [
        ConsentRow(
            response=past.response.id,
            level=one.level,
            survey=past.response.survey,
            version=past.response.version,
            agreed_at=one.at,
        )
        for past in whole
        for one in past.agreed
    ]
    _insert(session, ConsentRow, agreed)


def _row(past: Past, kept: Kept) -> AnswerRow | RemarkRow:
    answer, channel = kept.answer, past.response.mode
    if kept.message is not None and answer.text is None:  # unsent: the row stays, blank
        return RemarkRow(
            response=past.response.id,
            question=answer.question,
            revision=kept.revision,
            counted=answer.revision,
            text=None,
            channel=channel,
            message=kept.message,
            newest=kept.newest,
            answered_at=answer.at,
        )
    source = Source(channel=channel, message=kept.message)
    row = answer_row(answer, past.response.id, kept.revision, source)
    row.newest = kept.newest
    return row


def _insert(session: Session, table: type[Row], rows: Sequence[Row]) -> None:
    values = [
        {name: value for name, value in row.model_dump().items() if name != "number"}
        for row in rows
    ]
    for first in range(0, len(values), _AT_ONCE):
        session.execute(insert(table), values[first : first + _AT_ONCE])
