"""Reads the numbers of a plan that decide what may be said, and its texts."""

from dataclasses import fields
from typing import Final

from surveys.analysis.levels import Thresholds
from surveys.analysis.plan_mistakes import PlanRule
from surveys.definition_fields import Table

LARGEST_ALPHA: Final = 0.2

_COUNTS: Final = ("say_answers", "say_lessons", "say_cell", "answers", "lessons")
_LENGTH: Final = 200


def read_text(table: Table, field: str, longest: int = _LENGTH) -> str:
    """A required text that is neither empty nor too long for a line of the form."""
    text = table.string(field)
    if field in table.values and not 0 < len(text.strip()) <= longest:
        message = f"{field} is empty or longer than {longest} characters"
        table.add(field, PlanRule.TEXT, message, "write one short sentence")
    return text


def read_alpha(head: Table) -> float:
    """The probability of a false claim in the year; 5 % where none is given."""
    if "alpha" not in head.values:
        return 0.05
    alpha = head.number("alpha")
    if not 0 < alpha <= LARGEST_ALPHA:
        message = f"alpha {alpha} is not above 0 and at most {LARGEST_ALPHA}"
        head.add("alpha", PlanRule.ALPHA, message, "write 0.05")
    return alpha


def read_cell(cells: Table, field: str, least: int) -> int:
    """The fewest people in a number that is shown; the plan may ask for more, not for less."""
    size = cells.integer(field, default=least)
    if size < least:
        message = f"{size} people are fewer than the {least} that may be shown"
        cells.add(field, PlanRule.CELL, message, f"write {least} or more")
    return size


def read_thresholds(table: Table) -> Thresholds:
    """The gates of the levels; those that are left out are the usual ones."""
    usual = Thresholds()
    table.only(*(field.name for field in fields(Thresholds)))
    given: dict[str, object] = {}
    for field in table.values:
        if field == "version":
            given[field] = read_text(table, field)
        elif field in _COUNTS:
            given[field] = table.integer(field)
        elif hasattr(usual, field):
            given[field] = table.number(field)
    for field, value in given.items():
        if not _sensible(field, value):
            message = f"{field} = {value} is no threshold"
            remedy = f"write {getattr(usual, field)}, or leave it out"
            table.add(field, PlanRule.THRESHOLD, message, remedy)
    return Thresholds(**given)  # type: ignore[arg-type]  # typed one by one above


def _sensible(field: str, value: object) -> bool:
    """Whether a threshold can be meant: people at least 1, shares up to 1, the odds above 1."""
    match value:
        case str():
            return True
        case int():
            return value >= 1
        case float() if field == "confirm_tipping":
            return value >= 1
        case _:
            return isinstance(value, float) and 0 < value <= 1
