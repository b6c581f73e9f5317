"""What a person can do in a survey: press a button, type a text, say a word that is a command."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from surveys.taps import (
    BackTapped,
    ChangeTapped,
    ChoiceTapped,
    ConsentTapped,
    NextTapped,
    ReopenTapped,
    SkipTapped,
)


class Word(StrEnum):
    """Commands of the conversation, in whatever language they were typed."""

    OPEN = "open"
    NEXT = "next"
    BACK = "back"
    SKIP = "skip"
    STOP = "stop"
    WITHDRAW = "withdraw"


SurveyTap: TypeAlias = (
    ConsentTapped
    | ChoiceTapped
    | NextTapped
    | SkipTapped
    | BackTapped
    | ChangeTapped
    | ReopenTapped
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A button of a survey page."""

    tap: SurveyTap


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """Text that is not a command."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A command."""

    word: Word


Input: TypeAlias = Pressed | Typed | Said
