"""How many answers a claim needs, from a gap fixed in advance and not from what was seen.

The observed gap would ask for the impossible or for nothing: 62.2 % against a target of 60 %
"needs" thousands of answers (EVIDENCE 3.8).
"""

import math
from dataclasses import dataclass
from typing import Final, TypeAlias

from surveys.analysis.library import first_group_size, normal_quantile
from surveys.analysis.proportions import wilson

POWER: Final = 0.8
"""Probability of confirming what is really there."""

TARGET_GAP: Final = 0.05
"""The meaningful gap above a target: 5 points."""

GROUP_GAP: Final = 0.10
"""The meaningful gap between two groups: 10 points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enough:
    """There are as many answers as the plan asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """So many answers are missing, and the rest of the year can bring them."""

    answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfReach:
    """More are missing than the rest of the year is expected to bring."""


Outlook: TypeAlias = Enough | More | OutOfReach


def answers_for_target(
    target: float,
    *,
    constant: float,
    deff: float = 1.0,
    gap: float = TARGET_GAP,
    power: float = POWER,
) -> int:
    """Answers needed to confirm "above target" when the truth lies `gap` above it.

    `constant` is the critical value: 1.96 for one look, or c of the look rule at t = 1.

    Raises:
        ValueError: target + gap is not below 1, or one of them is not positive.
    """
    truth = target + gap
    if not 0 < target < truth < 1:
        raise ValueError(f"no share lies {gap} above {target}")
    spread = constant * math.sqrt(target * (1 - target))
    spread += normal_quantile(power) * math.sqrt(truth * (1 - truth))
    return math.ceil(deff * (spread / gap) ** 2)


def answers_for_difference(
    base: float,
    *,
    exposed_share: float,
    constant: float,
    deff: float = 1.0,
    gap: float = GROUP_GAP,
    power: float = POWER,
) -> int:
    """Answers of both groups together needed to tell base + gap from base.

    `exposed_share` is the share of the exposed (users) among all answers.

    Raises:
        ValueError: base + gap is not below 1, or a share is not between 0 and 1.
    """
    if not 0 < base < base + gap < 1 or not 0 < exposed_share < 1:
        raise ValueError(f"no groups of {exposed_share} with shares {gap} above {base}")
    ratio = (1 - exposed_share) / exposed_share
    exposed = first_group_size(gap, base, power=power, ratio=ratio, critical=constant)
    return math.ceil(deff * exposed / exposed_share)


def smallest_difference(
    answers: int, base: float, *, exposed_share: float, constant: float, deff: float = 1.0
) -> float | None:
    """The smallest gap above `base` that so many answers confirm with 80 % power.

    To a hundredth of a point; None where not even the largest gap can be confirmed.
    """
    found = None
    low, high = 1, math.ceil((1 - base) * 10_000) - 1
    while low <= high:
        middle = (low + high) // 2
        needed = answers_for_difference(
            base,
            exposed_share=exposed_share,
            constant=constant,
            deff=deff,
            gap=middle / 10_000,
        )
        if needed <= answers:
            found, high = middle / 10_000, middle - 1
        else:
            low = middle + 1
    return found


def half_width(answers: int, *, deff: float = 1.0, share: float = 0.5) -> float:
    """Half of the 95 % interval's width that so many answers give.

    Raises:
        ValueError: there are no answers.
    """
    effective = answers / deff
    return wilson(share * effective, effective).width / 2


def how_many_more(answers: int, needed: int, expected: int) -> Outlook:
    """What is missing, given the answers that the rest of the year is expected to bring."""
    missing = needed - answers
    if missing <= 0:
        return Enough()
    if missing > expected:
        return OutOfReach()
    return More(answers=missing)
