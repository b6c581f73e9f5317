"""The serving process: channels opened, tasks running, jobs scheduled, HTTP answered."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import TypeAlias

import structlog
from starlette.applications import Starlette

from bot.app import Koe
from bot.boards import count_forever
from bot.channels.line import LineChannel
from bot.channels.mail import MailChannel
from bot.channels.ports import Channel
from bot.channels.telegram import TelegramChannel
from bot.chart_page import chart_address
from bot.charts import chart_png
from bot.deliverer import deliver_forever
from bot.pictures import entry_card_png
from bot.polling import poll_forever
from bot.scheduler import scheduling
from bot.settings import Settings
from bot.smtp_address import mail_from, smtp_server
from bot.tasks import running
from bot.web import Lifespan
from handlers.entry import entry_link
from surveys.analysis.proportions import wilson
from surveys.messages import EntryCard

Task: TypeAlias = Callable[[], Awaitable[None]]

_log = structlog.get_logger("koe")


def real_channels(settings: Settings, koe: Callable[[], Koe]) -> list[Channel]:
    """The channels whose secrets are set. `koe` gives the composed program, once it is."""
    channels: list[Channel] = []
    if settings.line_channel_access_token is not None and settings.has_line():
        channels.append(
            LineChannel(
                token=settings.line_channel_access_token.get_secret_value(),
                base_url=settings.line_api_base_url,
                public_url=settings.public_url,
                show_answer=settings.line_show_answer,
                chart_address=lambda chart: chart_address(koe().house, chart),
            )
        )
    if settings.telegram_bot_token is not None:

        def paint(card: EntryCard) -> bytes:
            return entry_card_png(card, entry_link(koe().house.centre, card.code))

        channels.append(
            TelegramChannel(
                token=settings.telegram_bot_token.get_secret_value(),
                base_url=settings.telegram_api_base_url,
                paint=paint,
            )
        )
    if settings.smtp_url is not None and settings.mail_from is not None:
        channels.append(
            MailChannel(
                server=smtp_server(settings.smtp_url.get_secret_value()),
                sender=mail_from(settings.mail_from),
                clock=lambda: koe().clock(),
                paint=chart_png,
            )
        )
    return channels


@asynccontextmanager
async def serving(koe: Koe, *, jobs: bool) -> AsyncIterator[None]:
    """Everything that runs beside HTTP, while the block is entered."""
    async with AsyncExitStack() as stack:
        for channel in koe.channels.values():
            stack.push_async_callback(channel.close)  # first: opening may fail half-way
            await channel.open()
        await _introduce(koe)
        # the first interval imports the statistics library: not while somebody waits for it
        await asyncio.to_thread(wilson, 1, 2)
        tasks: dict[str, Callable[[], Awaitable[None]]] = {
            "delivery": lambda: deliver_forever(koe)
        }
        telegram = koe.channels.get("telegram")
        if isinstance(telegram, TelegramChannel) and koe.settings.telegram_mode == "polling":
            tasks["polling"] = lambda: poll_forever(koe, telegram)
        if jobs:
            tasks["counts"] = lambda: count_forever(koe)
            await stack.enter_async_context(scheduling(koe))
        await stack.enter_async_context(running(tasks))
        yield


def lifespan_of(koe: Koe, *, jobs: bool) -> Lifespan:
    """The lifespan of the web application."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with serving(koe, jobs=jobs):
            yield

    return lifespan


async def _introduce(koe: Koe) -> None:
    """Learn from the platforms how they call us, for the links in QR codes."""
    centre = koe.house.centre
    line, telegram = koe.channels.get("line"), koe.channels.get("telegram")
    if isinstance(line, LineChannel):
        await line.learn_menus()
    if isinstance(line, LineChannel) and centre.line_basic_id is None:
        centre = replace(centre, line_basic_id=await line.basic_id())
        if centre.line_basic_id is None:
            _log.warning("line_basic_id_unknown", remedy="set KOE_LINE_BASIC_ID")
    if isinstance(telegram, TelegramChannel):
        centre = replace(centre, telegram_name=telegram.user_name)
    koe.house = replace(koe.house, centre=centre)
