"""Follow-ups counted: who is still to be asked, who was asked, who answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.work import Work
from surveys.analysis.tally import FIRST_WAVE, Pass, Tally, tally
from surveys.follow_up import AFTER, GIVEN_UP, REST, wants_follow_up


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedUp:
    """People by what became of their follow-up, each counted once.

    `due` agreed to be asked and had answered enough, `invited` were asked, `answered` did answer
    all; `given_up` were not asked in time: quota, blocked, or asked after another lesson.
    """

    due: int
    invited: int
    answered: int
    given_up: int


def due_follow_ups(
    work: Work, start: datetime, end: datetime, *, channel: str | None = None
) -> int:
    """Follow-ups that wait at `start` or become due before `end`, on one channel or on all."""
    found = waiting(work, start - GIVEN_UP, end - AFTER)
    return sum(channel is None or one.row.mode == channel for one in found)


def followed(work: Work, start: datetime, end: datetime) -> FollowedUp:
    """What became of the follow-ups of the lessons that start in [start, end).

    A follow-up belongs to its lesson's time, however late it is sent or answered.
    """
    passes = _tallied(work, start, end).passes
    second = [one for one in passes if one.row.wave != FIRST_WAVE]
    asked = {one.row.respondent for one in second}
    wanting = [one for one in passes if _wanted(work, one)]
    due = {one.row.respondent for one in wanting}
    hoping = {
        one.row.respondent for one in wanting if one.row.lesson_starts_at > work.now - GIVEN_UP
    }
    return FollowedUp(
        due=len(due | asked),
        invited=len(asked),
        answered=len({one.row.respondent for one in second if one.complete}),
        given_up=len(due - asked - hoping),
    )


def _tallied(work: Work, start: datetime, end: datetime) -> Tally:
    figures = work.uow.figures
    return tally(
        work.house.catalog,
        figures.lessons(start, end),
        figures.responses(start, end),
        figures.answers(start, end),
    )


def waiting(work: Work, start: datetime, end: datetime) -> Sequence[Pass]:
    """First responses of the lessons in (start, end] that are still to be followed up.

    One for each person, the oldest lesson first.
    """
    # whoever was asked within the time of rest was asked after one of these lessons
    passes = _tallied(
        work, min(start, work.now - REST - GIVEN_UP), end + timedelta(microseconds=1)
    ).passes
    asked = set(_asked(passes, work.now - REST))
    waiting: dict[str, Pass] = {}
    for one in passes:
        key = (one.row.respondent, one.row.lesson)
        if one.row.lesson_starts_at > start and _wanted(work, one) and key not in asked:
            waiting.setdefault(one.row.respondent, one)
    return [one for person, one in waiting.items() if (person, None) not in asked]


def _asked(passes: Iterable[Pass], since: datetime) -> Iterable[tuple[str, str | None]]:
    """Person and lesson of every follow-up; person alone for those sent after `since`."""
    for one in passes:
        if one.row.wave != FIRST_WAVE:
            yield one.row.respondent, one.row.lesson
            if one.row.created_at > since:
                yield one.row.respondent, None


def _wanted(work: Work, one: Pass) -> bool:
    survey = work.house.catalog.get(one.row.survey, one.row.version)
    first = one.row.wave == FIRST_WAVE
    return first and wants_follow_up(survey, one.row.consent, one.disposition)
