"""A whole Koe on loopback: the real program, real SDKs, fakes of the platforms, a set clock."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
from sqlmodel import Session, col, func, select

from bot.app import Koe
from bot.deliverer import deliver_due
from bot.server import serving_koe
from bot.serving import lifespan_of
from bot.settings import read_settings
from bot.simulator import Person, Simulator
from bot.web import make_app
from handlers.closing import close_overdue
from handlers.following import send_follow_ups
from handlers.inviting import invite
from handlers.work import Work
from storage.database import SqlStore
from storage.migrate import upgrade
from storage.traffic import OutboxRow
from surveys.outbound import SendStatus
from surveys.people import Collector, Lesson, MemberRole
from tests.fakes.clock import Clock
from tests.fakes.line import FakeLine
from tests.fakes.line_events import line_user_id
from tests.fakes.patience import PATIENCE
from tests.fakes.server import Server, posting_to
from tests.fakes.simulator import SimulatorPerson, WatchedChannel
from tests.fakes.telegram import FakeTelegram

SECRET_KEY: Final = "a key for tests, long enough"
LINE_SECRET: Final = "8c570fa6dd201bb328f1c1eac23a96d8"
LINE_TOKEN: Final = "line-token"
TELEGRAM_TOKEN: Final = "123456:abcdefghijklmnopqrstuvwxyz0123456789"

_PAUSE: Final = 0.01
"""Seconds between two looks at what is still being sent."""

NOON: Final = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
"""Wednesday 2026-11-18 12:00 in Tokyo, week 2026-W47."""


@dataclass(kw_only=True)
class Universe:
    """The running program and the people around it."""

    koe: Koe
    clock: Clock
    line: FakeLine
    telegram: FakeTelegram
    url: str
    web: WatchedChannel
    http: httpx.Client
    server: Server

    def visitor(self, number: int) -> SimulatorPerson:
        """A parent at the chat simulator."""
        return SimulatorPerson(self.http, self.web, f"parent-{number}")

    def parent(self, number: int) -> Any:
        """The phone of a parent on LINE."""
        return self.line.user(line_user_id(number))

    def lesson(
        self, course: str = "ハローベビークラス", *, ended: timedelta = timedelta(minutes=5)
    ) -> Lesson:
        """A lesson of an hour that ended so long ago."""

        def added(work: Work) -> Lesson:
            ends = work.now - ended
            known, _ = work.uow.lessons.course(course, work.house.new_id())
            lesson = Lesson(
                id=work.house.new_id(),
                course=known,
                starts_at=ends - timedelta(hours=1),
                ends_at=ends,
                place="2階",
            )
            work.uow.lessons.add(lesson)
            return lesson

        return self.koe.do(added)

    def collector(self, *, hours: float = 72) -> Collector:
        """A survey opened just now for a new lesson with 12 families."""
        lesson = self.lesson()

        def opened(work: Work) -> Collector:
            survey = work.house.catalog.latest(work.house.centre.survey)
            collector = Collector(
                id=work.house.new_id(),
                lesson=lesson,
                survey=survey.key,
                version=survey.version,
                code=work.house.new_code(5),
                opened_at=work.now,
                closes_at=work.now + timedelta(hours=hours),
            )
            work.uow.collectors.add(collector)
            return collector

        return self.koe.do(opened)

    def weeks_later(self, weeks: int) -> None:
        """So many weeks go by, and what has become due meanwhile is sent."""
        self.clock.now += timedelta(weeks=weeks)
        self.koe.do(close_overdue)
        self.koe.do(send_follow_ups)
        self.settle()

    def settle(self) -> None:
        """Send, from this thread, what is due; returns when nothing is."""
        moment = threading.Event()
        for _ in range(int(PATIENCE / _PAUSE)):
            sending = deliver_due(self.koe)
            asyncio.run_coroutine_threadsafe(sending, self.server.loop).result(timeout=PATIENCE)
            if not self._unsettled():
                return
            moment.wait(_PAUSE)  # the bot's own deliverer has rows in its hands
        raise TimeoutError("rows are still due or being sent")

    def _unsettled(self) -> int:
        """Rows that are being sent, or due now."""
        assert isinstance(self.koe.store, SqlStore)
        waiting = select(func.count()).where(
            (col(OutboxRow.status) == SendStatus.SENDING.value)
            | (
                (col(OutboxRow.status) == SendStatus.DUE.value)
                & (col(OutboxRow.due_at) <= self.clock())
            )
        )
        with Session(self.koe.store.engine) as session:
            return session.exec(waiting).one()

    def invitation(self, role: MemberRole = MemberRole.STAFF) -> str:
        """A fresh invitation code."""
        return self.koe.do(lambda work: invite(work, role, timedelta(days=7)))


@contextmanager
def universe(url: str, **settings: object) -> Iterator[Universe]:
    """A Koe that serves on loopback with both platforms faked, on the database at `url`."""
    clock = Clock(NOON)
    with ExitStack() as stack:
        line = stack.enter_context(FakeLine(LINE_SECRET, LINE_TOKEN, clock))
        telegram = stack.enter_context(FakeTelegram(TELEGRAM_TOKEN, clock))
        upgrade(url)
        known = read_settings(
            database_url=url,
            secret_key=SECRET_KEY,
            line_channel_secret=LINE_SECRET,
            line_channel_access_token=LINE_TOKEN,
            line_api_base_url=line.url,
            telegram_bot_token=TELEGRAM_TOKEN,
            telegram_api_base_url=telegram.url,
            centre_name="ラフール",
            **settings,
        )
        koe = serving_koe(known, SECRET_KEY, clock)
        # how quick this machine is may change no test
        koe.long_seconds = koe.sweep_seconds = None
        stack.callback(koe.close)
        web = WatchedChannel()
        koe.channels = {**koe.channels, web.name: web}
        visitors = [
            Person(id=f"parent-{number}", name="はな", role="parent") for number in range(1, 40)
        ]
        app = make_app(
            koe,
            extra_routes=Simulator(koe, web, visitors).routes(),
            lifespan=lifespan_of(koe, jobs=False),
        )
        server = stack.enter_context(Server(app))
        line.webhooks.deliver_to = posting_to(f"{server.url}/webhooks/line")
        http = httpx.Client(base_url=server.url, trust_env=False, timeout=PATIENCE)
        stack.enter_context(http)
        yield Universe(
            koe=koe,
            clock=clock,
            line=line,
            telegram=telegram,
            url=server.url,
            web=web,
            http=http,
            server=server,
        )
        assert line.violations == []
        assert telegram.violations == []
