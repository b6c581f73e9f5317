"""What can be wrong with a definition: the rules, mistakes against them, and their list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from typing_extensions import override

Path: TypeAlias = tuple[str | int, ...]
"""Place in a definition: names of tables and fields, and positions in arrays from 0."""


class Rule(StrEnum):
    """Stable codes of the rules; docs/survey-definitions.md says what each one asks for."""

    NOT_TOML = "F01"
    UNKNOWN_FIELD = "F02"
    FIELD_MISSING = "F03"
    WRONG_TYPE = "F04"
    KEY_FORM = "K01"
    KEY_RESERVED = "K02"
    KEY_TWICE = "K03"
    LANGUAGE_MISSING = "T01"
    TEXT_EMPTY = "T02"
    TEXT_LONG = "T03"
    PLACEHOLDER_UNKNOWN = "T04"
    PLACEHOLDERS_DIFFER = "T05"
    VERSION_FORM = "S01"
    PARTIAL_FROM = "S02"
    SHORT_FORM = "S03"
    PROFILE_DAYS = "S04"
    COOL_DOWN = "S05"
    NO_CORE = "S06"
    PATH_LONG = "S07"
    PATHS_MANY = "S08"
    CONSENT_LEVEL = "S09"
    VERSION_TWICE = "S10"
    KIND = "Q01"
    CHOICE_COUNT = "Q02"
    MAX_CHOICES = "Q03"
    CHOICE_NAMED = "Q04"
    SAME_CHOICES = "Q05"
    MAX_LENGTH = "Q06"
    SCALE_POINTS = "Q07"
    LABEL_LONG = "C01"
    LABEL_TWICE = "C02"
    VALUE_TWICE = "C03"
    MISSING_SIGN = "C04"
    MISSING_CODE = "C05"
    CONDITION_FORM = "R01"
    CONDITION_QUESTION = "R02"
    CONDITION_CHOICE = "R03"
    CONDITION_PROFILE = "R04"
    CONDITION_DEEP = "R05"
    INDICATOR_QUESTION = "I01"
    INDICATOR_COUNTS = "I02"
    INDICATOR_BASE = "I03"
    INDICATOR_TARGET = "I04"
    INDICATOR_GOALS = "I05"
    SHORT_WIDE = "I06"
    PUBLISHED_GONE = "V01"
    PUBLISHED_VALUE = "V02"
    PUBLISHED_MEANING = "V03"
    PUBLISHED_VERSION = "V04"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One mistake. `row` counts the lines of `source` from 1; 0 where the line is not known."""

    source: str
    row: int
    code: StrEnum
    where: str
    message: str
    remedy: str

    @override
    def __str__(self) -> str:
        """The mistake on one line, for a terminal."""
        place = f"{self.source}:{self.row}" if self.row else self.source
        line = f"{place} [{self.code}] {self.where}: {self.message} → {self.remedy}"
        return " ".join(line.split())


class DefinitionError(ValueError):
    """A definition cannot be used. `mistakes` holds all that was found, by source and row."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: (mistake.source, mistake.row)))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Where mistakes are written down while one source is read.

    `rows` are the lines of the source's tables and fields (surveys/definition_rows.py), `data`
    is what the source holds; both only serve to say where a mistake stands. Nothing more is said
    about what is `unreadable`, missing or of the wrong type, nor about anything inside it.
    """

    source: str
    rows: Mapping[Path, int] = field(default_factory=dict)
    data: Mapping[str, object] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    unreadable: set[Path] = field(default_factory=set)

    def add(self, path: Path, code: StrEnum, message: str, remedy: str) -> None:
        """Write down a mistake at `path`, or at the nearest place around it that has a row."""
        if any(path[:length] in self.unreadable for length in range(1, len(path) + 1)):
            return
        if code in {Rule.FIELD_MISSING, Rule.WRONG_TYPE}:
            self.unreadable.add(path)
        self.mistakes.append(
            Mistake(
                source=self.source,
                row=self._row(path),
                code=code,
                where=_where(path, self.data),
                message=message,
                remedy=remedy,
            )
        )

    def _row(self, path: Path) -> int:
        for length in range(len(path), 0, -1):
            row = self.rows.get(path[:length])
            if row is not None:
                return row
        return min(self.rows.values(), default=0)


def _where(path: Path, data: object) -> str:
    """A path in words: its tables, those in arrays by their key, or by their number."""
    words: list[str] = []
    end = 1
    for step in path:
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and step < len(data) else None
            key = data.get("key") if isinstance(data, Mapping) else None
            words[-1] += f' "{key}"' if isinstance(key, str) else f" {step + 1}"
            end = len(words)
        else:
            data = data.get(step) if isinstance(data, Mapping) else None
            words.append(step)
    return " ".join(words[:end])
