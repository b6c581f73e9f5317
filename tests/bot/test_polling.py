"""Long polling: an update is confirmed once it is committed, and no sooner."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from urllib.parse import parse_qs

import pytest
from typing_extensions import override

from bot import polling
from bot.channels.telegram import TelegramChannel
from bot.polling import poll_forever
from bot.server import serving_koe
from handlers.ports import Store
from handlers.work import Work
from storage.database import StoreUnavailable
from tests.bot.test_serving import Desk, SwitchedStore, one_loop
from tests.fakes.faults import Failure, Fault, RateLimited
from tests.fakes.patience import PATIENCE
from tests.universe import SECRET_KEY


@dataclass(kw_only=True)
class Refusing(SwitchedStore):
    """A store that is off for some calls after the `spared` ones, and then comes back."""

    refusals: int
    spared: int = 0

    @override
    def _check(self) -> None:
        if self.spared > 0:
            self.spared -= 1
        elif self.refusals > 0:
            self.refusals -= 1
            raise StoreUnavailable("not yet")


@asynccontextmanager
async def polled(desk: Desk) -> AsyncIterator[None]:
    """The poller runs meanwhile."""
    channel = desk.koe.channels["telegram"]
    assert isinstance(channel, TelegramChannel)
    task = asyncio.create_task(poll_forever(desk.koe, channel))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def offsets(desk: Desk) -> list[int | None]:
    """What each getUpdates that was answered had confirmed."""
    asked = [call for call in desk.telegram.calls if call.path.endswith("getUpdates")]
    given = [parse_qs(call.body.decode()).get("offset") for call in asked]
    return [int(one[0]) if one else None for one in given]


async def taken(desk: Desk) -> None:
    """Wait until something was committed."""
    async with asyncio.timeout(PATIENCE):
        await desk.koe.something_to_send.wait()
    desk.koe.something_to_send.clear()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "WAIT_SECONDS", 0.01)


async def test_an_update_comes_again_until_it_is_committed(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        real: Store = desk.koe.store
        # the lease is taken; then the update, and the lease's prolongation, are refused
        desk.koe.store = Refusing(real=real, refusals=2, spared=1)
        person = desk.telegram.user(7001)
        with desk.telegram.collecting() as updates:
            person.say("ヘルプ")
            person.say("ことば")
        desk.telegram.deliver(updates)
        first, second = (update["update_id"] for update in updates)
        async with polled(desk):
            await taken(desk)
            await taken(desk)
            person.say("ヘルプ")
            await taken(desk)
        desk.koe.store = real
        assert offsets(desk)[:2] == [None, None]  # refused, then taken in
        assert set(offsets(desk)[2:]) <= {second + 1, second + 2}
        assert first < second
        await desk.deliver()
        assert len(person.messages) == 3


@pytest.mark.parametrize(
    "fault",
    [
        Failure(status=409, text="Conflict: terminated by other getUpdates request"),
        RateLimited(seconds=1),
        Failure(status=502),
    ],
)
async def test_trouble_in_asking_is_waited_out(fault: Fault, sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        desk.telegram.faults.put(fault, path="getUpdates", times=2)
        desk.telegram.user(7001).say("ヘルプ")
        async with polled(desk):
            await taken(desk)
        assert desk.telegram.faults.left == 0
        assert await desk.deliver() == 1


async def test_what_does_not_concern_us_is_confirmed_and_left(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        group = {"id": -5, "type": "group", "title": "保護者"}
        somebody = {"id": 7001, "is_bot": False, "first_name": "はな"}
        written = {"message_id": 1, "date": 1, "chat": group, "from": somebody, "text": "はい"}
        desk.telegram.updates.happen("message", written)
        await desk.poll()
        assert desk.offset == desk.telegram.updates.happened[-1]["update_id"] + 1
        assert await desk.deliver() == 0
        assert desk.rows() == []


def polls(desk: Desk) -> int:
    """How often getUpdates was answered."""
    return sum(call.path.endswith("getUpdates") for call in desk.telegram.calls)


async def test_of_two_pollers_one_asks_and_the_other_takes_over(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        other = serving_koe(desk.koe.settings, SECRET_KEY, desk.clock)
        await other.channels["telegram"].open()
        person = desk.telegram.user(7001)
        async with polled(desk):
            await asyncio.to_thread(desk.telegram.updates.wait_until_polled)
            async with polled(replace(desk, koe=other)):
                for text in ("ヘルプ", "ことば"):
                    person.say(text)
                    await taken(desk)
                assert not other.something_to_send.is_set()
                conflicts = [call.status for call in desk.telegram.calls if call.status == 409]
                assert conflicts == [], "the second one did not even ask"
        assert len(desk.telegram.updates.happened) == 2
        # both ended and gave the lease back; now the other one is alone
        async with polled(replace(desk, koe=other)):
            assert await desk.deliver() == 2
            person.say("ヘルプ")
            async with asyncio.timeout(PATIENCE):
                # what had not been confirmed comes again first, and is known
                while await desk.deliver() == 0:
                    await other.something_to_send.wait()
                    other.something_to_send.clear()
        await other.channels["telegram"].close()
        other.close()
        assert len(person.messages) == 3


async def test_a_dead_holder_s_lease_runs_out(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        now = desk.clock()

        def died(work: Work) -> bool:
            return work.uow.leases.take(polling.LEASE_NAME, "dead", now, now + polling.LEASE)

        assert desk.koe.do(died)
        person = desk.telegram.user(7001)
        person.say("ヘルプ")
        before = polls(desk)
        async with polled(desk):
            await asyncio.sleep(0)
            assert not await desk.koe.run(lambda work: _taken_by(work, "somebody"))
            assert polls(desk) == before
            desk.clock.forward(seconds=polling.LEASE.total_seconds())
            await taken(desk)
        assert polls(desk) > before
        assert await desk.deliver() == 1


def _taken_by(work: Work, holder: str) -> bool:
    return work.uow.leases.take(polling.LEASE_NAME, holder, work.now, work.now + polling.LEASE)
