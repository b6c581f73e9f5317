"""Levels of evidence: every gate of EVIDENCE 4.1 and the worked examples of 4.3."""

from dataclasses import replace
from typing import Any

import pytest

from surveys.analysis.levels import Evidence, Level, Moment, Thresholds, level_of, lowered
from tests.surveys.analysis.evidence_rows import ASSOCIATION, EFFECT, REACH


@pytest.mark.parametrize(
    ("row", "changes", "level"),
    [
        (REACH, {}, Level.E3),
        (ASSOCIATION, {}, Level.E3),
        (EFFECT, {}, Level.E4),
        # E0: too little to say anything
        (REACH, {"answers": 29}, Level.E0),
        (REACH, {"answers": 30}, Level.E1),
        (REACH, {"lessons": 7}, Level.E0),
        (REACH, {"lessons": 8}, Level.E1),
        (REACH, {"response_rate": None}, Level.E0),
        (REACH, {"smallest_cell": 9}, Level.E0),
        (REACH, {"smallest_cell": 10}, Level.E3),
        # E1: for reference only
        (REACH, {"answers": 99}, Level.E1),
        (REACH, {"answers": 100}, Level.E3),
        (REACH, {"lessons": 19}, Level.E1),
        (REACH, {"lessons": 20}, Level.E3),
        (REACH, {"response_rate": 0.19}, Level.E1),
        (REACH, {"low": 0.61, "high": 0.82}, Level.E1),
        # what is left of the lessons does not speak for those without attendance
        (REACH, {"rated": 0.79}, Level.E1),
        (REACH, {"rated": 0.80}, Level.E3),
        (REACH, {"rated": 12 / 757, "response_rate": 0.833}, Level.E1),
        (REACH, {"rated": None}, Level.E1),
        (REACH, {"rated": 0.79, "crossed": False}, Level.E1),
        (ASSOCIATION, {"rated": 0.79}, Level.E1),
        (EFFECT, {"rated": 0.79}, Level.E1),
        (EFFECT, {"rated": 0.80}, Level.E4),
        (ASSOCIATION, {"low": 0.05, "high": 0.34}, Level.E3),
        (ASSOCIATION, {"low": 0.05, "high": 0.36}, Level.E1),
        (REACH, {"null": None}, Level.E1),
        (EFFECT, {"randomised": False}, Level.E1),
        # E2: a tendency
        (REACH, {"crossed": False}, Level.E2),
        (REACH, {"tipping": 1.24}, Level.E2),
        (REACH, {"tipping": 1.25}, Level.E3),
        (REACH, {"tipping": None}, Level.E2),
        (REACH, {"response_rate": 0.29}, Level.E2),
        (REACH, {"response_rate": 0.30}, Level.E3),
        (REACH, {"low": 0.599}, Level.E2),  # crossed once, but it no longer holds
        (ASSOCIATION, {"courses_agreeing": 3}, Level.E3),
        (ASSOCIATION, {"courses_agreeing": 2}, Level.E2),
        (ASSOCIATION, {"courses_agreeing": 0, "courses_counted": 0}, Level.E2),
        (EFFECT, {"crossed": False}, Level.E2),
        (EFFECT, {"response_rate": 0.25}, Level.E2),
        # U: cannot be told
        (REACH, {"low": 0.56, "low80": 0.59}, Level.U),
        (REACH, {"estimate": 0.58, "low": 0.53, "low80": 0.55, "high": 0.63}, Level.U),
        (ASSOCIATION, {"low": -0.02, "low80": -0.01, "estimate": 0.1}, Level.U),
        # N: not reached, no difference
        (REACH, {"estimate": 0.5, "low": 0.46, "low80": 0.48, "high": 0.55}, Level.N),
        (ASSOCIATION, {"estimate": 0.0, "low": -0.04, "low80": -0.02, "high": 0.04}, Level.N),
        (ASSOCIATION, {"estimate": -0.1, "low": -0.2, "low80": -0.15, "high": -0.01}, Level.N),
        (ASSOCIATION, {"estimate": 0.0, "low": -0.05, "low80": -0.02, "high": 0.04}, Level.U),
        (REACH, {"null": 0.0, "estimate": 0.0, "low": 0.0, "low80": 0.0, "high": 0.04}, Level.U),
    ],
)
def test_every_gate(row: Evidence, changes: dict[str, Any], level: Level) -> None:
    assert level_of(replace(row, **changes)) is level


@pytest.mark.parametrize(
    ("moment", "before", "level"),
    [
        (Moment.WEEK, False, Level.U),
        (Moment.WEEK, True, Level.E2),
        (Moment.QUARTER_END, False, Level.E2),
        (Moment.FREEZE, False, Level.E2),
    ],
)
def test_a_tendency_is_decided_at_quarter_ends(
    moment: Moment, level: Level, *, before: bool
) -> None:
    row = replace(REACH, crossed=False, moment=moment, tendency_before=before)
    assert level_of(row) is level


@pytest.mark.parametrize("moment", Moment)
def test_the_look_rule_may_be_crossed_in_any_week(moment: Moment) -> None:
    assert level_of(replace(REACH, moment=moment)) is Level.E3


def test_registered_thresholds_decide() -> None:
    assert level_of(REACH, Thresholds(version="2", answers=1000)) is Level.E1


@pytest.mark.parametrize(
    ("row", "level"),
    [
        # EVIDENCE 4.3, the worked examples
        (
            replace(
                REACH,
                estimate=0.184,
                low=0.153,
                high=0.220,
                low80=0.164,
                high80=0.206,
                null=0.15,
                crossed=False,
                tipping=1.02,
            ),
            Level.E2,
        ),
        (
            replace(
                ASSOCIATION, answers=301, estimate=0.126, low=0.011, high=0.234, crossed=False
            ),
            Level.E2,
        ),
        (
            replace(
                REACH,
                answers=180,
                lessons=64,
                response_rate=0.31,
                smallest_cell=68,
                estimate=0.622,
                low=0.538,
                high=0.700,
                low80=0.568,
                high80=0.674,
                crossed=False,
                tipping=0.78,
            ),
            Level.U,
        ),
        (
            replace(
                ASSOCIATION,
                answers=180,
                lessons=64,
                response_rate=0.31,
                estimate=0.136,
                low=-0.017,
                high=0.275,
                low80=0.04,
                high80=0.23,
                crossed=False,
            ),
            Level.E2,
        ),
        (
            replace(
                REACH,
                answers=24,
                lessons=9,
                response_rate=0.203,
                estimate=0.625,
                low=0.395,
                high=0.810,
            ),
            Level.E0,
        ),
    ],
)
def test_the_worked_examples(row: Evidence, level: Level) -> None:
    assert level_of(row) is level


@pytest.mark.parametrize("level", Level)
def test_people_may_lower_a_level_and_never_raise_it(level: Level) -> None:
    assert lowered(level, level) is level
    assert lowered(level, Level.E0) is Level.E0
    if level is not Level.E4:
        with pytest.raises(ValueError, match="raised"):
            lowered(level, Level.E4)
