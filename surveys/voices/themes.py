"""What remarks are about: a rule dictionary of themes, counted by persons.

A remark may have several themes. A theme is named from five persons on, never below: in a class
of ten everybody knows who complained about what.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
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


def counted(
    remarks: Iterable[tuple[str, str]], *, least: int = MIN_PERSONS
) -> tuple[ThemeCount, ...]:
    """Themes of at least five persons, the most persons first, then in the dictionary's order.

    Args:
        remarks: person and text; a person who writes twice of the same counts once.
        least: persons from whom on a theme is shown; never fewer than five.
    """
    persons: defaultdict[str, set[str]] = defaultdict(set)
    for person, text in remarks:
        for key in themes_of(text):
            persons[key].add(person)
    found = [
        ThemeCount(key=theme.key, label=theme.label, persons=len(persons[theme.key]))
        for theme in themes()
        if len(persons[theme.key]) >= max(least, MIN_PERSONS)
    ]
    return tuple(sorted(found, key=lambda count: -count.persons))


def _normal(text: str) -> tuple[str, ...]:
    return tuple(word.normal for word in tokens(text))


def _within(term: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the words of a term stand in a text one after the other."""
    size = len(term)
    return any(words[start : start + size] == term for start in range(len(words) - size + 1))
