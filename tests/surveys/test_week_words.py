"""What people type after 「週報」, as a week."""

import pytest

from surveys.analysis.weeks import Week
from surveys.week_words import week_meant

RUNNING = Week.parse("2027-W01")


@pytest.mark.parametrize(
    ("typed", "week"),
    [
        ("", "2027-W01"),
        ("今週", "2027-W01"),
        ("this week", "2027-W01"),
        ("先週", "2026-W53"),
        ("せんしゅう", "2026-W53"),
        ("last", "2026-W53"),
        (" Last  Week ", "2026-W53"),
        ("上周", "2026-W53"),
        ("2026-W47", "2026-W47"),
        ("2026-w7", "2026-W07"),
        ("2026W47", "2026-W47"),
        ("２０２６－Ｗ４７", "2026-W47"),
        ("2027-W02", "2027-W02"),
    ],
)
def test_a_week_that_is_meant(typed: str, week: str) -> None:
    assert week_meant(typed, RUNNING) == Week.parse(week)


@pytest.mark.parametrize("typed", ["12", "来週", "2026-W54", "2026-W00", "1999-W01", "W47"])
def test_what_means_no_week(typed: str) -> None:
    with pytest.raises(ValueError, match="week"):
        week_meant(typed, RUNNING)
