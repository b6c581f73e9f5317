"""How far it is to a proof: answers still missing for each primary claim (EVIDENCE 3.8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Kind, Level
from surveys.analysis.plan import Plan, PlannedClaim
from surveys.analysis.sample_size import (
    Enough,
    More,
    OutOfReach,
    answers_for_difference,
    answers_for_target,
    how_many_more,
)
from surveys.model import Survey, Text


class Outlook(StrEnum):
    """What the rest of the year may bring: the claim stands, has enough, needs more, or cannot."""

    CONFIRMED = "confirmed"
    ENOUGH = "enough"
    MORE = "more"
    OUT_OF_REACH = "out_of_reach"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressLine:
    """A primary claim's way. `answers` of `planned` are there; `needed` follows from the gap.

    The gap is the one set in the plan, never the one observed: `supposed` is the share that
    would then be true, or for associations the difference. `needed` and `more` are None where no
    number of answers would do.
    """

    claim: str
    label: Text
    short: Text
    kind: Kind
    answers: int
    planned: int
    supposed: float
    needed: int | None
    more: int | None
    outlook: Outlook


def progress(
    plan: Plan, survey: Survey, entries: Iterable[Entry], year_gone: float
) -> tuple[ProgressLine, ...]:
    """The primary claims that something is known about, in the plan's order.

    `year_gone` is the part of the fiscal year that is over, 0 to 1: the rest is expected to
    bring answers at the same pace.
    """
    known = {one.claim: one for one in entries}
    lines = []
    for claim in plan.primary:
        entry = known.get(claim.id)
        found = [one for one in survey.indicators if one.key == claim.indicator]
        if entry is None or not found or entry.estimate is None:
            continue
        needed = _needed(plan, claim, entry)
        outlook, more = _outlook(entry, needed, year_gone)
        lines.append(
            ProgressLine(
                claim=claim.id,
                label=found[0].label,
                short=found[0].short,
                kind=claim.kind,
                answers=_people(entry),
                planned=claim.planned_answers,
                supposed=claim.gap + ((claim.target or 0.0) if claim.kind is Kind.REACH else 0.0),
                needed=needed,
                more=more,
                outlook=outlook,
            )
        )
    return tuple(lines)


def _people(entry: Entry) -> int:
    return entry.part.total + (entry.unexposed.total if entry.unexposed else 0)


def _needed(plan: Plan, claim: PlannedClaim, entry: Entry) -> int | None:
    """Answers that confirm the pre-set gap with 80 % power at the bar of the look rule."""
    deff = entry.deff or 1.0
    try:
        if claim.kind is Kind.REACH:
            if claim.target is None:
                return None
            return answers_for_target(
                claim.target, constant=plan.constant, deff=deff, gap=claim.gap
            )
        users, others = entry.part, entry.unexposed
        if others is None or not others.total:
            return None
        return answers_for_difference(
            others.count / others.total,
            exposed_share=users.total / (users.total + others.total),
            constant=plan.constant,
            deff=deff,
            gap=claim.gap,
        )
    except ValueError:  # no share lies so far above the others
        return None


def _outlook(entry: Entry, needed: int | None, year_gone: float) -> tuple[Outlook, int | None]:
    if entry.level in {Level.E3, Level.E4}:
        return Outlook.CONFIRMED, 0
    # The look at which the plan is fulfilled is the last that may bring a claim.
    if needed is None or entry.information >= 1:
        return Outlook.OUT_OF_REACH, None if needed is None else max(0, needed - _people(entry))
    answers = _people(entry)
    expected = round(answers * (1 - year_gone) / year_gone) if year_gone > 0 else 0
    found = how_many_more(answers, needed, expected)
    match found:
        case Enough():
            return Outlook.ENOUGH, 0
        case More(answers=more):
            return Outlook.MORE, more
        case OutOfReach():
            return Outlook.OUT_OF_REACH, needed - answers
        case _:
            assert_never(found)
