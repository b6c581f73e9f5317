"""The weekly summary as data: what a week brought, and where the fiscal year stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from surveys.analysis.rate import Overfull, Rate, first_wave, held, response_rate
from surveys.analysis.shares import Share, shares
from surveys.analysis.tally import Tally, primary
from surveys.analysis.weeks import Week, fiscal_year, midnight
from surveys.figures import LessonRow
from surveys.model import Survey, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutSurvey:
    """Lessons took place and no survey was opened for them."""

    lessons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreThanFamilies:
    """A lesson has more answers than families; it is left out of the rate."""

    starts_at: datetime
    completed: int
    families: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceUnknown:
    """Lessons were surveyed without an attendance; they are left out of the rate."""

    lessons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """Messages were given up because the month's pushes are used up or kept for others."""

    messages: int


Alert: TypeAlias = WithoutSurvey | MoreThanFamilies | AttendanceUnknown | NotSent
"""Something that somebody should see to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorLine:
    """An indicator's share with what it is called and what it should reach (0 to 1)."""

    share: Share
    label: Text
    short: Text
    target: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One week's counts, for the lessons that start in it, and the year's indicators so far.

    A number is None where nobody knows it. `respondents` and `indicators` count each person's
    first complete full-form answer since the fiscal year began. `partial`: the week is not over.
    """

    week: Week
    partial: bool
    lessons_held: int
    lessons_surveyed: int
    attendance_families: int | None
    attendance_people: int | None
    opened: int
    completed: int
    response_rate: float | None
    fiscal_year: int
    respondents: int
    indicators: tuple[IndicatorLine, ...]
    alerts: tuple[Alert, ...]

    @property
    def quiet(self) -> bool:
        """Whether nothing happened in this week."""
        return not self.lessons_held and not self.opened


def build(
    *,
    week: Week,
    now: datetime,
    counted: Tally,
    survey: Survey,
    zone: ZoneInfo,
    not_sent: int = 0,
) -> Digest:
    """The digest of a week. `not_sent`: messages in it that the quota did not allow.

    `counted` holds at least the week's lessons and the fiscal year's up to the week's end; what
    starts later is not looked at.
    """
    upto = counted.between(datetime.min.replace(tzinfo=zone), week.end(zone))
    of_week = upto.between(week.start(zone), week.end(zone))
    year = fiscal_year(midnight(week.sunday(), zone), zone)
    persons = primary(upto.passes, survey=survey.key, year=year, zone=zone)
    opened = first_wave(of_week.passes)
    lessons = held(of_week.lessons, now)
    rate = response_rate(of_week, now)
    return Digest(
        week=week,
        partial=now < week.end(zone),
        lessons_held=len(lessons),
        lessons_surveyed=sum(row.collector is not None for row in lessons),
        attendance_families=_sum(row.families for row in lessons),
        attendance_people=_sum(row.people for row in lessons),
        opened=len(opened),
        completed=sum(one.complete for one in opened),
        response_rate=rate.share,
        fiscal_year=year,
        respondents=len(persons),
        indicators=indicator_lines(survey, shares(survey, persons)),
        alerts=_alerts(lessons, rate, zone, not_sent),
    )


def indicator_lines(survey: Survey, values: Iterable[Share]) -> tuple[IndicatorLine, ...]:
    """Shares with what the definition says about their indicators."""
    lines = []
    for value in values:
        indicator = survey.indicator(value.indicator)
        lines.append(
            IndicatorLine(
                share=value,
                label=indicator.label,
                short=indicator.short,
                target=indicator.target,
            )
        )
    return tuple(lines)


def _sum(values: Iterable[int | None]) -> int | None:
    """The sum of what is known, None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _alerts(
    lessons: Iterable[LessonRow], rate: Rate, zone: ZoneInfo, not_sent: int
) -> tuple[Alert, ...]:
    """What was not sent, then what is to be done about lessons, the most specific first."""
    # First, because what does not fit the screen is cut off at the end.
    alerts: list[Alert] = [NotSent(messages=not_sent)] if not_sent else []
    alerts += [_more_than_families(found, zone) for found in rate.overfull]
    without = sum(row.collector is None for row in lessons)
    # A lesson without a survey has no attendance either: one alert is enough for it.
    unknown = sum(row.collector is not None for row in rate.unknown)
    if without:
        alerts.append(WithoutSurvey(lessons=without))
    if unknown:
        alerts.append(AttendanceUnknown(lessons=unknown))
    return tuple(alerts)


def _more_than_families(found: Overfull, zone: ZoneInfo) -> MoreThanFamilies:
    return MoreThanFamilies(
        starts_at=found.lesson.starts_at.astimezone(zone),
        completed=found.completed,
        families=found.families,
    )
