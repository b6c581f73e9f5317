"""The headline difference: what stratifying repairs, its limits, and what it tells besides."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis.comparison import Contrast, Method, plain_difference
from surveys.analysis.strata import agreeing_courses, merged_labels
from surveys.analysis.stratified import StratifiedDifference, stratified_difference
from tests.surveys.analysis.contrasts import any_contrasts, contrast, even, swapped
from tests.surveys.analysis.proof import examples


def seeded(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def stratified(
    contrasts: list[Contrast], generator: np.random.Generator | None = None
) -> StratifiedDifference:
    found = stratified_difference(contrasts, generator=generator)
    assert found is not None
    return found


STRONG_YEAR = [
    # EVIDENCE 4.3 A: 214 of 268 users and 223 of 372 others, in four courses
    *even((60, 75), (60, 100), 70, course="pair"),
    *even((54, 67), (58, 97), 72, course="age0"),
    *even((52, 66), (55, 90), 72, course="age1"),
    *even((48, 60), (50, 85), 72, course="square"),
]


def test_the_worked_example_of_a_strong_year() -> None:
    """MH +19.9 (13.0 to 26.8), 4 of 4 strata."""
    found = stratified(STRONG_YEAR)
    assert found.difference.exposed.count == 214
    assert found.difference.unexposed.total == 372
    assert found.difference.estimate == pytest.approx(0.199, abs=0.002)
    assert found.difference.low == pytest.approx(0.130, abs=0.003)
    assert found.difference.high == pytest.approx(0.268, abs=0.003)
    assert (found.courses_agreeing, found.courses_counted) == (4, 4)
    assert found.equal_odds is not None
    assert found.equal_odds > 0.9
    assert found.difference.method is Method.MANTEL_HAENSZEL


def test_stratifying_repairs_what_no_standard_error_can() -> None:
    """Use does nothing, but the better informed course has more users."""
    contrasts = [
        *even((81, 90), (9, 10), 30, course="pair"),
        *even((3, 10), (27, 90), 30, course="age0"),
    ]
    crude = plain_difference(contrasts)
    assert crude is not None
    assert crude.low > 0.3
    found = stratified(contrasts).difference
    assert found.low < 0 < found.high
    assert abs(found.estimate) < 1e-9


def test_the_variance_over_lessons_can_be_done_by_hand() -> None:
    """One stratum, two lessons: the same pulls as for the plain difference, ±0.3125."""
    found = stratified([contrast("a", (4, 4), (0, 4)), contrast("b", (1, 4), (2, 4))])
    assert found.difference.standard_error == pytest.approx(math.sqrt(0.390625))
    assert found.difference.deff > 5
    assert found.difference.lessons == 2


def test_satos_variance_is_the_least() -> None:
    """Lessons that are all alike do not make it surer than independent answers."""
    found = stratified(even((100, 200), (40, 200), 40)).difference
    assert found.deff == 1
    assert found.standard_error == pytest.approx(math.sqrt(0.25 / 200 + 0.16 / 200), rel=0.01)


def test_the_bootstrap_gives_about_the_same_limits() -> None:
    plain = stratified(STRONG_YEAR).difference
    drawn = stratified(STRONG_YEAR, seeded()).difference
    assert drawn.method is Method.MANTEL_HAENSZEL_BOOTSTRAP
    assert drawn.estimate == plain.estimate
    assert drawn.low < drawn.low80 < drawn.estimate < drawn.high80 < drawn.high
    assert drawn.standard_error == plain.standard_error


def test_the_bootstrap_sees_what_lessons_share() -> None:
    """Answers that come in unanimous lessons: wider than independent ones, near t's limits."""
    contrasts = [
        contrast(f"{i}", (5, 5) if i % 2 else (0, 5), (5, 5) if i % 3 else (0, 5))
        for i in range(60)
    ]
    by_t = stratified(contrasts).difference
    drawn = stratified(contrasts, seeded()).difference
    assert by_t.deff > 3
    assert (drawn.low, drawn.high) == pytest.approx((by_t.low, by_t.high), abs=0.04)


def test_the_same_seed_gives_the_same_limits() -> None:
    assert stratified(STRONG_YEAR, seeded(7)) == stratified(STRONG_YEAR, seeded(7))
    assert stratified(STRONG_YEAR, seeded(7)) != stratified(STRONG_YEAR, seeded(8))


@pytest.mark.parametrize(
    ("lessons", "method"),
    [(19, Method.MANTEL_HAENSZEL), (20, Method.MANTEL_HAENSZEL_BOOTSTRAP)],
)
def test_the_bootstrap_needs_twenty_lessons(lessons: int, method: Method) -> None:
    assert stratified(even((60, 80), (40, 80), lessons), seeded()).difference.method is method


