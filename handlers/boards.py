"""Live counts: where they stand, what they should say now, what became of changing them.

A board is changed at most once in `EVERY`, and only when its text differs. Several processes may
do this at once: a board is taken by moving the time of its next change.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final, assert_never

from handlers.entry import entry_text
from handlers.work import Work
from surveys.boards import Board, Change
from surveys.outbound import (
    Accepted,
    Blocked,
    Claimed,
    Outcome,
    Refused,
    TryLater,
    Uncertain,
)

EVERY: Final = timedelta(seconds=5)
"""The shortest time between two changes of one board."""

LEASE: Final = timedelta(seconds=30)
"""How long a board that was taken belongs to one process; longer than any attempt takes."""


def placed(work: Work, claimed: Claimed, outcome: Outcome) -> None:
    """Remember a message with a live count that a platform has taken and lets us change."""
    if not isinstance(outcome, Accepted) or outcome.message is None:
        return
    for message in claimed.outgoing.messages:
        if message.counting is not None:
            collector = work.uow.collectors.get(message.counting.collector)
            work.uow.boards.add(
                Board(
                    id=work.house.new_id(),
                    collector=collector.id,
                    contact=claimed.outgoing.contact,
                    message=outcome.message,
                    heading=message.counting.heading,
                    shown=message.text,
                    next_at=work.now + EVERY,
                    ended=not collector.is_open(work.now),
                )
            )


def outdated(work: Work) -> tuple[Board, ...]:
    """Boards that may be changed now and should say something else. Only reads."""
    return tuple(board for board in work.uow.boards.due(work.now) if _outdated(work, board))


def take(work: Work, board: Board) -> Change | None:
    """Take a board for a change; None where somebody else has it, or it is gone."""
    address = work.uow.boards.claim(board.id, work.now, work.now + LEASE)
    if address is None:
        return None
    contact = work.uow.contacts.get(board.contact)
    collector = work.uow.collectors.get(board.collector)
    return Change(
        board=board,
        channel=contact.channel,
        address=address,
        text=entry_text(work, contact.language, collector, board.heading),
        last=not collector.is_open(work.now),
    )


def changed(work: Work, change: Change, outcome: Outcome) -> None:
    """What became of a change. What cannot be changed any more ends; the rest is tried again."""
    soon = replace(change.board, next_at=work.now + EVERY)
    match outcome:
        case Accepted():
            work.uow.boards.save(replace(soon, shown=change.text, ended=change.last))
        case Refused() | Blocked():
            work.uow.boards.save(replace(soon, ended=True))
        case TryLater(seconds=seconds):
            wait = max(timedelta(seconds=seconds or 0), EVERY)
            work.uow.boards.save(replace(soon, next_at=work.now + wait))
        case Uncertain():
            # the same change a second time does no harm
            work.uow.boards.save(soon)
        case _:
            assert_never(outcome)


def _outdated(work: Work, board: Board) -> bool:
    collector = work.uow.collectors.get(board.collector)
    language = work.uow.contacts.get(board.contact).language
    return entry_text(work, language, collector, board.heading) != board.shown
