"""One share with its doubt: Wilson's interval on the effective number of answers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from surveys.analysis.library import critical_value, wilson_limits

LEVEL: Final = 0.95
"""Confidence of the intervals that are printed."""

LOWER_LEVEL: Final = 0.80
"""Confidence of the intervals that decide about a tendency (E2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Two ends, low to high."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """From end to end, in the unit of the ends."""
        return self.high - self.low


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`count` of `total` answers.

    Raises:
        ValueError: on making one that counts more than there are, or less than none.
    """

    count: int
    total: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.total:
            raise ValueError(f"{self.count} of {self.total} answers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportion:
    """A share between 0 and 1, with 95 % limits and 80 % limits.

    `lessons` counts those with an answer. `deff` is the variance relative to unclustered answers
    (with n, not n − 1, in the denominator), at least 1; `effective_total` is total / deff.
    """

    count: int
    total: int
    lessons: int
    estimate: float
    low: float
    high: float
    low80: float
    high80: float
    deff: float
    effective_total: float

    @property
    def standard_error(self) -> float:
        """Linearised standard error over lessons, never below that of unclustered answers."""
        return math.sqrt(self.estimate * (1 - self.estimate) / self.effective_total)

    @property
    def degrees(self) -> int | None:
        """Degrees of freedom of t; None (normal) where a single lesson answered."""
        return degrees_of(self.lessons)


def degrees_of(lessons: int) -> int | None:
    """Degrees of freedom of t for a number of lessons; None stands for the normal."""
    return lessons - 1 if lessons > 1 else None


def wilson(
    count: float, total: float, *, level: float = LEVEL, degrees: int | None = None
) -> Interval:
    """Wilson's score interval, with t instead of z where degrees of freedom are given.

    Source: Newcombe (1998) Stat Med 17:857, method 3; EVIDENCE 3.2.

    Raises:
        ValueError: there are no answers, so there is no share.
    """
    if total <= 0:
        raise ValueError("no answers: there is no share")
    low, high = wilson_limits(count, total, critical_value(level, degrees))
    # At a share of 0 or 1 the limit is exactly that; rounding leaves a crumb otherwise.
    return Interval(low=low if count > 0 else 0.0, high=high if count < total else 1.0)


def summed(parts: Sequence[Part]) -> Part:
    """All answers together."""
    return Part(count=sum(t.count for t in parts), total=sum(t.total for t in parts))


def clustered_proportion(
    parts: Sequence[Part], *, fallback_deff: float = 1.0
) -> Proportion | None:
    """The share over lessons, one part each; None where nobody answered.

    `fallback_deff` (see `median_deff`) is used where the data cannot tell: everybody or nobody
    chose it, or a single lesson answered. A single lesson has no degrees of freedom either; its
    interval is the ordinary one and speaks of that lesson only.

    Source: EVIDENCE 3.2 (Korn and Graubard's effective size, on Wilson's interval).
    """
    answered = [part for part in parts if part.total]
    if not answered:
        return None
    whole = summed(answered)
    share, lessons = whole.count / whole.total, len(answered)
    known = _deff(answered, whole)
    deff = max(1.0, fallback_deff if known is None else known)
    effective = whole.total / deff
    degrees = degrees_of(lessons)
    # share * effective may exceed effective by a rounding error when everybody chose it
    positive = min(share * effective, effective)
    wide = wilson(positive, effective, level=LEVEL, degrees=degrees)
    narrow = wilson(positive, effective, level=LOWER_LEVEL, degrees=degrees)
    return Proportion(
        count=whole.count,
        total=whole.total,
        lessons=lessons,
        estimate=share,
        low=wide.low,
        high=wide.high,
        low80=narrow.low,
        high80=narrow.high,
        deff=deff,
        effective_total=effective,
    )


def median_deff(proportions: Sequence[Proportion]) -> float:
    """The middle design effect of items that vary, as a stand-in for those that do not."""
    known = [item.deff for item in proportions if 0 < item.count < item.total]
    return median(known) if known else 1.0


def _deff(answered: Sequence[Part], whole: Part) -> float | None:
    """Variance over lessons relative to unclustered answers; None where it cannot be known."""
    lessons, share = len(answered), whole.count / whole.total
    if lessons < 2 or whole.count in {0, whole.total}:
        return None
    squares = math.fsum((part.count - share * part.total) ** 2 for part in answered)
    variance = lessons / (lessons - 1) * squares / whole.total**2
    return variance / (share * (1 - share) / whole.total)
