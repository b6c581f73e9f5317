"""Telegram by long polling: needs no public address. One poller for a token."""

import asyncio
from collections.abc import Sequence
from typing import Final

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter

from bot.app import Koe
from bot.channels.telegram import TelegramChannel, inbound_from
from storage.database import StoreUnavailable

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
    """Fetch updates and take them in.

    Asking for the next offset confirms the updates before it, so it moves only past updates
    that are committed.
    """
    offset: int | None = None
    while True:
        updates = await _fetched(channel, offset)
        for update in updates:
            try:
                await take_update(koe, channel, update)
            except StoreUnavailable as error:
                _log.warning("database_unavailable", error=str(error))
                await asyncio.sleep(WAIT_SECONDS)
                break
            offset = update.update_id + 1


async def take_update(koe: Koe, channel: TelegramChannel, update: Update) -> None:
    """One update: taken in and committed, then its tap is acknowledged."""
    inbound = inbound_from(update, koe.clock())
    if inbound is not None:
        await koe.take([inbound])
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
