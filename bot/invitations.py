"""Inviting from the command line."""

import asyncio
from datetime import timedelta
from typing import Final

from telegram import Bot
from telegram.error import TelegramError

from bot.app import Koe
from handlers.work import Work
from surveys.people import Invitation, MemberRole

CODE_LENGTH: Final = 8


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


def invite(work: Work, role: MemberRole, lasts: timedelta) -> str:
    """A new invitation of this role; returns the code, of which only a hash is kept."""
    code = work.house.new_code(CODE_LENGTH)
    while work.uow.members.invitation(code) is not None:
        code = work.house.new_code(CODE_LENGTH)
    invitation = Invitation(id=work.house.new_id(), role=role, expires_at=work.now + lasts)
    work.uow.members.invite(invitation, code, work.now)
    work.uow.audit.record(
        new_id=work.house.new_id(),
        at=work.now,
        actor="command line",
        action="invited",
        subject=invitation.id,
        detail={"role": role.name.lower()},
    )
    return code


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
