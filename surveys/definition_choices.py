"""Reads and checks the choices of a question or of the consent page."""

import math
import re
from collections.abc import Sequence
from typing import Final

from surveys.definition_fields import Table
from surveys.definition_keys import KEY, check_unique, read_key
from surveys.definition_languages import read_text
from surveys.definition_mistakes import Rule
from surveys.definition_text import graphemes, utf16_units
from surveys.model import Choice
from surveys.typed import plain

MIN_CHOICES: Final = 2
MAX_CHOICES: Final = 13
"""Quick replies that LINE shows."""

MAX_LABEL: Final = 20
"""Graphemes of a LINE button's label."""

MAX_LABEL_UNITS: Final = 40
"""UTF-16 units; keeps a label of stacked marks from being endless."""

MISSING_CODES: Final = (-8, -9)
"""Do not remember; do not know, or prefer not to say."""


def read_choices(owner: Table, form: re.Pattern[str] = KEY) -> tuple[Choice, ...]:
    """The choices of a question or of the consent page, in order; `form` is that of their keys."""
    tables = owner.tables("choice")
    choices = tuple(_choice(table, form) for table in tables)
    check_unique(tables, [choice.key for choice in choices])
    if not MIN_CHOICES <= len(choices) <= MAX_CHOICES:
        message = f"{len(choices)} choices"
        remedy = f"offer {MIN_CHOICES} to {MAX_CHOICES}"
        owner.add("choice", Rule.CHOICE_COUNT, message, remedy)
    _check_labels(tables, choices)
    _check_values(tables, choices)
    return choices


def _choice(table: Table, form: re.Pattern[str]) -> Choice:
    table.only("key", "value", "label", "missing", "eligible")
    choice = Choice(
        key=read_key(table, form),
        value=table.number("value"),
        label=read_text(table, "label"),
        missing=table.flag("missing"),
        eligible=table.flag("eligible", default=True),
    )
    for language, label in choice.label.items():
        length = graphemes(label)
        if length > MAX_LABEL or utf16_units(label) > MAX_LABEL_UNITS:
            message = f"label in {language} has {length} characters"
            remedy = f"shorten it to {MAX_LABEL}"
            table.report.add((*table.path, "label", language), Rule.LABEL_LONG, message, remedy)
    _check_missing(table, choice)
    return choice


def _check_missing(table: Table, choice: Choice) -> None:
    if math.isnan(choice.value):
        return
    codes = " or ".join(str(code) for code in MISSING_CODES)
    if choice.missing != (choice.value < 0):
        message = "a missing answer has a negative value, and only it has one"
        remedy = f"write value = {codes}" if choice.missing else "add missing = true"
        table.add("value", Rule.MISSING_SIGN, message, remedy)
    elif choice.missing and choice.value not in MISSING_CODES:
        message = f"value {choice.value:g} is not a free missing code"
        table.add("value", Rule.MISSING_CODE, message, f"write {codes}")


def _check_labels(tables: Sequence[Table], choices: Sequence[Choice]) -> None:
    """A typed label must name one choice, in whatever language it is written."""
    owners: dict[str, int] = {}
    for position, choice in enumerate(choices):
        for language, label in choice.label.items():
            first = owners.setdefault(plain(label), position) if label else position
            if first != position:
                message = f'label in {language} reads like that of "{choices[first].key}"'
                path = (*tables[position].path, "label", language)
                remedy = "word it differently"
                tables[position].report.add(path, Rule.LABEL_TWICE, message, remedy)


def _check_values(tables: Sequence[Table], choices: Sequence[Choice]) -> None:
    owners: dict[float, int] = {}
    for position, choice in enumerate(choices):
        first = position if math.isnan(choice.value) else owners.setdefault(choice.value, position)
        if first != position:
            message = f'value {choice.value:g} is also that of "{choices[first].key}"'
            remedy = "give each choice its own value"
            tables[position].add("value", Rule.VALUE_TWICE, message, remedy)
