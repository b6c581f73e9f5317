"""Live counts on show: messages of ours that are changed while answers come in."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One message with a collector's count. `message` is the platform's id of it.

    `shown` is what it says now, `next_at` the earliest time of its next change. An `ended` board
    is not changed any more.
    """

    id: str
    collector: str
    contact: str
    message: str
    heading: str
    shown: str
    next_at: datetime
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A board that should say something else, with the way to it. `last` ends it."""

    board: Board
    channel: str
    address: str
    text: str
    last: bool
