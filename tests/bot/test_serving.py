"""The serving process: its channels and tasks, and what it learns at its start.

Other tests of the edge stand on `one_loop`: nothing happens between two lines of a test.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import structlog

from bot.app import Koe
from bot.channels.line import LineChannel
from bot.channels.line_parsing import parse
from bot.channels.telegram import TelegramChannel
from bot.deliverer import deliver_due
from bot.polling import take_update
from bot.server import serving_koe
from bot.serving import serving
from bot.settings import read_settings
from handlers.inbound import Inbound
from handlers.ports import Store, UnitOfWork
from handlers.work import Work
from storage.database import StoreUnavailable
from storage.migrate import upgrade
from surveys.messages import Message
from surveys.model import Language
from surveys.outbound import Claimed, Outgoing, Purpose
from tests.fakes.clock import Clock
from tests.fakes.faults import Failure
from tests.fakes.line import FakeLine
from tests.fakes.line_events import line_user_id
from tests.fakes.telegram import FakeTelegram
from tests.universe import LINE_SECRET, LINE_TOKEN, NOON, SECRET_KEY, TELEGRAM_TOKEN

LINE_PAIR = ("line_channel_secret", "line_channel_access_token")


@dataclass(kw_only=True)
class SwitchedStore:
    """A store that can be switched off, as a database that is being restarted."""

    real: Store
    off: bool = False

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        self._check()
        return self.real.begin()

    def look(self) -> AbstractContextManager[UnitOfWork]:
        self._check()
        return self.real.look()

    def _check(self) -> None:
        if self.off:
            raise StoreUnavailable("switched off")


@dataclass(kw_only=True)
class Desk:
    """A Koe whose channels are open in the running loop; nothing runs by itself."""

    koe: Koe
    clock: Clock
    line: FakeLine
    telegram: FakeTelegram
    url: str
    waiting: list[Inbound] = field(default_factory=list)
    offset: int | None = None

    async def take(self) -> None:
        """Take in what people on LINE have done."""
        inbounds, self.waiting[:] = self.waiting[:], []
        await self.koe.take(inbounds)

    async def poll(self) -> None:
        """Take in what people on Telegram have done."""
        channel = self.koe.channels["telegram"]
        assert isinstance(channel, TelegramChannel)
        for update in await channel.bot.get_updates(offset=self.offset, timeout=0):
            await take_update(self.koe, channel, update)
            self.offset = update.update_id + 1

    async def deliver(self, *, after: float = 0) -> int:
        """Let seconds pass, then send what is due; the number of rows tried."""
        self.clock.forward(seconds=after)
        return await deliver_due(self.koe)

    def push(self, channel: str, address: str, text: str = "お知らせ") -> Outgoing:
        """Queue a message that nobody asked for."""

        def queued(work: Work) -> Outgoing:
            contact = work.uow.contacts.find_or_add(
                channel, address, work.house.new_id(), Language.JA, work.now
            )
            outgoing = notice(contact.id, work, text)
            work.uow.outbox.add(outgoing)
            return outgoing

        return self.koe.do(queued)

    def rows(self) -> list[tuple[str, str | None, int]]:
        """Status, reason and attempts of every row of the outbox, oldest first."""
        with sqlite3.connect(self.url.removeprefix("sqlite:///")) as base:
            asked = "SELECT status, reason, attempts FROM outbox ORDER BY number"
            found = base.execute(asked).fetchall()
        base.close()
        return found

    def keep(self, body: bytes, headers: dict[str, str]) -> int:
        """A webhook of LINE's: checked, and kept for `take`."""
        self.waiting += parse(body, headers["x-line-signature"], LINE_SECRET)
        return 200


def notice(contact: str, work: Work, text: str) -> Outgoing:
    """A row without a reply token."""
    return Outgoing(
        id=work.house.new_id(),
        key=work.house.new_id(),
        contact=contact,
        purpose=Purpose.REMINDER,
        messages=(Message(text=text, language=Language.JA),),
        retry_key=work.house.new_id(),
        created_at=work.now,
        due_at=work.now,
        expires_at=work.now + timedelta(hours=20),
    )


def claimed(
    channel: str,
    *messages: Message,
    address: str = "7001",
    token: str | None = None,
    attempt: int = 1,
) -> Claimed:
    """A row in hand: a reply, or a push where there is no token."""
    outgoing = Outgoing(
        id="row",
        key="row",
        contact="contact",
        purpose=Purpose.REPLY if token else Purpose.NOTICE,
        messages=messages or (Message(text="こんにちは", language=Language.JA),),
        reply_token=token,
        retry_key="0123456789abcdef0123456789abcdef",
        created_at=NOON,
        due_at=NOON,
        expires_at=NOON + timedelta(hours=1),
    )
    return Claimed(outgoing=outgoing, channel=channel, address=address, attempt=attempt)


