"""The one home of statsmodels and scipy: each routine with its trap closed, and typed.

They are imported when first needed: loading them takes about a second, which neither the start
of the server nor a webhook should pay for.
"""

import math
from collections.abc import Sequence
from importlib import import_module
from statistics import NormalDist
from typing import Final

_FARTHEST: Final = 37.0
"""Beyond this many standard deviations a tail probability is no longer a positive float."""


def normal_quantile(probability: float) -> float:
    """The point below which a standard normal variable lies with this probability."""
    return NormalDist().inv_cdf(probability)


def critical_value(level: float, degrees: int | None) -> float:
    """The two-sided critical value of a confidence level: Student's t, or normal for None."""
    upper = (1 + level) / 2
    if degrees is None:
        return normal_quantile(upper)
    return float(import_module("scipy.special").stdtrit(degrees, upper))


def student_to_normal(statistic: float, degrees: int) -> float:
    """The normal deviate that is as improbable as Student's t with so many degrees.

    Computed in the nearer tail, where no digits are lost. It never exceeds t in size.
    """
    special = import_module("scipy.special")
    tail = float(special.stdtr(degrees, -abs(statistic)))
    size = min(-float(special.ndtri(tail)), abs(statistic))
    return math.copysign(size, statistic)


def two_sided(critical: float) -> float:
    """The error probability that the routines below want where a critical value is meant.

    They turn alpha into a normal quantile; asking for it by Student's tail would give back the
    ordinary 1.96 and lose the few degrees of freedom.
    """
    alpha = math.erfc(min(critical, _FARTHEST) / math.sqrt(2))
    # Twelve digits: where 0.05 is meant it is 0.05, not a crumb beside it.
    return float(f"{alpha:.12g}")


def wilson_limits(count: float, total: float, critical: float) -> tuple[float, float]:
    """Wilson's limits for count of total, whole or not (effective sizes are not whole).

    The library's own default is the Wald interval, and it answers 0 of 0 with nan.
    """
    routine = import_module("statsmodels.stats.proportion").proportion_confint
    low, high = routine(count, total, alpha=two_sided(critical), method="wilson")
    return float(low), float(high)


def newcombe_limits(
    exposed: tuple[float, float], unexposed: tuple[float, float], critical: float
) -> tuple[float, float]:
    """Newcombe's limits for the difference of two independent shares, each (count, total).

    `method="score"` must not be used: its limits are wrong in 0.14 and 0.15 (statsmodels issue
    10269). The name of this method is spelt without the final e.
    """
    routine = import_module("statsmodels.stats.proportion").confint_proportions_2indep
    alpha = two_sided(critical)
    low, high = routine(*exposed, *unexposed, compare="diff", method="newcomb", alpha=alpha)
    return float(low), float(high)


def brunner_munzel_limits(
    exposed: Sequence[int], unexposed: Sequence[int], level: float
) -> tuple[float, float]:
    """Limits of P(exposed > unexposed) + half the ties, from counts per ordered category.

    The routine's limits may leave [0, 1] and are cut there. It divides by the variance: both
    groups need two answers, and there must be overlap.
    """
    routine = import_module("statsmodels.stats.nonparametric").rank_compare_2ordinal
    low, high = routine(list(exposed), list(unexposed)).conf_int(alpha=1 - level)
    return max(0.0, float(low)), min(1.0, float(high))


def chi_square_tail(statistic: float, degrees: int) -> float:
    """The probability that a chi-square variable with these degrees exceeds the statistic."""
    return float(import_module("scipy.special").chdtrc(degrees, statistic))


def first_group_size(
    difference: float, base: float, *, power: float, ratio: float, critical: float
) -> float:
    """Answers needed in the first group to tell two shares apart; the second has ratio times it.

    Not `NormalIndPower` with `proportion_effectsize`: that is the arcsine version.
    """
    routine = import_module("statsmodels.stats.proportion").samplesize_proportions_2indep_onetail
    alpha = two_sided(critical)
    size = routine(difference, base, power, ratio, alpha, alternative="two-sided")
    return float(size)


def least_and_greatest(
    objective: Sequence[float],
    equal: Sequence[tuple[Sequence[float], float]],
    at_most: Sequence[tuple[Sequence[float], float]],
) -> tuple[float, float]:
    """The range of a linear expression of non-negative unknowns under linear conditions.

    Each condition is (coefficients, value). The upper end is inf where nothing bounds it.

    Raises:
        ValueError: no values fulfil the conditions.
    """
    linprog = import_module("scipy.optimize").linprog
    ends = []
    for sign in (1, -1):
        result = linprog(
            [sign * factor for factor in objective],
            A_eq=[row for row, _ in equal] or None,
            b_eq=[value for _, value in equal] or None,
            A_ub=[row for row, _ in at_most] or None,
            b_ub=[value for _, value in at_most] or None,
            bounds=(0, None),
            method="highs",
        )
        if result.status == 2:
            raise ValueError("no table fulfils these conditions")
        ends.append(math.inf if result.status == 3 else float(result.fun) * sign)
    return ends[0], ends[1]
