"""What our own statistics rest on: the library's routines, held to published numbers.

Each trap has a test of its own, so that a new version of the library cannot open it silently.
"""

import math
import re
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.nonparametric import rank_compare_2indep
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportion_confint,
    proportion_effectsize,
    samplesize_confint_proportion,
)

import bot
import handlers
import storage
import surveys.analysis
from surveys.analysis.library import (
    brunner_munzel_limits,
    chi_square_tail,
    critical_value,
    first_group_size,
    least_and_greatest,
    newcombe_limits,
    student_to_normal,
    two_sided,
    wilson_limits,
)
from tests.surveys.analysis.proof import examples

PAIN_TREATED = [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4]
PAIN_CONTROL = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1]


@pytest.mark.parametrize(
    ("level", "degrees", "expected"),
    [
        (0.95, None, 1.959964),
        (0.80, None, 1.281552),
        (0.95, 1, 12.706205),  # any table of Student's t
        (0.95, 8, 2.306004),
        (0.95, 14, 2.144787),
        (0.80, 8, 1.396815),
    ],
)
def test_critical_values_are_those_of_the_tables(
    level: float, degrees: int | None, expected: float
) -> None:
    assert critical_value(level, degrees) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("level", "alpha"), [(0.95, 0.05), (0.80, 0.20), (0.90, 0.10)])
def test_where_no_degrees_are_few_alpha_is_the_plain_one_to_the_last_bit(
    level: float, alpha: float
) -> None:
    assert two_sided(critical_value(level, None)) == alpha


@pytest.mark.parametrize("critical", [0.5, 1.0, 1.959964, 2.306004, 12.706205])
def test_the_library_gives_back_the_critical_value_that_was_meant(critical: float) -> None:
    # Wilson at 0 of n has the upper limit z² / (n + z²): solve it for z
    _, high = wilson_limits(0, 20, critical)
    assert math.sqrt(20 * high / (1 - high)) == pytest.approx(critical, rel=1e-9)


def test_alpha_from_students_own_tail_would_lose_the_few_degrees_of_freedom() -> None:
    alpha_of_t = 0.05
    assert two_sided(critical_value(0.95, 8)) == pytest.approx(0.0211, abs=1e-4)
    assert two_sided(critical_value(0.95, 8)) != pytest.approx(alpha_of_t, abs=0.01)


def test_the_default_method_of_the_library_is_wald() -> None:
    low, high = proportion_confint(0, 20)
    assert (low, high) == (0, 0), "everybody sure of nothing: never call it without a method"


def test_the_library_answers_nothing_of_nothing_with_nan() -> None:
    with pytest.warns(RuntimeWarning):
        low, high = proportion_confint(0, 0, method="wilson")
    assert math.isnan(low)
    assert math.isnan(high)


def test_the_score_method_for_differences_is_wrong_and_ours_is_another() -> None:
    """56/70 − 48/80: published 0.0528 to 0.3382 (SAS); the library's `score` says 0.3440.

    If this fails because the library was mended (issue 10269), `score` may be used again.
    """
    wrong = confint_proportions_2indep(56, 70, 48, 80, compare="diff", method="score")
    assert wrong[1] == pytest.approx(0.3440, abs=1e-4)
    assert abs(wrong[1] - 0.3382) > 0.005
    assert newcombe_limits((56, 70), (48, 80), 1.959964) == pytest.approx(
        (0.0524, 0.3339), abs=5e-5
    )


def test_the_libraries_have_one_home() -> None:
    names = re.compile(r"(?:import|from|import_module\()\s*[\"']?(?:statsmodels|scipy)\b")
    users = {
        path.name
        for package in (bot, handlers, storage, surveys)
        for path in Path(str(package.__file__)).parent.rglob("*.py")
        if names.search(path.read_text(encoding="utf-8"))
    }
    assert users == {"library.py"}


def test_nothing_of_ours_asks_for_the_score_method() -> None:
    home = Path(str(surveys.analysis.__file__)).parent
    callers = [path.name for path in home.glob("*.py") if 'method="score",' in path.read_text()]
    assert callers == []


def test_the_other_intervals_for_differences_may_leave_the_possible_range() -> None:
    outside = confint_proportions_2indep(10, 10, 0, 20, compare="diff", method="agresti-caffo")
    assert outside[1] == pytest.approx(1.0502, abs=1e-4)
    assert newcombe_limits((10, 10), (0, 20), 1.959964)[1] <= 1 + 1e-12


