"""Files that people send: fetched and read before the event is taken in, for those who may.

Nothing is fetched for anybody else, and no transaction waits for a platform.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePath
from typing import Final

import structlog

from bot.app import Koe
from bot.channels.ports import FileHolder
from handlers.documents import may_send
from handlers.inbound import Content, DocumentReceived, Inbound, Obstacle, Unreadable
from surveys.schedules import ScheduleError

MAX_BYTES: Final = 2_000_000
"""Of a file sent in a chat; the command line takes larger ones."""

KINDS: Final = frozenset({".csv", ".xlsx", ".ics"})

_log = structlog.get_logger("koe.documents")


async def take(koe: Koe, inbounds: Iterable[Inbound]) -> None:
    """Take events in, in order, with the files that they bring."""
    for inbound in inbounds:
        await koe.take([await with_content(koe, inbound)])


async def with_content(koe: Koe, inbound: Inbound) -> Inbound:
    """The event with what could be read of its file; unchanged for who may not send any."""
    document = inbound.what
    if not isinstance(document, DocumentReceived):
        return inbound
    channel, address = inbound.channel, inbound.address
    if not await koe.look(lambda work: may_send(work, channel, address)):
        return inbound
    content = await _content(koe, channel, document)
    _log.info("read", channel=channel, size=document.size, content=type(content).__name__)
    return replace(inbound, what=replace(document, content=content))


async def _content(koe: Koe, channel: str, document: DocumentReceived) -> Content:
    if PurePath(document.name).suffix.lower() not in KINDS:
        return Obstacle.KIND
    if (document.size or 0) > MAX_BYTES:
        return Obstacle.LARGE
    holder = koe.channels.get(channel)
    data = await holder.fetch(document.file) if isinstance(holder, FileHolder) else None
    if data is None:
        return Obstacle.GONE
    if len(data) > MAX_BYTES:
        return Obstacle.LARGE
    return await asyncio.to_thread(_read, koe, document.name, data)


def _read(koe: Koe, name: str, data: bytes) -> Content:
    from bot.schedule_files import read_data  # noqa: PLC0415 - workbooks cost time and memory

    try:
        return read_data(name, data, koe.house.centre.timezone, koe.clock())
    except ScheduleError as error:
        return Unreadable(said=error.said)
