"""Conditions as a truth table, and the tests at their bottom."""

from typing import Final

import pytest

from surveys.conditions import (
    AllOf,
    AnyOf,
    ChoseNoneOf,
    ChoseOneOf,
    Condition,
    Not,
    ProfileMissing,
    holds,
    leaves,
)

USES: Final = ChoseOneOf(question="use", choices=("weekly", "daily"))
USES_NOT: Final = ChoseNoneOf(question="use", choices=("weekly", "daily"))
NEW: Final = ProfileMissing(key="stage")

NOTHING: Final[dict[str, tuple[str, ...]]] = {}
DAILY: Final = {"use": ("daily",)}
NEVER: Final = {"use": ("never",)}
BOTH: Final = {"use": ("never", "daily")}


@pytest.mark.parametrize(
    ("condition", "held"),  # with no answer, daily, never, both of them
    [
        (None, [True, True, True, True]),
        (USES, [False, True, False, True]),
        (USES_NOT, [False, False, True, False]),
        (Not(part=USES), [True, False, True, False]),
        (Not(part=USES_NOT), [True, True, False, True]),
        (AllOf(parts=(USES, USES_NOT)), [False, False, False, False]),
        (AllOf(parts=(NEW, USES)), [False, True, False, True]),
        (AllOf(parts=()), [True, True, True, True]),
        (AnyOf(parts=(USES, USES_NOT)), [False, True, True, True]),
        (AnyOf(parts=()), [False, False, False, False]),
        (NEW, [True, True, True, True]),
    ],
)
def test_truth(condition: Condition | None, held: list[bool]) -> None:
    tried = [holds(condition, chosen, {}) for chosen in (NOTHING, DAILY, NEVER, BOTH)]
    assert tried == held


@pytest.mark.parametrize(
    ("profile", "held"),
    [({}, [True, False]), ({"other": "x"}, [True, False]), ({"stage": "age0"}, [False, True])],
)
def test_what_is_remembered(profile: dict[str, str], held: list[bool]) -> None:
    tried = [holds(condition, NOTHING, profile) for condition in (NEW, Not(part=NEW))]
    assert tried == held


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (None, []),
        (NEW, [NEW]),
        (AllOf(parts=(USES, AnyOf(parts=(Not(part=USES_NOT), NEW)))), [USES, USES_NOT, NEW]),
        (AnyOf(parts=()), []),
    ],
)
def test_leaves(condition: Condition | None, found: list[Condition]) -> None:
    assert list(leaves(condition)) == found
