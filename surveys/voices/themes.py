"""What remarks are about: a rule dictionary of themes, counted by persons.

A remark may have several themes. A theme is named from five persons on, never below: in a class
of ten everybody knows who complained about what (`theme_release`).
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from surveys.model import Language, Text
from surveys.voices.folding import fold
from surveys.voices.tokens import tokens

MIN_PERSONS: Final = 5
"""The internal cell size: fewer persons are not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One theme: Japanese terms as words in dictionary form, other languages' as patterns."""

    key: str
    label: Text
    terms: tuple[tuple[str, ...], ...]
    english: re.Pattern[str]
    chinese: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeCount:
    """How many persons wrote about a theme."""

    key: str
    label: Text
    persons: int


@cache
def themes() -> tuple[Theme, ...]:
    """The themes that come with the program; read once, when the first remark is counted."""
    source = (files("surveys") / "voices" / "themes.toml").read_text(encoding="utf-8")
    return tuple(
        Theme(
            key=key,
            label={language: entry["label"][language.value] for language in Language},
            terms=tuple(_normal(term) for term in entry["ja"]),
            english=re.compile(r"(?<![a-z])(?:" + "|".join(map(re.escape, entry["en"])) + ")"),
            chinese=tuple(entry["zh-Hans"]),
        )
        for key, entry in tomllib.loads(source).items()
    )


def themes_of(text: str) -> frozenset[str]:
    """The keys of all themes that a remark touches."""
    folded = fold(text).text
    words, low = _normal(folded), folded.lower()
    return frozenset(
        theme.key
        for theme in themes()
        if theme.english.search(low)
        or any(part in folded for part in theme.chinese)
        or any(_within(term, words) for term in theme.terms)
    )


def _normal(text: str) -> tuple[str, ...]:
    return tuple(word.normal for word in tokens(text))


def _within(term: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the words of a term stand in a text one after the other."""
    size = len(term)
    return any(words[start : start + size] == term for start in range(len(words) - size + 1))
