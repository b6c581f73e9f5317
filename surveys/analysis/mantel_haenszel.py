"""Mantel and Haenszel's pooled difference and ratios over strata of two by two counts."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveys.analysis.library import chi_square_tail, critical_value
from surveys.analysis.proportions import LEVEL, Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """Answers that can be compared with each other: same course, same stage."""

    label: str
    exposed: Part
    unexposed: Part

    @property
    def difference(self) -> float | None:
        """Exposed share − unexposed share; None where a side is empty."""
        if not self.exposed.total or not self.unexposed.total:
            return None
        exposed, unexposed = self.exposed, self.unexposed
        return exposed.count / exposed.total - unexposed.count / unexposed.total

    @property
    def weight(self) -> float:
        """Mantel and Haenszel's weight n1·n0 / (n1 + n0); 0 where a side is empty."""
        total = self.exposed.total + self.unexposed.total
        return self.exposed.total * self.unexposed.total / total if total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledDifference:
    """A risk difference and its variance from unclustered answers."""

    estimate: float
    variance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledRatio:
    """A ratio with its limits."""

    estimate: float
    low: float
    high: float


def risk_difference(strata: Sequence[Stratum]) -> PooledDifference | None:
    """Σ w·d / Σ w with Sato's variance; None where no stratum has both sides.

    Where Sato's variance is not positive (no variation left), the pooled variance under
    equality stands in.

    Source: Sato, Greenland and Robins (1989) Biometrics 45:1323; EVIDENCE 3.4.
    """
    weight = math.fsum(stratum.weight for stratum in strata)
    if not weight:
        return None
    estimate = (
        math.fsum(x1 * n0 / n - x0 * n1 / n for x1, n1, x0, n0, n in _cells(strata)) / weight
    )
    first = math.fsum(
        x0 * (n1 / n) ** 2 - x1 * (n0 / n) ** 2 + n1 / n * n0 / n * (n0 - n1) / 2
        for x1, n1, x0, n0, n in _cells(strata)
    )
    second = math.fsum(
        (x1 * (n0 - x0) + x0 * (n1 - x1)) / (2 * n) for x1, n1, x0, n0, n in _cells(strata)
    )
    sato = (estimate * first + second) / weight**2
    if sato < 1e-12:  # what rounding leaves of zero
        sato = _null_variance(strata) / weight**2
    return PooledDifference(estimate=estimate, variance=sato)


def risk_ratio(strata: Sequence[Stratum], *, level: float = LEVEL) -> PooledRatio | None:
    """The pooled risk ratio with Greenland and Robins's limits; None where a side has no events.

    Source: Greenland and Robins (1985) Biometrics 41:55.
    """
    above = math.fsum(x1 * n0 / n for x1, _, _, n0, n in _cells(strata))
    below = math.fsum(x0 * n1 / n for _, n1, x0, _, n in _cells(strata))
    if not above or not below:
        return None
    spread = math.fsum(
        (n1 * n0 * (x1 + x0) - x1 * x0 * n) / n**2 for x1, n1, x0, n0, n in _cells(strata)
    )
    return _ratio(above / below, spread / (above * below), level)


def odds_ratio(strata: Sequence[Stratum], *, level: float = LEVEL) -> PooledRatio | None:
    """The pooled odds ratio with Robins, Breslow and Greenland's limits; None if undefined.

    Source: Robins, Breslow and Greenland (1986) Biometrics 42:311.
    """
    parts = [
        (
            (x1 + n0 - x0) / n,
            (n1 - x1 + x0) / n,
            x1 * (n0 - x0) / n,
            (n1 - x1) * x0 / n,
        )
        for x1, n1, x0, n0, n in _cells(strata)
    ]
    above, below = math.fsum(part[2] for part in parts), math.fsum(part[3] for part in parts)
    if not above or not below:
        return None
    variance = (
        math.fsum(p * r for p, _, r, _ in parts) / (2 * above**2)
        + math.fsum(p * s + q * r for p, q, r, s in parts) / (2 * above * below)
        + math.fsum(q * s for _, q, _, s in parts) / (2 * below**2)
    )
    return _ratio(above / below, variance, level)


def heterogeneity(strata: Sequence[Stratum]) -> float | None:
    """P-value of Breslow and Day's test, as corrected by Tarone, that the odds ratios agree.

    None where it cannot be computed. Strata without both sides, or in which all or none chose
    it, say nothing and are left out. `StratifiedTable.test_equal_odds` gives the same, but
    divides 0 by 0 where the pooled odds ratio is 1, which is what we expect without an effect.

    Source: Tarone (1985) Biometrika 72:91.
    """
    telling = [
        stratum
        for stratum in strata
        if stratum.weight
        and 0
        < stratum.exposed.count + stratum.unexposed.count
        < stratum.exposed.total + stratum.unexposed.total
    ]
    pooled = odds_ratio(telling)
    if len(telling) < 2 or pooled is None:
        return None
    excess, variances = [], []
    for x1, n1, x0, n0, _ in _cells(telling):
        events = x1 + x0
        first = _expected(pooled.estimate, n1, n0, events)
        cells = (first, n1 - first, events - first, n0 - events + first)
        variances.append(1 / math.fsum(1 / cell for cell in cells))
        excess.append(x1 - first)
    statistic = math.fsum(d**2 / v for d, v in zip(excess, variances, strict=True))
    statistic -= math.fsum(excess) ** 2 / math.fsum(variances)
    return chi_square_tail(max(0.0, statistic), len(telling) - 1)


def _expected(odds: float, n1: int, n0: int, events: int) -> float:
    """The exposed events that give a two by two table of these margins this odds ratio.

    The root of (1 − odds)·e² + b·e − odds·n1·events = 0, in the form that stays defined where
    the odds ratio is 1.
    """
    b = n0 - events + odds * (n1 + events)
    root = math.sqrt(b**2 + 4 * (1 - odds) * odds * n1 * events)
    return 2 * odds * n1 * events / (b + root)


def _cells(strata: Sequence[Stratum]) -> Iterator[tuple[int, int, int, int, int]]:
    """x1, n1, x0, n0 and n of every stratum that has both sides."""
    for stratum in strata:
        exposed, unexposed = stratum.exposed, stratum.unexposed
        if exposed.total and unexposed.total:
            total = exposed.total + unexposed.total
            yield exposed.count, exposed.total, unexposed.count, unexposed.total, total


def _null_variance(strata: Sequence[Stratum]) -> float:
    return math.fsum(
        n1 * n0 / n * (x1 + x0) / n * (1 - (x1 + x0) / n) for x1, n1, x0, n0, n in _cells(strata)
    )


def _ratio(estimate: float, variance_of_log: float, level: float) -> PooledRatio:
    factor = math.exp(critical_value(level, None) * math.sqrt(variance_of_log))
    return PooledRatio(estimate=estimate, low=estimate / factor, high=estimate * factor)
