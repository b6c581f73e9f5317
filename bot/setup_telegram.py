"""`koe setup telegram`: the webhook (or none, for polling) and the commands in the bot's menu."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram_menus import PARENTS, bot_commands
from bot.opening import Problem
from bot.polling import WANTED
from bot.settings import PREFIX, Settings
from surveys.model import Language

AUDIENCES: Final = (
    (None, Language.JA),
    ("ja", Language.JA),
    ("en", Language.EN),
    ("zh", Language.ZH),
)
"""Language codes of Telegram's and what they read. None is for everybody else."""

Heard = Callable[[str | None], None]
"""Told the Date header of each answer."""


def webhook_url(settings: Settings) -> str | None:
    """The address that Telegram shall send updates to, None where Koe polls."""
    if settings.telegram_mode == "polling" or settings.public_url is None:
        return None
    return f"{settings.public_url}/webhooks/telegram"


@asynccontextmanager
async def telegram_bot(settings: Settings, heard: Heard | None = None) -> AsyncIterator[Bot]:
    """The SDK's client, which has asked Telegram who it is, for one command.

    Raises:
        Problem: the settings name no bot.
        TelegramError: as the SDK raises it.
    """
    if settings.telegram_bot_token is None:
        raise Problem(f"{PREFIX}TELEGRAM_BOT_TOKEN is not set; docs/telegram.md tells how")

    async def listen(response: Any) -> None:
        if heard is not None:
            heard(response.headers.get("date"))

    bot = Bot(
        settings.telegram_bot_token.get_secret_value(),
        base_url=f"{settings.telegram_api_base_url}/bot",
        request=HTTPXRequest(
            read_timeout=10, httpx_kwargs={"event_hooks": {"response": [listen]}}
        ),
    )
    async with bot:
        yield bot


async def set_up_telegram(settings: Settings) -> list[str]:
    """Set webhook and everybody's commands; returns a line for each. Again changes nothing.

    Members get the rest in their own chats, when they join.

    Raises:
        Problem: a setting is missing, or Telegram refused or could not be reached.
    """
    try:
        async with telegram_bot(settings) as bot:
            lines = [f"Telegram：@{bot.username}", await _put_webhook(bot, settings)]
            for code, language in AUDIENCES:
                await bot.set_my_commands(bot_commands(None, language), language_code=code)
    except TelegramError as error:
        raise Problem("; ".join(explained(error))) from None
    return [*lines, f"コマンド：{len(PARENTS)}個（日本語・English・中文）"]


async def _put_webhook(bot: Bot, settings: Settings) -> str:
    address, secret = webhook_url(settings), settings.telegram_webhook_secret
    if address is None or secret is None:  # the settings see to it that a webhook has a secret
        await bot.delete_webhook()
        return "受信：ポーリング（webhook は使いません）"
    await bot.set_webhook(address, secret_token=secret.get_secret_value(), allowed_updates=WANTED)
    return f"受信：webhook（{address}）"


def explained(error: TelegramError) -> tuple[str, str]:
    """An error in words, and what to do. The SDK's own words for a token would tell the token."""
    match error:
        case InvalidToken():
            remedy = f"BotFather の /token で確かめ、{PREFIX}TELEGRAM_BOT_TOKEN に設定"
            return "ボットのトークンが通りません", remedy
        case BadRequest():
            said = f"Telegram に断られました（{error.message[:100]}）"
            return said, "設定と docs/telegram.md を確認"
        case _:
            reason = type(error.__cause__ or error).__name__
            remedy = f"ネットワークと {PREFIX}TELEGRAM_API_BASE_URL を確認"
            return f"Telegram に届きません（{reason}）", remedy
