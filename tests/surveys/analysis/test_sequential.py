"""The look rule: its constants, its bar, and how often it is wrong over a year of looks."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis.comparison import Difference, plain_difference
from surveys.analysis.proportions import Part, Proportion, clustered_proportion
from surveys.analysis.sequential import (
    Look,
    LookRule,
    difference_statistic,
    first_crossing,
    look_at,
    sup_brownian_constant,
    target_statistic,
)
from tests.surveys.analysis.brownian import crossing_probability
from tests.surveys.analysis.contrasts import contrast, even
from tests.surveys.analysis.proof import examples

WEEKS = [week / 50 for week in range(1, 51)]


def share(count: int, total: int, lessons: int = 1) -> Proportion:
    found = clustered_proportion([Part(count=count, total=total)] * lessons)
    assert found is not None
    return found


def difference(*lessons: tuple[tuple[int, int], tuple[int, int]]) -> Difference:
    found = plain_difference([contrast(f"{i}", *pair) for i, pair in enumerate(lessons)])
    assert found is not None
    return found


def look(statistic: float, answers: int, smallest_group: int = 30) -> Look:
    return Look(answers=answers, smallest_group=smallest_group, statistic=statistic)


def test_the_constants_are_those_of_the_reflection_principle() -> None:
    assert sup_brownian_constant() == pytest.approx(2.2414, abs=5e-5)
    assert sup_brownian_constant(claims=3) == pytest.approx(2.6383, abs=5e-5)
    assert sup_brownian_constant(0.05 / 3) == pytest.approx(sup_brownian_constant(claims=3))


def test_the_constant_leaves_out_next_to_nothing() -> None:
    """4(1 − Φ(c)) is the first term of the exact alternating series for sup |W|."""
    c = sup_brownian_constant()
    exact = 1 - 4 / math.pi * sum(
        (-1) ** k / (2 * k + 1) * math.exp(-((2 * k + 1) ** 2) * math.pi**2 / (8 * c**2))
        for k in range(20)
    )
    assert exact == pytest.approx(0.05, abs=1e-5)


def test_the_recursion_that_judges_the_rule_gives_the_published_values() -> None:
    """Repeated 5 % tests: Armitage, McPherson and Rowe (1969). O'Brien-Fleming: ldbounds."""
    for looks, published in [(1, 0.05), (2, 0.083), (5, 0.142), (10, 0.193), (50, 0.320)]:
        times = [k / looks for k in range(1, looks + 1)]
        assert crossing_probability(times, [1.959964] * looks) == pytest.approx(
            published, abs=5e-4
        )
    bounds = [4.8769, 3.3569, 2.6803, 2.2898, 2.0310]
    assert crossing_probability([0.2, 0.4, 0.6, 0.8, 1.0], bounds) == pytest.approx(0.05, abs=5e-5)


@pytest.mark.parametrize(("claims", "most", "least"), [(1, 0.05, 0.04), (3, 0.05 / 3, 0.0125)])
def test_a_year_of_weekly_looks_stays_within_alpha(claims: int, most: float, least: float) -> None:
    rule = LookRule(constant=sup_brownian_constant(claims=claims), planned=1000)
    bounds = [look_at(rule, look(0, round(1000 * t))).boundary for t in WEEKS]
    assert least < crossing_probability(WEEKS, bounds) < most


def test_an_ordinary_interval_every_week_does_not() -> None:
    assert crossing_probability(WEEKS, [1.959964] * 50) > 0.15


@pytest.mark.parametrize(
    ("statistic", "answers", "information", "boundary", "crossed"),
    [
        (2.25, 900, 1.0, 2.2414, True),
        (2.24, 900, 1.0, 2.2414, False),
        (-2.25, 900, 1.0, 2.2414, True),  # two-sided
        (2.25, 1800, 1.0, 2.2414, True),  # t is capped at 1
        (4.49, 225, 0.25, 4.4828, True),
        (4.48, 225, 0.25, 4.4828, False),
        (99.0, 0, 0.0, math.inf, False),
    ],
)
def test_the_bar_is_c_over_the_root_of_t(
    statistic: float, answers: int, information: float, boundary: float, *, crossed: bool
) -> None:
    rule = LookRule(constant=sup_brownian_constant(), planned=900)
    verdict = look_at(rule, look(statistic, answers))
    assert verdict.information == pytest.approx(information)
    assert verdict.boundary == pytest.approx(boundary, abs=1e-4)
    assert verdict.crossed is crossed


