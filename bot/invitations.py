"""Inviting from the command line."""

import asyncio
from datetime import timedelta

from telegram import Bot
from telegram.error import TelegramError

from bot.app import Koe
from handlers.inviting import invite
from surveys.people import MemberRole


def invitation_lines(koe: Koe, role: MemberRole, lasts: timedelta) -> list[str]:
    """Make an invitation; its code alone on the first line, then how to use it."""
    code = koe.do(lambda work: invite(work, role, lasts))
    lines = [code]
    name = _telegram_name(koe)
    if name is not None:
        lines.append(f"https://t.me/{name}?start={code}")
    if koe.settings.has_line() or name is None:
        lines.append(f"参加 {code}")
    return lines


def _telegram_name(koe: Koe) -> str | None:
    """The bot's name on Telegram, where the channel is configured and can be asked."""
    token = koe.settings.telegram_bot_token
    if token is None:
        return None

    async def asked() -> str:
        bot = Bot(token.get_secret_value(), base_url=f"{koe.settings.telegram_api_base_url}/bot")
        async with bot:
            return bot.username

    try:
        return asyncio.run(asked())
    except TelegramError:
        return None
