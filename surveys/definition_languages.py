"""Reads texts that exist in every language."""

from collections.abc import Mapping
from typing import Final

from surveys.definition_fields import Table
from surveys.definition_mistakes import Rule
from surveys.definition_text import nearest, placeholders, utf16_units
from surveys.model import Language, Text

MAX_TEXT: Final = 1000
"""Length of a text in UTF-16 units, so that it fits every platform with progress and notes."""

NONE_ALLOWED: Final[frozenset[str]] = frozenset()
PLACEHOLDERS: Final = frozenset({"centre", "course", "date", "n_questions"})
"""What can stand in braces in titles, intros and questions."""


def read_text(
    table: Table, field: str, allowed: frozenset[str] = NONE_ALLOWED, limit: int = MAX_TEXT
) -> Text:
    """A required text; "" for a language in which it is missing or no text.

    Spaces and line breaks around a text are left out. `allowed` are the placeholders that may
    stand in it, `limit` is its greatest length in UTF-16 units.
    """
    inner = table.table(field, ", ".join(f"{field}.{language}" for language in Language))
    inner.only(*Language)
    texts = {language: _in_language(inner, field, language) for language in Language}
    for language, text in texts.items():
        if utf16_units(text) > limit:
            message = f"{field} in {language} has {utf16_units(text)} characters"
            inner.add(language, Rule.TEXT_LONG, message, f"shorten it to {limit}")
        for name in sorted(placeholders(text) - allowed):
            shown = name if name in {"{", "}"} else f"{{{name}}}"
            message = f"{field} in {language} holds {shown}"
            remedy = nearest(name, sorted(allowed)) if name else "remove it"
            inner.add(language, Rule.PLACEHOLDER_UNKNOWN, message, remedy)
    _check_same_placeholders(inner, field, texts)
    return texts


def _in_language(table: Table, field: str, language: Language) -> str:
    value = table.values.get(language)
    if value is None:
        message = f"{field} in {language} is missing"
        table.add(language, Rule.LANGUAGE_MISSING, message, f"add {field}.{language}")
    elif not isinstance(value, str):
        table.wrong(language, "a text in quotes", f'{field}.{language} = "…"')
    elif not value.strip():
        message = f"{field} in {language} is empty"
        table.add(language, Rule.TEXT_EMPTY, message, f"write {field}.{language}")
    else:
        return value.strip()
    return ""


def _check_same_placeholders(table: Table, field: str, texts: Mapping[Language, str]) -> None:
    """Every language must use the placeholders of the first that has a text."""
    written = [(language, placeholders(text)) for language, text in texts.items() if text]
    for language, names in written[1:]:
        first, wanted = written[0]
        if names != wanted:
            listed = ", ".join(f"{{{name}}}" for name in sorted(names ^ wanted))
            message = f"{field} in {language} and {first} differ in {listed}"
            remedy = "use the same placeholders in every language"
            table.add(language, Rule.PLACEHOLDERS_DIFFER, message, remedy)
