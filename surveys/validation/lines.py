"""A line of the validation: what was tried, what came out, what it must be."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from surveys.validation.looks import Flags

FULL: Final = 2000
"""Years per setting that the thresholds are meant for."""

Tell: TypeAlias = Callable[[], None]
"""Called after each step, for a progress bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One result. `passed` is None for a figure that is only told, never judged."""

    name: str
    what: str
    result: str
    threshold: str
    passed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How many years, from which seed; `tell` is called after each step."""

    years: int
    seed: int
    tell: Tell

    def generator(self, line: int) -> np.random.Generator:
        """Random numbers of a line's own, so that lines can be added without changing others."""
        return np.random.default_rng([self.seed, line])

    def slack(self, share: float) -> float:
        """What fewer years than planned may add to a threshold: three standard errors' growth."""
        error = 3 * math.sqrt(share * (1 - share))
        return max(0.0, error / math.sqrt(self.years) - error / math.sqrt(FULL))

    def _eased(self, limit: float, sign: int) -> str:
        """What is added to a threshold where fewer years than planned blur the result."""
        slack = self.slack(limit)
        return f" ({limit + sign * slack:.3f} at R = {self.years})" if slack else ""

    def at_most(self, name: str, what: str, share: float, limit: float) -> Line:
        """A line whose share must not exceed a limit."""
        return Line(
            name=name,
            what=what,
            result=f"{share:.4f}",
            threshold=f"≤ {limit:.3f}{self._eased(limit, 1)}",
            passed=share <= limit + self.slack(limit),
        )

    def at_least(self, name: str, what: str, share: float, limit: float) -> Line:
        """A line whose share must reach a limit."""
        return Line(
            name=name,
            what=what,
            result=f"{share:.4f}",
            threshold=f"≥ {limit:.3f}{self._eased(limit, -1)}",
            passed=share >= limit - self.slack(limit),
        )

    def within(self, name: str, what: str, share: float, low: float, high: float) -> Line:
        """A line whose share must lie between two limits."""
        fits = low - self.slack(low) <= share <= high + self.slack(high)
        return Line(
            name=name,
            what=what,
            result=f"{share:.4f}",
            threshold=f"{low:.3f} – {high:.3f}",
            passed=fits,
        )


def told(name: str, what: str, result: str) -> Line:
    """A figure that is printed and not judged."""
    return Line(name=name, what=what, result=result, threshold="told", passed=None)


def checked(name: str, what: str, result: str, threshold: str, *, passed: bool) -> Line:
    """A line whose threshold is not a share."""
    return Line(name=name, what=what, result=result, threshold=threshold, passed=passed)


def share_of(flags: Flags) -> float:
    """In what share of the years something was so."""
    return float(np.mean(flags))