def test_without_two_groups_in_one_stratum_nothing_is_compared() -> None:
    users = even((5, 9), (0, 0), 3, course="pair")
    others = even((0, 0), (20, 30), 3, course="age0")
    assert stratified_difference([]) is None
    assert stratified_difference(users) is None
    assert stratified_difference([contrast("a", (0, 0), (0, 0))]) is None
    # thin courses are put together, so that here the two do meet
    assert stratified(users + others).strata[0].label == "age0/age0+pair/age0"


def test_a_stratum_of_others_only_adds_nothing() -> None:
    paired = even((30, 40), (20, 40), 10, course="pair")
    alone = [
        *paired,
        *even((0, 0), (15, 30), 10, course="age0"),
    ]
    with_them, without = stratified(alone), stratified(paired)
    assert with_them.difference.estimate == without.difference.estimate
    assert with_them.difference.lessons == 20
    assert with_them.courses_counted == 1


@pytest.mark.parametrize(
    ("places", "labels"),
    [
        # course, stage, users, others → stratum
        ([("a", "x", 9, 9), ("a", "y", 9, 9)], ["a/x", "a/y"]),
        ([("a", "x", 4, 9), ("a", "y", 9, 9)], ["a/x+a/y", "a/x+a/y"]),  # stages first
        ([("a", "x", 9, 9), ("a", "y", 9, 4)], ["a/x+a/y", "a/x+a/y"]),
        ([("a", "x", 9, 9), ("b", "x", 4, 9)], ["a/x", "b/x"]),  # unlike courses stay apart
        ([("a", "x", 3, 9), ("b", "x", 4, 9)], ["a/x+b/x", "a/x+b/x"]),  # thin ones do not
        (
            [("a", "x", 3, 9), ("b", "x", 9, 9), ("c", "y", 4, 4)],
            ["a/x+c/y", "b/x", "a/x+c/y"],
        ),
    ],
)
def test_thin_strata_are_merged(
    places: list[tuple[str, str, int, int]], labels: list[str]
) -> None:
    contrasts = [
        contrast(f"{index}", (0, users), (0, others), course=course, stage=stage)
        for index, (course, stage, users, others) in enumerate(places)
    ]
    found = merged_labels(contrasts)
    assert [found[course, stage] for course, stage, _, _ in places] == labels


@pytest.mark.parametrize(
    ("courses", "estimate", "expected"),
    [
        ({"a": ((4, 5), (1, 5)), "b": ((3, 5), (1, 5))}, 0.5, (2, 2)),
        ({"a": ((4, 5), (1, 5)), "b": ((1, 5), (3, 5))}, 0.1, (1, 2)),
        ({"a": ((1, 5), (4, 5)), "b": ((1, 5), (3, 5))}, -0.5, (2, 2)),
        ({"a": ((1, 5), (1, 5))}, 0.1, (0, 1)),  # no difference does not agree
        ({"a": ((4, 4), (1, 5)), "b": ((4, 5), (1, 4))}, 0.5, (0, 0)),  # too few on a side
    ],
)
def test_courses_are_asked_one_by_one(
    courses: dict[str, tuple[tuple[int, int], tuple[int, int]]],
    estimate: float,
    expected: tuple[int, int],
) -> None:
    contrasts = [contrast(name, *groups, course=name) for name, groups in courses.items()]
    assert agreeing_courses(contrasts, estimate) == expected


def test_stages_of_a_course_are_asked_together() -> None:
    contrasts = [
        contrast("1", (4, 4), (0, 4), stage="age0"),
        contrast("2", (1, 4), (1, 4), stage="age1"),
    ]
    assert agreeing_courses(contrasts, 0.3) == (1, 1)


@settings(deadline=None, max_examples=examples(40))
@given(contrasts=any_contrasts)
def test_every_difference_lies_in_its_limits(contrasts: list[Contrast]) -> None:
    found = stratified_difference(contrasts)
    if found is None:
        return
    here = found.difference
    ends = [-1, here.low, here.low80, here.estimate, here.high80, here.high, 1]
    assert all(a <= b + 1e-9 for a, b in pairwise(ends))
    assert here.deff >= 1 - 1e-9
    assert found.courses_agreeing <= found.courses_counted <= 3
    assert sum(stratum.exposed.total for stratum in found.strata) == here.exposed.total


@settings(deadline=None, max_examples=examples(40))
@given(contrasts=any_contrasts)
def test_swapping_the_groups_changes_the_sign(contrasts: list[Contrast]) -> None:
    found, other = stratified_difference(contrasts), stratified_difference(swapped(contrasts))
    if found is None or other is None:
        assert found is other
        return
    assert found.difference.estimate == pytest.approx(-other.difference.estimate, abs=1e-9)
    assert found.difference.low == pytest.approx(-other.difference.high, abs=1e-9)


@settings(deadline=None, max_examples=examples(20))
@given(data=st.data())
def test_the_order_of_lessons_changes_not_a_bit(data: st.DataObject) -> None:
    year = STRONG_YEAR[:80]
    shuffled = data.draw(st.permutations(year))
    assert stratified(shuffled, seeded()) == stratified(year, seeded())
