"""How much a claim may say: from one row of evidence to its level (EVIDENCE 4.1).

More answers or a narrower interval never lower what the gates allow; fewer or wider never raise
a level. Two settings stand outside that order on purpose: the look rule decides by what was
registered, and a tendency is decided at quarter ends only.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

from surveys.analysis.suppression import PUBLIC


class Level(StrEnum):
    """What may be said; the order of strength is `STRENGTH`."""

    E0 = "E0"
    E1 = "E1"
    U = "U"
    N = "N"
    E2 = "E2"
    E3 = "E3"
    E4 = "E4"


STRENGTH: Final = {level: rank for rank, level in enumerate(Level)}
"""From まだ言えない up to 検証できた; U and N stand below every positive claim."""


class Kind(StrEnum):
    """What a claim is about; it decides which words may be used."""

    REACH = "reach"
    ASSOCIATION = "association"
    EFFECT = "effect"


class Moment(StrEnum):
    """When the level is decided."""

    WEEK = "week"
    QUARTER_END = "quarter_end"
    FREEZE = "freeze"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The gates, registered before the year begins; shares and differences between 0 and 1.

    A response rate counts only where `rated` of the answers lie in lessons whose attendance is
    known and not exceeded: what is left of a year must not speak for the rest.
    """

    version: str = "1"
    say_answers: int = 30
    say_lessons: int = 8
    say_cell: int = PUBLIC
    answers: int = 100
    lessons: int = 20
    response_rate: float = 0.20
    rated: float = 0.80
    width: float = 0.20
    width_of_difference: float = 0.30
    confirm_response_rate: float = 0.30
    confirm_tipping: float = 1.25
    confirm_courses: float = 0.75
    negligible: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One row of the ledger before its level: figures between 0 and 1, limits at 95 % and 80 %.

    `response_rate` is RR1, `rated` the share of the answers that lie in the lessons it is of.
    `null` is the target of a share and 0 for a difference; None where no target is set.
    `smallest_cell` is the smallest number of people that the sentence would show or imply.
    `crossed` tells whether a primary claim crossed the look rule, on the good side, at any look;
    for other claims it is False. `tipping` is r* (shares only). Of `courses_counted` courses,
    `courses_agreeing` differ in the direction of the whole (differences only). `randomised`
    means that the introduction was drawn by lot and analysed by assignment. `tendency_before`
    tells whether E2 was reached at the last quarter end.
    """

    kind: Kind
    moment: Moment
    answers: int
    lessons: int
    response_rate: float | None
    rated: float | None
    smallest_cell: int
    estimate: float
    low: float
    high: float
    low80: float
    high80: float
    null: float | None
    crossed: bool = False
    tipping: float | None = None
    courses_agreeing: int = 0
    courses_counted: int = 0
    randomised: bool = False
    tendency_before: bool = False


REGISTERED: Final = Thresholds()


def level_of(row: Evidence, thresholds: Thresholds = REGISTERED) -> Level:
    """The level of a row.

    E3 asks, at every moment, that the ordinary 95 % interval still clears the target: so a bar
    crossed early does not outlive its evidence.
    """
    if _cannot_speak(row, thresholds):
        return Level.E0
    if row.null is None or _only_for_reference(row, thresholds):
        return Level.E1
    if row.crossed and row.low > row.null and _withstands(row, thresholds):
        return Level.E4 if row.kind is Kind.EFFECT else Level.E3
    if row.low80 > row.null and _tendency_is_due(row):
        return Level.E2
    return Level.N if _falls_short(row, row.null, thresholds) else Level.U


def lowered(level: Level, wish: Level) -> Level:
    """The level that a person wants instead.

    Raises:
        ValueError: it would be a stronger one; people may lower a level, never raise it.
    """
    if STRENGTH[wish] > STRENGTH[level]:
        raise ValueError(f"{level} may not be raised to {wish}")
    return wish


def rate_stands(rated: float | None, thresholds: Thresholds = REGISTERED) -> bool:
    """Whether enough of the answers lie in lessons of which the response rate is known."""
    return rated is not None and rated >= thresholds.rated


def _cannot_speak(row: Evidence, thresholds: Thresholds) -> bool:
    return (
        row.answers < thresholds.say_answers
        or row.lessons < thresholds.say_lessons
        or row.smallest_cell < thresholds.say_cell
        or row.response_rate is None
    )


def _only_for_reference(row: Evidence, thresholds: Thresholds) -> bool:
    widest = thresholds.width if row.kind is Kind.REACH else thresholds.width_of_difference
    return (
        row.answers < thresholds.answers
        or row.lessons < thresholds.lessons
        or _established(row, thresholds) < thresholds.response_rate
        or row.high - row.low > widest
        # without the lot there is no effect to speak of, however large the difference
        or (row.kind is Kind.EFFECT and not row.randomised)
    )


def _established(row: Evidence, thresholds: Thresholds) -> float:
    """RR1 as far as it stands for the answers; 0 where too many lie in other lessons."""
    return (row.response_rate or 0.0) if rate_stands(row.rated, thresholds) else 0.0


def _withstands(row: Evidence, thresholds: Thresholds) -> bool:
    """Whether the claim stands up to what the interval does not cover."""
    if _established(row, thresholds) < thresholds.confirm_response_rate:
        return False
    match row.kind:
        case Kind.REACH:
            return row.tipping is not None and row.tipping >= thresholds.confirm_tipping
        case Kind.ASSOCIATION:
            needed = thresholds.confirm_courses * row.courses_counted
            return row.courses_counted > 0 and row.courses_agreeing >= needed
        case Kind.EFFECT:
            return True
        case _:
            assert_never(row.kind)


def _tendency_is_due(row: Evidence) -> bool:
    return row.moment is not Moment.WEEK or row.tendency_before


def _falls_short(row: Evidence, null: float, thresholds: Thresholds) -> bool:
    if row.high < null:
        return True
    small = thresholds.negligible
    return row.kind is not Kind.REACH and -small < row.low and row.high < small
