"""What leaves Koe: rows of the outbox, and what became of sending them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from surveys.messages import Message
from surveys.people import MemberRole


class Purpose(StrEnum):
    """Why a row is sent.

    A farewell is the last message to someone who asked to be erased; a leave the only one to a
    group, which the bot leaves with it. A menu says nothing: the person is shown the menu that
    fits them now.
    """

    REPLY = "reply"
    DIGEST = "digest"
    NOTICE = "notice"
    FAREWELL = "farewell"
    LEAVE = "leave"
    MENU = "menu"
    ALERT = "alert"
    PROMPT = "prompt"
    FOLLOW_UP = "follow_up"
    REMINDER = "reminder"

    @property
    def rank(self) -> int | None:
        """Place in the order of claims on a month's pushes, 1 first; None for what is free.

        A danger alert, a coordinator's digest, the prompt to staff after a class, a follow-up, a
        reminder; what has no claim of its own comes last.
        """
        match self:
            case Purpose.REPLY | Purpose.FAREWELL | Purpose.LEAVE | Purpose.MENU:
                return None
            case Purpose.ALERT:
                return 1
            case Purpose.DIGEST:
                return 2
            case Purpose.PROMPT:
                return 3
            case Purpose.FOLLOW_UP:
                return 4
            case Purpose.REMINDER:
                return 5
            case Purpose.NOTICE:
                return 6
            case _:
                assert_never(self)

    @property
    def least_role(self) -> MemberRole | None:
        """The least role of a member to whom it may go; None for what goes to anybody."""
        match self:
            case Purpose.ALERT | Purpose.DIGEST:
                return MemberRole.COORDINATOR
            case Purpose.PROMPT | Purpose.NOTICE:
                return MemberRole.STAFF
            case Purpose.REPLY | Purpose.FAREWELL | Purpose.LEAVE | Purpose.MENU:
                return None
            case Purpose.FOLLOW_UP | Purpose.REMINDER:
                return None
            case _:
                assert_never(self)


MOVING: Final = frozenset({Purpose.ALERT, Purpose.DIGEST, Purpose.PROMPT})
"""What is meant for a member wherever they are: where one place refuses it, it goes to another.

The other notices are codes that prove one place, and belong there alone.
"""


class SendStatus(StrEnum):
    """Where a row of the outbox stands."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One request to a platform: up to five messages to one contact.

    `key` is unique: the same key is queued once, whatever happens. `retry_key` goes with every
    attempt, so that the platform can tell a second try. After `expires_at` it is not sent.
    """

    id: str
    key: str
    contact: str
    purpose: Purpose
    messages: tuple[Message, ...]
    reply_token: str | None = None
    retry_key: str
    created_at: datetime
    due_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A row taken for sending, with the address it goes to. `attempt` counts from 1.

    `perhaps_arrived`: an earlier attempt may have reached the person. `member`: it goes to an
    active member; `role`: whose role this is, told for menus alone.
    """

    outgoing: Outgoing
    channel: str
    address: str
    attempt: int
    perhaps_arrived: bool = False
    member: bool = False
    role: MemberRole | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The platform took it; `message` is its id of the one with a live count, to change later."""

    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The platform will never take it; `reason` holds no secret and no address."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TryLater:
    """Not taken and safe to try again, not before `seconds` from now (None: usual back-off)."""

    reason: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertain:
    """It may have been taken; trying again could show it twice."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """The person does not want messages from us."""


Outcome: TypeAlias = Accepted | Refused | TryLater | Uncertain | Blocked
