"""The web channel: what is typed in a page of ours, and talks that are kept in memory.

Only the simulator uses it. There is no network in between, so nothing can fail on the way.
"""

import json
import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from handlers.inbound import Inbound, TapReceived, TextReceived
from surveys.messages import Message
from surveys.outbound import Accepted, Claimed, Outcome

CHANNEL: Final = "web"

MAX_TEXT: Final = 5000
"""Characters of one text, as on LINE."""

KEPT_LINES: Final = 500
"""Of each talk the newest lines are kept."""


class UnreadableError(Exception):
    """Not the JSON of a text or a tap, or a text that is too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A line that the person said. `number` counts the lines of a talk from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message of ours, in the same count."""

    number: int
    message: Message


Line: TypeAlias = Heard | Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person did in the page; `shown` is how their own bubble reads."""

    what: TextReceived | TapReceived
    shown: str


@dataclass(slots=True)
class _Talk:
    lines: deque[Line]
    length: int = 0


class WebChannel:
    """Keeps what was said to and by each address. May be asked from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._talks: dict[str, _Talk] = {}
        self._rows: set[str] = set()

    @property
    def name(self) -> str:
        """Web."""
        return CHANNEL

    async def open(self) -> None:
        """There is nothing to connect to."""

    async def close(self) -> None:
        """There is nothing to let go of."""

    async def send(self, claimed: Claimed) -> Outcome:
        """Put a row's messages at the end of the talk; a row that comes again is there already."""
        outgoing = claimed.outgoing
        with self._lock:
            if outgoing.id not in self._rows:
                self._rows.add(outgoing.id)
                talk = self._talk(claimed.address)
                for message in outgoing.messages:
                    talk.length += 1
                    talk.lines.append(Told(number=talk.length, message=message))
        return Accepted()

    def hear(self, address: str, text: str) -> None:
        """Put what the person said at the end of their talk."""
        with self._lock:
            talk = self._talk(address)
            talk.length += 1
            talk.lines.append(Heard(number=talk.length, text=text))

    def lines(self, address: str, after: int = 0) -> list[Line]:
        """The lines of a talk whose number is greater than `after`, oldest first."""
        with self._lock:
            return [line for line in self._talk(address).lines if line.number > after]

    def _talk(self, address: str) -> _Talk:
        return self._talks.setdefault(address, _Talk(deque(maxlen=KEPT_LINES)))


def parse(body: bytes) -> Said:
    """A text `{"text": …}` or a tap `{"tap": data, "label": …}`.

    Raises:
        UnreadableError: it is neither, or the text is longer than `MAX_TEXT`.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableError("JSON is expected") from None
    match data:
        case {"text": str(text)} if len(text) <= MAX_TEXT and text.strip():
            kept = _storable(text)
            return Said(what=TextReceived(text=kept), shown=kept)
        case {"text": _}:
            raise UnreadableError(f"a text has between 1 and {MAX_TEXT} characters")
        case {"tap": str(tap), "label": str(label)} if len(tap) + len(label) <= MAX_TEXT:
            return Said(what=TapReceived(data=_storable(tap)), shown=_storable(label))
        case _:
            raise UnreadableError('{"text": …} or {"tap": …, "label": …} is expected')


def inbound_from(
    address: str, said: Said, *, event: str, at: datetime, language: str | None
) -> Inbound:
    """The event of something said by the person at this address."""
    return Inbound(
        channel=CHANNEL, event=event, address=address, at=at, what=said.what, language=language
    )


def _storable(text: str) -> str:
    """Without NUL and lone surrogates, which PostgreSQL and UTF-8 refuse."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
