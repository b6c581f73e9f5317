"""Five-point items: how often a user's answer lies above another person's."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveys.analysis.bootstrap import Numbers, lesson_bootstrap, percentile_interval
from surveys.analysis.library import brunner_munzel_limits
from surveys.analysis.proportions import LEVEL, Part


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinalContrast:
    """Answers of one lesson per ordered category, lowest first, in both groups."""

    lesson: str
    course: str
    exposed: tuple[int, ...]
    unexposed: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Superiority:
    """P(exposed > unexposed) + half the ties, between 0 and 1; 0.5 means no tendency.

    The limits are None where they cannot be computed. `over_lessons` tells whether they allow
    for the lessons (bootstrap) or take the answers as independent (Brunner and Munzel).
    """

    estimate: float
    low: float | None
    high: float | None
    over_lessons: bool

    @property
    def cliffs_delta(self) -> float:
        """The same on a scale from −1 to 1."""
        return 2 * self.estimate - 1


def top_two(counts: Sequence[int]) -> Part:
    """The answers in the two highest categories, of all."""
    return Part(count=sum(counts[-2:]), total=sum(counts))


def superiority(exposed: Sequence[int], unexposed: Sequence[int]) -> Superiority | None:
    """The probability of superiority from counts per category; None where a group is empty.

    The limits are Brunner and Munzel's (2000), as in EVIDENCE 3.3; they do not know of lessons.
    """
    if not sum(exposed) or not sum(unexposed):
        return None
    estimate = float(_superior(np.array([[*exposed, *unexposed]], dtype=np.float64))[0])
    low: float | None = None
    high: float | None = None
    if min(sum(exposed), sum(unexposed)) >= 2 and _overlap(exposed, unexposed):
        low, high = brunner_munzel_limits(exposed, unexposed, LEVEL)
    return Superiority(estimate=estimate, low=low, high=high, over_lessons=False)


def clustered_superiority(
    contrasts: Sequence[OrdinalContrast], generator: np.random.Generator
) -> Superiority | None:
    """The probability of superiority with limits from the lesson bootstrap, one row a lesson.

    With fewer than 20 lessons it is the plain one. None where a group is empty.
    """
    in_order = sorted(contrasts, key=lambda contrast: contrast.lesson)
    answered = [c for c in in_order if sum(c.exposed) + sum(c.unexposed)]
    if not answered:
        return None
    counts = np.array([[*c.exposed, *c.unexposed] for c in answered], dtype=np.float64)
    exposed, unexposed = np.split(counts.sum(axis=0).astype(int), 2)
    plain = superiority(exposed.tolist(), unexposed.tolist())
    if plain is None:
        return None
    values = lesson_bootstrap(counts, [c.course for c in answered], _superior, generator)
    if values is None:
        return plain
    limits = percentile_interval(values, LEVEL)
    return Superiority(
        estimate=plain.estimate, low=limits.low, high=limits.high, over_lessons=True
    )


def _superior(counts: Numbers) -> Numbers:
    """The probability per row of counts (exposed categories, then unexposed), or nan."""
    exposed, unexposed = np.split(counts, 2, axis=1)
    below = np.cumsum(unexposed, axis=1) - unexposed
    wins = (exposed * (below + unexposed / 2)).sum(axis=1)
    pairs = exposed.sum(axis=1) * unexposed.sum(axis=1)
    defined = pairs > 0
    return np.where(defined, wins / np.where(defined, pairs, 1), np.nan)


def _overlap(exposed: Sequence[int], unexposed: Sequence[int]) -> bool:
    """Whether some of the answers vary against the other group.

    Without overlap every answer has the same rank among the others: the variance is zero.
    """
    used = [index for index, pair in enumerate(zip(exposed, unexposed, strict=True)) if any(pair)]
    first = [index for index in used if exposed[index]]
    second = [index for index in used if unexposed[index]]
    apart = first[0] > second[-1] or second[0] > first[-1]
    return not apart and len(used) > 1
