"""Writers of one process take turns in the order in which they ask.

SQLite makes a writer sleep and look again, and Python's own locks let a thread that has just
released one take it again. Under load, both leave an unlucky thread waiting for seconds.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class TurnTimeoutError(TimeoutError):
    """Nobody handed the turn over in time."""


class Turns:
    """One turn at a time, handed from each holder to the one who has waited longest."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._taken = False
        self._waiting: deque[Event] = deque()

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """Hold the turn while the block runs. Raises TurnTimeoutError when it does not come."""
        if not self._take(seconds):
            raise TurnTimeoutError
        try:
            yield
        finally:
            self._pass_on()

    def waiting(self) -> int:
        """How many wait at this moment."""
        with self._guard:
            return len(self._waiting)

    def _take(self, seconds: float) -> bool:
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = Event()
            self._waiting.append(mine)
        mine.wait(seconds)
        with self._guard:
            if mine not in self._waiting:
                # Handed over, perhaps just as the time ran out.
                return True
            self._waiting.remove(mine)
            return False

    def _pass_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False
