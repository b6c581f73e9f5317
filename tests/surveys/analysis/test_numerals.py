"""Counts and percentages as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.analysis.numerals import digits, percent, target_percent


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "０"),
        (3, "３"),
        (9, "９"),
        (10, "10"),
        (31, "31"),
        (286, "286"),
        (1986, "1,986"),
        (-3, "-3"),
    ],
)
def test_one_digit_is_wide_and_more_are_narrow(number: int, written: str) -> None:
    assert digits(number) == written


@pytest.mark.parametrize(
    ("share", "places", "written"),
    [
        (0.5, 0, "50"),
        (0.145, 0, "15"),  # halves go up, whatever the float's last bit says
        (0.125, 0, "13"),
        (0.0, 0, "0"),
        (-0.145, 0, "−15"),
        (902 / 1986, 1, "45.4"),
        (460 / 640, 1, "71.9"),
        (0.1225, 1, "12.3"),
        (0.1215, 1, "12.2"),
        (1e-7, 1, "0.0"),
        (0.0, 1, "0.0"),
        (1.0, 1, "100.0"),
        (0.09, 1, "9.0"),
        (-0.017, 1, "−1.7"),
        (-0.0004, 1, "0.0"),
        (-0.0005, 1, "−0.1"),
    ],
)
def test_a_share_is_rounded_half_up(share: float, places: int, written: str) -> None:
    assert percent(share, places) == written


@pytest.mark.parametrize(
    ("target", "written"),
    [(0.60, "60"), (0.15, "15"), (0.05, "５"), (0.07, "７"), (0.29, "29"), (0.625, "62.5")],
)
def test_a_whole_target_is_written_whole(target: float, written: str) -> None:
    assert target_percent(target) == written


@given(share=st.floats(0, 1))
def test_what_is_written_is_near_what_is_meant(share: float) -> None:
    assert abs(float(percent(share)) - 100 * share) <= 0.5 + 1e-9
    assert abs(float(percent(share, 1)) - 100 * share) <= 0.05 + 1e-9
