"""Rows of the outbox: in order for each person, each sent once, also when a process dies."""

import asyncio
from typing import Final

import pytest

from bot.deliverer import deliver_due, deliver_forever
from handlers.delivery import LEASE, claim
from storage.database import StoreUnavailable
from surveys.outbound import Claimed
from tests.bot.test_polling import Refusing
from tests.bot.test_serving import Desk, one_loop
from tests.fakes.faults import Failure
from tests.fakes.line_events import line_user_id

AFTER_LEASE: Final = LEASE.total_seconds() + 1
PUSH: Final = "/v2/bot/message/push"


def taken_and_lost(desk: Desk) -> tuple[Claimed, ...]:
    """A process claims what is due and dies before it can send it."""
    return desk.koe.do(lambda work: claim(work, 10)).rows


async def test_one_person_s_rows_arrive_in_order(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        person, other = desk.telegram.user(7001), desk.telegram.user(7002)
        for text in ("一", "二", "三"):
            desk.push("telegram", "7001", text)
        desk.push("telegram", "7002", "四")
        assert await desk.deliver() == 4
        assert [message["text"] for message in person.messages] == ["一", "二", "三"]
        assert [message["text"] for message in other.messages] == ["四"]
        assert {status for status, _, _ in desk.rows()} == {"sent"}


async def test_pages_keep_their_order_where_the_first_must_wait(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        phone = desk.line.user(line_user_id(1))
        phone.say("ヘルプ")
        phone.say("ことば")
        await desk.take()
        desk.line.faults.put(Failure(status=500))
        assert await desk.deliver() == 1  # the second page waits for the first
        assert phone.messages == []
        assert await desk.deliver(after=2.1) == 2
        assert [message["type"] for message in phone.messages] == ["text", "flex"]


async def test_rows_of_a_channel_that_is_off_are_refused(sqlite_url: str) -> None:
    async with one_loop(sqlite_url, telegram_bot_token=None) as desk:
        desk.push("telegram", "7001")
        desk.push("line", line_user_id(1))
        desk.line.user(line_user_id(1))
        assert await desk.deliver() == 2
        assert desk.rows() == [("failed", "channel telegram is off", 1), ("sent", None, 1)]


async def test_a_reply_whose_process_died_is_not_sent_again(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        phone = desk.line.user(line_user_id(1))
        phone.say("ヘルプ")
        await desk.take()
        assert len(taken_and_lost(desk)) == 1
        assert await desk.deliver(after=LEASE.total_seconds() - 1) == 0
        assert await desk.deliver(after=2) == 0
        assert desk.rows() == [("unknown", "the claim ran out", 1)]
        assert desk.line.calls == []


@pytest.mark.parametrize("arrived", [False, True])
async def test_a_push_whose_process_died_goes_again_with_the_same_key(
    sqlite_url: str, *, arrived: bool
) -> None:
    async with one_loop(sqlite_url) as desk:
        phone = desk.line.user(line_user_id(1))
        desk.push("line", phone.user_id, "まえ")
        await desk.deliver()  # from here on it is known what is left of the month
        desk.push("line", phone.user_id)
        (lost,) = taken_and_lost(desk)
        if arrived:
            await desk.koe.channels["line"].send(lost)
        assert await desk.deliver() == 0
        assert await desk.deliver(after=AFTER_LEASE) == 1
        assert desk.rows()[1] == ("sent", None, 2)
        assert [message["text"] for message in phone.messages] == ["まえ", "お知らせ"]
        pushes = [call for call in desk.line.calls if call.path == PUSH][1:]
        keys = [call.headers["x-line-retry-key"] for call in pushes]
        assert len(keys) == (2 if arrived else 1)
        assert {key.replace("-", "") for key in keys} == {lost.outgoing.retry_key}


async def test_two_deliverers_share_the_rows(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        people = [desk.telegram.user(7000 + number) for number in range(30)]
        for person in people:
            desk.push("telegram", str(person.id))
        tried = await asyncio.gather(deliver_due(desk.koe), deliver_due(desk.koe))
        assert sum(tried) == 30
        assert [len(person.messages) for person in people] == [1] * 30


async def test_with_the_database_down_rows_wait_for_the_next_sweep(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        phone = desk.line.user(line_user_id(1))
        desk.push("line", phone.user_id)
        real = desk.koe.store
        desk.koe.store = Refusing(real=real, refusals=1)
        with pytest.raises(StoreUnavailable):
            await deliver_due(desk.koe)
        desk.koe.store = Refusing(real=real, refusals=1)
        desk.koe.something_to_send.set()
        sending = asyncio.create_task(deliver_forever(desk.koe))
        assert await asyncio.to_thread(phone.await_reply) == "お知らせ"
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        desk.koe.store = real
