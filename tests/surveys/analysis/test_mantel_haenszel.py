"""Pooled differences and ratios: the UGDP trial, and what can go wrong in a stratum."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from surveys.analysis.mantel_haenszel import (
    PooledRatio,
    Stratum,
    heterogeneity,
    odds_ratio,
    risk_difference,
    risk_ratio,
)
from surveys.analysis.proportions import Part

Counts = tuple[int, int, int, int]

# deaths and survivors with tolbutamide, with placebo; under 55 years, 55 and over
UGDP: list[Counts] = [(8, 98, 5, 115), (22, 76, 16, 69)]


def strata(rows: list[Counts]) -> list[Stratum]:
    """From events and non-events of the exposed, then of the unexposed."""
    return [
        Stratum(
            label=f"{index}",
            exposed=Part(count=a, total=a + b),
            unexposed=Part(count=c, total=c + d),
        )
        for index, (a, b, c, d) in enumerate(rows)
    ]


def ends(ratio: PooledRatio | None) -> tuple[float, float, float]:
    assert ratio is not None
    return ratio.estimate, ratio.low, ratio.high


any_rows = st.lists(st.tuples(*[st.integers(0, 30)] * 4), max_size=6)


def test_the_ratios_of_the_ugdp_trial() -> None:
    """Rothman, Greenland and Lash (2008) Table 15-1, as metafor 3.8 computes it."""
    assert ends(risk_ratio(strata(UGDP))) == pytest.approx((1.3256, 0.7979, 2.2021), abs=5e-5)
    assert ends(odds_ratio(strata(UGDP))) == pytest.approx((1.4031, 0.7625, 2.5820), abs=5e-5)


def test_the_difference_of_the_ugdp_trial() -> None:
    """The same table: 0.035, 90 % limits −0.018 and 0.087, with Sato's variance."""
    found = risk_difference(strata(UGDP))
    assert found is not None
    assert found.estimate == pytest.approx(0.0349, abs=5e-5)
    half = 1.6448536 * found.variance**0.5
    assert (found.estimate - half, found.estimate + half) == pytest.approx(
        (-0.0176, 0.0874), abs=5e-5
    )
    assert [round(s.difference or 0, 4) for s in strata(UGDP)] == [0.0338, 0.0363]


def test_the_narrower_limits_of_the_same_book() -> None:
    """90 %: 1.33 (0.87 to 2.03) and 1.40 (0.84 to 2.34); Table 15-5: 3.78 (1.43 to 10.00)."""
    assert ends(risk_ratio(strata(UGDP), level=0.90)) == pytest.approx(
        (1.33, 0.87, 2.03), abs=5e-3
    )
    assert ends(odds_ratio(strata(UGDP), level=0.90)) == pytest.approx(
        (1.40, 0.84, 2.34), abs=5e-3
    )
    down = strata([(3, 9, 104, 1059), (1, 3, 5, 86)])
    assert ends(odds_ratio(down, level=0.90)) == pytest.approx((3.78, 1.43, 10.00), abs=5e-3)


def test_the_strata_of_the_ugdp_trial_agree() -> None:
    assert heterogeneity(strata(UGDP)) == pytest.approx(0.555, abs=5e-4)


def test_the_librarys_table_must_have_event_and_exposed_first() -> None:
    upright = StratifiedTable([[[8, 98], [5, 115]], [[22, 76], [16, 69]]])
    ascending = StratifiedTable([[[115, 5], [98, 8]], [[69, 16], [76, 22]]])
    assert upright.riskratio_pooled == pytest.approx(1.3256, abs=5e-5)
    assert ascending.riskratio_pooled == pytest.approx(1.041, abs=5e-4)
    assert upright.oddsratio_pooled == pytest.approx(ascending.oddsratio_pooled)


def test_one_stratum_is_the_plain_difference() -> None:
    """56/70 − 48/80: Sato's variance is near the textbook one of 0.005286."""
    found = risk_difference(strata([(56, 14, 48, 32)]))
    assert found is not None
    assert found.estimate == pytest.approx(0.2)
    assert found.variance == pytest.approx(0.8 * 0.2 / 70 + 0.6 * 0.4 / 80, rel=0.02)


def test_strata_undo_what_the_mix_of_courses_made_up() -> None:
    """Use does nothing in either course, but the course with more users is the better one."""
    rows = [(81, 9, 9, 1), (3, 7, 27, 63)]
    pooled = risk_difference(strata(rows))
    assert pooled is not None
    assert pooled.estimate == pytest.approx(0)
    crude = (81 + 3) / 100 - (9 + 27) / 100
    assert crude == pytest.approx(0.48)


