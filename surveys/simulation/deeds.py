"""What the phones of a simulated year send: the log from which the year can be played again."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from surveys.model import Language
from surveys.taps import Tap


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSent:
    """The pre-filled text of a lesson's QR."""

    lesson: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tapped:
    """A button; a response in it is named by its id in the simulated year."""

    tap: Tap


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrote:
    """A typed text."""

    text: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TookBack:
    """A message was unsent."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """The parent blocked the bot."""


What: TypeAlias = CodeSent | Tapped | Wrote | TookBack | Blocked


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One event: `at` is the platform's time of it, `arrived` when it reached us.

    Deliveries with the same `event` are one event; `parent` is the number of who did it.
    """

    event: str
    parent: int
    lesson: str
    at: datetime
    arrived: datetime
    language: Language
    what: What
