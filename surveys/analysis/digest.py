"""The weekly summary as data: what a week brought, and where the fiscal year stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from surveys.analysis.claim_release import Year
from surveys.analysis.digest_alerts import Alert
from surveys.analysis.digest_figures import (
    ComparisonLine,
    IndicatorLine,
    clustered_shares,
    comparison_line,
    in_digest,
    indicator_lines,
    with_entries,
)
from surveys.analysis.digest_progress import ProgressLine, progress
from surveys.analysis.digest_standing import Standing, standing
from surveys.analysis.digest_to_do import Notices, alerts
from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Moment
from surveys.analysis.plan import Registered
from surveys.analysis.rate import first_wave, held, response_rate
from surveys.analysis.shares import FEWEST
from surveys.analysis.suppression import INTERNAL
from surveys.analysis.tally import Tally
from surveys.analysis.weeks import Week, fiscal_span, fiscal_year, midnight
from surveys.model import Survey, Text

NOTHING: Final = Notices()
"""Nothing to tell beside the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeLine:
    """What people wrote about: a theme, and how many of them did. Never fewer than five."""

    label: Text
    persons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One week's counts, for the lessons that start in it, and the year's figures so far.

    A number is None where nobody knows it. `invited` are the families of the lessons that were
    surveyed; `rate_before` is the rate of the week before, None unless both weeks have 30
    answers. `partial`: the week is not over.

    `respondents`, `indicators`, `comparisons` and `progress` count each person's first complete
    full-form answer since the fiscal year began: exactly, for the coordinator's own JSON.
    `standing` is what may be shown of it in text and picture (`digest_release`). `frozen` tells
    that the year's figures do not change any more.
    """

    week: Week
    partial: bool
    lessons_held: int
    lessons_surveyed: int
    attendance_families: int | None
    attendance_people: int | None
    invited: int | None
    opened: int
    completed: int
    response_rate: float | None
    rate_before: float | None
    fiscal_year: int
    respondents: int
    indicators: tuple[IndicatorLine, ...]
    comparisons: tuple[ComparisonLine, ...]
    progress: tuple[ProgressLine, ...]
    standing: Standing
    alerts: tuple[Alert, ...]
    themes: tuple[ThemeLine, ...] = ()
    frozen: bool = False

    @property
    def quiet(self) -> bool:
        """Whether nothing happened in this week."""
        return not self.lessons_held and not self.opened


def build(  # noqa: PLR0913 - all are named at the call, none belongs to another
    *,
    week: Week,
    now: datetime,
    counted: Tally,
    survey: Survey,
    zone: ZoneInfo,
    plan: Registered | None = None,
    entries: Sequence[Entry] = (),
    themes: tuple[ThemeLine, ...] = (),
    notices: Notices = NOTHING,
    k: int = INTERNAL,
) -> Digest:
    """The digest of a week.

    `counted` holds at least the lessons of the week, of the week before and of the fiscal year
    up to the week's end; what starts later is not looked at. `entries` are the ledger's at this
    week; `k` is the internal cell size.
    """
    upto = counted.between(datetime.min.replace(tzinfo=zone), week.end(zone))
    of_week = upto.between(week.start(zone), week.end(zone))
    number = fiscal_year(midnight(week.sunday(), zone), zone)
    year = Year(
        counted=upto, survey=survey, fiscal_year=number, zone=zone, plan=plan, k=max(k, INTERNAL)
    )
    persons = year.persons()
    opened = first_wave(of_week.passes)
    lessons = held(of_week.lessons, now)
    surveyed = [row for row in lessons if row.collector is not None]
    everybody = {indicator.key: persons for indicator in in_digest(survey)}
    exact = indicator_lines(survey, clustered_shares(survey, everybody))
    return Digest(
        week=week,
        partial=now < week.end(zone),
        lessons_held=len(lessons),
        lessons_surveyed=len(surveyed),
        attendance_families=_sum(row.families for row in lessons),
        attendance_people=_sum(row.people for row in lessons),
        invited=_sum(row.families for row in surveyed),
        opened=len(opened),
        completed=sum(one.complete for one in opened),
        response_rate=response_rate(of_week, now).share,
        rate_before=_rate_before(upto, week, now, zone),
        fiscal_year=number,
        respondents=len(persons),
        indicators=with_entries(exact, entries),
        comparisons=_comparisons(year, entries),
        progress=progress(plan.plan, survey, entries, _gone(number, week, zone)) if plan else (),
        standing=standing(year, week, now, entries),
        alerts=alerts(
            week=week,
            now=now,
            upto=upto,
            lessons=lessons,
            survey=survey,
            zone=zone,
            notices=notices,
            entries=entries,
        ),
        themes=tuple(theme for theme in themes if theme.persons >= year.k),
        frozen=any(entry.moment is Moment.FREEZE for entry in entries),
    )


def _sum(values: Iterable[int | None]) -> int | None:
    """The sum of what is known, None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _rate_before(upto: Tally, week: Week, now: datetime, zone: ZoneInfo) -> float | None:
    """Last week's rate, where both weeks have answers enough to set one beside the other."""
    before = week.previous()
    rates = [
        response_rate(upto.between(one.start(zone), one.end(zone)), now) for one in (before, week)
    ]
    return rates[0].share if min(rate.completed for rate in rates) >= FEWEST else None


def _comparisons(year: Year, entries: Sequence[Entry]) -> tuple[ComparisonLine, ...]:
    """The ledger's associations with their groups, as they are now."""
    known = {entry.claim: entry for entry in entries}
    return tuple(
        comparison_line(
            year.survey.indicator(claim.indicator), known[claim.id], rows, known[claim.id].level
        )
        for claim, rows in year.compared()
        if claim.id in known
    )


def _gone(number: int, week: Week, zone: ZoneInfo) -> float:
    """The part of the fiscal year that is over by the week's end, 0 to 1."""
    start, end = fiscal_span(number, zone)
    return min(1.0, (week.end(zone) - start) / (end - start))
