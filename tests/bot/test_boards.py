"""The loop behind live counts: it goes on whatever the database does."""

import asyncio
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot import boards
from bot.boards import count_forever
from handlers.inviting import invite
from handlers.ports import Store, UnitOfWork
from storage.database import StoreUnavailable
from surveys.people import Lesson, MemberRole
from tests.bot.test_serving import Desk, one_loop
from tests.fakes.telegram_person import Person


async def opened(desk: Desk) -> Person:
    """A member of staff who has just opened a survey for 12 families."""
    code = desk.koe.do(lambda work: invite(work, MemberRole.STAFF, timedelta(days=7)))
    person = desk.telegram.user(7001)
    person.start(code)
    ends = desk.clock() - timedelta(minutes=5)
    with desk.koe.store.begin() as uow:
        course, _ = uow.lessons.course("ハローベビークラス", "course")
        starts = ends - timedelta(hours=1)
        uow.lessons.add(
            Lesson(id="lesson", course=course, starts_at=starts, ends_at=ends, place="")
        )
    person.say("終了 12")
    await desk.poll()
    await desk.deliver()
    person.say("参加数 14")
    await desk.poll()
    await desk.deliver(after=5)
    return person


@dataclass(kw_only=True)
class Restarted:
    """A database that cannot be reached for the first `outages` questions."""

    real: Store
    outages: int = 3

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        return self.real.begin()

    def look(self) -> AbstractContextManager[UnitOfWork]:
        if self.outages > 0:
            self.outages -= 1
            raise StoreUnavailable("switched off")
        return self.real.look()


async def test_the_loop_outlives_an_outage(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "LOOK_SECONDS", 0.005)
    async with one_loop(sqlite_url) as desk:
        person = await opened(desk)
        real = desk.koe.store
        restarted = Restarted(real=real)
        desk.koe.store = restarted
        person.say("what is new from here on is the count")
        loop = asyncio.create_task(count_forever(desk.koe))
        assert "参加 14組（0%）" in await asyncio.to_thread(person.await_reply)
        assert restarted.outages == 0
        loop.cancel()
        with pytest.raises(asyncio.CancelledError):
            await loop
        desk.koe.store = real
