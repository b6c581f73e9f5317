"""Finding what is to be done: from a week's and a year's rows to alerts (EVIDENCE 5)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

from surveys.analysis.digest_alerts import (
    Alert,
    ApprovalWaiting,
    AttendanceUnknown,
    BreakOff,
    FewAnswered,
    FollowUpsShort,
    FreezeNear,
    MoreThanFamilies,
    NotReached,
    NotSent,
    QuotaShort,
    RemarksWaiting,
    SlowAnswers,
    WithoutSurvey,
)
from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Level
from surveys.analysis.proportions import Part
from surveys.analysis.rate import Overfull, Rate, first_wave, response_rate
from surveys.analysis.shares import FEWEST
from surveys.analysis.suppression import INTERNAL
from surveys.analysis.tally import Pass, Tally
from surveys.analysis.trend import lagging_lessons
from surveys.analysis.weeks import Week
from surveys.figures import LessonRow
from surveys.model import Survey

BREAK_OFF: Final = 0.15
"""A larger share of those who saw a question and went no further is told (EVIDENCE 5)."""

SLOW: Final = 60
"""Seconds: a median above this is told."""

STILL_ANSWERING: Final = timedelta(days=3)
"""Who came in later than this ago may yet go on, and has not broken off."""

LOW_QUOTA: Final = 20
"""Pushes: so few are always told."""

FREEZE_NEAR: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """What the rows of lessons and answers do not tell.

    `not_sent`: messages of the week that the quota did not allow. `not_reached`: members without
    a place for the digest. `left`: pushes left in the running month, None where nothing bounds
    them; `planned` ones are wanted, `follow_ups` of them for follow-ups. `remarks` wait to be
    read. `freeze` is the day after which the year's figures do not change.
    """

    not_sent: int = 0
    not_reached: int = 0
    left: int | None = None
    planned: int = 0
    follow_ups: int = 0
    remarks: int = 0
    freeze: date | None = None


def alerts(  # noqa: PLR0913 - all are named at the call, none belongs to another
    *,
    week: Week,
    now: datetime,
    upto: Tally,
    lessons: Sequence[LessonRow],
    survey: Survey,
    zone: ZoneInfo,
    notices: Notices,
    entries: Sequence[Entry] = (),
) -> tuple[Alert, ...]:
    """Everything to be done, in the order of `Alert`.

    `upto` holds the year's lessons up to the week's end, `lessons` those held in the week.
    """
    of_week = upto.between(week.start(zone), week.end(zone))
    found: list[Alert] = [*_from_notices(notices)]
    rate = response_rate(of_week, now)
    found += [_more_than_families(one, zone) for one in rate.overfull]
    found += _few_answered(rate, response_rate(upto, now), upto, zone)
    without = sum(row.collector is None for row in lessons)
    # A lesson without a survey has no attendance either: one alert is enough for it.
    unknown = sum(row.collector is not None for row in rate.unknown)
    if without:
        found.append(WithoutSurvey(count=without))
    if unknown:
        found.append(AttendanceUnknown(count=unknown))
    if notices.remarks:
        found.append(RemarksWaiting(count=notices.remarks))
    if waiting := sum(_waits(entry) for entry in entries):
        found.append(ApprovalWaiting(count=waiting))
    found += _break_offs(survey, first_wave(upto.passes), now)
    found += _slow(first_wave(of_week.passes))
    freeze = notices.freeze
    if freeze is not None and timedelta() <= freeze - week.sunday() <= FREEZE_NEAR:
        found.append(FreezeNear(on=freeze))
    return tuple(found)


def _from_notices(notices: Notices) -> Iterator[Alert]:
    if notices.not_sent:
        yield NotSent(count=notices.not_sent)
    if notices.not_reached:
        yield NotReached(count=notices.not_reached)
    left = notices.left
    if left is None:
        return
    # Enough for what is wanted and as much again: no reason to trouble anybody.
    if not notices.not_sent and (left < 2 * notices.planned or left < LOW_QUOTA):
        yield QuotaShort(left=left, planned=notices.planned)
    if notices.follow_ups > left:
        yield FollowUpsShort(due=notices.follow_ups, left=left)


def _more_than_families(found: Overfull, zone: ZoneInfo) -> MoreThanFamilies:
    return MoreThanFamilies(
        starts_at=found.lesson.starts_at.astimezone(zone),
        completed=found.completed,
        families=found.families,
    )


def _few_answered(rate: Rate, of_year: Rate, upto: Tally, zone: ZoneInfo) -> Iterator[Alert]:
    """The week's lessons that lag behind; those nobody was asked in are told elsewhere."""
    completed = Counter(one.row.lesson for one in first_wave(upto.passes) if one.complete)
    parts = {
        row.lesson: Part(count=completed[row.lesson], total=row.families)
        for row in of_year.lessons
        if row.families and row.collector is not None
    }
    lagging = {*lagging_lessons(parts)}
    for row in rate.lessons:
        if row.lesson in lagging:
            yield FewAnswered(
                starts_at=row.starts_at.astimezone(zone),
                completed=completed[row.lesson],
                families=parts[row.lesson].total,
            )


def _waits(entry: Entry) -> bool:
    """Whether a claim is confirmed by the rules, still shown so, and approved by nobody."""
    return entry.level in {Level.E3, Level.E4} and entry.approved_at is None


def _break_offs(survey: Survey, passes: Iterable[Pass], now: datetime) -> Iterator[BreakOff]:
    shown: Counter[str] = Counter()
    stopped: Counter[str] = Counter()
    for one in passes:
        if now - one.row.created_at < STILL_ANSWERING or not one.asked:
            continue
        shown.update(one.asked)
        last = one.asked[-1]
        if one.row.completed_at is None and last not in one.chosen:
            stopped[last] += 1
    for number, question in enumerate(survey.questions, start=1):
        seen, left = shown[question.key], stopped[question.key]
        if seen >= FEWEST and left >= INTERNAL and left / seen > BREAK_OFF:
            yield BreakOff(number=number, share=left / seen)


def _slow(passes: Iterable[Pass]) -> Iterator[SlowAnswers]:
    seconds = [
        (one.row.completed_at - one.row.started_at).total_seconds()
        for one in passes
        if one.complete and one.row.completed_at is not None and one.row.started_at is not None
    ]
    if len(seconds) >= INTERNAL and median(seconds) > SLOW:
        yield SlowAnswers(seconds=round(median(seconds)))
