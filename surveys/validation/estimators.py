"""The estimators over thousands of simulated years at once.

Every function here has its twin in `surveys.analysis`, and a test compares the two on random
data. Arrays are (years, lessons, …); a lesson belongs to one stratum, its course.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from surveys.analysis.comparison import Contrast
from surveys.analysis.library import critical_value, newcombe_limits, student_to_normal
from surveys.analysis.proportions import LEVEL, LOWER_LEVEL, Part, degrees_of
from surveys.analysis.strata import MINIMUM_ROW
from surveys.analysis.stratified import stratified_difference

Numbers: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """One figure of many years: limits at 95 % and 80 %, Z against a target or none.

    `answers` and `lessons` are those behind it; `smallest` is the smaller group of a difference.
    nan where there is nothing to compute.
    """

    estimate: Numbers
    low: Numbers
    high: Numbers
    low80: Numbers
    high80: Numbers
    statistic: Numbers
    answers: Numbers
    lessons: Numbers
    smallest: Numbers


def shares(counts: Numbers, totals: Numbers, target: float) -> Estimates:
    """`clustered_proportion` and `target_statistic`, over years × lessons."""
    answers, positive = totals.sum(axis=1), counts.sum(axis=1)
    lessons = (totals > 0).sum(axis=1).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = positive / answers
        squares = ((counts - share[:, None] * totals) ** 2).sum(axis=1)
        variance = lessons / (lessons - 1) * squares / answers**2
        ratio = variance / (share * (1 - share) / answers)
        known = (lessons > 1) & (positive > 0) & (positive < answers)
        deff = np.where(known, np.maximum(1.0, ratio), 1.0)
        effective = answers / deff
        wide = _wilson(share, effective, _critical(LEVEL, lessons))
        narrow = _wilson(share, effective, _critical(LOWER_LEVEL, lessons))
        student = (share - target) / np.sqrt(target * (1 - target) / effective)
    return Estimates(
        estimate=share,
        low=wide[0],
        high=wide[1],
        low80=narrow[0],
        high80=narrow[1],
        statistic=_normal(student, lessons),
        answers=answers,
        lessons=lessons,
        smallest=answers,
    )


def differences(counts: Numbers, courses: Sequence[int]) -> Estimates:
    """`stratified_difference` without the bootstrap, and `difference_statistic`.

    `counts` is (years, lessons, 4): users for it, users, others for it, others. Years in which a
    course has too few on a side, and therefore is merged with others, go to the twin itself.
    """
    courses_ = np.asarray(courses)
    names = sorted(set(courses))
    answered = counts[:, :, 1] + counts[:, :, 3] > 0
    lessons = answered.sum(axis=1).astype(float)
    pooled = np.stack([counts[:, courses_ == name].sum(axis=1) for name in names], axis=1)
    x1, n1, x0, n0 = np.moveaxis(pooled, 2, 0)
    thin = (np.minimum(n1, n0) < MINIMUM_ROW).any(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = n1 + n0
        weights = n1 * n0 / size
        whole = weights.sum(axis=1)
        estimate = ((x1 * n0 - x0 * n1) / size).sum(axis=1) / whole
        variance = np.maximum(
            _sato(x1, n1, x0, n0, estimate) / whole**2,
            _over_lessons(counts, courses_, names, (x1, n1, x0, n0), weights / whole[:, None]),
        )
        error = np.sqrt(variance)
        student = np.where(error > 0, estimate / error, 0.0)
    wide, narrow = error * _critical(LEVEL, lessons), error * _critical(LOWER_LEVEL, lessons)
    found = Estimates(
        estimate=estimate,
        low=np.maximum(-1.0, estimate - wide),
        high=np.minimum(1.0, estimate + wide),
        low80=np.maximum(-1.0, estimate - narrow),
        high80=np.minimum(1.0, estimate + narrow),
        statistic=_normal(student, lessons),
        answers=size.sum(axis=1),
        lessons=lessons,
        smallest=np.minimum(n1.sum(axis=1), n0.sum(axis=1)),
    )
    for year in np.flatnonzero(thin):
        _replace(found, int(year), counts[year], courses)
    return found


def crude(counts: Numbers) -> Estimates:
    """`plain_difference`: Newcombe's limits with the design effect over lessons, at 95 %."""
    x1, n1, x0, n0 = np.moveaxis(counts.sum(axis=1), 1, 0)
    lessons = (counts[:, :, 1] + counts[:, :, 3] > 0).sum(axis=1).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        p1, p0 = x1 / n1, x0 / n0
        binomial = p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0
        pulls = (counts[:, :, 0] - p1[:, None] * counts[:, :, 1]) / n1[:, None]
        pulls -= (counts[:, :, 2] - p0[:, None] * counts[:, :, 3]) / n0[:, None]
        variance = lessons / (lessons - 1) * (pulls**2).sum(axis=1)
        deff = np.where(binomial > 0, np.maximum(1.0, variance / binomial), 1.0)
    critical = _critical(LEVEL, lessons)
    limits = np.array(
        [
            newcombe_limits((a / d, b / d), (c / d, e / d), float(k))
            for a, b, c, e, d, k in zip(x1, n1, x0, n0, deff, critical, strict=True)
        ]
    ).reshape(-1, 2)
    nothing = np.full(len(x1), np.nan)
    return Estimates(
        estimate=p1 - p0,
        low=np.maximum(-1.0, limits[:, 0]),
        high=np.minimum(1.0, limits[:, 1]),
        low80=nothing,
        high80=nothing,
        statistic=nothing,
        answers=n1 + n0,
        lessons=lessons,
        smallest=np.minimum(n1, n0),
    )


