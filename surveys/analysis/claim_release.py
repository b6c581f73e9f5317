"""Up to which week each figure of a fiscal year is told: one walk for digests and packs.

Who lays a pack beside a digest, or two packs side by side, must not learn what the few people
said who came between them. So a pack tells each claim as at a week at which its figure could
move, and where digests show that figure, too, at a week at which it moved there.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from surveys.analysis.digest_figures import in_digest
from surveys.analysis.digest_release import Completed, Figure, Releases, releases
from surveys.analysis.levels import Kind
from surveys.analysis.observations import Observation, People
from surveys.analysis.plan import Plan, PlannedClaim, Registered
from surveys.analysis.shares import chose, in_base
from surveys.analysis.suppression import INTERNAL, PUBLIC
from surveys.analysis.table_release import Asked, table_figures, waits_for
from surveys.analysis.tally import FIRST_WAVE, Pass, Tally, primary
from surveys.analysis.weeks import midnight, week_ends
from surveys.model import Survey

Compared: TypeAlias = Mapping[str, tuple[PlannedClaim, tuple[Observation, ...]]]
"""Associations by claim, with the people behind them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A fiscal year's rows with what they are counted by.

    `plan` is None where comparisons are not wanted. `k` is the internal cell size, `cell` the
    public one.
    """

    counted: Tally
    survey: Survey
    fiscal_year: int
    zone: ZoneInfo
    plan: Registered | None = None
    k: int = INTERNAL
    cell: int = PUBLIC

    def persons(self) -> tuple[Pass, ...]:
        """Each person's first complete pass of the year."""
        return primary(
            self.counted.passes,
            survey=self.survey.key,
            year=self.fiscal_year,
            zone=self.zone,
        )

    def people(self) -> People:
        """Each person's first complete pass of each wave."""
        return People.of(self.survey, self.counted, self.fiscal_year, self.zone)

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
        people, shown = self.people(), self.shown()
        for claim in self.plan.plan.claims:
            if claim.kind is Kind.ASSOCIATION and claim.indicator in shown:
                yield claim, people.observed(self.plan.plan, claim)

    def shown(self) -> frozenset[str]:
        """The indicators that digests show."""
        return frozenset(indicator.key for indicator in in_digest(self.survey))

    def freezes(self) -> tuple[datetime, ...]:
        """The moments at which reports of the plan count everybody."""
        if self.plan is None:
            return ()
        days = (self.plan.plan.drafted_on, self.plan.plan.frozen_on)
        return tuple(midnight(day + timedelta(days=1), self.zone) for day in days)

    def ends(self, until: datetime) -> Iterator[datetime]:
        """The ends of the year's weeks that are not later than a moment."""
        return week_ends(self.fiscal_year, until, self.zone)


def released(
    year: Year,
    persons: Sequence[Pass],
    compared: Compared,
    until: datetime,
    more: Iterable[Figure] = (),
) -> Releases:
    """The weeks in which the figures of digests moved, up to a moment.

    `more` are figures that walk beside them, and change nothing about them.
    """
    shares = _indicator_figures(year.survey, persons)
    return releases(
        [*shares, *_comparison_figures(year.shown(), compared), *more],
        _completed(persons),
        list(year.ends(until)),
        year.k,
        freezes=year.freezes(),
        until=until,
    )


def claim_moments(year: Year, until: datetime) -> dict[str, datetime]:
    """The moment before which answers count in each claim of the plan; the others are not told.

    The pack's tables are among them (`KINDS`, `REASONS`). Claims about what digests show keep to
    the weeks of digests. The rest, and the tables, move by their own cells, among the people who
    answered the wave that asks.
    """
    people, shown = year.people(), year.shown()
    plan = None if year.plan is None else year.plan.plan
    own: defaultdict[str, list[Figure]] = defaultdict(list)
    for claim in () if plan is None else plan.claims:
        if claim.indicator not in shown and plan is not None:
            figure = _own_figure(year.survey, plan, claim, people.observed(plan, claim))
            own[people.wave_of(claim.indicator)].append(figure)
    first = people.waves[FIRST_WAVE]
    tables = [*table_figures(Asked(survey=year.survey, persons=first, plan=plan, cell=year.cell))]
    more = [*tables, *own.pop(FIRST_WAVE, ())]
    moves = {**released(year, first, _by_claim(year), until, more).moves}
    for wave, figures in own.items():
        ends = list(year.ends(until))
        completed = _completed(people.waves[wave])
        found = releases(figures, completed, ends, year.k, freezes=year.freezes(), until=until)
        moves |= found.moves
    names = {one.key: one.key for one in tables}
    names |= {one.id: _key(one, shown) for one in (() if plan is None else plan.claims)}
    return {name: moves[key][-1].upto for name, key in names.items() if moves.get(key)}


def own_key(claim: str) -> str:
    """The key of the figure of a claim about what digests do not show."""
    return f"{claim}/own"


def compared_key(claim: str) -> str:
    """The key of the figure in which a claim sets users beside others."""
    return f"{claim}/compared"


def _by_claim(year: Year) -> Compared:
    return {claim.id: (claim, rows) for claim, rows in year.compared()}


def _completed(passes: Iterable[Pass]) -> list[Completed]:
    return [(one.row.completed_at, one.row.response) for one in passes if one.row.completed_at]


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


def _comparison_figures(shown: frozenset[str], compared: Compared) -> Iterator[Figure]:
    for claim, rows in compared.values():
        beside = {claim.indicator, claim.exposure or claim.indicator} & shown
        yield _four(compared_key(claim.id), rows, sorted(beside))


def _key(claim: PlannedClaim, shown: frozenset[str]) -> str:
    """The figure that tells when a claim moves."""
    if claim.indicator not in shown:
        return own_key(claim.id)
    return claim.indicator if claim.kind is Kind.REACH else compared_key(claim.id)


def _own_figure(
    survey: Survey, plan: Plan, claim: PlannedClaim, rows: Sequence[Observation]
) -> Figure:
    """A claim's figure; a comparison waits for the shares of which its groups are parts."""
    beside = set(waits_for(survey, plan, claim.indicator))
    if claim.kind is Kind.REACH:
        place = {row.response: 0 if row.chose else 1 for row in rows}
        return Figure(key=own_key(claim.id), place=place, beside=tuple(sorted(beside)))
    beside |= {claim.exposure or claim.indicator} | {
        own_key(one.id)
        for one in plan.claims
        if one.kind is Kind.REACH and one.indicator in {claim.indicator, claim.exposure}
    }
    return _four(own_key(claim.id), rows, sorted(beside))


def _four(key: str, rows: Iterable[Observation], beside: Iterable[str]) -> Figure:
    return Figure(
        key=key,
        place={row.response: (0 if row.exposed else 2) + (0 if row.chose else 1) for row in rows},
        cells=4,
        beside=tuple(beside),
    )
