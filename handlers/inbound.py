"""What reaches Koe from outside, in one shape for every channel."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from surveys.sayings import Saying
from surveys.schedules import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReceived:
    """A typed message. `message` is the platform's id of it, to find it again when unsent."""

    text: str
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TapReceived:
    """A button's data, as it was sent out."""

    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """The person added the bot, or came back after blocking it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfollowed:
    """The person blocked the bot. Nothing may be sent any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherReceived:
    """A sticker, picture, voice, place: something that cannot be an answer."""

    kind: str


class Obstacle(StrEnum):
    """Why a file was not read; the values are entries of the wording."""

    KIND = "document_kind"
    LARGE = "document_large"
    GONE = "document_gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A file in which no lesson could be found, with what says why."""

    said: Saying


Content: TypeAlias = Schedule | Obstacle | Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReceived:
    """A file. `file` is what the platform finds it by, `size` its bytes, where told.

    `content` is what was read of it; None where it was not fetched, because its sender may not
    bring files in.
    """

    name: str
    file: str
    size: int | None = None
    content: Content | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """The person took a message back; its text must disappear."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The person changed the text of a message they had sent."""

    message: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedToGroup:
    """Somebody added the bot to a group, where others would see what is answered."""


What: TypeAlias = (
    TextReceived
    | TapReceived
    | Followed
    | Unfollowed
    | OtherReceived
    | DocumentReceived
    | Unsent
    | Edited
    | AddedToGroup
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One event of one person.

    `event` is the platform's unique id; `at` the platform's time of it (UTC). `reply_token` is
    None where the platform has no such thing or the event may not be answered; `answerable`
    tells the two apart. `language` is the platform's guess, None where it has none.
    """

    channel: str
    event: str
    address: str
    at: datetime
    what: What
    reply_token: str | None = None
    answerable: bool = True
    language: str | None = None
