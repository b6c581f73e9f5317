"""What live counts need from storage."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from surveys.boards import Board


class Boards(Protocol):
    """Messages with a live count."""

    def add(self, board: Board) -> None:
        """A new board; the contact's older ones for the same collector end."""

    def due(self, now: datetime) -> Sequence[Board]:
        """Boards that may be changed now, of active members who take messages."""

    def claim(self, board: str, now: datetime, until: datetime) -> str | None:
        """Take a due board for a change; nobody else gets it before `until`.

        Returns the address it is at; None where somebody else has it, or it has ended.
        """

    def save(self, board: Board) -> None:
        """Store what is shown, the time of the next change and whether it ended."""

    def resume(self, collector: str, now: datetime) -> None:
        """Let the boards of a collector that was opened again go on."""
