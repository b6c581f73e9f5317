"""Everything the bot says, as data: one entry, all languages side by side.

Entries live in wording/*.toml, one table for each key. Placeholders in braces are filled in by
`say`; an entry uses the same placeholders in every language (held by a test).
"""

import string
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from surveys.model import Language, Text

_FILES: Final = (
    "parent",
    "staff",
    "after_class",
    "members",
    "voices",
    "follow_up",
    "schedule",
    "plan",
    "digest",
    "pages",
    "menu",
)


class WordingError(ValueError):
    """An entry lacks a language or a placeholder; the message names all such entries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Texts by key."""

    texts: Mapping[str, Text]

    def say(self, key: str, language: Language, **values: object) -> str:
        """The text with its placeholders filled in.

        Raises:
            KeyError: there is no such entry, or a placeholder has no value.
        """
        return self.texts[key][language].format(**values)


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def read(sources: Iterable[str]) -> Wording:
    """Wording from TOML texts.

    Raises:
        WordingError: a language is missing, empty or unknown, or placeholders differ.
    """
    texts: dict[str, Text] = {}
    mistakes: list[str] = []
    for source in sources:
        for key, entry in tomllib.loads(source).items():
            mistakes += _mistakes(key, entry)
            if key in texts:
                mistakes.append(f"{key}: written twice")
            texts[key] = {language: entry.get(language.value, "") for language in Language}
    if mistakes:
        raise WordingError("; ".join(mistakes))
    return Wording(texts=texts)


def _mistakes(key: str, entry: Mapping[str, Any]) -> list[str]:
    missing = [f"{key}: {language} is missing" for language in Language if not entry.get(language)]
    unknown = [f"{key}: {name} is no language" for name in entry if name not in set(Language)]
    names = {frozenset(placeholders(text)) for text in entry.values()}
    uneven = [f"{key}: placeholders differ between languages"] if len(names) > 1 else []
    return missing + unknown + uneven


@cache
def built_in() -> Wording:
    """The wording that comes with the program; read once, never changed."""
    folder = files("surveys") / "wording"
    return read((folder / f"{name}.toml").read_text(encoding="utf-8") for name in _FILES)