@pytest.mark.parametrize(
    ("rows", "difference", "ratios"),
    [
        ([], None, False),
        ([(1, 2, 0, 0)], None, False),  # nobody to compare with
        ([(0, 0, 1, 2)], None, False),
        ([(0, 0, 0, 0)], None, False),
        ([(0, 5, 0, 5)], 0.0, False),  # no events
        ([(5, 0, 5, 0)], 0.0, False),  # nothing but events: no odds
        ([(5, 0, 0, 5)], 1.0, False),
        ([(2, 3, 1, 4), (9, 9, 0, 0)], 0.2, True),  # the second stratum adds nothing
    ],
)
def test_what_can_and_cannot_be_pooled(
    rows: list[Counts], difference: float | None, *, ratios: bool
) -> None:
    found = risk_difference(strata(rows))
    assert (found and found.estimate) == (
        None if difference is None else pytest.approx(difference)
    )
    assert (odds_ratio(strata(rows)) is not None) is ratios


def test_a_risk_ratio_needs_events_on_both_sides() -> None:
    assert risk_ratio(strata([(5, 0, 0, 5)])) is None
    assert risk_ratio(strata([(0, 5, 5, 0)])) is None
    assert ends(risk_ratio(strata([(5, 0, 5, 0)]))) == pytest.approx((1, 1, 1))


def test_where_nothing_varies_the_pooled_variance_stands_in() -> None:
    found = risk_difference(strata([(5, 0, 0, 5)]))
    assert found is not None
    assert found.variance == pytest.approx(0.5 * 0.5 * (1 / 5 + 1 / 5))


@pytest.mark.parametrize(
    "rows",
    [
        UGDP[:1],
        [(5, 5, 0, 10), (5, 5, 0, 10)],  # no events among the unexposed: no odds ratio
        [(0, 9, 0, 9), (3, 5, 2, 7)],  # only one stratum tells
        [(9, 0, 9, 0), (3, 5, 2, 7)],
        [(3, 5, 0, 0), (3, 5, 2, 7)],
    ],
)
def test_agreement_cannot_always_be_tested(rows: list[Counts]) -> None:
    assert heterogeneity(strata(rows)) is None


def test_strata_that_contradict_each_other_are_noticed() -> None:
    p_value = heterogeneity(strata([(40, 10, 10, 40), (10, 40, 40, 10)]))
    assert p_value is not None
    assert p_value < 1e-6


@pytest.mark.parametrize(
    "rows",
    [
        UGDP,
        [(3, 9, 104, 1059), (1, 3, 5, 86)],
        [(40, 10, 10, 40), (10, 40, 40, 11)],
        [(1, 99, 60, 2), (2, 50, 30, 1), (5, 70, 80, 3)],  # many events, odds far below 1
        [(3, 5, 2, 7), (4, 4, 3, 6), (1, 8, 5, 2), (9, 1, 3, 3)],
    ],
)
def test_agreement_is_what_the_library_finds_where_it_finds_anything(rows: list[Counts]) -> None:
    tables = [np.array([[a, b], [c, d]]) for a, b, c, d in rows]
    expected = StratifiedTable(tables).test_equal_odds(adjust=True).pvalue
    assert heterogeneity(strata(rows)) == pytest.approx(expected, rel=1e-6)


def test_an_empty_stratum_has_no_difference_and_no_weight() -> None:
    for row in [(1, 2, 0, 0), (0, 0, 1, 2), (0, 0, 0, 0)]:
        assert strata([row])[0].difference is None
        assert strata([row])[0].weight == 0


@given(rows=any_rows)
def test_the_pooled_difference_lies_among_those_of_the_strata(rows: list[Counts]) -> None:
    found = risk_difference(strata(rows))
    known = [s.difference for s in strata(rows) if s.difference is not None]
    if found is None:
        assert not known
        return
    assert min(known) - 1e-9 <= found.estimate <= max(known) + 1e-9
    assert found.variance >= 0


@given(rows=any_rows)
def test_agreement_is_a_probability_whatever_the_counts(rows: list[Counts]) -> None:
    found = heterogeneity(strata(rows))
    assert found is None or 0 <= found <= 1


@given(rows=any_rows)
def test_swapping_the_groups_turns_everything_round(rows: list[Counts]) -> None:
    here = strata(rows)
    there = strata([(c, d, a, b) for a, b, c, d in rows])
    plain, turned = risk_difference(here), risk_difference(there)
    if plain and turned:
        assert plain.estimate == pytest.approx(-turned.estimate, abs=1e-9)
        assert plain.variance == pytest.approx(turned.variance, abs=1e-9)
    for pool in (risk_ratio, odds_ratio):
        one, other = pool(here), pool(there)
        if one and other:
            assert one.estimate == pytest.approx(1 / other.estimate)
            assert (one.low, one.high) == pytest.approx((1 / other.high, 1 / other.low))
