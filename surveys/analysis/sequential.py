"""Looking every week without fooling oneself: the bar that a claim must clear, c / √t.

With ordinary intervals, fifty weekly looks confirm something in 27 % of years in which there is
nothing; with this bar in 4.5 % (EVIDENCE 3.7).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from surveys.analysis.comparison import Difference
from surveys.analysis.library import normal_quantile, student_to_normal
from surveys.analysis.proportions import Proportion

ALPHA: Final = 0.05
"""Probability of at least one false claim in a year, over all looks and primary claims."""

MINIMUM_GROUP: Final = 30
"""The first look waits for this many answers in each group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRule:
    """The bar as it is registered before the year, and not changed after the first look.

    `constant` is c (see `sup_brownian_constant`), `planned` the planned number of answers.

    Raises:
        ValueError: on making one without planned answers.
    """

    constant: float
    planned: int
    minimum_group: int = MINIMUM_GROUP

    def __post_init__(self) -> None:
        if self.planned <= 0:
            raise ValueError("the number of planned answers must be positive")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look at the data sees: all answers, those of the smallest group, and Z."""

    answers: int
    smallest_group: int
    statistic: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A look held against the bar. `information` is t; the bar is infinite before the first."""

    information: float
    boundary: float
    crossed: bool


def sup_brownian_constant(alpha: float = ALPHA, *, claims: int = 1) -> float:
    """The level that a Brownian path on [0, 1] leaves, on either side, with probability alpha.

    By the reflection principle 4(1 − Φ(c)) = alpha: 2.2414 for 5 %. Several claims share alpha
    by Bonferroni: 2.6383 for three. Source: EVIDENCE 3.6, 3.7.
    """
    return normal_quantile(1 - alpha / (4 * claims))


def look_at(rule: LookRule, look: Look) -> Verdict:
    """Whether |Z| reaches c / √t, with t = answers / planned, at most 1."""
    information = min(1.0, look.answers / rule.planned)
    if information <= 0 or look.smallest_group < rule.minimum_group:
        return Verdict(information=information, boundary=math.inf, crossed=False)
    boundary = rule.constant / math.sqrt(information)
    return Verdict(
        information=information,
        boundary=boundary,
        crossed=abs(look.statistic) >= boundary,
    )


def first_crossing(rule: LookRule, looks: Sequence[Look]) -> int | None:
    """The position of the first look that crosses, in order of time; None where none does.

    The look at which the plan is fulfilled is the last that may bring a claim: later ones wait
    for next year's plan.
    """
    for position, look in enumerate(looks):
        verdict = look_at(rule, look)
        if verdict.crossed:
            return position
        if verdict.information >= 1:
            return None
    return None


def target_statistic(proportion: Proportion, target: float) -> float:
    """Z of a share against a target, positive above it; t over lessons turned into normal.

    The standard error is the one at the target, with the share's design effect: so a share lies
    outside its Wilson interval exactly when its t is beyond the critical value, everybody
    choosing the same is no special case, and `sample_size` plans for this very statistic.

    Raises:
        ValueError: the target is not between 0 and 1.
    """
    if not 0 < target < 1:
        raise ValueError(f"a target of {target} cannot be tested")
    error = math.sqrt(target * (1 - target) / proportion.effective_total)
    return _deviate((proportion.estimate - target) / error, proportion.degrees)


def difference_statistic(difference: Difference) -> float:
    """Z of a difference against none, with its standard error over lessons."""
    if not difference.standard_error:
        return 0.0
    return _deviate(difference.estimate / difference.standard_error, difference.degrees)


def _deviate(statistic: float, degrees: int | None) -> float:
    return statistic if degrees is None else student_to_normal(statistic, degrees)
