"""Those who did not answer: the tipping point, the worst case, and weights by attendance."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis.nonresponse import (
    PostStratum,
    observed_share,
    odds,
    post_stratified,
    tipping_point,
    true_share,
    worst_case,
)
from surveys.analysis.proportions import Part, clustered_proportion
from tests.surveys.analysis.proof import examples

shares = st.floats(0.01, 0.99)
ratios = st.floats(0.2, 5.0)


def stratum(course: str, quarter: int, attendance: int, *lessons: tuple[int, int]) -> PostStratum:
    return PostStratum(
        course=course,
        quarter=quarter,
        attendance=attendance,
        parts=tuple(Part(count=count, total=total) for count, total in lessons),
    )


def test_odds_are_to_one() -> None:
    assert odds(0.75) == pytest.approx(3)
    assert odds(0) == 0
    assert odds(1) == math.inf


def test_readier_users_make_forty_percent_look_like_fifty() -> None:
    """EVIDENCE 3.10: users answer at 60 %, others at 40 %."""
    assert observed_share(0.40, 1.5) == pytest.approx(0.50)
    assert true_share(0.50, 1.5) == pytest.approx(0.40)


@pytest.mark.parametrize(
    ("low", "target", "tipping"),
    [
        (0.678, 0.60, 1.40),  # EVIDENCE 4.3 A, I1
        (0.153, 0.15, 1.02),  # EVIDENCE 4.3 A, I3
        (0.60, 0.60, 1.00),
        (0.50, 0.60, 0.67),  # below 1: the interval does not clear the target
        (0.0, 0.60, 0.0),
        (1.0, 0.60, math.inf),
    ],
)
def test_the_tipping_point_is_a_ratio_of_odds(low: float, target: float, tipping: float) -> None:
    assert tipping_point(low, target) == pytest.approx(tipping, abs=5e-3)


def test_the_worst_case_is_sobering() -> None:
    """EVIDENCE 3.10: with RR .48, 24 to 76 %."""
    found = worst_case(0.50, 0.48)
    assert (found.low, found.high) == pytest.approx((0.24, 0.76))
    everybody = worst_case(0.50, 1.0)
    assert (everybody.low, everybody.high) == (0.5, 0.5)


@given(share=shares, ratio=ratios)
def test_the_two_directions_undo_each_other(share: float, ratio: float) -> None:
    assert observed_share(true_share(share, ratio), ratio) == pytest.approx(share)


@given(low=shares, target=shares)
def test_at_the_tipping_point_the_lower_limit_is_the_target(low: float, target: float) -> None:
    assert true_share(low, tipping_point(low, target)) == pytest.approx(target)


@given(share=shares, ratio=ratios, more=st.floats(0.01, 3))
def test_the_readier_the_users_the_smaller_the_truth(
    share: float, ratio: float, more: float
) -> None:
    assert true_share(share, ratio + more) < true_share(share, ratio)


def test_the_weights_of_the_published_example() -> None:
    """R survey, postStratify(apiclus1): 4421, 755 and 1018 schools for 144, 14 and 25."""
    found = post_stratified(
        [
            stratum("E", 1, 4421, *[(1, 2)] * 72),
            stratum("H", 1, 755, *[(1, 2)] * 7),
            stratum("M", 1, 1018, *[(2, 5)] * 5),
        ]
    )
    assert found is not None
    assert found.weights == pytest.approx((30.7014, 53.9286, 40.7200), abs=5e-5)
    by_hand = (4421 * 0.5 + 755 * 0.5 + 1018 * 0.4) / (4421 + 755 + 1018)
    assert found.estimate == pytest.approx(by_hand)


def test_a_course_that_answers_less_gets_its_due() -> None:
    """80 % of the baby course and 20 % of the pair course, equally large: 50, not 68 %."""
    strata = [
        stratum("baby", 1, 100, *[(4, 5)] * 16),
        stratum("pair", 1, 100, *[(1, 5)] * 4),
    ]
    found = post_stratified(strata)
    assert found is not None
    assert found.estimate == pytest.approx(0.5)
    assert found.weights == pytest.approx((1.25, 5.0))
    assert found.low < 0.5 < found.high
    plain = clustered_proportion([part for one in strata for part in one.parts])
    assert plain is not None
    assert plain.estimate == pytest.approx(0.68)


@pytest.mark.parametrize(
    ("strata", "weights"),
    [
        # fewer than five answers: merged with the next quarter of the course
        ([stratum("a", 1, 30, (1, 3)), stratum("a", 2, 30, (4, 9))], [60 / 12]),
        ([stratum("a", 2, 30, (4, 9)), stratum("a", 1, 30, (1, 3))], [60 / 12]),
        ([stratum("a", 1, 30, (4, 9)), stratum("a", 2, 30, (1, 3))], [60 / 12]),
        # no other quarter: it stays; no answer at all: nothing to weigh
        ([stratum("a", 1, 30, (1, 3)), stratum("b", 1, 30, (4, 10))], [10, 3]),
        ([stratum("a", 1, 30, (0, 0)), stratum("b", 1, 30, (4, 10))], [3]),
        # one stratum far from the others: five times the median weight at most
        ([stratum("a", 1, 40, *[(2, 4)] * 10), stratum("b", 1, 90, (4, 6))], [1, 5]),
        ([stratum("a", 1, 40, *[(2, 4)] * 10), stratum("b", 1, 30, (4, 6))], [1, 5]),
        ([stratum("a", 1, 40, *[(2, 4)] * 10), stratum("b", 1, 24, (4, 6))], [1, 4]),
    ],
)
def test_weights_are_merged_and_capped(strata: list[PostStratum], weights: list[float]) -> None:
    found = post_stratified(strata)
    assert found is not None
    assert found.weights == pytest.approx(tuple(weights))


@pytest.mark.parametrize("strata", [[], [stratum("a", 1, 30)], [stratum("a", 1, 0, (1, 5))]])
def test_without_answers_or_attendance_nothing_is_weighed(strata: list[PostStratum]) -> None:
    assert post_stratified(strata) is None


@pytest.mark.parametrize("count", [0, 5])
def test_everybody_or_nobody_has_an_interval_too(count: int) -> None:
    found = post_stratified([stratum("a", 1, 30, *[(count, 5)] * 6)])
    assert found is not None
    assert found.deff == 1
    assert found.estimate == count / 5
    assert found.high - found.low > 0.05


def test_equal_weights_leave_the_plain_interval() -> None:
    lessons = [(4, 5), (1, 5), (3, 5), (5, 5), (0, 5), (2, 5)]
    found = post_stratified([stratum("a", 1, 60, *lessons)])
    plain = clustered_proportion([Part(count=x, total=n) for x, n in lessons])
    assert found is not None
    assert plain is not None
    assert (found.estimate, found.low, found.high, found.deff) == pytest.approx(
        (plain.estimate, plain.low, plain.high, plain.deff)
    )


@settings(deadline=None, max_examples=examples(50))
@given(
    st.lists(
        st.builds(
            stratum,
            st.sampled_from(["a", "b", "c"]),
            st.integers(1, 4),
            st.integers(0, 60),
            st.integers(0, 9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        ),
        max_size=8,
    )
)
def test_the_weighted_share_lies_in_its_limits(strata: list[PostStratum]) -> None:
    found = post_stratified(strata)
    if found is not None:
        assert 0 <= found.low <= found.estimate + 1e-9
        assert found.estimate - 1e-9 <= found.high <= 1
