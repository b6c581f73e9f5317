"""Telegram's list of commands: the parents' for everybody, and more for a member's own chat."""

from typing import Final

from telegram import Bot, BotCommand, BotCommandScopeChat

from handlers.members import ROLES
from surveys import wording
from surveys.model import Language
from surveys.outbound import Claimed
from surveys.people import MemberRole
from surveys.phrases import Command

PARENTS: Final = (
    Command.HELP,
    Command.LANGUAGE,
    Command.STOP,
    Command.WITHDRAW,
    Command.ERASE,
)
"""What everybody is shown: strangers get no hint that there is more."""

MEMBERS: Final = (
    Command.TODAY,
    Command.FINISH,
    Command.STATUS,
    Command.CLOSE,
    Command.REOPEN,
    Command.ATTENDANCE,
    Command.NOTHELD,
    Command.NEWLESSON,
    Command.DIGEST,
    Command.VOICES,
    Command.QUOTA,
    Command.PLAN,
    Command.PLACE,
    Command.LINK,
    Command.INVITE,
    Command.MEMBERS,
    Command.LEAVE,
)
"""What members are shown besides, as far as their role goes."""


def commands_for(role: MemberRole | None) -> tuple[Command, ...]:
    """The commands of a role in the order of the menu, those in daily use first."""
    if role is None:
        return PARENTS
    return (*(one for one in MEMBERS if ROLES[one] <= role), *PARENTS)


def bot_commands(role: MemberRole | None, language: Language) -> list[BotCommand]:
    """The commands of a role with their descriptions in a language."""
    said = wording.built_in()
    return [
        BotCommand(command.value, said.say(f"command_{command.value}", language))
        for command in commands_for(role)
    ]


async def show_commands(bot: Bot, claimed: Claimed) -> str:
    """The list that fits the person now: their role's, or as for everybody.

    A list of a chat without language goes before every list of everybody's (Bot API, "Determining
    list of commands"), so one call is enough, and a second one changes nothing.

    Raises:
        TelegramError: as the SDK raises it.
    """
    scope = BotCommandScopeChat(int(claimed.address))
    if claimed.role is None:
        await bot.delete_my_commands(scope=scope)
    else:
        language = claimed.outgoing.messages[0].language
        await bot.set_my_commands(bot_commands(claimed.role, language), scope=scope)
    return ""