def agreeing(
    counts: Numbers, courses: Sequence[int], estimate: Numbers
) -> tuple[Numbers, Numbers]:
    """`agreeing_courses`: how many courses point the same way, of how many that can tell."""
    courses_ = np.asarray(courses)
    pooled = np.stack(
        [counts[:, courses_ == name].sum(axis=1) for name in sorted(set(courses))], axis=1
    )
    x1, n1, x0, n0 = np.moveaxis(pooled, 2, 0)
    tells = np.minimum(n1, n0) >= MINIMUM_ROW
    with np.errstate(divide="ignore", invalid="ignore"):
        same = (x1 / n1 - x0 / n0) * estimate[:, None] > 0
    return (tells & same).sum(axis=1).astype(float), tells.sum(axis=1).astype(float)


def contrasts(counts: Numbers, courses: Sequence[int]) -> list[Contrast]:
    """One year's counts (lessons, 4) as the estimators of `surveys.analysis` take them."""
    return [
        Contrast(
            lesson=f"{place:04}",
            course=f"{course:02}",
            stage="",
            exposed=Part(count=int(x1), total=int(n1)),
            unexposed=Part(count=int(x0), total=int(n0)),
        )
        for place, (course, (x1, n1, x0, n0)) in enumerate(zip(courses, counts, strict=True))
    ]


def _replace(found: Estimates, year: int, counts: Numbers, courses: Sequence[int]) -> None:
    """What `stratified_difference` says about one year, written into the arrays."""
    twin = stratified_difference(contrasts(counts, courses))
    if twin is None:
        for name in ("estimate", "low", "high", "low80", "high80", "statistic"):
            getattr(found, name)[year] = np.nan
        return
    one = twin.difference
    for name in ("estimate", "low", "high", "low80", "high80"):
        getattr(found, name)[year] = getattr(one, name)
    student = one.estimate / one.standard_error if one.standard_error else 0.0
    found.statistic[year] = _normal(np.array([student]), np.array([float(one.lessons)]))[0]


def _sato(x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers, estimate: Numbers) -> Numbers:
    """Sato's variance times the squared weight, or its stand-in where nothing varies."""
    n = n1 + n0
    first = x0 * (n1 / n) ** 2 - x1 * (n0 / n) ** 2 + n1 / n * n0 / n * (n0 - n1) / 2
    second = (x1 * (n0 - x0) + x0 * (n1 - x1)) / (2 * n)
    sato = estimate * first.sum(axis=1) + second.sum(axis=1)
    both = (x1 + x0) / n
    null = (n1 * n0 / n * both * (1 - both)).sum(axis=1)
    weight = (n1 * n0 / n).sum(axis=1)
    return np.asarray(np.where(sato / weight**2 < 1e-12, null, sato))


def _over_lessons(
    counts: Numbers,
    courses: NDArray[np.int_],
    names: Sequence[int],
    pooled: tuple[Numbers, Numbers, Numbers, Numbers],
    weights: Numbers,
) -> Numbers:
    """Linearised variance over lessons of the pooled difference, the weights taken as fixed."""
    x1, n1, x0, n0 = pooled
    squares = np.zeros(len(counts))
    for stratum, name in enumerate(names):
        part = counts[:, courses == name]
        p1, p0 = x1[:, stratum] / n1[:, stratum], x0[:, stratum] / n0[:, stratum]
        pull = (part[:, :, 0] - p1[:, None] * part[:, :, 1]) / n1[:, stratum, None]
        pull -= (part[:, :, 2] - p0[:, None] * part[:, :, 3]) / n0[:, stratum, None]
        squares += ((weights[:, stratum, None] * pull) ** 2).sum(axis=1)
    lessons = (counts[:, :, 1] + counts[:, :, 3] > 0).sum(axis=1)
    return np.asarray(lessons / (lessons - 1) * squares)


def _wilson(share: Numbers, total: Numbers, z: Numbers) -> tuple[Numbers, Numbers]:
    square = z**2 / total
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * np.sqrt(share * (1 - share) / total + square / (4 * total))
    low, high = middle - half, middle + half
    return np.where(share > 0, low, 0.0), np.where(share < 1, high, 1.0)


@lru_cache(maxsize=4096)
def _student(level: float, lessons: int) -> float:
    return critical_value(level, degrees_of(lessons))


def _critical(level: float, lessons: Numbers) -> Numbers:
    known, back = np.unique(lessons, return_inverse=True)
    return np.array([_student(level, int(number)) for number in known])[back]


def _normal(student: Numbers, lessons: Numbers) -> Numbers:
    """Student's t over lessons as the normal deviate of the same tail."""
    return np.array(
        [
            value if number <= 1 or np.isnan(value) else student_to_normal(value, int(number) - 1)
            for value, number in zip(student.tolist(), lessons.tolist(), strict=True)
        ]
    )