def known_to(
    line: FakeLine, telegram: FakeTelegram, url: str, **more: object
) -> dict[str, object]:
    """Settings by which the two fakes are the platforms."""
    return {
        "database_url": url,
        "secret_key": SECRET_KEY,
        "line_channel_secret": LINE_SECRET,
        "line_channel_access_token": LINE_TOKEN,
        "line_api_base_url": line.url,
        "telegram_bot_token": TELEGRAM_TOKEN,
        "telegram_api_base_url": telegram.url,
        **more,
    }


@asynccontextmanager
async def one_loop(url: str, *, opened: bool = True, **settings: object) -> AsyncIterator[Desk]:
    """A Koe on an SQLite database, its channels open in this loop unless a test opens them."""
    clock = Clock(NOON)
    with (
        FakeLine(LINE_SECRET, LINE_TOKEN, clock) as line,
        FakeTelegram(TELEGRAM_TOKEN, clock) as telegram,
    ):
        upgrade(url)
        known = read_settings(**known_to(line, telegram, url, **settings))
        koe = serving_koe(known, SECRET_KEY, clock)
        desk = Desk(koe=koe, clock=clock, line=line, telegram=telegram, url=url)
        line.webhooks.deliver_to = desk.keep
        channels = list(koe.channels.values()) if opened else []
        try:
            for channel in channels:
                await channel.open()
            yield desk
        finally:
            for channel in channels:
                await channel.close()
            koe.close()
        assert line.violations == []
        assert telegram.violations == []


@pytest.mark.parametrize(
    ("left_out", "expected"),
    [
        ((), {"line", "telegram"}),
        (("telegram_bot_token",), {"line"}),
        (LINE_PAIR, {"telegram"}),
        ((*LINE_PAIR, "telegram_bot_token"), set[str]()),
    ],
)
async def test_the_channels_whose_secrets_are_set(
    left_out: tuple[str, ...], expected: set[str], sqlite_url: str
) -> None:
    off = dict.fromkeys(left_out)
    async with one_loop(sqlite_url, opened=False, **off) as desk:
        assert set(desk.koe.channels) == expected
        async with serving(desk.koe, jobs=True):
            assert (desk.koe.house.centre.line_basic_id == "@koe0000") is ("line" in expected)
        centre = desk.koe.house.centre
        assert (centre.telegram_name == "koe_test_bot") is ("telegram" in expected)


async def test_a_basic_id_that_is_set_is_not_asked_for(sqlite_url: str) -> None:
    async with one_loop(
        sqlite_url, opened=False, line_basic_id="ours", telegram_mode="polling"
    ) as desk:
        async with serving(desk.koe, jobs=False):
            assert desk.koe.house.centre.line_basic_id == "@ours"
        assert "/v2/bot/info" not in [call.path for call in desk.line.calls]


async def test_platforms_out_of_reach_are_no_reason_not_to_start(sqlite_url: str) -> None:
    async with one_loop(sqlite_url, opened=False, telegram_bot_token=None) as desk:
        desk.line.faults.put(Failure(status=503), path="/v2/bot/info")
        unreachable = TelegramChannel(
            token=TELEGRAM_TOKEN, base_url="http://127.0.0.1:1", paint=lambda _: b""
        )
        desk.koe.channels = {**desk.koe.channels, "telegram": unreachable}
        async with serving(desk.koe, jobs=False):
            centre = desk.koe.house.centre
            assert (centre.line_basic_id, centre.telegram_name) == (None, None)


async def test_a_token_that_telegram_does_not_know_leaves_line_running(sqlite_url: str) -> None:
    async with one_loop(sqlite_url, opened=False, telegram_bot_token=None) as desk:
        stranger = TelegramChannel(
            token="1:unknown", base_url=desk.telegram.url, paint=lambda _: b""
        )
        desk.koe.channels = {"telegram": stranger}
        with structlog.testing.capture_logs() as logs:
            async with serving(desk.koe, jobs=False):
                assert desk.koe.house.centre.telegram_name is None
        told = [line for line in logs if line["event"] == "token_rejected"]
        assert told[0]["remedy"] == "check KOE_TELEGRAM_BOT_TOKEN"


async def test_while_it_serves_rows_leave_by_themselves(sqlite_url: str) -> None:
    async with one_loop(sqlite_url, opened=False) as desk:
        assert isinstance(desk.koe.channels["line"], LineChannel)
        phone = desk.line.user(line_user_id(1))
        async with serving(desk.koe, jobs=False):
            phone.say("ヘルプ")
            await desk.take()
            assert "このトークで" in await asyncio.to_thread(phone.await_reply)
