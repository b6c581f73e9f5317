"""Percentages as the form writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.analysis.numerals import percent, target_percent


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (460 / 640, "71.9"),
        (0.1225, "12.3"),  # halves go up, whatever the float's last bit says
        (0.1215, "12.2"),
        (0.0, "0.0"),
        (1.0, "100.0"),
        (0.09, "9.0"),
        (-0.017, "−1.7"),
        (-0.0004, "0.0"),
        (-0.0005, "−0.1"),
    ],
)
def test_a_share_has_one_decimal(share: float, written: str) -> None:
    assert percent(share) == written


@pytest.mark.parametrize(
    ("target", "written"),
    [(0.60, "60"), (0.15, "15"), (0.05, "５"), (0.07, "７"), (0.29, "29"), (0.625, "62.5")],
)
def test_a_whole_target_is_written_whole(target: float, written: str) -> None:
    assert target_percent(target) == written


@given(share=st.floats(0, 1))
def test_what_is_written_is_near_what_is_meant(share: float) -> None:
    assert abs(float(percent(share)) - 100 * share) <= 0.05 + 1e-9
