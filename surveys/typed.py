"""Typed answers: numbers as shown, and labels in any language."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from surveys.model import Choice

_NUMBER: Final = re.compile(r"\d{1,2}")
_SEPARATORS: Final = re.compile(r"[\s,、，．.・とand&+]+")
_IGNORED: Final = re.compile(r"[\s「」『』（）()“”\"'。．.!！?？、,]")


def plain(text: str) -> str:
    """Text as it is compared: width, case, spaces, brackets and full stops do not matter."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).casefold()


def choice_from(text: str, shown: Sequence[Choice]) -> Choice | None:
    """The choice that a text names: its number on the page, else its label in any language."""
    number = unicodedata.normalize("NFKC", text).strip().rstrip(".．)）番")
    if _NUMBER.fullmatch(number) and 1 <= int(number) <= len(shown):
        return shown[int(number) - 1]
    wanted = plain(text)
    matches = [
        choice
        for choice in shown
        if any(plain(label) == wanted for label in choice.label.values())
    ]
    return matches[0] if len(matches) == 1 else None


def choices_from(text: str, shown: Sequence[Choice]) -> tuple[Choice, ...] | None:
    """The choices that a text names, one or several (`1,3`); None when any part names none."""
    whole = choice_from(text, shown)
    if whole is not None:
        return (whole,)
    parts = [part for part in _SEPARATORS.split(unicodedata.normalize("NFKC", text)) if part]
    found = [choice_from(part, shown) for part in parts]
    named = [choice for choice in found if choice is not None]
    return tuple(named) if named and len(named) == len(found) else None
