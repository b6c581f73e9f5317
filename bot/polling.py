"""Telegram by long polling: needs no public address. One poller for a token.

Telegram turns one of two pollers away (409), so of several processes one holds a lease.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter

from bot.app import Koe
from bot.channels.telegram import TelegramChannel, inbound_from
from bot.documents import take
from handlers.work import Work
from storage.database import StoreUnavailable

LEASE_NAME: Final = "telegram poller"
LEASE: Final = timedelta(seconds=60)
"""Prolonged before every fetch, which takes a third of it."""

POLL_SECONDS: Final = 20
WAIT_SECONDS: Final = 3.0
REJECTED_SECONDS: Final = 60.0

WANTED: Final = (
    Update.MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
)

_log = structlog.get_logger("koe.polling")


async def poll_forever(koe: Koe, channel: TelegramChannel) -> None:
    """Fetch updates and take them in, while this process holds the lease."""
    holder = koe.house.new_id()
    try:
        while True:
            if await _has_lease(koe, holder):
                await _poll_while_leased(koe, channel, holder)
            await asyncio.sleep(WAIT_SECONDS)
    finally:
        # the next process need not wait for the lease's end
        with contextlib.suppress(StoreUnavailable):
            await koe.run(lambda work: work.uow.leases.release(LEASE_NAME, holder))


async def _has_lease(koe: Koe, holder: str) -> bool:
    """Take or prolong the lease; without a database nothing can be taken in anyway."""

    def taken(work: Work) -> bool:
        return work.uow.leases.take(LEASE_NAME, holder, work.now, work.now + LEASE)

    try:
        return await koe.run(taken)
    except StoreUnavailable as error:
        _log.warning("database_unavailable", error=str(error))
        return False


async def _poll_while_leased(koe: Koe, channel: TelegramChannel, holder: str) -> None:
    """Asking for the next offset confirms the updates before it.

    So it moves only past updates that are committed. Updates that another process took in and
    did not confirm come again, and are known by their id.
    """
    offset: int | None = None
    leased = True
    while leased:
        updates = await _fetched(channel, offset)
        for update in updates:
            try:
                await take_update(koe, channel, update)
            except StoreUnavailable as error:
                _log.warning("database_unavailable", error=str(error))
                await asyncio.sleep(WAIT_SECONDS)
                break
            offset = update.update_id + 1
        leased = await _has_lease(koe, holder)


async def take_update(koe: Koe, channel: TelegramChannel, update: Update) -> None:
    """One update: taken in and committed, then its tap is acknowledged."""
    inbound = inbound_from(update, koe.clock())
    if inbound is not None:
        await take(koe, [inbound])
    await channel.acknowledge(update)


async def _fetched(channel: TelegramChannel, offset: int | None) -> Sequence[Update]:
    try:
        return await channel.bot.get_updates(
            offset=offset, timeout=POLL_SECONDS, allowed_updates=WANTED
        )
    except Conflict:
        _log.warning("another_poller_has_this_token")
    except InvalidToken:
        _log.error("token_rejected", remedy="check KOE_TELEGRAM_BOT_TOKEN")
        await asyncio.sleep(REJECTED_SECONDS)
    except RetryAfter:
        _log.info("flood_limit")
    except NetworkError as error:
        _log.info("not_reached", error=type(error.__cause__ or error).__name__)
    await asyncio.sleep(WAIT_SECONDS)
    return ()
