"""Reads questions, with the checks that concern one question alone."""

from collections.abc import Mapping, Sequence
from typing import Final, TypedDict

from surveys.conditions import Condition
from surveys.definition_choices import read_choices
from surveys.definition_conditions import coded, read_condition
from surveys.definition_fields import Table
from surveys.definition_keys import KEY, SCALE_KEY, check_unique, read_key
from surveys.definition_languages import PLACEHOLDERS, read_text
from surveys.definition_mistakes import Rule
from surveys.definition_text import nearest
from surveys.model import (
    Choice,
    FreeText,
    MultipleChoice,
    NumberBands,
    Question,
    Scale,
    SingleChoice,
    Text,
)

MAX_REMARK: Final = 1000
"""Characters of a remark."""

_ALL: Final = ("key", "wave", "kind", "text", "show_if")
_CODED: Final = (*_ALL, "core", "choice", "same_choices_as")
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "single": (*_CODED, "rotate", "keep_last"),
    "multi": (*_CODED, "max", "exclusive"),
    "scale": (*_CODED, "points"),
    "number": _CODED,
    "text": (*_ALL, "max_length"),
}
"""Fields by kind of question."""


class _Asked(TypedDict):
    key: str
    wave: str
    text: Text
    show_if: Condition | None
    core: bool


def read_questions(tables: Sequence[Table]) -> tuple[Question, ...]:
    """All questions, in order; one of unknown kind is taken for a single choice."""
    earlier: dict[str, Question] = {}
    questions = []
    for table in tables:
        question = _question(table, earlier)
        questions.append(question)
        earlier.setdefault(question.key, question)
    check_unique(tables, [question.key for question in questions])
    return tuple(questions)


def _question(table: Table, earlier: Mapping[str, Question]) -> Question:
    kind = table.string("kind")
    if kind in FIELDS:
        table.only(*FIELDS[kind])
    else:
        table.add("kind", Rule.KIND, f'"{kind}" is not a kind', nearest(kind, FIELDS))
    asked = _Asked(
        key=read_key(table),
        wave=read_key(table, field="wave"),
        text=read_text(table, "text", PLACEHOLDERS),
        show_if=read_condition(table, "show_if"),
        core=table.flag("core"),
    )
    if kind == "text":
        return FreeText(**asked, max_length=_max_length(table))
    choices = _choices(table, earlier)
    match kind:
        case "multi":
            most = _max_choices(table, choices)
            exclusive = _named(table, "exclusive", choices)
            return MultipleChoice(**asked, choices=choices, max_choices=most, exclusive=exclusive)
        case "scale":
            return Scale(**asked, choices=choices, points=_points(table, choices))
        case "number":
            return NumberBands(**asked, choices=choices)
        case _:
            rotate, keep_last = table.flag("rotate"), _named(table, "keep_last", choices)
            return SingleChoice(**asked, choices=choices, rotate=rotate, keep_last=keep_last)


def _choices(table: Table, earlier: Mapping[str, Question]) -> tuple[Choice, ...]:
    """The question's own choices, or those of an earlier question."""
    if "same_choices_as" not in table.values:
        scale = table.values.get("kind") == "scale"
        return read_choices(table, SCALE_KEY if scale else KEY)
    field = "same_choices_as"
    if "choice" in table.values:
        message = f"the question has both {field} and choices of its own"
        table.add(field, Rule.SAME_CHOICES, message, "remove one of them")
    key = table.string(field)
    source = earlier.get(key)
    if source is None or isinstance(source, FreeText):
        message = f'"{key}" is not an earlier question with choices'
        table.add(field, Rule.SAME_CHOICES, message, nearest(key, coded(earlier)))
        return ()
    return source.choices


def _named(table: Table, field: str, choices: Sequence[Choice]) -> tuple[str, ...]:
    """Keys that must be those of choices."""
    names = table.strings(field)
    keys = [choice.key for choice in choices]
    for name in names:
        if name not in keys:
            message = f'{field}: there is no choice "{name}"'
            table.add(field, Rule.CHOICE_NAMED, message, nearest(name, keys))
    return names


def _max_length(table: Table) -> int:
    length = table.integer("max_length")
    if not 1 <= length <= MAX_REMARK:
        message = f"max_length {length} is out of range"
        table.add("max_length", Rule.MAX_LENGTH, message, f"write 1 to {MAX_REMARK}")
    return length


def _max_choices(table: Table, choices: Sequence[Choice]) -> int:
    """As many as there are choices, unless `max` says fewer."""
    most = table.integer("max", default=len(choices))
    if "max" in table.values and not 1 <= most <= len(choices):
        message = f"max {most} is out of range"
        table.add("max", Rule.MAX_CHOICES, message, f"write 1 to {len(choices)}")
    return most


def _points(table: Table, choices: Sequence[Choice]) -> int:
    """The points must come first, with values from 1 upwards; missing choices follow them."""
    points = table.integer("points")
    wanted = [float(value) for value in range(1, min(points, len(choices)) + 1)]
    found = [choice.value for choice in choices[: len(wanted)]]
    rest = choices[len(wanted) :]
    if points < 2 or len(wanted) < points or found != wanted or not all(c.missing for c in rest):
        message = f"the choices are not {points} points"
        remedy = f"begin with values 1 to {max(points, 2)}, ascending; then missing choices only"
        table.add("points", Rule.SCALE_POINTS, message, remedy)
    return points