def test_brunner_munzel_on_the_pain_scores() -> None:
    """Brunner and Munzel (2000), corrected in Neubert and Brunner (2007)."""
    result = rank_compare_2indep(PAIN_TREATED, PAIN_CONTROL, use_t=True)
    assert result.prob1 == pytest.approx(0.788961, abs=1e-5)
    assert result.conf_int() == pytest.approx((0.5952169, 0.9827052), abs=1e-5)
    assert result.statistic == pytest.approx(3.1375, abs=5e-5)
    assert result.df == pytest.approx(17.683, abs=5e-4)
    assert result.pvalue == pytest.approx(0.005786, abs=1e-5)


def test_brunner_munzel_from_counts_is_the_same() -> None:
    treated = [PAIN_TREATED.count(point) for point in range(1, 6)]
    control = [PAIN_CONTROL.count(point) for point in range(1, 6)]
    limits = brunner_munzel_limits(treated, control, 0.95)
    assert limits == pytest.approx((0.5952169, 0.9827052), abs=1e-5)


def test_brunner_munzels_limits_are_cut_to_what_is_possible() -> None:
    """The library's own upper limit for 5 of 5 above 3 of 5 is 1.14."""
    low, high = brunner_munzel_limits([0, 5], [3, 2], 0.95)
    assert low == pytest.approx(0.45996, abs=1e-5)
    assert high == 1.0


def test_ordered_answers_without_overlap_make_the_library_divide_by_zero() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RuntimeWarning):
            brunner_munzel_limits([0, 0, 5], [5, 0, 0], 0.95)


def test_tarones_test_divides_by_zero_where_there_is_no_effect() -> None:
    """Why `mantel_haenszel.heterogeneity` is our own: a pooled odds ratio of 1 is 0 by 0 here."""
    contrary = [np.array([[40, 10], [10, 40]]), np.array([[10, 40], [40, 10]])]
    with pytest.warns(RuntimeWarning):
        assert math.isnan(StratifiedTable(contrary).test_equal_odds(adjust=True).pvalue)


def test_chi_square_tails_are_those_of_the_tables() -> None:
    assert chi_square_tail(3.841459, 1) == pytest.approx(0.05, abs=1e-6)
    assert chi_square_tail(11.070498, 5) == pytest.approx(0.05, abs=1e-6)


def test_group_sizes_are_those_of_power_prop_test() -> None:
    """R: power.prop.test(p1 = .50, p2 = .75, power = .90) gives 76.7 in each group."""
    size = first_group_size(0.25, 0.50, power=0.90, ratio=1.0, critical=1.959964)
    assert size == pytest.approx(76.707, abs=5e-4)


def test_the_arcsine_version_is_another_one() -> None:
    effect = proportion_effectsize(0.75, 0.50)
    arcsine = NormalIndPower().solve_power(effect, alpha=0.05, power=0.90)
    assert arcsine == pytest.approx(76.653, abs=5e-4)


def test_the_size_for_a_width_is_the_textbook_one() -> None:
    assert samplesize_confint_proportion(0.5, 0.05) == pytest.approx(384.15, abs=5e-3)


@pytest.mark.parametrize(
    ("t", "degrees", "z"),
    [
        (2.306004, 8, 1.959964),
        (-12.706205, 1, -1.959964),
        (0.0, 5, 0.0),
        (1.0, 10_000_000, 1.0),
        (1e6, 10_000_000, 1e6),  # the tail underflows: t itself is the answer
    ],
)
def test_t_becomes_the_normal_deviate_of_the_same_tail(t: float, degrees: int, z: float) -> None:
    assert student_to_normal(t, degrees) == pytest.approx(z, abs=1e-5)


@settings(deadline=None, max_examples=examples(100))
@given(t=st.floats(-50, 50), degrees=st.integers(1, 500))
def test_few_degrees_never_make_a_result_stronger(t: float, degrees: int) -> None:
    z = student_to_normal(t, degrees)
    assert abs(z) <= abs(t) + 1e-12
    assert z * t >= 0
    assert abs(z) <= abs(student_to_normal(t, degrees + 1)) + 1e-9


def test_the_range_of_an_unknown_is_found_from_its_sums() -> None:
    equal = [([1.0, 1.0], 7.0)]
    assert least_and_greatest([1.0, 0.0], equal, []) == pytest.approx((0, 7))
    assert least_and_greatest([1.0, 0.0], equal, [([1.0, 0.0], 3.0)]) == pytest.approx((0, 3))
    assert least_and_greatest([1.0], [], [([-1.0], -2.0)]) == pytest.approx((2, math.inf))


def test_contradictory_sums_are_an_error() -> None:
    with pytest.raises(ValueError, match="no table"):
        least_and_greatest([1.0], [([1.0], -1.0)], [])
