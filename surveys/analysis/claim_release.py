"""Up to which week each figure of a fiscal year is told: one walk for digests and packs.

Who lays a pack beside a digest, or two packs side by side, must not learn what the few people
said who came between them. So a pack tells each claim as at a week at which its figure could
move, and where digests show that figure, too, at a week at which it moved there.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from surveys.analysis.digest_figures import in_digest
from surveys.analysis.digest_release import Completed, Figure, Releases, releases
from surveys.analysis.levels import Kind
from surveys.analysis.observations import Observation, People
from surveys.analysis.plan import PlannedClaim, Registered
from surveys.analysis.shares import chose, in_base
from surveys.analysis.suppression import INTERNAL
from surveys.analysis.tally import FIRST_WAVE, Pass, Tally, primary
from surveys.analysis.weeks import Week, fiscal_span
from surveys.model import Survey

Compared: TypeAlias = Mapping[str, tuple[PlannedClaim, tuple[Observation, ...]]]
"""Associations by claim, with the people behind them."""


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

    def ends(self, until: datetime) -> Iterator[datetime]:
        """The ends of the year's weeks that are not later than a moment."""
        one = Week.of(fiscal_span(self.fiscal_year, self.zone)[0], self.zone)
        while (end := one.end(self.zone)) <= until:
            yield end
            one = Week.of(end, self.zone)


def released(year: Year, persons: Sequence[Pass], compared: Compared, until: datetime) -> Releases:
    """The weeks in which the figures of digests moved, up to a moment."""
    return releases(
        [*_indicator_figures(year.survey, persons), *_comparison_figures(year.shown(), compared)],
        _completed(persons),
        list(year.ends(until)),
        year.k,
    )


def claim_moments(year: Year, until: datetime) -> dict[str, datetime]:
    """The moment before which answers count in each claim of the plan; the others are not told.

    Claims about what digests show keep to the weeks of digests. The rest have walks of their own
    by the same rule, among the people who answered the wave that asks.
    """
    if year.plan is None:
        return {}
    plan, people, shown = year.plan.plan, year.people(), year.shown()
    walk = released(year, people.waves[FIRST_WAVE], _by_claim(year), until)
    moments: dict[str, datetime | None] = {}
    own: defaultdict[str, list[PlannedClaim]] = defaultdict(list)
    for claim in plan.claims:
        if claim.indicator in shown:
            alone = claim.kind is Kind.REACH
            moments[claim.id] = walk.last(claim.indicator if alone else compared_key(claim.id))
        else:
            own[people.wave_of(claim.indicator)].append(claim)
    for wave, claims in own.items():
        rows = {claim.id: people.observed(plan, claim) for claim in claims}
        figures = [_figure(claim, claims, rows[claim.id]) for claim in claims]
        completed = _completed(people.waves[wave])
        found = releases(figures, completed, list(year.ends(until)), year.k)
        moments |= {claim.id: found.last(claim.id) for claim in claims}
    return {claim: moment for claim, moment in moments.items() if moment is not None}


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


def _figure(
    claim: PlannedClaim, claims: Sequence[PlannedClaim], rows: Sequence[Observation]
) -> Figure:
    """A claim's figure; a comparison waits for the shares of which its groups are parts."""
    if claim.kind is not Kind.REACH:
        beside = (
            one.id
            for one in claims
            if one.kind is Kind.REACH and one.indicator in {claim.indicator, claim.exposure}
        )
        return _four(claim.id, rows, sorted(beside))
    return Figure(key=claim.id, place={row.response: 0 if row.chose else 1 for row in rows})


def _four(key: str, rows: Iterable[Observation], beside: Iterable[str]) -> Figure:
    return Figure(
        key=key,
        place={row.response: (0 if row.exposed else 2) + (0 if row.chose else 1) for row in rows},
        cells=4,
        beside=tuple(beside),
    )
