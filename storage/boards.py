"""Messages with a live count: who may change which, one at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select, update

from storage.rows import add_row
from storage.sealing import Seals
from storage.tables import ContactRow, MemberRow
from storage.tables_boards import BoardRow
from surveys.boards import Board


def board_from(row: BoardRow) -> Board:
    """The board that a row describes."""
    return Board(
        id=row.id,
        collector=row.collector,
        contact=row.contact,
        message=row.message,
        heading=row.heading,
        shown=row.shown,
        next_at=row.next_at,
        ended=row.ended,
    )


def board_row(board: Board) -> BoardRow:
    """The row of a board."""
    return BoardRow(
        id=board.id,
        collector=board.collector,
        contact=board.contact,
        message=board.message,
        heading=board.heading,
        shown=board.shown,
        next_at=board.next_at,
        ended=board.ended,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlBoards:
    """Messages with a live count."""

    session: Session
    seals: Seals

    def add(self, board: Board) -> None:
        """A new board; the contact's older ones for the same collector end."""
        self.session.exec(
            update(BoardRow)
            .where(
                col(BoardRow.contact) == board.contact, col(BoardRow.collector) == board.collector
            )
            .values(ended=True)
        )
        add_row(self.session, board_row(board))

    def due(self, now: datetime) -> Sequence[Board]:
        """Boards that may be changed now, of active members who take messages, oldest first."""
        rows = self.session.exec(
            select(BoardRow)
            .join(ContactRow, col(ContactRow.id) == col(BoardRow.contact))
            .join(MemberRow, col(MemberRow.id) == col(ContactRow.member))
            .where(
                col(BoardRow.ended).is_(False),
                col(BoardRow.next_at) <= now,
                col(ContactRow.blocked).is_(False),
                col(MemberRow.revoked_at).is_(None),
            )
            .order_by(col(BoardRow.next_at), col(BoardRow.id))
        )
        return [board_from(row) for row in rows]

    def claim(self, board: str, now: datetime, until: datetime) -> str | None:
        """Take a due board for a change: the address it is at, None where somebody has it."""
        # One statement decides: of two processes the second finds `next_at` moved.
        taken = self.session.exec(
            update(BoardRow)
            .where(
                col(BoardRow.id) == board,
                col(BoardRow.ended).is_(False),
                col(BoardRow.next_at) <= now,
            )
            .values(next_at=until)
        )
        if taken.rowcount == 0:
            return None
        sealed = self.session.exec(
            select(ContactRow.sealed)
            .join(BoardRow, col(BoardRow.contact) == col(ContactRow.id))
            .where(BoardRow.id == board)
        ).one()
        return self.seals.opened(sealed)

    def save(self, board: Board) -> None:
        """Store what is shown, the time of the next change and whether it ended.

        A board whose contact was forgotten meanwhile is gone, and one that a newer board has
        replaced meanwhile stays ended. Neither is a mistake.
        """
        self.session.exec(
            update(BoardRow)
            .where(col(BoardRow.id) == board.id, col(BoardRow.ended).is_(False))
            .values(shown=board.shown, next_at=board.next_at, ended=board.ended)
        )

    def resume(self, collector: str, now: datetime) -> None:
        """Let the boards of a collector that was opened again go on.

        Those that were replaced go on as well: their messages show the same collector.
        """
        self.session.exec(
            update(BoardRow)
            .where(col(BoardRow.collector) == collector)
            .values(ended=False, next_at=now)
        )
