"""The fast estimators of the validation are the ones that the product uses."""

import numpy as np
import pytest

from surveys.analysis.comparison import plain_difference
from surveys.analysis.proportions import Part, clustered_proportion
from surveys.analysis.sequential import difference_statistic, target_statistic
from surveys.analysis.strata import agreeing_courses
from surveys.analysis.stratified import stratified_difference
from surveys.validation.estimators import (
    Numbers,
    agreeing,
    contrasts,
    crude,
    differences,
    shares,
)

LIMITS = ("estimate", "low", "high", "low80", "high80")


def years(seed: int, lessons: int, *, size: float = 4.0, base: float = 0.5) -> Numbers:
    """Random counts of 30 years: lessons of all sizes, empty ones too."""
    drawn = np.random.default_rng(seed)
    n1 = drawn.poisson(size * 0.4, (30, lessons))
    n0 = drawn.poisson(size * 0.6, (30, lessons))
    level = drawn.beta(base * 9, (1 - base) * 9, (30, lessons))
    x1, x0 = drawn.binomial(n1, level), drawn.binomial(n0, level)
    return np.stack([x1, n1, x0, n0], axis=2).astype(float)


@pytest.mark.parametrize(
    ("lessons", "size", "base"),
    [(40, 4.0, 0.5), (12, 2.0, 0.1), (2, 3.0, 0.5), (1, 9.0, 0.4), (6, 1.0, 0.999), (150, 3, 0.2)],
)
def test_shares_are_those_of_the_product(lessons: int, size: float, base: float) -> None:
    counts = years(7, lessons, size=size, base=base)
    found = shares(counts[:, :, 0], counts[:, :, 1], 0.4)
    compared = 0
    for year, one in enumerate(counts):
        twin = clustered_proportion([Part(count=int(x), total=int(n)) for x, n, _, _ in one])
        if twin is None:
            assert np.isnan(found.estimate[year])
            continue
        compared += 1
        for name in LIMITS:
            assert getattr(found, name)[year] == pytest.approx(getattr(twin, name), abs=1e-9)
        assert found.statistic[year] == pytest.approx(target_statistic(twin, 0.4), abs=1e-8)
        assert (found.answers[year], found.lessons[year]) == (twin.total, twin.lessons)
    assert compared > 20


@pytest.mark.parametrize(
    ("lessons", "size", "base"),
    [(60, 4.0, 0.5), (20, 2.0, 0.3), (8, 1.0, 0.5), (3, 1.2, 0.5), (40, 3.0, 0.999)],
)
def test_differences_are_those_of_the_product(lessons: int, size: float, base: float) -> None:
    counts = years(11, lessons, size=size, base=base)
    courses = [place % 4 for place in range(lessons)]
    found = differences(counts, courses)
    same, told = agreeing(counts, courses, found.estimate)
    compared = 0
    for year, one in enumerate(counts):
        known = contrasts(one, courses)
        twin = stratified_difference(known)
        if twin is None:
            assert np.isnan(found.estimate[year])
            continue
        compared += 1
        for name in LIMITS:
            wanted = getattr(twin.difference, name)
            assert getattr(found, name)[year] == pytest.approx(wanted, abs=1e-9)
        wanted = difference_statistic(twin.difference)
        assert found.statistic[year] == pytest.approx(wanted, abs=1e-8)
        assert (same[year], told[year]) == agreeing_courses(known, twin.difference.estimate)
    assert compared >= 10


def test_the_crude_difference_is_that_of_the_product() -> None:
    counts = years(13, 30)
    found = crude(counts)
    for year, one in enumerate(counts):
        twin = plain_difference(contrasts(one, [0] * 30))
        assert twin is not None
        assert (found.estimate[year], found.low[year], found.high[year]) == pytest.approx(
            (twin.estimate, twin.low, twin.high), abs=1e-9
        )


def test_years_whose_courses_are_merged_are_among_those_compared() -> None:
    counts = years(11, 8, size=1.0)
    pooled = np.stack([counts[:, place::4].sum(axis=1) for place in range(4)], axis=1)
    thin = (np.minimum(pooled[:, :, 1], pooled[:, :, 3]) < 5).any(axis=1)
    assert thin.all()
