"""One share: against published limits, against R's survey package, and in its properties."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis.proportions import (
    Interval,
    Part,
    Proportion,
    clustered_proportion,
    median_deff,
    summed,
    wilson,
)
from tests.surveys.analysis.proof import examples

# apistrat's cousin apiclus1, schools of type E: 15 districts, from R's survey 4.1-1
DISTRICT_TOTALS = [13, 34, 4, 13, 16, 2, 1, 4, 12, 21, 9, 11, 37, 2, 4]
DISTRICT_COUNTS = [10, 34, 2, 10, 13, 2, 1, 2, 9, 16, 4, 8, 30, 1, 2]
T_14 = 2.144787


def parts(*pairs: tuple[int, int]) -> list[Part]:
    return [Part(count=count, total=total) for count, total in pairs]


def share(*pairs: tuple[int, int], fallback_deff: float = 1.0) -> Proportion:
    found = clustered_proportion(parts(*pairs), fallback_deff=fallback_deff)
    assert found is not None
    return found


lessons = st.lists(
    st.integers(0, 12).flatmap(
        lambda total: st.builds(Part, count=st.integers(0, total), total=st.just(total))
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        # Newcombe (1998) Stat Med 17:857, Table I, score method; R prop.test
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (7, 7, 0.6457, 1.0000),  # "7 of 7 is 65-100 %"
        (2, 14, 0.0401, 0.3994),  # "2/14: 4-40 %"
        (15, 24, 0.4271, 0.7884),
    ],
)
def test_wilsons_interval_is_the_published_one(
    count: int, total: int, low: float, high: float
) -> None:
    found = wilson(count, total)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_few_lessons_widen_wilsons_interval() -> None:
    """EVIDENCE 4.3 C: 15 of 24 with t(8)."""
    found = wilson(15, 24, degrees=8)
    assert (found.low, found.high) == pytest.approx((0.395, 0.810), abs=5e-4)


def test_a_share_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no answers"):
        wilson(0, 0)


def test_the_design_effect_is_that_of_the_survey_package() -> None:
    found = share(*zip(DISTRICT_COUNTS, DISTRICT_TOTALS, strict=True))
    assert found.lessons == 15
    assert found.estimate == pytest.approx(0.7868852, abs=5e-8)
    assert found.standard_error == pytest.approx(0.0468026, abs=5e-8)
    # R's deff="replace" divides by p(1 − p) / (n − 1), ours by p(1 − p) / n
    assert found.deff * (found.total - 1) / found.total == pytest.approx(2.37731, abs=5e-6)
    assert found.effective_total == pytest.approx(found.total / found.deff)
    symmetric = (
        found.estimate - T_14 * found.standard_error,
        found.estimate + T_14 * found.standard_error,
    )
    assert symmetric == pytest.approx((0.6865037, 0.8872668), abs=1e-6)
    # our interval is Wilson's on the effective size: near R's logit one, inside [0, 1]
    assert (found.low, found.high) == pytest.approx((0.6698844, 0.8704384), abs=0.005)
    again = wilson(found.estimate * found.effective_total, found.effective_total, degrees=14)
    assert (found.low, found.high) == pytest.approx((again.low, again.high))


def test_equal_lessons_are_as_good_as_independent_answers() -> None:
    found = share(*[(3, 5)] * 40)
    assert found.deff == 1
    assert (found.low, found.high) == pytest.approx(
        (wilson(120, 200, degrees=39).low, wilson(120, 200, degrees=39).high)
    )


def test_lessons_of_one_mind_count_as_one_answer_each() -> None:
    """20 lessons of 10, each unanimous: 200 answers are worth about 20."""
    found = share(*[(10, 10)] * 10, *[(0, 10)] * 10)
    assert found.deff == pytest.approx(10 * 20 / 19)
    assert found.effective_total == pytest.approx(19)


@pytest.mark.parametrize(
    ("pairs", "fallback", "deff"),
    [
        ([(5, 5)] * 10, 1.0, 1.0),
        ([(5, 5)] * 10, 1.4, 1.4),  # everybody: the data cannot tell
        ([(0, 5)] * 10, 1.4, 1.4),  # nobody
        ([(3, 5)], 1.4, 1.4),  # one lesson
        ([(5, 5)] * 10, 0.7, 1.0),  # never below 1
        ([(3, 5)] * 10, 1.4, 1.0),  # the data can tell, and see no clustering
    ],
)
def test_the_fallback_is_used_only_where_the_data_cannot_tell(
    pairs: list[tuple[int, int]], fallback: float, deff: float
) -> None:
    assert share(*pairs, fallback_deff=fallback).deff == pytest.approx(deff)


def test_a_single_lesson_has_no_degrees_of_freedom() -> None:
    assert share((7, 7)).degrees is None
    assert share((7, 7), (7, 7)).degrees == 1
    assert (share((7, 7)).low, share((7, 7)).high) == pytest.approx((0.6457, 1), abs=5e-5)


def test_lessons_without_answers_do_not_count() -> None:
    assert share((3, 5), (0, 0), (1, 4)) == share((3, 5), (1, 4))


@pytest.mark.parametrize("pairs", [[], [(0, 0)], [(0, 0), (0, 0)]])
def test_without_answers_there_is_no_share(pairs: list[tuple[int, int]]) -> None:
    assert clustered_proportion(parts(*pairs)) is None


def test_the_middle_design_effect_stands_in() -> None:
    varied = share((5, 5), (0, 5), (2, 5))
    even = share(*[(3, 5)] * 10)
    full = share(*[(5, 5)] * 10, fallback_deff=9.0)
    assert median_deff([varied, even, full]) == pytest.approx((varied.deff + 1) / 2)
    assert median_deff([full]) == 1
    assert median_deff([]) == 1


@pytest.mark.parametrize(("count", "total"), [(-1, 5), (6, 5), (0, -1)])
def test_a_part_is_not_more_than_the_whole(count: int, total: int) -> None:
    with pytest.raises(ValueError, match="answers"):
        Part(count=count, total=total)


def test_parts_add_up() -> None:
    assert summed(parts((1, 2), (0, 0), (3, 4))) == Part(count=4, total=6)


def test_the_width_is_from_end_to_end() -> None:
    assert Interval(low=0.25, high=0.75).width == 0.5


@settings(deadline=None, max_examples=examples(50))
@given(lessons=lessons, fallback=st.floats(1, 3))
def test_every_share_lies_in_its_intervals_and_they_in_the_possible(
    lessons: list[Part], fallback: float
) -> None:
    found = clustered_proportion(lessons, fallback_deff=fallback)
    if found is None:
        assert not any(lesson.total for lesson in lessons)
        return
    assert 0 <= found.low <= found.low80 <= found.estimate <= found.high80 <= found.high <= 1
    assert found.deff >= 1
    assert found.effective_total <= found.total


@settings(deadline=None, max_examples=examples(50))
@given(lessons=lessons)
def test_yes_and_no_are_mirror_images(lessons: list[Part]) -> None:
    yes = clustered_proportion(lessons)
    no = clustered_proportion(
        [Part(count=lesson.total - lesson.count, total=lesson.total) for lesson in lessons]
    )
    if yes is None or no is None:
        assert yes is no
        return
    mirrored = (1 - no.high, 1 - no.low, no.deff)
    assert (yes.low, yes.high, yes.deff) == pytest.approx(mirrored, abs=1e-9)


@settings(deadline=None, max_examples=examples(50))
@given(data=st.data(), lessons=lessons)
def test_the_order_of_lessons_changes_not_a_bit(data: st.DataObject, lessons: list[Part]) -> None:
    shuffled = data.draw(st.permutations(lessons))
    assert clustered_proportion(shuffled) == clustered_proportion(lessons)


@settings(deadline=None, max_examples=examples(50))
@given(count=st.integers(0, 60), more=st.integers(0, 60), factor=st.integers(2, 9))
def test_the_same_share_of_more_answers_is_surer(count: int, more: int, factor: int) -> None:
    total = count + more + 1
    few, many = wilson(count, total), wilson(count * factor, total * factor)
    assert many.width < few.width


@settings(deadline=None, max_examples=examples(50))
@given(total=st.integers(1, 3000), data=st.data())
def test_an_interval_holds_its_estimate(total: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, total))
    found = wilson(count, total)
    assert 0 <= found.low <= count / total <= found.high <= 1
    assert found.low < found.high


@settings(deadline=None, max_examples=examples(50))
@given(count=st.integers(0, 60), total=st.integers(1, 60))
def test_one_more_yes_moves_both_limits_up(count: int, total: int) -> None:
    count = min(count, total - 1)
    fewer, more = wilson(count, total), wilson(count + 1, total)
    assert fewer.low < more.low
    assert fewer.high < more.high
