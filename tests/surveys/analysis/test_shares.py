"""Shares: who is in the base, who counts, and the published Wilson intervals."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.analysis.shares import Share, percent, share, shares, wilson
from tests.surveys.analysis.rows import FULL, Rows, survey, unfinished

Answers = Mapping[str, str | tuple[str, ...]]

USES: Answers = {**FULL, "aonico_use": "weekly", "useful": "5"}
GAVE_UP: Answers = {**FULL, "aonico_use": "lapsed", "barrier": ("howto", "enough")}
NAME_ONLY: Answers = {**FULL, "aonico_use": "name_only", "barrier": "skipped"}


def of(indicator: str, *people: Answers) -> tuple[int, int]:
    """Numerator and denominator over people who gave these answers."""
    rows = Rows()
    lesson = rows.lesson("2026-11-18 14:00")
    for number, answers in enumerate(people):
        rows.answered(lesson, f"p{number}", answers)
    found = share(survey(), survey().indicator(indicator), rows.tally().passes)
    return found.numerator, found.denominator


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        # Newcombe 1998, Stat Med 17:857-872, Table I, score method
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        # a whole lesson of one mind (Wilson's formula: n / (n + z²))
        (7, 7, 0.6457, 1.0),
    ],
)
def test_wilson_intervals_as_published(
    numerator: int, denominator: int, low: float, high: float
) -> None:
    found = wilson(numerator, denominator)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_nobody_asked_has_no_interval() -> None:
    assert wilson(0, 0) is None
    rows = Rows()
    nothing = share(survey(), survey().indicator("I1"), rows.tally().passes)
    assert nothing == Share(
        indicator="I1", numerator=0, denominator=0, estimate=None, low=None, high=None
    )


@given(denominator=st.integers(1, 3000), data=st.data())
def test_an_interval_holds_its_estimate(denominator: int, data: st.DataObject) -> None:
    numerator = data.draw(st.integers(0, denominator))
    found = wilson(numerator, denominator)
    assert found is not None
    assert 0 <= found.low <= numerator / denominator <= found.high <= 1
    assert found.low < found.high


@pytest.mark.parametrize(
    ("indicator", "people", "expected"),
    [
        ("I1", [FULL, NAME_ONLY, GAVE_UP, USES], (3, 4)),
        ("I2", [FULL, NAME_ONLY, GAVE_UP, USES], (1, 4)),
        # answered: "I don't remember" is an answer, a skip is none
        ("I3", [{**FULL, "route": "aonico"}, {**FULL, "route": "dontremember"}], (1, 2)),
        ("I3", [{**FULL, "route": "aonico"}, {**FULL, "route": "skipped"}], (1, 1)),
        # valid leaves out "don't know"
        ("I4", [FULL, {**FULL, "timely": "2"}, {**FULL, "timely": "dk"}], (1, 2)),
        ("I5", [USES, GAVE_UP, FULL, {**USES, "useful": "dk"}], (1, 1)),
        # who gave up the app counts as not finding it useful
        ("I5c", [USES, GAVE_UP, FULL], (1, 2)),
        # shown: who was asked and skipped stays in the base
        ("I9_howto", [GAVE_UP, NAME_ONLY, USES, FULL], (1, 2)),
        ("I9_enough", [GAVE_UP], (1, 1)),
        # another wave's indicator says nothing about this wave
        ("I7a", [FULL, USES], (0, 0)),
        ("I8a", [{**USES, "stage": "pregnant"}, USES], (1, 1)),
    ],
)
def test_bases(indicator: str, people: list[Answers], expected: tuple[int, int]) -> None:
    assert of(indicator, *people) == expected


def test_what_was_remembered_narrows_a_base() -> None:
    rows = Rows()
    lesson = rows.lesson("2026-11-18 14:00")
    again = {key: value for key, value in FULL.items() if key != "stage"}
    rows.answered(lesson, "a", again, profile={"stage": "pregnant"})
    rows.answered(lesson, "b", again, profile={"stage": "age1"})
    found = share(survey(), survey().indicator("I8a"), rows.tally().passes)
    assert (found.numerator, found.denominator) == (0, 1)


def test_an_incomplete_pass_is_in_no_complete_base() -> None:
    rows = Rows()
    lesson = rows.lesson("2026-11-18 14:00")
    rows.answered(lesson, "a", {**FULL, "connected": "skipped"})
    rows.answered(lesson, "b", FULL, **unfinished())
    found = share(survey(), survey().indicator("I1"), rows.tally().passes)
    assert found.denominator == 0


def test_a_digest_shows_the_indicators_that_say_so_in_order() -> None:
    found = shares(survey(), Rows().tally().passes)
    assert [one.indicator for one in found] == ["I1", "I2", "I3", "I4", "I5", "I6"]


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (0.5, 0, "50"),
        (0.145, 0, "15"),
        (0.125, 0, "13"),
        (902 / 1986, 1, "45.4"),
        (1.0, 1, "100.0"),
        (0.0, 0, "0"),
        (1e-7, 1, "0.0"),
    ],
)
def test_percentages_are_rounded_half_up(value: float, places: int, written: str) -> None:
    assert percent(value, places) == written
