"""How many answers: the tables of EVIDENCE 3.8, and what may not be asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis.sample_size import (
    Enough,
    More,
    Outlook,
    OutOfReach,
    answers_for_difference,
    answers_for_target,
    half_width,
    how_many_more,
    smallest_difference,
)
from tests.surveys.analysis.proof import examples

ONE_LOOK = 1.959964
WEEKLY = 2.241403
THREE_CLAIMS = 2.638257


@pytest.mark.parametrize(
    ("target", "one_look", "weekly", "three_claims"),
    [
        (0.15, 537, 646, 817),
        (0.60, 927, 1124, 1434),
        (0.40, 951, 1150, 1464),
        (0.70, 797, 968, 1238),
    ],
)
def test_confirming_five_points_above_a_target(
    target: float, one_look: int, weekly: int, three_claims: int
) -> None:
    """Printed there without rounding up; here an answer is whole, so one more at most."""
    for constant, printed in zip(
        (ONE_LOOK, WEEKLY, THREE_CLAIMS), (one_look, weekly, three_claims), strict=True
    ):
        needed = answers_for_target(target, constant=constant, deff=1.25)
        assert 0 <= needed - printed <= 1


def test_an_answer_is_whole() -> None:
    """65 against 60 % at 2.6383: 1,434.7 answers are 1,435, not the 1,434 of the table."""
    assert answers_for_target(0.60, constant=THREE_CLAIMS, deff=1.25) == 1435


def test_the_observed_gap_would_ask_for_thousands() -> None:
    """62.2 % against 60 %: about 4,900 even for a single look."""
    assert answers_for_target(0.60, constant=ONE_LOOK, deff=1.25, gap=0.022) > 4500


def test_two_groups_are_those_of_power_prop_test() -> None:
    """76.7 in each of two equal groups, .50 against .75 with power .90."""
    needed = answers_for_difference(
        0.50, exposed_share=0.5, constant=ONE_LOOK, gap=0.25, power=0.90
    )
    assert needed == 154


@pytest.mark.parametrize(
    ("answers", "one_look", "weekly"),
    [
        (300, 18.5, 20.1),
        (600, 13.4, 14.6),
        (1000, 10.4, 11.5),
        (2000, 7.4, 8.2),
        (3000, 6.1, 6.7),
    ],
)
def test_the_smallest_difference_that_can_be_found(
    answers: int, one_look: float, weekly: float
) -> None:
    """Printed for the unpooled variance; with the library's pooled one up to 0.7 points more."""
    for constant, printed in ((ONE_LOOK, one_look), (WEEKLY, weekly)):
        found = smallest_difference(answers, 0.50, exposed_share=0.35, constant=constant, deff=1.3)
        assert found is not None
        assert -0.05 <= 100 * found - printed <= 0.7


def test_too_few_answers_find_no_difference_at_all() -> None:
    assert smallest_difference(4, 0.90, exposed_share=0.35, constant=ONE_LOOK) is None


@pytest.mark.parametrize(
    ("answers", "points"),
    [(30, 18.9), (100, 10.9), (200, 7.8), (300, 6.4), (600, 4.5), (1000, 3.5), (3000, 2.0)],
)
def test_half_widths_for_a_design_effect_of_1_3(answers: int, points: float) -> None:
    assert 100 * half_width(answers, deff=1.3) == pytest.approx(points, abs=0.05)


def test_no_answers_have_no_width() -> None:
    with pytest.raises(ValueError, match="no answers"):
        half_width(0)


@pytest.mark.parametrize(
    ("answers", "needed", "expected", "outlook"),
    [
        (421, 817, 500, More(answers=396)),  # 「確認まで約400人」
        (421, 817, 396, More(answers=396)),
        (421, 817, 395, OutOfReach()),  # 「今年度中の確認は難しい」
        (817, 817, 0, Enough()),
        (900, 817, 0, Enough()),
    ],
)
def test_what_is_missing(answers: int, needed: int, expected: int, outlook: Outlook) -> None:
    assert how_many_more(answers, needed, expected) == outlook


@pytest.mark.parametrize(
    ("target", "gap"), [(0.97, 0.05), (0.95, 0.05), (0.0, 0.05), (0.5, 0.0), (0.5, -0.1)]
)
def test_impossible_targets_are_refused(target: float, gap: float) -> None:
    with pytest.raises(ValueError, match="no share"):
        answers_for_target(target, constant=ONE_LOOK, gap=gap)


@pytest.mark.parametrize(
    ("base", "exposed_share", "gap"),
    [(0.95, 0.5, 0.1), (0.0, 0.5, 0.1), (0.5, 0.0, 0.1), (0.5, 1.0, 0.1), (0.5, 0.5, 0.0)],
)
def test_impossible_groups_are_refused(base: float, exposed_share: float, gap: float) -> None:
    with pytest.raises(ValueError, match="no groups"):
        answers_for_difference(base, exposed_share=exposed_share, constant=ONE_LOOK, gap=gap)


@given(target=st.floats(0.05, 0.85), gap=st.floats(0.02, 0.08), deff=st.floats(1, 3))
def test_a_smaller_gap_a_higher_bar_and_more_clustering_cost_answers(
    target: float, gap: float, deff: float
) -> None:
    needed = answers_for_target(target, constant=WEEKLY, deff=deff, gap=gap)
    assert needed <= answers_for_target(target, constant=THREE_CLAIMS, deff=deff, gap=gap)
    assert needed <= answers_for_target(target, constant=WEEKLY, deff=deff + 0.5, gap=gap)
    assert needed < answers_for_target(target, constant=WEEKLY, deff=deff, gap=gap / 2)


@settings(deadline=None, max_examples=examples(20))
@given(answers=st.integers(150, 3000), base=st.floats(0.2, 0.6))
def test_the_smallest_difference_needs_no_more_than_there_is(answers: int, base: float) -> None:
    found = smallest_difference(answers, base, exposed_share=0.35, constant=WEEKLY)
    assert found is not None
    for gap, enough in ((found, True), (found - 0.0001, False)):
        needed = answers_for_difference(base, exposed_share=0.35, constant=WEEKLY, gap=gap)
        assert (needed <= answers) is enough
