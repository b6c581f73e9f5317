"""Live counts on their way: what is outdated is taken, changed at its platform, written down."""

import asyncio
from typing import Final

import structlog

from bot.app import Koe
from bot.channels.ports import Editor
from handlers.boards import changed, outdated, take
from handlers.work import Work
from storage.database import StoreUnavailable
from surveys.boards import Board, Change
from surveys.outbound import Outcome, Refused

LOOK_SECONDS: Final = 1.0

_log = structlog.get_logger("koe.boards")


async def count_forever(koe: Koe) -> None:
    """Look again and again for boards that should say something else."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            await change_due(koe)
        except StoreUnavailable as error:
            _log.warning("database_unavailable", error=str(error))


async def change_due(koe: Koe) -> int:
    """Change every board that is due and outdated; returns how many were tried.

    Looking only reads: a count that stands still costs no write.
    """
    boards = await koe.look(outdated)
    tried = await asyncio.gather(*(_change(koe, board) for board in boards))
    return sum(tried)


async def _change(koe: Koe, board: Board) -> bool:
    change = await koe.run(lambda work: take(work, board))
    if change is None:
        return False
    outcome = await _edited(koe, change)
    _log.info(
        "changed",
        board=board.id,
        channel=change.channel,
        outcome=type(outcome).__name__,
        reason=getattr(outcome, "reason", None),
    )

    def write_down(work: Work) -> None:
        changed(work, change, outcome)

    await koe.run(write_down)
    return True


async def _edited(koe: Koe, change: Change) -> Outcome:
    channel = koe.channels.get(change.channel)
    if not isinstance(channel, Editor):
        return Refused(reason=f"channel {change.channel} is off")
    return await channel.edit(change.address, change.board.message, change.text)
