"""Shares: who is in the base, who counts, and that the interval is Wilson's."""

from collections.abc import Mapping

import pytest

from surveys.analysis.shares import Share, share, shares
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


def test_a_whole_lesson_of_one_mind_is_65_to_100_per_cent() -> None:
    rows = Rows()
    lesson = rows.lesson("2026-11-18 14:00")
    for number in range(7):
        rows.answered(lesson, f"p{number}", USES)
    found = share(survey(), survey().indicator("I1"), rows.tally().passes)
    assert (found.estimate, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(0.6457, abs=5e-5)


def test_nobody_asked_has_no_interval() -> None:
    rows = Rows()
    nothing = share(survey(), survey().indicator("I1"), rows.tally().passes)
    assert nothing == Share(
        indicator="I1", numerator=0, denominator=0, estimate=None, low=None, high=None
    )


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
