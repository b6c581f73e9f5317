"""Button data: typed, versioned, and short enough for the smallest platform.

A tap is packed as `<version><letter>.<field>.<field>…`. It names positions, never an opinion in
clear text: what a platform stores about a tap must not tell what was answered.
"""

import re
from dataclasses import MISSING, dataclass, fields
from typing import Final, TypeAlias, get_args

VERSION: Final = "1"
MAX_BYTES: Final = 64
"""Telegram's callback_data, the smallest of all platforms."""

_FIELD: Final = re.compile(r"[A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentTapped:
    """Consent page: position of the choice."""

    response: str
    choice: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceTapped:
    """A choice of a question, both by their position in the survey's definition."""

    response: str
    question: int
    choice: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTapped:
    """The end of a multiple choice."""

    response: str
    question: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipTapped:
    """No answer to an optional question."""

    response: str
    question: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTapped:
    """Back to the question before `question` (the one whose page carried the button)."""

    response: str
    question: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTapped:
    """The summary's button: which answer should be changed?"""

    response: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenTapped:
    """An answered question, picked from the summary to be answered again."""

    response: str
    question: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageMenuTapped:
    """The button that offers the languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageTapped:
    """A language, by its position in the list of languages."""

    language: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmTapped:
    """Yes (1) or no (0) to the question that the bot asked before doing `deed`."""

    deed: str
    yes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishTapped:
    """Staff: this lesson ended with so many families; 0 asks for the number.

    `people` is 0 where they were not counted.
    """

    lesson: str
    families: int
    people: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandTapped:
    """A command given by button, with the id it concerns where there is one."""

    command: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietTapped:
    """No more follow-ups, pressed on the follow-up that is this response."""

    response: str


Tap: TypeAlias = (
    ConsentTapped
    | ChoiceTapped
    | NextTapped
    | SkipTapped
    | BackTapped
    | ChangeTapped
    | ReopenTapped
    | LanguageMenuTapped
    | LanguageTapped
    | ConfirmTapped
    | FinishTapped
    | CommandTapped
    | QuietTapped
)

_LETTERS: Final[dict[str, type[Tap]]] = dict(zip("acnsbhrmlyfkq", get_args(Tap), strict=True))
_KINDS: Final = {kind: letter for letter, kind in _LETTERS.items()}


def pack(tap: Tap) -> str:
    """A tap as button data. A field that says nothing new is left out: only the last one may.

    Raises:
        ValueError: a field holds a character outside `[A-Za-z0-9_-]`, or the data is too long.
    """
    values = [str(getattr(tap, f.name)) for f in fields(tap) if getattr(tap, f.name) != f.default]
    if any(_FIELD.fullmatch(value) is None for value in values):
        raise ValueError(f"{type(tap).__name__}: a field cannot be packed")
    data = ".".join([VERSION + _KINDS[type(tap)], *values])
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"{type(tap).__name__}: {len(data.encode())} bytes, at most {MAX_BYTES}")
    return data


def _lengths(kind: type[Tap]) -> range:
    """How many fields the data may have: later versions added some at the end."""
    least = sum(f.default is MISSING for f in fields(kind))
    return range(least, len(fields(kind)) + 1)


def unpack(data: str) -> Tap | None:
    """The tap that was packed, or None for data that this version did not make."""
    head, *values = data.split(".")
    kind = _LETTERS.get(head[1:]) if head[:1] == VERSION else None
    if kind is None or len(values) not in _lengths(kind):
        return None
    typed: dict[str, str | int] = {}
    for f, value in zip(fields(kind), values, strict=False):
        if f.type is int:
            if not (value.isascii() and value.isdigit() and len(value) <= 6):
                return None
            typed[f.name] = int(value)
        elif _FIELD.fullmatch(value) is None:
            return None
        else:
            typed[f.name] = value
    return kind(**typed)  # type: ignore[arg-type]  # the fields were typed one by one above
