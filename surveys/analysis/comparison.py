"""Two groups asked the same question: the plain difference of their shares."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from surveys.analysis.library import critical_value, newcombe_limits
from surveys.analysis.proportions import (
    LEVEL,
    LOWER_LEVEL,
    Interval,
    Part,
    degrees_of,
    summed,
)


class Method(StrEnum):
    """How a difference was estimated and its limits computed."""

    NEWCOMBE = "newcombe"
    MANTEL_HAENSZEL = "mantel_haenszel"
    MANTEL_HAENSZEL_BOOTSTRAP = "mantel_haenszel_bootstrap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """Answers of one lesson and one stage, the exposed (users) beside the unexposed."""

    lesson: str
    course: str
    stage: str
    exposed: Part
    unexposed: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Exposed share − unexposed share, between −1 and 1, with 95 % and 80 % limits.

    `lessons` counts those with an answer. `deff` is the variance over lessons relative to
    unclustered answers, at least 1, and already in `standard_error` and the limits.
    """

    exposed: Part
    unexposed: Part
    lessons: int
    estimate: float
    low: float
    high: float
    low80: float
    high80: float
    deff: float
    standard_error: float
    method: Method

    @property
    def degrees(self) -> int | None:
        """Degrees of freedom of t; None (normal) where a single lesson answered."""
        return degrees_of(self.lessons)


def newcombe(
    exposed: Part,
    unexposed: Part,
    *,
    level: float = LEVEL,
    degrees: int | None = None,
    deff: float = 1.0,
) -> Interval:
    """Newcombe's interval for exposed share − unexposed share, both sizes divided by `deff`.

    Source: Newcombe (1998) Stat Med 17:873, method 10; EVIDENCE 3.4.

    Raises:
        ValueError: one of the groups is empty.
    """
    if not exposed.total or not unexposed.total:
        raise ValueError("a difference needs answers on both sides")
    first = (exposed.count / deff, exposed.total / deff)
    second = (unexposed.count / deff, unexposed.total / deff)
    low, high = newcombe_limits(first, second, critical_value(level, degrees))
    return Interval(low=max(-1.0, low), high=min(1.0, high))


def by_lesson(contrasts: Sequence[Contrast]) -> dict[str, list[Contrast]]:
    """The contrasts that hold an answer, gathered by lesson, in order of the lessons' names."""
    lessons: dict[str, list[Contrast]] = {}
    for contrast in sorted(contrasts, key=lambda contrast: contrast.lesson):
        if contrast.exposed.total or contrast.unexposed.total:
            lessons.setdefault(contrast.lesson, []).append(contrast)
    return lessons


def plain_difference(contrasts: Sequence[Contrast]) -> Difference | None:
    """The difference as it stands, not adjusted for anything; None where a group is empty.

    It is biased where courses differ both in use and in outcome: it stands beside the
    stratified difference, never alone (EVIDENCE 3.4).
    """
    lessons = by_lesson(contrasts)
    exposed = summed([contrast.exposed for contrast in contrasts])
    unexposed = summed([contrast.unexposed for contrast in contrasts])
    if not exposed.total or not unexposed.total:
        return None
    share1, share0 = exposed.count / exposed.total, unexposed.count / unexposed.total
    binomial = binomial_variance(exposed, unexposed)
    pulls = [
        math.fsum(
            (contrast.exposed.count - share1 * contrast.exposed.total) / exposed.total
            - (contrast.unexposed.count - share0 * contrast.unexposed.total) / unexposed.total
            for contrast in group
        )
        for group in lessons.values()
    ]
    deff = max(1.0, variance_over_lessons(pulls) / binomial) if binomial else 1.0
    degrees = degrees_of(len(lessons))
    wide = newcombe(exposed, unexposed, level=LEVEL, degrees=degrees, deff=deff)
    narrow = newcombe(exposed, unexposed, level=LOWER_LEVEL, degrees=degrees, deff=deff)
    return Difference(
        exposed=exposed,
        unexposed=unexposed,
        lessons=len(lessons),
        estimate=share1 - share0,
        low=wide.low,
        high=wide.high,
        low80=narrow.low,
        high80=narrow.high,
        deff=deff,
        standard_error=math.sqrt(binomial * deff),
        method=Method.NEWCOMBE,
    )


def binomial_variance(exposed: Part, unexposed: Part) -> float:
    """Variance of the difference of two shares from unclustered answers."""
    return sum(
        group.count * (group.total - group.count) / group.total**3
        for group in (exposed, unexposed)
    )


def variance_over_lessons(pulls: Sequence[float]) -> float:
    """Linearised variance from what each lesson adds to an estimate (G / (G − 1) · Σ pull²).

    Zero for a single lesson, which cannot show how lessons differ.
    """
    lessons = len(pulls)
    return lessons / (lessons - 1) * math.fsum(pull**2 for pull in pulls) if lessons > 1 else 0.0
