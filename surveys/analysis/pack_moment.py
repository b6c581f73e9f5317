"""The rows as they were at a moment: what a pack was written from can be counted again later.

Only what carries a time can be turned back. An attendance that was corrected, an answer that was
changed or a person who was erased afterwards shows in the hash of the rows instead.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from surveys.analysis.weeks import Week, fiscal_span, quarter_span
from surveys.figures import AnswerRow, LessonRow, ResponseRow
from surveys.response import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRows:
    """The rows of a fiscal year, in any order."""

    lessons: tuple[LessonRow, ...]
    responses: tuple[ResponseRow, ...]
    answers: tuple[AnswerRow, ...]


def as_at(rows: RawRows, moment: datetime) -> RawRows:
    """The rows without what came later than a moment, lessons by their beginning.

    A response that was completed later counts as begun.
    """
    responses = tuple(
        _response_at(row, moment) for row in rows.responses if row.created_at <= moment
    )
    known = {row.response for row in responses}
    return RawRows(
        lessons=tuple(_lesson_at(row, moment) for row in rows.lessons if row.starts_at < moment),
        responses=responses,
        answers=tuple(
            row for row in rows.answers if row.answered_at <= moment and row.response in known
        ),
    )


def settled_at(
    rows: RawRows, *, year: int, now: datetime, zone: ZoneInfo, others: Iterable[datetime] = ()
) -> datetime:
    """The moment since which nothing has changed: the last thing that happened until now.

    These are times of rows, ends of lessons, ends of quarters, and `others` (such as when the
    plan was registered). So a pack written twice from the same data states the same moment.
    A week that is over counts to its end, where figures may move (`claim_release`).
    """
    start, _ = fiscal_span(year, zone)
    quarters = [quarter_span(year, number, zone)[1] for number in range(1, 5)]
    happened = [*_times(rows), *quarters, *others]
    last = max([start, *(moment for moment in happened if moment <= now)])
    end = Week.of(last - timedelta.resolution, zone).end(zone)
    return end if end <= now else last


def _times(rows: RawRows) -> list[datetime]:
    times: list[datetime | None] = [row.ends_at for row in rows.lessons]
    times += [row.opened_at for row in rows.lessons]
    for response in rows.responses:
        times += [response.created_at, response.started_at, response.completed_at]
    times += [answer.answered_at for answer in rows.answers]
    return [moment for moment in times if moment is not None]


def _lesson_at(row: LessonRow, moment: datetime) -> LessonRow:
    if row.opened_at is None or row.opened_at <= moment:
        return row
    return replace(row, collector=None, opened_at=None)


def _response_at(row: ResponseRow, moment: datetime) -> ResponseRow:
    if row.completed_at is None or row.completed_at <= moment:
        return row
    return replace(row, status=Status.STARTED.value, completed_at=None)


def counts(rows: RawRows) -> dict[str, int]:
    """How many rows there are of each kind, so that a difference can be told in numbers."""
    parts: Sequence[tuple[str, Sequence[object]]] = (
        ("lessons", rows.lessons),
        ("responses", rows.responses),
        ("answers", rows.answers),
    )
    return {name: len(found) for name, found in parts}
