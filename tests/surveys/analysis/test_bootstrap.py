"""Lessons drawn with replacement: against the formula where there is one."""

import numpy as np
import pytest

from surveys.analysis.bootstrap import (
    REPLICATES,
    Numbers,
    lesson_bootstrap,
    percentile_interval,
)


def ratio(counts: Numbers) -> Numbers:
    """The share of the first column in the second, undefined where that is 0."""
    total = counts[:, 1]
    return np.where(total > 0, counts[:, 0] / np.maximum(total, 1), np.nan)


def lessons(*rows: tuple[float, float]) -> Numbers:
    return np.array(rows, dtype=np.float64)


def test_the_spread_is_that_of_the_linearised_variance() -> None:
    """60 lessons of 5, unanimous: the standard error is √(p(1 − p) / 60)."""
    counts = lessons(*[(5, 5)] * 20, *[(0, 5)] * 40)
    values = lesson_bootstrap(counts, ["baby"] * 60, ratio, np.random.default_rng(1))
    assert values is not None
    assert len(values) == REPLICATES
    assert float(values.mean()) == pytest.approx(1 / 3, abs=0.005)
    assert float(values.std()) == pytest.approx((1 / 3 * 2 / 3 / 60) ** 0.5, rel=0.05)
    assert list(values) == sorted(values)


def test_every_draw_keeps_the_courses_as_they_are() -> None:
    """All variation lies between the courses: within them nothing is left to draw."""
    counts = lessons(*[(5, 5)] * 20, *[(0, 5)] * 40)
    courses = ["pair"] * 20 + ["baby"] * 40
    values = lesson_bootstrap(counts, courses, ratio, np.random.default_rng(1))
    assert values is not None
    assert np.ptp(values) == 0


def test_the_same_generator_gives_the_same_values() -> None:
    counts = lessons(*[(1, 5), (4, 5)] * 15)
    first, second, third = (
        lesson_bootstrap(counts, ["baby"] * 30, ratio, np.random.default_rng(seed), replicates=50)
        for seed in (3, 3, 4)
    )
    assert first is not None
    assert np.array_equal(first, np.asarray(second))
    assert not np.array_equal(first, np.asarray(third))


@pytest.mark.parametrize(("size", "possible"), [(19, False), (20, True)])
def test_fewer_than_twenty_lessons_are_not_drawn(size: int, *, possible: bool) -> None:
    counts = lessons(*[(1, 5)] * size)
    values = lesson_bootstrap(counts, ["baby"] * size, ratio, np.random.default_rng(1))
    assert (values is not None) is possible


def test_a_statistic_that_is_often_undefined_has_no_limits() -> None:
    """One lesson of 20 holds all the answers: a third of the draws miss it."""
    counts = lessons((3, 5), *[(0, 0)] * 19)
    assert lesson_bootstrap(counts, ["baby"] * 20, ratio, np.random.default_rng(1)) is None


def test_a_few_undefined_draws_are_left_out() -> None:
    """Six lessons of 30 hold the answers: one draw in 800 misses them all."""
    counts = lessons(*[(3, 5)] * 6, *[(0, 0)] * 24)
    values = lesson_bootstrap(counts, ["baby"] * 30, ratio, np.random.default_rng(1))
    assert values is not None
    assert REPLICATES * 0.99 <= len(values) < REPLICATES
    assert not np.isnan(values).any()


def test_the_limits_of_1999_values_are_the_50th_and_the_1950th() -> None:
    values = np.arange(1, REPLICATES + 1, dtype=np.float64)
    found = percentile_interval(values, 0.95)
    assert (found.low, found.high) == pytest.approx((50, 1950))
    narrow = percentile_interval(values, 0.80)
    assert (narrow.low, narrow.high) == pytest.approx((200, 1800))
