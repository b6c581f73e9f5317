"""Where the fiscal year stands as the digest may show it: figures as they were released last."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from surveys.analysis.digest_figures import (
    ComparisonLine,
    IndicatorLine,
    clustered_shares,
    comparison_line,
    in_digest,
    indicator_lines,
    with_entries,
)
from surveys.analysis.digest_release import Figure, Releases, releases
from surveys.analysis.evaluation import evaluate
from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Kind, Moment
from surveys.analysis.observations import Observation, People
from surveys.analysis.plan import PlannedClaim, Registered
from surveys.analysis.shares import chose, in_base
from surveys.analysis.suppression import INTERNAL
from surveys.analysis.tally import Pass, Tally, primary
from surveys.analysis.weeks import Week, fiscal_span, quarter, quarter_span
from surveys.model import Survey

Compared: TypeAlias = Mapping[str, tuple[PlannedClaim, tuple[Observation, ...]]]
"""Associations by claim, with the people behind them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What text and picture show. `before` are shares as they stood when the quarter began.

    Of a comparison `before` holds `claim/users` and `claim/others`. A share that may not be
    shown has no estimate and counts nobody, whether it is hidden or empty.
    """

    people: int
    indicators: tuple[IndicatorLine, ...]
    comparisons: tuple[ComparisonLine, ...] = ()
    before: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A fiscal year's rows with what they are counted by.

    `plan` is None where comparisons are not wanted. `k` is the internal cell size.
    """

    counted: Tally
    survey: Survey
    fiscal_year: int
    zone: ZoneInfo
    plan: Registered | None = None
    k: int = INTERNAL

    def persons(self) -> tuple[Pass, ...]:
        """Each person's first complete pass of the year."""
        return primary(
            self.counted.passes,
            survey=self.survey.key,
            year=self.fiscal_year,
            zone=self.zone,
        )

    def completed_before(self, end: datetime) -> Tally:
        """The rows as they stood at a moment, as far as answers go."""
        return Tally(
            lessons=tuple(row for row in self.counted.lessons if row.starts_at < end),
            passes=tuple(
                one
                for one in self.counted.passes
                if one.row.completed_at is not None and one.row.completed_at < end
            ),
        )

    def compared(self) -> Iterator[tuple[PlannedClaim, tuple[Observation, ...]]]:
        """The plan's associations of indicators that digests show, with their people."""
        if self.plan is None:
            return
        people = People.of(self.survey, self.counted, self.fiscal_year, self.zone)
        shown = {indicator.key for indicator in in_digest(self.survey)}
        for claim in self.plan.plan.claims:
            if claim.kind is Kind.ASSOCIATION and claim.indicator in shown:
                yield claim, people.observed(self.plan.plan, claim)


def standing(year: Year, week: Week, now: datetime, entries: Sequence[Entry]) -> Standing:
    """The year by the last end of a week that is over: the running one changes nothing yet.

    `entries` give the levels, as the ledger has them.
    """
    persons = year.persons()
    compared = {claim.id: (claim, rows) for claim, rows in year.compared()}
    found = releases(
        [*_indicator_figures(year.survey, persons), *_comparison_figures(year, compared)],
        [(one.row.completed_at, one.row.response) for one in persons if one.row.completed_at],
        list(_ends(year, week, now)),
        year.k,
    )
    number = quarter(week.start(year.zone) + timedelta(days=6), year.zone)
    before = quarter_span(year.fiscal_year, number, year.zone)[0]
    lines = _lines_at(year.survey, persons, found, None)
    earlier = _lines_at(year.survey, persons, found, before)
    return Standing(
        people=found.people,
        indicators=with_entries(lines, entries),
        comparisons=_comparisons_now(year, compared, found, entries),
        before={
            **{
                line.share.indicator: line.share.estimate
                for line in earlier
                if line.share.estimate is not None
            },
            **dict(_groups_at(year, compared, found, before)),
        },
    )


def _ends(year: Year, week: Week, now: datetime) -> Iterator[datetime]:
    """The ends of the year's weeks up to this one, as far as they are over."""
    one = Week.of(fiscal_span(year.fiscal_year, year.zone)[0], year.zone)
    while one <= week and (end := one.end(year.zone)) <= now:
        yield end
        one = Week.of(end, year.zone)


def _indicator_figures(survey: Survey, persons: Sequence[Pass]) -> Iterator[Figure]:
    for indicator in in_digest(survey):
        yield Figure(
            key=indicator.key,
            place={
                one.row.response: 0 if chose(indicator, one) else 1
                for one in persons
                if in_base(survey, indicator, one)
            },
        )


def _comparison_figures(year: Year, compared: Compared) -> Iterator[Figure]:
    shown = {indicator.key for indicator in in_digest(year.survey)}
    for claim, rows in compared.values():
        beside = {claim.indicator, claim.exposure or claim.indicator} & shown
        yield Figure(
            key=f"{claim.id}/compared",
            place={
                row.response: (0 if row.exposed else 2) + (0 if row.chose else 1) for row in rows
            },
            cells=4,
            beside=tuple(sorted(beside)),
        )


def _lines_at(
    survey: Survey, persons: Sequence[Pass], found: Releases, before: datetime | None
) -> tuple[IndicatorLine, ...]:
    passes = {}
    for indicator in in_digest(survey):
        end = found.last(indicator.key, before)
        passes[indicator.key] = [one for one in persons if end and _by(one, end)]
    return indicator_lines(survey, clustered_shares(survey, passes))


def _comparisons_now(
    year: Year, compared: Compared, found: Releases, entries: Sequence[Entry]
) -> tuple[ComparisonLine, ...]:
    levels = {one.claim: one.level for one in entries}
    lines = []
    for claim, rows in compared.values():
        end = found.last(f"{claim.id}/compared")
        if end is None or year.plan is None:
            continue
        then = year.completed_before(end)
        held = {one.row.response for one in then.passes}
        (entry,) = evaluate(
            plan=replace(year.plan, plan=replace(year.plan.plan, claims=(claim,))),
            survey=year.survey,
            counted=then,
            now=end,
            look=str(end.date()),
            moment=Moment.WEEK,
            zone=year.zone,
        )
        indicator = year.survey.indicator(claim.indicator)
        seen = [row for row in rows if row.response in held]
        lines.append(comparison_line(indicator, entry, seen, levels.get(claim.id)))
    return tuple(lines)


def _groups_at(
    year: Year, compared: Compared, found: Releases, before: datetime
) -> Iterator[tuple[str, float]]:
    """The shares of users and of others as they were shown at a moment."""
    for claim, rows in compared.values():
        end = found.last(f"{claim.id}/compared", before)
        if end is None:
            continue
        held = {one.row.response for one in year.completed_before(end).passes}
        for name, side in (("users", True), ("others", False)):
            group = [row.chose for row in rows if row.exposed is side and row.response in held]
            yield f"{claim.id}/{name}", sum(group) / len(group)


def _by(one: Pass, end: datetime) -> bool:
    return one.row.completed_at is not None and one.row.completed_at < end
