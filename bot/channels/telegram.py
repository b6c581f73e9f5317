"""Telegram: updates in, messages out, with its limits, retry rules and errors."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

import structlog
from telegram import Bot, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import (
    InvalidToken,
    NetworkError,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot.channels.telegram_menus import show_commands
from bot.channels.telegram_messages import keyboard, read_text
from bot.channels.telegram_outcomes import outcome_of, repeatable
from bot.charts import chart_png
from handlers.inbound import (
    DocumentReceived,
    Followed,
    Inbound,
    OtherReceived,
    TapReceived,
    TextReceived,
    Unfollowed,
    What,
)
from surveys.messages import EntryCard
from surveys.messages import Message as Said
from surveys.outbound import (
    Accepted,
    Claimed,
    Outcome,
    Purpose,
    TryLater,
    Uncertain,
)

CHANNEL: Final = "telegram"

MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024
TEXT: Final = "t"
CAPTION: Final = "c"
"""How our names of messages begin: Telegram changes a text and a caption by different calls."""

Painter = Callable[[EntryCard], bytes]

_log = structlog.get_logger("koe.telegram")


class TelegramChannel:
    """The Bot API through python-telegram-bot; state is ours, so only its Bot is used."""

    def __init__(self, *, token: str, base_url: str, paint: Painter) -> None:
        """`paint` draws the picture of an entry card as PNG."""
        # The SDK is moving to timedeltas; without this every flood limit warns of it.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._bot = Bot(
            token,
            base_url=f"{base_url}/bot",
            base_file_url=f"{base_url}/file/bot",
            request=HTTPXRequest(
                # as many as the deliverer sends at once, and answers to taps beside them
                connection_pool_size=64,
                pool_timeout=30,
                read_timeout=10,
                connect_timeout=5,
            ),
            get_updates_request=HTTPXRequest(connection_pool_size=1, read_timeout=40),
        )
        self._paint = paint
        self._user_name: str | None = None

    @property
    def name(self) -> str:
        """Telegram."""
        return CHANNEL

    @property
    def bot(self) -> Bot:
        """The SDK's client, for polling and set-up."""
        return self._bot

    @property
    def user_name(self) -> str | None:
        """The bot's user name, None while Telegram could not be asked."""
        return self._user_name

    async def open(self) -> None:
        """Connect and ask who we are. Telegram's troubles are no reason not to serve LINE."""
        try:
            await self._bot.initialize()
            self._user_name = self._bot.username
        except InvalidToken:
            _log.error("token_rejected", remedy="check KOE_TELEGRAM_BOT_TOKEN")
        except NetworkError as error:
            _log.warning("not_reached", error=type(error.__cause__ or error).__name__)

    async def close(self) -> None:
        """Close the connections."""
        await self._bot.shutdown()

    async def acknowledge(self, update: Update) -> None:
        """Answer a tap's callback query, so that the button stops spinning."""
        if update.callback_query is None:
            return
        try:
            await self._bot.answer_callback_query(update.callback_query.id)
        except TelegramError as error:
            _log.info("not_acknowledged", error=type(error).__name__)

    async def send(self, claimed: Claimed) -> Outcome:
        """Send the messages of a row, one after the other.

        After the first one arrived, an error is told as uncertain: the row is not sent again.
        """
        if claimed.outgoing.purpose is Purpose.MENU:
            return repeatable(await outcome_of(show_commands(self._bot, claimed)))
        counting: str | None = None
        for arrived, message in enumerate(claimed.outgoing.messages):
            outcome = await outcome_of(self._send_one(claimed.address, message))
            if not isinstance(outcome, Accepted):
                partly = arrived > 0 and isinstance(outcome, TryLater)
                return Uncertain(reason=f"{arrived} sent") if partly else outcome
            counting = outcome.message if message.counting is not None else counting
        return Accepted(message=counting)

    async def fetch(self, file: str) -> bytes | None:
        """The bytes of a document; None when it is not to be had now."""
        try:
            found = await self._bot.get_file(file)
            return bytes(await found.download_as_bytearray())
        except TelegramError as error:
            _log.info("not_fetched", error=type(error).__name__)
            return None

    async def edit(self, address: str, message: str, text: str) -> Outcome:
        """Change the text or the caption of a message that `send` told of.

        A message that says so already counts as changed.
        """
        kind, number = message[:1], int(message[1:])
        if kind == CAPTION:
            change = self._bot.edit_message_caption(address, number, caption=text[:MAX_CAPTION])
        else:
            change = self._bot.edit_message_text(text[:MAX_TEXT], address, number)
        return await outcome_of(_told(change, message))

    async def _send_one(self, address: str, message: Said) -> str:
        """Returns the message's number at Telegram, with what holds its text in front."""
        markup = keyboard(message)
        picture = await self._picture(message)
        if picture is not None:
            fits = len(message.text) <= MAX_CAPTION
            sent = await self._bot.send_photo(
                address,
                picture,
                caption=message.text if fits else None,
                reply_markup=markup if fits else None,
                filename="koe.png",
            )
            if fits:
                return f"{CAPTION}{sent.message_id}"
        sent = await self._bot.send_message(
            address, read_text(message)[:MAX_TEXT], reply_markup=markup
        )
        return f"{TEXT}{sent.message_id}"

    async def _picture(self, message: Said) -> bytes | None:
        """What a message shows above its text; a chart takes half a second to paint."""
        if message.card is not None:
            return self._paint(message.card)
        if message.chart is not None:
            return await asyncio.to_thread(chart_png, message.chart)
        return None


def read_update(body: bytes | None, channel: TelegramChannel) -> Update | None:
    """The update in a webhook's body; None where there is none."""
    try:
        data = json.loads(body or b"")
        return Update.de_json(data, channel.bot) if isinstance(data, dict) else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def inbound_from(update: Update, now: datetime) -> Inbound | None:
    """One update as an event; None for what does not concern us.

    Updates come in order and messages carry whole seconds only, so `now` is their time.
    """
    chat, user = update.effective_chat, update.effective_user
    if chat is None or chat.type != ChatType.PRIVATE:
        return None
    what = _what(update)
    if what is None:
        return None
    return Inbound(
        channel=CHANNEL,
        event=str(update.update_id),
        address=str(chat.id),
        at=now,
        what=what,
        answerable=not isinstance(what, Unfollowed | Followed),
        language=user.language_code if user else None,
    )


def _what(update: Update) -> What | None:
    if update.callback_query is not None:
        return TapReceived(data=update.callback_query.data or "")
    if update.my_chat_member is not None:
        status = update.my_chat_member.new_chat_member.status
        gone = status in {ChatMemberStatus.BANNED, ChatMemberStatus.LEFT}
        return Unfollowed() if gone else Followed()
    if update.message is not None:
        return _message(update.message)
    return None


def _message(message: Message) -> What:
    if message.text is not None:
        return TextReceived(text=message.text, message=str(message.message_id))
    file = message.document
    if file is not None:
        return DocumentReceived(name=file.file_name or "", file=file.file_id, size=file.file_size)
    return OtherReceived(kind="attachment")


async def _told(change: Awaitable[object], message: str) -> str:
    await change
    return message
