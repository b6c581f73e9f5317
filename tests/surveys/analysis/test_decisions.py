"""What people may decide about a claim, as tables."""

from dataclasses import replace

import pytest

from surveys.analysis.decisions import Decision, Deed, applied, wishes
from surveys.analysis.levels import Level
from tests.surveys.analysis.examples import looked, too_few
from tests.surveys.analysis.rows import tokyo

ENTRY = looked(too_few())["I1"]


def decision(deed: Deed, level: Level, day: int = 1, **changes: object) -> Decision:
    made = Decision(
        id=f"D{day}",
        fiscal_year=2026,
        claim="I1",
        deed=deed,
        level=level,
        by="hana",
        at=tokyo(f"2026-12-{day:02} 09:00"),
        why="数え間違い" if deed is Deed.LOWER else None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields named by the caller


@pytest.mark.parametrize(
    ("level", "possible"),
    [
        ("E4", ["E2", "E1"]),
        ("E3", ["E2", "E1"]),
        ("E2", ["E1"]),
        ("N", []),
        ("U", []),
        ("E1", []),
        ("E0", []),
    ],
)
def test_what_a_level_may_be_lowered_to(level: str, possible: list[str]) -> None:
    assert list(wishes(Level(level))) == possible


LOWER, APPROVE = Deed.LOWER, Deed.APPROVE


@pytest.mark.parametrize(
    ("evaluated", "decisions", "level", "lowered", "approved"),
    [
        ("E3", [], "E3", False, False),
        ("E3", [decision(LOWER, Level.E2)], "E2", True, False),
        ("E3", [decision(LOWER, Level.E2), decision(LOWER, Level.E1, 2)], "E1", True, False),
        ("E3", [decision(LOWER, Level.E1), decision(LOWER, Level.E2, 2)], "E1", True, False),
        ("E2", [decision(LOWER, Level.E2)], "E2", False, False),
        ("U", [decision(LOWER, Level.E2)], "U", False, False),
        ("U", [decision(LOWER, Level.E1)], "U", False, False),
        ("N", [decision(LOWER, Level.E1)], "N", False, False),
        ("E3", [decision(APPROVE, Level.E3)], "E3", False, True),
        ("E3", [decision(APPROVE, Level.E3), decision(LOWER, Level.E2, 2)], "E2", True, False),
        ("E2", [decision(APPROVE, Level.E3)], "E2", False, False),
        ("E3", [decision(LOWER, Level.E1, claim="I3")], "E3", False, False),
        ("E3", [decision(LOWER, Level.E1, fiscal_year=2025)], "E3", False, False),
    ],
)
def test_decisions_lower_and_never_raise(
    evaluated: str,
    decisions: list[Decision],
    level: str,
    lowered: bool,  # noqa: FBT001
    approved: bool,  # noqa: FBT001
) -> None:
    shown = applied(replace(ENTRY, evaluated=Level(evaluated)), decisions)
    assert shown.level == level
    assert (shown.lowered_by == "hana") is lowered
    assert (shown.lowered_why == "数え間違い") is lowered
    assert (shown.approved_by == "hana") is approved
    assert shown.evaluated == evaluated
