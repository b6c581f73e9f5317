"""The headline difference: like compared with like, over courses and children's stages."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from surveys.analysis.bootstrap import Numbers, lesson_bootstrap, percentile_interval
from surveys.analysis.comparison import (
    Contrast,
    Difference,
    Method,
    by_lesson,
    variance_over_lessons,
)
from surveys.analysis.library import critical_value
from surveys.analysis.mantel_haenszel import (
    Stratum,
    heterogeneity,
    risk_difference,
)
from surveys.analysis.proportions import LEVEL, LOWER_LEVEL, Interval, degrees_of, summed
from surveys.analysis.strata import Place, agreeing_courses, merged_labels, strata_of


@dataclass(frozen=True, slots=True, kw_only=True)
class StratifiedDifference:
    """Mantel and Haenszel's difference, with what is needed to judge it.

    `courses_agreeing` of `courses_counted` courses, taken one by one, differ in the direction
    of the whole; courses with fewer than 5 on a side are not counted. `equal_odds` is the
    p-value that the strata agree, None where it cannot be computed.
    """

    difference: Difference
    strata: tuple[Stratum, ...]
    courses_agreeing: int
    courses_counted: int
    equal_odds: float | None


def stratified_difference(
    contrasts: Sequence[Contrast], *, generator: np.random.Generator | None = None
) -> StratifiedDifference | None:
    """The risk difference over course × stage; None where no stratum has both groups.

    The limits come from the lesson bootstrap where a generator is given and 20 lessons
    answered, otherwise from t and the larger of Sato's variance and the one over lessons.

    Source: EVIDENCE 3.4, step 2.
    """
    lessons = by_lesson(contrasts)
    answered = list(chain.from_iterable(lessons.values()))
    labels = merged_labels(answered)
    strata = strata_of(answered, labels)
    pooled = risk_difference(strata)
    if pooled is None:
        return None
    pulls = _pulls(lessons, labels, strata)
    variance = max(pooled.variance, variance_over_lessons(pulls))
    error, degrees = math.sqrt(variance), degrees_of(len(lessons))
    limits = {
        level: _around(pooled.estimate, error * critical_value(level, degrees))
        for level in (LEVEL, LOWER_LEVEL)
    }
    method = Method.MANTEL_HAENSZEL
    if generator is not None:
        values = _replicates(lessons, labels, strata, generator)
        if values is not None:
            limits = {level: percentile_interval(values, level) for level in limits}
            method = Method.MANTEL_HAENSZEL_BOOTSTRAP
    difference = Difference(
        exposed=summed([contrast.exposed for contrast in answered]),
        unexposed=summed([contrast.unexposed for contrast in answered]),
        lessons=len(lessons),
        estimate=pooled.estimate,
        low=limits[LEVEL].low,
        high=limits[LEVEL].high,
        low80=limits[LOWER_LEVEL].low,
        high80=limits[LOWER_LEVEL].high,
        deff=variance / pooled.variance if pooled.variance else 1.0,
        standard_error=error,
        method=method,
    )
    agreeing, counted = agreeing_courses(answered, pooled.estimate)
    return StratifiedDifference(
        difference=difference,
        strata=tuple(strata),
        courses_agreeing=agreeing,
        courses_counted=counted,
        equal_odds=heterogeneity(strata),
    )


def _pulls(
    lessons: Mapping[str, Sequence[Contrast]],
    labels: Mapping[Place, str],
    strata: Sequence[Stratum],
) -> list[float]:
    """What each lesson adds to the pooled difference, the weights taken as fixed."""
    known = {stratum.label: stratum for stratum in strata if stratum.weight}
    weight = math.fsum(stratum.weight for stratum in strata)

    def pull(contrast: Contrast) -> float:
        stratum = known.get(labels[contrast.course, contrast.stage])
        if stratum is None:
            return 0.0
        above, below = stratum.exposed, stratum.unexposed
        first = contrast.exposed.count - above.count / above.total * contrast.exposed.total
        second = contrast.unexposed.count - below.count / below.total * contrast.unexposed.total
        return stratum.weight / weight * (first / above.total - second / below.total)

    return [math.fsum(pull(contrast) for contrast in group) for group in lessons.values()]


def _replicates(
    lessons: Mapping[str, Sequence[Contrast]],
    labels: Mapping[Place, str],
    strata: Sequence[Stratum],
    generator: np.random.Generator,
) -> Numbers | None:
    position = {stratum.label: index for index, stratum in enumerate(strata)}
    counts = np.zeros((len(lessons), len(strata), 4))
    for row, group in enumerate(lessons.values()):
        for contrast in group:
            column = position[labels[contrast.course, contrast.stage]]
            exposed, unexposed = contrast.exposed, contrast.unexposed
            counts[row, column] += (
                exposed.count,
                exposed.total,
                unexposed.count,
                unexposed.total,
            )

    def pooled(drawn: Numbers) -> Numbers:
        x1, n1, x0, n0 = np.moveaxis(drawn.reshape(len(drawn), len(strata), 4), 2, 0)
        size = np.maximum(n1 + n0, 1)
        weight = (n1 * n0 / size).sum(axis=1)
        excess = ((x1 * n0 - x0 * n1) / size).sum(axis=1)
        defined = weight > 0
        return np.where(defined, excess / np.where(defined, weight, 1), np.nan)

    courses = [group[0].course for group in lessons.values()]
    return lesson_bootstrap(counts.reshape(len(lessons), -1), courses, pooled, generator)


def _around(middle: float, half: float) -> Interval:
    return Interval(low=max(-1.0, middle - half), high=min(1.0, middle + half))
