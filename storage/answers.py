"""Answers and remarks of one response, every revision kept.

What was chosen and what was written lie in two tables; a question that may be written or skipped
has rows in both, and its revisions count through.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from sqlmodel import Session, col, delete, select, update

from storage.tables import AnswerRow, RemarkRow
from storage.voices import drop_reviews
from surveys.model import SKIPPED
from surveys.response import Answer, Response

_StoredRow: TypeAlias = AnswerRow | RemarkRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an answer came from: the channel, and the platform's id of the message."""

    channel: str
    message: str | None


def answer_from(row: AnswerRow | RemarkRow) -> Answer:
    """The answer that a row describes.

    A remark that was taken back reads as skipped: the person was asked and says nothing.
    """
    choices: tuple[str, ...]
    match row:
        case AnswerRow():
            choices, text = tuple(row.choices), None
        case RemarkRow():
            choices, text = (SKIPPED,) if row.text is None else (), row.text
        case _:
            assert_never(row)
    return Answer(
        question=row.question,
        choices=choices,
        text=text,
        revision=row.counted,
        at=row.answered_at,
    )


def answer_row(
    answer: Answer, response: str, revision: int, source: Source
) -> AnswerRow | RemarkRow:
    """The row of an answer, as the newest revision of its question."""
    if answer.text is None:
        return AnswerRow(
            response=response,
            question=answer.question,
            revision=revision,
            counted=answer.revision,
            choices=list(answer.choices),
            newest=True,
            answered_at=answer.at,
        )
    return RemarkRow(
        response=response,
        question=answer.question,
        revision=revision,
        counted=answer.revision,
        text=answer.text,
        channel=source.channel,
        message=source.message,
        newest=True,
        answered_at=answer.at,
    )


def read_answers(session: Session, response: str) -> dict[str, Answer]:
    """The newest answers of a response by question key, in the order in which they were given."""
    answers = _newest(_stored(session, response))
    return {answer.question: answer for answer in sorted(answers.values(), key=_when)}


def write_answers(session: Session, response: Response, source: Source) -> None:
    """Bring what is stored to `response.answers`: new ones added, all others kept as old."""
    stored = _stored(session, response.id)
    before = _newest(stored)
    changed = [a for key, a in response.answers.items() if before.get(key) != a]
    dropped = [key for key in before if key not in response.answers]
    _make_old(session, response.id, {*dropped, *(a.question for a in changed)} & before.keys())
    for answer in changed:
        taken = [row.revision for row in stored if row.question == answer.question]
        revision = max(taken, default=0) + 1
        session.add(answer_row(answer, response.id, revision, source))
    session.flush()


def remove_answers(session: Session, response: str) -> None:
    """Remove every revision of every answer and remark."""
    for table in (AnswerRow, RemarkRow):
        session.exec(delete(table).where(col(table.response) == response))


def _stored(session: Session, response: str) -> Sequence[_StoredRow]:
    answers = session.exec(select(AnswerRow).where(AnswerRow.response == response)).all()
    remarks = session.exec(select(RemarkRow).where(RemarkRow.response == response)).all()
    return [*answers, *remarks]


def _newest(rows: Iterable[_StoredRow]) -> dict[str, Answer]:
    return {row.question: answer_from(row) for row in rows if row.newest}


def _make_old(session: Session, response: str, questions: Iterable[str]) -> None:
    keys = sorted(questions)
    if not keys:
        return
    # What was approved is not what the person says now.
    drop_reviews(session, col(RemarkRow.response) == response, col(RemarkRow.question).in_(keys))
    for table in (AnswerRow, RemarkRow):
        session.exec(
            update(table)
            .where(
                col(table.response) == response,
                col(table.newest).is_(True),
                col(table.question).in_(keys),
            )
            .values(newest=False)
        )


def _when(answer: Answer) -> tuple[str, str]:
    return answer.at.isoformat(), answer.question