def test_the_first_look_waits_for_thirty_in_each_group() -> None:
    rule = LookRule(constant=2.2414, planned=100)
    assert not look_at(rule, look(9, 100, smallest_group=29)).crossed
    assert look_at(rule, look(9, 100, smallest_group=29)).boundary == math.inf
    assert look_at(rule, look(9, 100, smallest_group=30)).crossed


def test_a_plan_without_answers_is_refused() -> None:
    with pytest.raises(ValueError, match="planned"):
        LookRule(constant=2.2414, planned=0)


@pytest.mark.parametrize(
    ("looks", "first"),
    [
        ([], None),
        ([(1.0, 100), (4.0, 400), (5.0, 500)], 1),
        ([(1.0, 100), (1.0, 400)], None),
        ([(1.0, 100), (3.0, 1000), (9.0, 1100)], 1),  # the look that fulfils the plan counts
        ([(1.0, 100), (1.0, 1000), (9.0, 1100)], None),  # later ones wait for next year
        ([(1.0, 100), (1.0, 1200), (9.0, 1300)], None),
    ],
)
def test_no_claim_is_new_after_the_plan_is_fulfilled(
    looks: list[tuple[float, int]], first: int | None
) -> None:
    rule = LookRule(constant=2.2414, planned=1000)
    assert first_crossing(rule, [look(*one) for one in looks]) == first


def test_a_share_against_its_target() -> None:
    """60 of 100 against one half is 2; t = 2 with 9 degrees leaves 3.83 % above, as Z = 1.771."""
    assert target_statistic(share(60, 100), 0.5) == pytest.approx(2)
    assert target_statistic(share(40, 100), 0.5) == pytest.approx(-2)
    assert target_statistic(share(6, 10, lessons=10), 0.5) == pytest.approx(1.7710, abs=5e-4)


def test_the_worked_example_of_a_strong_year() -> None:
    """EVIDENCE 4.3 A, deff 1.25: I1 crosses the bar of three claims, I3 does not."""
    aware = share(460, 640)
    assert target_statistic(aware, 0.60) / math.sqrt(1.25) > 2.6383
    triggered = share(118, 640)
    assert 1.2816 < target_statistic(triggered, 0.15) / math.sqrt(1.25) < 2.6383


@pytest.mark.parametrize("target", [0.0, 1.0, -0.1, 1.5])
def test_an_impossible_target_is_refused(target: float) -> None:
    with pytest.raises(ValueError, match="target"):
        target_statistic(share(6, 10), target)


def test_everybody_is_not_infinitely_sure() -> None:
    assert 0 < target_statistic(share(5, 5), 0.6) < 2


def test_a_difference_against_none() -> None:
    plain = difference(((56, 70), (48, 80)))
    assert difference_statistic(plain) == pytest.approx(0.2 / (0.16 / 70 + 0.24 / 80) ** 0.5)
    strong = plain_difference(even((214, 268), (223, 372), 286))
    assert strong is not None
    assert difference_statistic(strong) > 2.6383
    lessons = difference(((56, 70), (48, 80)), ((56, 70), (48, 80)))
    assert difference_statistic(lessons) < difference_statistic(plain)  # t with 1 degree


def test_no_difference_at_all_is_no_evidence() -> None:
    assert difference_statistic(difference(((0, 5), (0, 5)), ((0, 5), (0, 5)))) == 0


@settings(deadline=None, max_examples=examples(50))
@given(counts=st.lists(st.integers(0, 5), min_size=2, max_size=30), target=st.floats(0.05, 0.95))
def test_a_target_outside_the_interval_is_beyond_the_critical_value(
    counts: list[int], target: float
) -> None:
    """The statistic and the printed interval never contradict each other."""
    found = clustered_proportion([Part(count=count, total=5) for count in counts])
    assert found is not None
    if min(abs(found.low - target), abs(found.high - target)) > 1e-6:
        outside = not found.low <= target <= found.high
        assert (abs(target_statistic(found, target)) > 1.959964) is outside


@given(planned=st.integers(1, 5000), answers=st.integers(1, 5000), more=st.integers(0, 5000))
def test_the_bar_only_comes_down(planned: int, answers: int, more: int) -> None:
    rule = LookRule(constant=2.2414, planned=planned)
    early, late = look_at(rule, look(0, answers)), look_at(rule, look(0, answers + more))
    assert late.boundary <= early.boundary
    assert late.boundary >= rule.constant
