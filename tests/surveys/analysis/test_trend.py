"""A quarter beside the one before, and lessons that lag behind."""

import pytest

from surveys.analysis.proportions import Part
from surveys.analysis.trend import change, lagging_lessons, months_may_be_printed


def lessons(prefix: str, count: int, total: int, times: int) -> dict[str, Part]:
    return {f"{prefix}{i:02}": Part(count=count, total=total) for i in range(times)}


def test_a_change_is_newcombes_difference_of_two_periods() -> None:
    """48 of 80 before and 56 of 70 now: 0.0524 to 0.3339, but for t instead of z."""
    found = change(lessons("a", 3, 5, 16), lessons("b", 4, 5, 14))
    assert found is not None
    assert found.estimate == pytest.approx(0.2)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=0.007)
    assert found.low < 0.0524
    assert (found.exposed, found.unexposed) == (
        Part(count=56, total=70),
        Part(count=48, total=80),
    )
    assert found.lessons == 30


def test_lessons_of_one_mind_make_a_change_unsure() -> None:
    now = lessons("b", 5, 5, 11) | lessons("c", 0, 5, 3)
    found = change(lessons("a", 3, 5, 16), now)
    assert found is not None
    assert found.deff > 2
    assert found.low < 0.0524


def test_going_back_is_the_opposite() -> None:
    there = change(lessons("a", 3, 5, 16), lessons("b", 4, 5, 14))
    back = change(lessons("b", 4, 5, 14), lessons("a", 3, 5, 16))
    assert there is not None
    assert back is not None
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))


def test_without_a_quarter_before_there_is_no_change() -> None:
    assert change({}, lessons("b", 4, 5, 14)) is None
    assert change(lessons("a", 3, 5, 16), {}) is None


def test_a_lesson_belongs_to_one_period() -> None:
    with pytest.raises(ValueError, match="a00, a01"):
        change(lessons("a", 3, 5, 2), lessons("a", 3, 5, 2))


@pytest.mark.parametrize(
    ("responses", "flagged"),
    [
        # EVIDENCE 5: 2 of 14 reaches up to 40 %
        ({"a": (2, 14), "b": (6, 12), "c": (7, 12)}, ["a"]),
        ({"a": (2, 14), "b": (4, 12), "c": (3, 10)}, []),  # the median lies within its doubt
        ({"a": (0, 3), "b": (3, 4), "c": (3, 4)}, ["a"]),
        ({"a": (0, 2), "b": (3, 5), "c": (3, 5)}, []),  # too small to be sure
        ({"a": (0, 0), "b": (3, 4)}, []),  # nobody there, nothing to answer
        ({"a": (0, 0)}, []),
        ({}, []),
    ],
)
def test_a_lesson_is_flagged_only_when_it_surely_lags(
    responses: dict[str, tuple[int, int]], flagged: list[str]
) -> None:
    parts = {name: Part(count=x, total=n) for name, (x, n) in responses.items()}
    assert lagging_lessons(parts) == flagged


@pytest.mark.parametrize(
    ("answers", "printed"), [([100, 120], True), ([99, 400], False), ([], False)]
)
def test_months_need_a_hundred_answers(answers: list[int], *, printed: bool) -> None:
    assert months_may_be_printed(answers) is printed
