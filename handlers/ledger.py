"""The claims ledger: what every look came to, and what people decided since."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from handlers.plans import in_force
from handlers.tallies import tallied
from handlers.work import Work
from surveys.analysis.decisions import CONFIRMED, Decision, Deed, applied, wishes
from surveys.analysis.evaluation import evaluate
from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Level, Moment
from surveys.analysis.weeks import (
    Week,
    fiscal_span,
    fiscal_year,
    midnight,
    quarters_over,
)

JOB: Final = "look"
DRAFT: Final = "draft"
"""Name of the look at which the draft of the form is written, at the end of January."""

FREEZE: Final = "freeze"
"""Name of the last look of a fiscal year, at the end of the April after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A look before it is made: its name, what may be decided, and up to when lessons count."""

    look: str
    moment: Moment
    end: datetime


class DecisionRefused(Exception):  # noqa: N818 - it is told to a person
    """A decision that the rules do not allow: nothing to approve, or no weaker level."""


def look(work: Work, week: Week) -> dict[str, int]:
    """Evaluate and keep all claims for a week that is over, and for a freeze that is due.

    A tick, to be run right before the week's digest: does nothing, and returns nothing, where
    these looks were made. Counts: `looks` made.
    """
    if not work.uow.jobs.start(JOB, str(week), work.now):
        return {}
    zone = work.house.centre.timezone
    year = fiscal_year(midnight(week.sunday(), zone), zone)
    sights = [(year, _of_week(work, year, week))]
    sights += [(frozen, sight) for frozen in (year - 1, year) for sight in _due(work, frozen)]
    for looked, sight in sights:
        work.uow.looks.add(evaluated(work, looked, sight))
    counts = {"looks": len(sights)}
    work.uow.jobs.finish(JOB, str(week), work.now, counts)
    return counts


def entries(work: Work, year: int) -> tuple[Entry, ...]:
    """The claims of a fiscal year at the latest look, with all decisions.

    Before the first look they are evaluated from the rows as they are now, and not kept.
    """
    kept = work.uow.looks.of_year(year)
    latest = [entry for entry in kept if entry.looked_at == kept[-1].looked_at]
    decisions = work.uow.looks.decisions(year)
    found = [entry for entry in latest if entry.look == latest[-1].look] or present(work, year)
    return tuple(applied(entry, decisions) for entry in found)


def history(work: Work, year: int) -> tuple[Entry, ...]:
    """Every claim at every look of a fiscal year, oldest first, as it was evaluated."""
    return tuple(work.uow.looks.of_year(year))


def present(
    work: Work, year: int, *, look: str | None = None, moment: Moment = Moment.WEEK
) -> tuple[Entry, ...]:
    """The claims from the rows as they are now, without decisions; nothing is kept."""
    zone = work.house.centre.timezone
    end = min(fiscal_span(year, zone)[1], work.now)
    name = look or str(Week.of(work.now, zone))
    return evaluated(work, year, Sight(look=name, moment=moment, end=end))


def evaluated(work: Work, year: int, sight: Sight) -> tuple[Entry, ...]:
    """All claims of a fiscal year over the lessons before the sight's end."""
    zone = work.house.centre.timezone
    plan = in_force(work, year)
    start, end = fiscal_span(year, zone)
    return evaluate(
        plan=plan,
        survey=work.house.catalog.latest(plan.plan.survey),
        counted=tallied(work, start, min(end, sight.end)),
        now=work.now,
        look=sight.look,
        moment=sight.moment,
        zone=zone,
        earlier=work.uow.looks.of_year(year),
        cell=work.house.centre.cell_public,
    )


def approve(work: Work, year: int, claim: str, member: str) -> Entry:
    """Approve a claim at the level it has; the entry as it is shown afterwards.

    Raises:
        DecisionRefused: there is no such claim, or its level needs no approval.
    """
    entry = _found(work, year, claim)
    if entry.level not in CONFIRMED:
        raise DecisionRefused(f"{claim} stands at {entry.level}, which needs no approval")
    return _decided(work, entry, Deed.APPROVE, entry.level, member, None)


def lower(work: Work, year: int, claim: str, wish: Level, member: str, why: str) -> Entry:
    """Lower a claim's level, with a reason; the entry as it is shown afterwards.

    Raises:
        DecisionRefused: there is no such claim, or the level wanted is not a weaker one.
    """
    entry = _found(work, year, claim)
    if wish not in wishes(entry.level):
        raise DecisionRefused(f"{claim} stands at {entry.level} and cannot go to {wish}")
    return _decided(work, entry, Deed.LOWER, wish, member, why)


def _found(work: Work, year: int, claim: str) -> Entry:
    for entry in entries(work, year):
        if entry.claim == claim:
            return entry
    raise DecisionRefused(f"the plan of {year} has no claim {claim}")


def _decided(
    work: Work, entry: Entry, deed: Deed, level: Level, member: str, why: str | None
) -> Entry:
    decision = Decision(
        id=work.house.new_id(),
        fiscal_year=entry.fiscal_year,
        claim=entry.claim,
        deed=deed,
        level=level,
        by=member,
        at=work.now,
        why=why,
    )
    work.uow.looks.decide(decision)
    work.uow.audit.record(
        new_id=work.house.new_id(),
        at=work.now,
        actor=member,
        action=f"claim_{deed}",
        subject=f"{entry.fiscal_year}/{entry.claim}",
        detail={"from": entry.level.value, "to": level.value, "look": entry.look},
    )
    return applied(entry, work.uow.looks.decisions(entry.fiscal_year))


def _of_week(work: Work, year: int, week: Week) -> Sight:
    """A week's look; it decides about tendencies where a quarter ended since the last look."""
    zone = work.house.centre.timezone
    kept = work.uow.looks.of_year(year)
    before = min(week.start(zone), kept[-1].looked_at) if kept else week.start(zone)
    ended = quarters_over(year, week.end(zone), zone) > quarters_over(year, before, zone)
    moment = Moment.QUARTER_END if ended else Moment.WEEK
    return Sight(look=str(week), moment=moment, end=week.end(zone))


def _due(work: Work, year: int) -> list[Sight]:
    """The freezes of a year that are due; of years in which somebody looked or planned only."""
    made = {entry.look for entry in work.uow.looks.of_year(year)}
    if not made and not work.uow.plans.of_year(year):
        return []
    plan = in_force(work, year).plan
    zone = work.house.centre.timezone
    days = ((DRAFT, plan.drafted_on), (FREEZE, plan.frozen_on))
    sights = [
        Sight(look=name, moment=Moment.FREEZE, end=midnight(day + timedelta(days=1), zone))
        for name, day in days
        if name not in made
    ]
    return [sight for sight in sights if sight.end <= work.now]
