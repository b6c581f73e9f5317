"""What happens by the clock: on time, once, also late and with two processes."""

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from bot.scheduler import run_tick, scheduling
from bot.server import serving_koe
from handlers.closing import close_overdue
from handlers.delivery import forget_leaving
from handlers.digest_sending import DigestTime, send_due
from handlers.inviting import invite
from handlers.ledger import history
from handlers.work import Work
from surveys.people import Collector, Lesson, MemberRole
from tests.bot.test_serving import Desk, SwitchedStore, one_loop
from tests.fakes.line_events import line_user_id
from tests.fakes.telegram_person import Person
from tests.universe import SECRET_KEY

MONDAY = DigestTime(weekday=0, hour=9, minute=0)


def tokyo(text: str) -> datetime:
    """A moment written in Tokyo's time."""
    return (datetime.fromisoformat(text) - timedelta(hours=9)).replace(tzinfo=UTC)


async def coordinator(desk: Desk) -> Person:
    """Somebody who has joined and read the welcome."""
    code = desk.koe.do(lambda work: invite(work, MemberRole.COORDINATOR, timedelta(days=7)))
    person = desk.telegram.user(7001)
    person.start(code)
    await desk.poll()
    await desk.deliver()
    assert "コーディネーター" in person.screen
    return person


async def started(desk: Desk, moment: str) -> None:
    """The process starts at this moment and runs its jobs once."""
    desk.clock.now = tokyo(moment)
    async with scheduling(desk.koe):
        pass
    await desk.deliver()


def digests(person: Person) -> list[str]:
    """Every digest received."""
    texts = [str(shown.get("text", "")) for shown in person.messages]
    return [text for text in texts if "【週報】" in text]


@pytest.mark.parametrize(
    ("digest_at", "start", "head", "late"),
    [
        ("mon 09:00", "2026-11-23 09:00", "【週報】11/16(月)～11/22(日)", False),
        ("mon 09:00", "2026-11-23 09:59", "【週報】11/16(月)～11/22(日)", False),
        ("mon 09:00", "2026-11-23 10:01", "【週報】11/16(月)～11/22(日)", True),
        ("mon 09:00", "2026-11-25 08:00", "【週報】11/16(月)～11/22(日)", True),
        ("fri 17:30", "2026-11-20 17:30", "【週報】11/9(月)～11/15(日)", False),
        ("sun 00:00", "2026-11-22 00:00", "【週報】11/9(月)～11/15(日)", False),
        ("mon 09:00", "2027-04-05 09:00", "【週報】3/29(月)～4/4(日)", False),
    ],
)
async def test_a_start_catches_up_with_the_digest(
    digest_at: str, start: str, head: str, sqlite_url: str, *, late: bool
) -> None:
    async with one_loop(sqlite_url, digest_at=digest_at) as desk:
        person = await coordinator(desk)
        await started(desk, start)
        (text,) = digests(person)
        assert head in text
        assert ("遅れて" in text) is late
        await started(desk, start)
        assert len(digests(person)) == 1


async def test_the_claims_are_looked_at_with_the_digest(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        for moment in ("2026-11-23 09:00", "2026-11-23 12:00", "2026-11-30 09:00"):
            await started(desk, moment)
        looks = desk.koe.see(lambda work: [entry.look for entry in history(work, 2026)])
        assert list(dict.fromkeys(looks)) == ["2026-W47", "2026-W48"]


async def test_before_its_time_there_is_none(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        person = await coordinator(desk)
        await started(desk, "2026-11-23 08:59")
        assert digests(person) == []
        await started(desk, "2026-11-23 09:00")
        assert len(digests(person)) == 1


async def test_two_processes_queue_one_digest(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        person = await coordinator(desk)
        other = serving_koe(desk.koe.settings, SECRET_KEY, desk.clock)
        desk.clock.now = tokyo("2026-11-23 09:00")
        counts = await asyncio.gather(
            *(
                run_tick(koe, "digest", lambda work: send_due(work, MONDAY))
                for koe in (desk.koe, other, desk.koe, other)
            )
        )
        other.close()
        assert sorted(counts, key=len) == [
            {},
            {},
            {},
            {"members": 1, "queued": 1, "unreachable": 0},
        ]
        await desk.deliver()
        assert len(digests(person)) == 1


def opened(work: Work) -> Collector:
    """A survey that is open for an hour."""
    survey = work.house.catalog.latest(work.house.centre.survey)
    course, _ = work.uow.lessons.course("ハローベビークラス", work.house.new_id())
    ends = work.now - timedelta(minutes=5)
    lesson = Lesson(
        id=work.house.new_id(),
        course=course,
        starts_at=ends - timedelta(hours=1),
        ends_at=ends,
        place="",
    )
    work.uow.lessons.add(lesson)
    collector = Collector(
        id=work.house.new_id(),
        lesson=lesson,
        survey=survey.key,
        version=survey.version,
        code="K7M2P",
        opened_at=work.now,
        closes_at=work.now + timedelta(hours=1),
    )
    work.uow.collectors.add(collector)
    return collector


async def test_what_is_overdue_is_closed_at_its_deadline(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        collector = desk.koe.do(opened)
        assert await run_tick(desk.koe, "closing", close_overdue) == {"closed": 0}
        desk.clock.forward(hours=5)
        async with scheduling(desk.koe):
            closed = desk.koe.see(lambda work: work.uow.collectors.get(collector.id))
        assert closed.closed_at == collector.closes_at
        assert await run_tick(desk.koe, "closing", close_overdue) == {"closed": 0}


async def test_who_was_erased_is_forgotten_though_the_receipt_was_lost(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        desk.koe.do(opened)
        phone = desk.line.user(line_user_id(1))
        for text in ("アンケート K7M2P", "2", "データ削除"):
            phone.say(text)
            await desk.take()
            await desk.deliver()
        phone.say("はい")
        await desk.take()
        assert await desk.deliver(after=60) == 0  # nobody could send it in time
        assert await run_tick(desk.koe, "forgetting", forget_leaving) == {"forgotten": 1}
        base = sqlite3.connect(desk.url.removeprefix("sqlite:///"))
        assert base.execute("SELECT count(*) FROM contact").fetchone() == (0,)
        base.close()
        assert await run_tick(desk.koe, "forgetting", forget_leaving) == {"forgotten": 0}


async def test_with_the_database_down_a_tick_is_left_for_later(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        real = desk.koe.store
        desk.koe.store = SwitchedStore(real=real, off=True)
        assert await run_tick(desk.koe, "closing", close_overdue) == {}
        assert not desk.koe.something_to_send.is_set()
        desk.koe.store = real


async def test_a_tick_that_did_something_wakes_the_deliverer(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        await run_tick(desk.koe, "nothing", lambda _: {"done": 0})
        assert not desk.koe.something_to_send.is_set()
        await run_tick(desk.koe, "something", lambda _: {"done": 1})
        assert desk.koe.something_to_send.is_set()
