"""What goes wrong on the way to the fake LINE, as the real SDK meets it."""

import asyncio
import contextlib

import aiohttp
import pytest
from linebot.v3.messaging import ApiException

from tests.fakes.faults import Failure, Hold, RateLimited, Reset
from tests.fakes.line_sdk import HANA, PUSH, a_bot, refused

KEY = "123e4567-e89b-12d3-a456-426614174000"


@pytest.mark.parametrize(
    ("fault", "shown_before", "statuses"),
    [
        (Failure(accepted=False), 0, [500, 200]),
        (Failure(accepted=True), 1, [500, 409]),
    ],
    ids=["before it is taken", "after it is taken"],
)
async def test_an_error_500(fault: Failure, shown_before: int, statuses: list[int]) -> None:
    async with a_bot() as bot:
        hana = bot.line.user(HANA)
        bot.line.faults.put(fault, path=PUSH)
        with pytest.raises(ApiException):
            await bot.push("1", key=KEY)
        assert len(hana.messages) == shown_before
        with contextlib.suppress(ApiException):
            await bot.push("1", key=KEY)
        assert len(hana.messages) == 1
        assert [call.status for call in bot.line.calls] == statuses
        assert bot.line.faults.left == 0


async def test_a_connection_that_breaks() -> None:
    async with a_bot() as bot:
        hana = bot.line.user(HANA)
        bot.line.faults.put(Reset(accepted=True), Reset(), path=PUSH)
        for _ in range(2):
            with pytest.raises(aiohttp.ClientError):
                await bot.push("1")
        assert [call.status for call in bot.line.calls] == [0, 0]
        assert len(hana.messages) == 1


async def test_an_answer_that_does_not_come_in_time() -> None:
    async with a_bot() as bot:
        hana = bot.line.user(HANA)
        hold = Hold()
        bot.line.faults.put(hold, path=PUSH)
        pushing = asyncio.create_task(bot.push("1"))
        await asyncio.to_thread(hold.wait_until_arrived)
        assert (hana.screen, pushing.done()) == ("1", False)
        hold.release()
        await pushing


async def test_a_request_held_up_before_it_is_taken() -> None:
    async with a_bot() as bot:
        hana = bot.line.user(HANA)
        hold = Hold(accepted=False)
        bot.line.faults.put(hold, path=PUSH)
        pushing = asyncio.create_task(bot.push("1"))
        await asyncio.to_thread(hold.wait_until_arrived)
        assert (hana.screen, pushing.done()) == ("", False)
        hold.release()
        await pushing
        assert hana.screen == "1"


async def test_a_held_request_does_not_keep_the_server_from_stopping() -> None:
    hold = Hold()
    async with a_bot() as bot:
        bot.line.faults.put(hold)
        pushing = asyncio.create_task(bot.push("1"))
        await asyncio.to_thread(hold.wait_until_arrived)
        await asyncio.to_thread(bot.line.faults.release_all)
        await pushing


async def test_the_rate_limit() -> None:
    async with a_bot() as bot:
        bot.line.user(HANA)
        bot.line.faults.put(RateLimited(), times=2)
        for _ in range(2):
            with pytest.raises(ApiException) as error:
                await bot.push("1")
            assert error.value.status == 429
            assert "monthly" not in refused(error)[1]
        await bot.push("1")
