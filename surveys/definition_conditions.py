"""Reads and checks conditions: `show_if` of questions and `where` of indicators."""

from collections.abc import Mapping, Sequence
from typing import Final

from surveys.conditions import (
    AllOf,
    AnyOf,
    ChoseNoneOf,
    ChoseOneOf,
    Condition,
    Not,
    ProfileMissing,
    leaves,
)
from surveys.definition_fields import Table
from surveys.definition_mistakes import Path, Report, Rule
from surveys.definition_text import nearest
from surveys.model import WRITTEN, FreeText, Question

MAX_DEPTH: Final = 5
_FORMS: Final = (
    'write { question = "…", in = ["…"] } (or any_in, not_in), { profile = "…", missing = true }, '
    "{ all = […] }, { any = […] } or { not = {…} }"
)


def read_condition(table: Table, field: str) -> Condition | None:
    """A condition that may be left out; None also for one that cannot be read."""
    value = table.values.get(field)
    return None if value is None else _condition(table, field, value, depth=1)


def _condition(table: Table, field: str, value: object, *, depth: int) -> Condition | None:
    if depth > MAX_DEPTH:
        message = f"{field} is nested more than {MAX_DEPTH} deep"
        table.add(field, Rule.CONDITION_DEEP, message, "join parts, or use in and not_in")
        return None
    fields: dict[str, object] = value if isinstance(value, dict) else {}
    condition = _group(table, field, fields, depth=depth) if len(fields) == 1 else _leaf(fields)
    if condition is None:
        message = f"{field} is not a condition that can be read"
        table.add(field, Rule.CONDITION_FORM, message, _FORMS)
    return condition


def _group(
    table: Table, field: str, fields: Mapping[str, object], *, depth: int
) -> Condition | None:
    match fields:
        case {"all": list(values)} if values:
            return AllOf(parts=_parts(table, field, values, depth=depth))
        case {"any": list(values)} if values:
            return AnyOf(parts=_parts(table, field, values, depth=depth))
        case {"not": value}:
            parts = _parts(table, field, [value], depth=depth)
            return Not(part=parts[0] if parts else AllOf(parts=()))
        case _:
            return None


def _parts(
    table: Table, field: str, values: Sequence[object], *, depth: int
) -> tuple[Condition, ...]:
    parts = [_condition(table, field, value, depth=depth + 1) for value in values]
    return tuple(part for part in parts if part is not None)


def _leaf(fields: Mapping[str, object]) -> Condition | None:
    match fields:
        case {"question": str(question), "in": list(names)} if _words(fields, names):
            return ChoseOneOf(question=question, choices=tuple(names))
        case {"question": str(question), "any_in": list(names)} if _words(fields, names):
            return ChoseOneOf(question=question, choices=tuple(names))
        case {"question": str(question), "not_in": list(names)} if _words(fields, names):
            return ChoseNoneOf(question=question, choices=tuple(names))
        case {"profile": str(key), "missing": True} if len(fields) == 2:
            return ProfileMissing(key=key)
        case _:
            return None


def _words(fields: Mapping[str, object], names: Sequence[object]) -> bool:
    """Whether a test of a question holds nothing else, and names choices."""
    return len(fields) == 2 and bool(names) and all(isinstance(name, str) for name in names)


def check_condition(
    condition: Condition | None,
    known: Mapping[str, Question],
    profile: Mapping[str, int],
    path: Path,
    report: Report,
) -> None:
    """Everything a condition names must exist.

    `known` are the questions that it may name, `profile` the answers that are remembered.
    """
    for leaf in leaves(condition):
        if isinstance(leaf, ProfileMissing):
            if leaf.key not in profile:
                message = f'"{leaf.key}" is not remembered as profile'
                remedy = f"{nearest(leaf.key, profile)}, or add it to survey.profile_days"
                report.add(path, Rule.CONDITION_PROFILE, message, remedy)
            continue
        question = known.get(leaf.question)
        if question is None:
            message = f'"{leaf.question}" is not an earlier question with choices in this wave'
            remedy = nearest(leaf.question, coded(known))
            report.add(path, Rule.CONDITION_QUESTION, message, remedy)
            continue
        keys = [WRITTEN] if isinstance(question, FreeText) else [c.key for c in question.choices]
        for name in leaf.choices:
            if name not in keys:
                message = f'question "{question.key}" has no choice "{name}"'
                report.add(path, Rule.CONDITION_CHOICE, message, nearest(name, keys))


def coded(known: Mapping[str, Question]) -> list[str]:
    """The keys of those questions that have choices."""
    return [key for key, question in known.items() if not isinstance(question, FreeText)]
