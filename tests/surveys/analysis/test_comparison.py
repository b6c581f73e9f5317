"""Two groups: against Newcombe's published table, and where lessons pull together."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis.comparison import (
    Contrast,
    Difference,
    Method,
    newcombe,
    plain_difference,
    variance_over_lessons,
)
from surveys.analysis.proportions import Part
from tests.surveys.analysis.contrasts import any_contrasts, contrast, even, swapped
from tests.surveys.analysis.proof import examples


def difference(contrasts: list[Contrast]) -> Difference:
    found = plain_difference(contrasts)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("x1", "n1", "x0", "n0", "low", "high"),
    [
        # Newcombe (1998) Stat Med 17:873, Table II, method 10; R Epi ci.pd(method = "Nc")
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (10, 10, 0, 10, 0.6075, 1.0000),
    ],
)
def test_newcombes_interval_is_the_published_one(
    x1: int, n1: int, x0: int, n0: int, low: float, high: float
) -> None:
    found = newcombe(Part(count=x1, total=n1), Part(count=x0, total=n0))
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_a_difference_from_nobody_is_refused() -> None:
    nobody, some = Part(count=0, total=0), Part(count=1, total=2)
    for pair in ((nobody, some), (some, nobody)):
        with pytest.raises(ValueError, match="both sides"):
            newcombe(*pair)
    assert plain_difference([contrast("a", (1, 2), (0, 0))]) is None
    assert plain_difference([contrast("a", (0, 0), (1, 2))]) is None
    assert plain_difference([]) is None


def test_the_variance_is_the_one_that_can_be_done_by_hand() -> None:
    """Shares 5/8 and 2/8; the lessons pull by ±(1/8·… ) as worked out here.

    Lesson a: (4 − 5/8·4)/8 − (0 − 2/8·4)/8 = 1.5/8 + 1/8 = 0.3125, lesson b the opposite.
    Variance over lessons 2/1 · 2 · 0.3125² = 0.390625; of independent answers
    15/64/8 + 12/64/8 = 0.052734375; design effect 7.407.
    """
    found = difference([contrast("a", (4, 4), (0, 4)), contrast("b", (1, 4), (2, 4))])
    assert found.estimate == pytest.approx(3 / 8)
    assert found.deff == pytest.approx(0.390625 / 0.052734375)
    assert found.standard_error == pytest.approx(math.sqrt(0.390625))
    assert found.degrees == 1


def test_the_worked_example_of_a_strong_year() -> None:
    """EVIDENCE 4.3 A, I4: 214/268 and 223/372, crude +19.9 (12.4 to 26.9)."""
    found = difference(even((214, 268), (223, 372), 286))
    assert found.estimate == pytest.approx(0.199, abs=5e-4)
    assert found.low == pytest.approx(0.124, abs=0.005)
    assert found.high == pytest.approx(0.269, abs=0.005)
    assert found.method is Method.NEWCOMBE
    assert (found.exposed.total, found.unexposed.total) == (268, 372)


def test_like_lessons_add_no_design_effect() -> None:
    assert difference(even((100, 200), (40, 200), 40)).deff == 1


def test_users_who_come_in_whole_lessons_make_it_unsure() -> None:
    """When a lesson is all users or all others, the lessons decide, not the answers."""
    mixed = difference(even((100, 200), (40, 200), 40))
    apart = [contrast(f"u{i}", (10, 10) if i % 2 else (0, 10), (0, 0)) for i in range(20)]
    apart += [contrast(f"o{i}", (0, 0), (10, 10) if i % 5 == 0 else (0, 10)) for i in range(20)]
    clustered = difference(apart)
    assert clustered.estimate == mixed.estimate
    assert clustered.deff > 5
    assert clustered.high - clustered.low > 2 * (mixed.high - mixed.low)


def test_stages_of_one_lesson_are_one_lesson() -> None:
    whole = difference([contrast("a", (3, 4), (1, 4)), contrast("b", (1, 4), (2, 4))])
    split = difference(
        [
            contrast("a", (2, 2), (1, 1), stage="age0"),
            contrast("a", (1, 2), (0, 3), stage="age1"),
            contrast("b", (1, 4), (2, 4)),
        ]
    )
    assert split.lessons == 2
    assert split.deff == pytest.approx(whole.deff)
    assert split.low == pytest.approx(whole.low)


@pytest.mark.parametrize("pair", [((5, 5), (0, 5)), ((5, 5), (5, 5)), ((0, 5), (0, 5))])
def test_unanimous_groups_leave_no_variance(pair: tuple[tuple[int, int], tuple[int, int]]) -> None:
    found = difference([contrast(f"{i}", *pair) for i in range(10)])
    assert (found.deff, found.standard_error) == (1, 0)
    assert found.low < found.estimate or found.estimate == -1


def test_a_single_lesson_shows_no_difference_between_lessons() -> None:
    assert variance_over_lessons([0.3]) == 0
    found = difference([contrast("a", (56, 70), (48, 80))])
    assert found.degrees is None
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@settings(deadline=None, max_examples=examples(40))
@given(contrasts=any_contrasts)
def test_every_difference_lies_in_its_intervals(contrasts: list[Contrast]) -> None:
    found = plain_difference(contrasts)
    if found is None:
        return
    ends = [-1, found.low, found.low80, found.estimate, found.high80, found.high, 1]
    assert all(a <= b + 1e-9 for a, b in pairwise(ends))
    assert found.deff >= 1


@settings(deadline=None, max_examples=examples(40))
@given(contrasts=any_contrasts)
def test_swapping_the_groups_changes_the_sign(contrasts: list[Contrast]) -> None:
    found, other = plain_difference(contrasts), plain_difference(swapped(contrasts))
    if found is None or other is None:
        assert found is other
        return
    mirrored = (-other.estimate, -other.high, -other.low, other.deff)
    assert (found.estimate, found.low, found.high, found.deff) == pytest.approx(mirrored, abs=1e-9)


@settings(deadline=None, max_examples=examples(40))
@given(data=st.data(), contrasts=any_contrasts)
def test_the_order_of_lessons_changes_not_a_bit(
    data: st.DataObject, contrasts: list[Contrast]
) -> None:
    assert plain_difference(data.draw(st.permutations(contrasts))) == plain_difference(contrasts)


@settings(deadline=None, max_examples=examples(40))
@given(deff=st.floats(1, 5), more=st.floats(0.1, 5))
def test_a_larger_design_effect_widens(deff: float, more: float) -> None:
    groups = (Part(count=56, total=70), Part(count=48, total=80))
    assert newcombe(*groups, deff=deff).width < newcombe(*groups, deff=deff + more).width
