"""Lessons drawn again and again: limits for figures that have no formula with lessons in it."""

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from surveys.analysis.proportions import Interval

Numbers: TypeAlias = NDArray[np.float64]

REPLICATES: Final = 1999
MINIMUM_LESSONS: Final = 20
"""Below this many lessons the percentiles say too little (EVIDENCE 3.3)."""

_MOST_UNDEFINED: Final = 0.01


def lesson_bootstrap(
    counts: Numbers,
    blocks: Sequence[str],
    statistic: Callable[[Numbers], Numbers],
    generator: np.random.Generator,
    *,
    replicates: int = REPLICATES,
) -> Numbers | None:
    """A statistic over lessons drawn with replacement within their block (the course).

    Args:
        counts: one row per lesson, one column per count.
        blocks: the course of each row; every draw keeps the number of lessons per course.
        statistic: takes summed counts, a row per replicate, and gives a value per row (nan
            where it is undefined).
        generator: made by the caller from the registered seed.
        replicates: how often to draw.

    Returns:
        The values in ascending order; None with fewer than 20 lessons, or where the statistic
        is undefined in more than 1 % of the draws.
    """
    if len(counts) < MINIMUM_LESSONS:
        return None
    drawn = np.zeros((replicates, counts.shape[1]))
    for block in sorted(set(blocks)):
        rows = counts[[name == block for name in blocks]]
        size = len(rows)
        times = generator.multinomial(size, np.full(size, 1 / size), size=replicates)
        drawn += times @ rows
    values = statistic(drawn)
    defined = np.sort(values[~np.isnan(values)])
    if len(defined) < (1 - _MOST_UNDEFINED) * replicates:
        return None
    return defined


def percentile_interval(values: Numbers, level: float) -> Interval:
    """The middle part of bootstrap values that holds `level` of them.

    With 1999 values the 95 % limits are the 50th and the 1950th.
    """
    outside = (1 - level) / 2
    low, high = np.quantile(values, [outside, 1 - outside], method="weibull")
    return Interval(low=float(low), high=float(high))
