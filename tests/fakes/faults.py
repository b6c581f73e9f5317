"""What can go wrong between a bot and a platform, put in line by a test."""

import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.fakes.patience import PATIENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An error answer. With `accepted` the request is carried out all the same.

    `text` is the platform's explanation, `parameters` Telegram's (`migrate_to_chat_id`, …).
    Telegram's 502 is a page of HTML, as at the real one.
    """

    status: int = 500
    accepted: bool = False
    text: str = "Internal server error"
    parameters: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimited:
    """429: too many requests. `seconds` is what Telegram says to wait."""

    seconds: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset:
    """The connection breaks without an answer, before or after the request is carried out."""

    accepted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """No answer until `release`.

    With `accepted` the request is carried out before the wait, else after it, even where the
    client has left by then.
    """

    accepted: bool = True
    arrivals: "Future[None]" = field(default_factory=Future)
    released: "Future[None]" = field(default_factory=Future)

    def wait_until_arrived(self) -> None:
        """Wait until a request is being held (its work done, where it is `accepted`).

        Raises:
            TimeoutError: nothing came.
        """
        self.arrivals.result(PATIENCE)

    def arrived(self) -> None:
        """Called by the fake."""
        if not self.arrivals.done():
            self.arrivals.set_result(None)

    def release(self) -> None:
        """Let the request go on; from any thread, any number of times."""
        if not self.released.done():
            self.released.set_result(None)


Fault: TypeAlias = Failure | RateLimited | Reset | Hold


class Faults:
    """A queue of faults: each call takes the first one that is meant for its path."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[str, Fault]] = []
        self._holds: list[Hold] = []

    def put(self, *faults: Fault, times: int = 1, path: str = "") -> None:
        """Queue faults for the next calls whose path contains `path`, all of them `times` over.

        Where a bot calls by itself (getUpdates), name the path that is meant.
        """
        with self._lock:
            self._waiting += [(path, fault) for _ in range(times) for fault in faults]
            self._holds += [fault for fault in faults if isinstance(fault, Hold)]

    def take(self, path: str) -> Fault | None:
        """The fault for a call, taken out of the queue."""
        with self._lock:
            for index, (wanted, fault) in enumerate(self._waiting):
                if wanted in path:
                    del self._waiting[index]
                    return fault
        return None

    @property
    def left(self) -> int:
        """How many faults nobody has met yet."""
        return len(self._waiting)

    def release_all(self) -> None:
        """Let go of every held request, so that the server can stop."""
        for hold in self._holds:
            hold.release()
