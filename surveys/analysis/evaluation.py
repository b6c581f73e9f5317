"""Every registered claim at one look: from the year's tally to the rows of the ledger.

Pure and repeatable: the same rows, in any order and any number of copies, give the same entries
to the last bit; the bootstrap draws from the hash of the rows. Source: EVIDENCE 3, 4.1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from surveys.analysis.claim_figures import with_figures
from surveys.analysis.deciding import confirming, with_level, with_look
from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Kind, Moment
from surveys.analysis.observations import (
    Observation,
    People,
    inputs_sha256,
    parts_by_lesson,
)
from surveys.analysis.plan import PlannedClaim, Registered, rule_of
from surveys.analysis.proportions import Part, clustered_proportion, median_deff
from surveys.analysis.rate import Rate, response_rate
from surveys.analysis.suppression import PUBLIC
from surveys.analysis.tally import FIRST_WAVE, Tally
from surveys.analysis.weeks import fiscal_span
from surveys.model import Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class _Year:
    """What all claims of one evaluation share."""

    plan: Registered
    people: People
    rate: Rate
    observed: Mapping[str, tuple[Observation, ...]]


def evaluate(  # noqa: PLR0913 - all are named at the call, none belongs to another
    *,
    plan: Registered,
    survey: Survey,
    counted: Tally,
    now: datetime,
    look: str,
    moment: Moment,
    zone: ZoneInfo,
    earlier: Sequence[Entry] = (),
    cell: int = PUBLIC,
    resample: bool = True,
    upto: Mapping[str, datetime] | None = None,
) -> tuple[Entry, ...]:
    """All claims of a plan, in its order, from the rows of its fiscal year.

    Args:
        plan: as registered, or the draft that stands in for it.
        survey: the newest version of the plan's survey.
        counted: holds at least the lessons of the fiscal year that this look sees.
        now: the moment of the look.
        look: its name, an ISO week or a freeze.
        moment: what may be decided at it.
        zone: where the fiscal year begins.
        earlier: the entries of earlier looks; those of other years and later looks are ignored.
        cell: fewest people in a number that is shown, where the plan does not ask for more.
        resample: whether limits of associations come from the lesson bootstrap.
        upto: where given, a claim counts what was completed before its moment; a claim that has
            none tells how many answered, and nothing of what.
    """
    start, end = fiscal_span(plan.plan.fiscal_year, zone)
    of_year = counted.between(start, end)
    people = People.of(survey, of_year, plan.plan.fiscal_year, zone)
    observed = {
        claim.id: _known(people, claim.id, people.observed(plan.plan, claim), upto)
        for claim in plan.plan.claims
    }
    year = _Year(
        plan=plan,
        people=people,
        rate=response_rate(of_year, now),
        observed=observed,
    )
    usual = _usual_deff(plan, observed)
    entries = []
    for claim in plan.plan.claims:
        blank = _blank(year, claim, now=now, look=look, moment=moment)
        before = [
            entry
            for entry in earlier
            if (entry.claim, entry.fiscal_year) == (claim.id, plan.plan.fiscal_year)
            and entry.looked_at <= now
            and entry.look != look
        ]
        if upto is not None and claim.id not in upto:
            entries.append(_untold(blank, people.observed(plan.plan, claim)))
            continue
        figures = with_figures(blank, observed[claim.id], fallback_deff=usual, resample=resample)
        fixed = plan.fixed_at(claim)
        seen = with_look(plan.plan, figures, [old for old in before if old.looked_at >= fixed])
        if not plan.in_time(claim, zone):
            seen = confirming(seen, observed[claim.id], people.completed_before(fixed))
        entries.append(with_level(plan.plan, seen, before, cell))
    return tuple(entries)


def _known(
    people: People,
    claim: str,
    rows: tuple[Observation, ...],
    upto: Mapping[str, datetime] | None,
) -> tuple[Observation, ...]:
    """The rows of a claim that may be told."""
    if upto is None:
        return rows
    held = people.completed_before(upto[claim]) if claim in upto else frozenset()
    return tuple(row for row in rows if row.response in held)


def _untold(blank: Entry, rows: Sequence[Observation]) -> Entry:
    """An entry of which it may only be told how many answered."""
    everybody = Part(count=0, total=len(rows))
    nobody = Part(count=0, total=0)
    alone = blank.unexposed is None
    return replace(
        blank,
        answers=len(rows),
        lessons=len({row.lesson for row in rows}),
        part=everybody if alone else nobody,
        unexposed=None if alone else everybody,
    )


def _usual_deff(plan: Registered, observed: Mapping[str, Sequence[Observation]]) -> float:
    """The middle design effect of the plan's shares, for those that cannot tell their own."""
    shares = [
        clustered_proportion(parts_by_lesson(observed[claim.id]))
        for claim in plan.plan.claims
        if claim.kind is Kind.REACH
    ]
    return median_deff([share for share in shares if share is not None])


def _blank(year: _Year, claim: PlannedClaim, *, now: datetime, look: str, moment: Moment) -> Entry:
    """A claim's entry before any figure, with what it rests on."""
    plan, rows = year.plan.plan, year.observed[claim.id]
    rate, aapor = year.rate, year.rate.aapor
    rated = (rate.completed, rate.families)
    sides = [_part(rows, exposed=True), _part(rows, exposed=False)]
    alone = claim.kind is Kind.REACH
    return Entry(
        claim=claim.id,
        fiscal_year=plan.fiscal_year,
        indicator=claim.indicator,
        kind=claim.kind,
        primary=claim.primary,
        goal=claim.goal,
        plan_version=plan.version,
        plan_sha256=year.plan.sha256,
        look=look,
        looked_at=now,
        moment=moment,
        answers=len(rows),
        lessons=len({row.lesson for row in rows}),
        response_rate=_rate(year, claim, rate.share),
        rr1=_rate(year, claim, None if aapor is None else aapor.rr1),
        rr2=_rate(year, claim, None if aapor is None else aapor.rr2),
        rated=rate.rated,
        part=_whole(rows) if alone else sides[0],
        unexposed=None if alone else sides[1],
        target=claim.target,
        inputs_sha256=inputs_sha256(plan, claim, rows, rated),
        rule=rule_of(plan, claim),
        draft=year.plan.draft,
        versions=tuple(sorted({row.version for row in rows})),
    )


def _rate(year: _Year, claim: PlannedClaim, rate: float | None) -> float | None:
    """A rate; of a later wave, it times the share of people who answered that wave too."""
    first = year.people.waves[FIRST_WAVE]
    wave = year.people.wave_of(claim.indicator)
    if wave == FIRST_WAVE or rate is None:
        return rate
    return rate * len(year.people.waves[wave]) / len(first) if first else None


def _whole(rows: Sequence[Observation]) -> Part:
    return Part(count=sum(row.chose for row in rows), total=len(rows))


def _part(rows: Sequence[Observation], *, exposed: bool) -> Part:
    return _whole([row for row in rows if row.exposed is exposed])
