"""Five-point items: published cases, counting by hand, and answers without overlap."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis.ordinal import (
    OrdinalContrast,
    Superiority,
    clustered_superiority,
    superiority,
    top_two,
)
from surveys.analysis.proportions import Part
from tests.surveys.analysis.proof import examples

five_points = st.lists(st.integers(0, 6), min_size=5, max_size=5)


def counts_of(answers: list[int], points: list[int]) -> list[int]:
    return [answers.count(point) for point in points]


def found(exposed: list[int], unexposed: list[int]) -> Superiority:
    result = superiority(exposed, unexposed)
    assert result is not None
    return result


def lesson(name: str, exposed: list[int], unexposed: list[int]) -> OrdinalContrast:
    return OrdinalContrast(
        lesson=name, course="baby", exposed=tuple(exposed), unexposed=tuple(unexposed)
    )


def test_the_pain_scores_of_brunner_and_munzel() -> None:
    points = [1, 2, 3, 4, 5]
    treated = counts_of([3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4], points)
    control = counts_of([1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1], points)
    result = found(treated, control)
    assert result.estimate == pytest.approx(0.788961, abs=1e-5)
    assert (result.low, result.high) == pytest.approx((0.5952169, 0.9827052), abs=1e-5)
    assert not result.over_lessons


def test_cliffs_delta_of_the_effsize_package() -> None:
    """δ = −0.25 there; its asymmetric interval is another method and not ours."""
    points = [10, 20, 30, 40, 50]
    treated = counts_of([10, 10, 20, 20, 20, 30, 30, 30, 40, 50], points)
    control = counts_of([10, 20, 30, 40, 40, 50], points)
    result = found(treated, control)
    assert result.cliffs_delta == pytest.approx(-0.25, abs=1e-12)
    assert result.low is not None
    assert result.high is not None
    assert (2 * result.low - 1, 2 * result.high - 1) == pytest.approx((-0.975, 0.475), abs=5e-4)


@pytest.mark.parametrize(
    ("exposed", "unexposed", "estimate", "limits"),
    [
        ([0, 0, 5], [5, 0, 0], 1.0, False),  # no overlap: no variance
        ([5, 0, 0], [0, 0, 5], 0.0, False),
        ([0, 5, 0], [0, 5, 0], 0.5, False),  # all the same
        ([0, 0, 1], [2, 0, 2], 0.75, False),  # one answer has no variance
        ([2, 0, 2], [0, 1, 0], 0.5, False),
        ([0, 2, 0], [2, 0, 2], 0.5, True),
        ([0, 2, 2], [2, 2, 0], 0.875, True),
    ],
)
def test_limits_are_given_where_there_is_something_to_tell(
    exposed: list[int], unexposed: list[int], estimate: float, *, limits: bool
) -> None:
    result = found(exposed, unexposed)
    assert result.estimate == pytest.approx(estimate)
    assert (result.low is not None) is limits


def test_an_empty_group_is_not_compared() -> None:
    assert superiority([0, 0], [1, 2]) is None
    assert superiority([1, 2], [0, 0]) is None
    assert clustered_superiority([], np.random.default_rng(1)) is None
    one_sided = [lesson("a", [1, 2], [0, 0])]
    assert clustered_superiority(one_sided, np.random.default_rng(1)) is None


def test_the_top_two_points_are_the_main_figure() -> None:
    assert top_two([1, 2, 3, 4, 5]) == Part(count=9, total=15)
    assert top_two([0, 0, 0, 0, 0]) == Part(count=0, total=0)


def test_with_twenty_lessons_the_limits_come_from_the_lessons() -> None:
    lessons = [
        lesson(f"{i:02}", [0, 0, 2, 3, 0] if i % 2 else [3, 2, 0, 0, 0], [1, 1, 1, 1, 1])
        for i in range(40)
    ]
    result = clustered_superiority(lessons, np.random.default_rng(1))
    plain = found([60, 40, 40, 60, 0], [40, 40, 40, 40, 40])
    assert result is not None
    assert result.over_lessons
    assert result.estimate == plain.estimate
    assert result.low is not None
    assert result.high is not None
    assert plain.low is not None
    assert plain.high is not None
    assert result.high - result.low > 1.2 * (plain.high - plain.low)


def test_with_fewer_lessons_the_plain_limits_are_given() -> None:
    lessons = [lesson(f"{i}", [0, 1, 2], [2, 1, 0]) for i in range(19)]
    result = clustered_superiority(lessons, np.random.default_rng(1))
    assert result == found([0, 19, 38], [38, 19, 0])


def test_lessons_without_an_answer_are_not_lessons() -> None:
    lessons = [lesson(f"{i}", [0, 1, 2], [2, 1, 0]) for i in range(19)]
    lessons.append(lesson("empty", [0, 0, 0], [0, 0, 0]))
    result = clustered_superiority(lessons, np.random.default_rng(1))
    assert result is not None
    assert not result.over_lessons


@settings(deadline=None, max_examples=examples(50))
@given(exposed=five_points, unexposed=five_points)
def test_it_is_what_counting_pairs_gives(exposed: list[int], unexposed: list[int]) -> None:
    result = superiority(exposed, unexposed)
    pairs = [
        (a > b) + (a == b) / 2
        for (a, m), (b, n) in product(enumerate(exposed), enumerate(unexposed))
        for _ in range(m * n)
    ]
    if result is None:
        assert not pairs
        return
    assert result.estimate == pytest.approx(sum(pairs) / len(pairs))
    if result.low is not None and result.high is not None:
        assert 0 <= result.low <= result.estimate + 1e-9
        assert result.estimate - 1e-9 <= result.high <= 1


@settings(deadline=None, max_examples=examples(50))
@given(exposed=five_points, unexposed=five_points)
def test_the_other_group_has_the_rest(exposed: list[int], unexposed: list[int]) -> None:
    one, other = superiority(exposed, unexposed), superiority(unexposed, exposed)
    if one is None or other is None:
        assert one is other
        return
    assert one.estimate == pytest.approx(1 - other.estimate)
    assert one.cliffs_delta == pytest.approx(-other.cliffs_delta)
    assert (one.low is None) is (other.low is None)
    if one.low is not None and other.high is not None:
        assert one.low == pytest.approx(1 - other.high, abs=1e-9)
