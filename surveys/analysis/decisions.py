"""What people decide about claims: approving one, or lowering its level with a reason.

The rules give the level; a person may take it down and never up. Entries as they were evaluated
are kept unchanged: decisions are applied when they are read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from surveys.analysis.ledger import Entry
from surveys.analysis.levels import STRENGTH, Level, lowered

CONFIRMED: Final = (Level.E3, Level.E4)
"""Levels that a person approves before they are printed without a mark."""

LOWER_TO: Final = (Level.E2, Level.E1)
"""What a level may be lowered to. N and U may not be lowered: that would hide bad news."""


class Deed(StrEnum):
    """What was decided."""

    APPROVE = "approve"
    LOWER = "lower"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision. `level` is the one approved, or the one wanted; `by` is a member's id."""

    id: str
    fiscal_year: int
    claim: str
    deed: Deed
    level: Level
    by: str
    at: datetime
    why: str | None = None


def wishes(level: Level) -> tuple[Level, ...]:
    """The levels to which one may be lowered, strongest first."""
    if STRENGTH[level] < STRENGTH[Level.E2]:
        return ()
    return tuple(wish for wish in LOWER_TO if wish is not level and lowered(level, wish))


def applied(entry: Entry, decisions: Iterable[Decision]) -> Entry:
    """An entry as it is shown, after all that was decided about its claim.

    A lowered level holds for the rest of the fiscal year; where the rules come to a weaker one,
    that one stands. An approval counts for the level that was approved.
    """
    own = sorted(
        (one for one in decisions if (one.claim, one.fiscal_year) == _named(entry)),
        key=lambda one: (one.at, one.id),
    )
    shown = replace(entry, level=entry.evaluated)
    for one in own:
        # U and N say what was found: a wish for 参考 does not overrule them
        positive = STRENGTH[shown.level] >= STRENGTH[Level.E2]
        weaker = STRENGTH[one.level] < STRENGTH[shown.level]
        if one.deed is Deed.LOWER and positive and weaker:
            shown = replace(shown, level=one.level, lowered_by=one.by, lowered_why=one.why)
    for one in own:
        if one.deed is Deed.APPROVE and one.level is shown.level:
            shown = replace(shown, approved_by=one.by, approved_at=one.at)
    return shown


def _named(entry: Entry) -> tuple[str, int]:
    return entry.claim, entry.fiscal_year
