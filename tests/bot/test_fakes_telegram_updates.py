"""Updates of the fake Telegram: fetched and confirmed, awaited, fought over, or POSTed."""

import asyncio
import json
from typing import Any

import pytest
from telegram import Bot
from telegram.error import Conflict

from tests.bot.test_fakes_telegram import HANA, TOKEN_OF_BOT, a_bot, fetched
from tests.fakes.clock import Clock
from tests.fakes.telegram import FakeTelegram


def texts(updates: Any) -> list[str]:
    return [update.message.text for update in updates]


async def test_updates_stay_until_they_are_confirmed() -> None:
    async with a_bot() as (telegram, bot):
        hana = telegram.user(HANA)
        for text in "123":
            hana.say(text)
        seen = await fetched(bot)
        assert texts(seen) == ["1", "2", "3"]
        assert texts(await fetched(bot)) == ["1", "2", "3"]
        assert texts(await fetched(bot, seen[0].update_id + 1)) == ["2", "3"]
        assert texts(await bot.get_updates(limit=1)) == ["2"]
        assert texts(await fetched(bot, -1)) == ["3"]
        assert await fetched(bot, seen[2].update_id + 1) == ()


async def test_a_long_poll_returns_with_the_first_update() -> None:
    async with a_bot() as (telegram, bot):
        polling = asyncio.create_task(bot.get_updates(timeout=30))
        await asyncio.to_thread(telegram.updates.wait_until_polled)
        telegram.user(HANA).say("1")
        assert texts(await polling) == ["1"]


async def test_a_long_poll_ends_when_the_server_stops() -> None:
    with FakeTelegram(TOKEN_OF_BOT, Clock()) as telegram:
        bot = Bot(TOKEN_OF_BOT, base_url=telegram.base_url)
        await bot.initialize()
        polling = asyncio.create_task(bot.get_updates(timeout=30))
        await asyncio.to_thread(telegram.updates.wait_until_polled)
    assert await polling == ()
    await bot.shutdown()


async def test_of_two_pollers_the_first_is_turned_away() -> None:
    async with (
        a_bot() as (telegram, bot),
        Bot(TOKEN_OF_BOT, base_url=telegram.base_url) as second,
    ):
        polling = asyncio.create_task(bot.get_updates(timeout=30))
        await asyncio.to_thread(telegram.updates.wait_until_polled)
        await second.get_updates()
        with pytest.raises(Conflict, match="other getUpdates"):
            await polling


async def test_only_what_was_asked_for_comes() -> None:
    async with a_bot() as (telegram, bot):
        hana = telegram.user(HANA)
        hana.say("1")
        hana.block()
        (update,) = await bot.get_updates(allowed_updates=["my_chat_member"])
        assert update.my_chat_member is not None


async def test_updates_out_of_order_and_again() -> None:
    async with a_bot() as (telegram, bot):
        hana = telegram.user(HANA)
        with telegram.collecting() as updates:
            hana.say("1")
            hana.say("2")
        assert await fetched(bot) == ()
        telegram.deliver(updates[::-1])
        seen = await fetched(bot)
        assert texts(seen) == ["2", "1"]
        telegram.repeat(updates[0])
        last = max(update.update_id for update in seen)
        assert texts(await fetched(bot, last + 1)) == ["1"]
        assert await fetched(bot, last + 1) == ()


async def test_a_webhook_gets_each_update_until_it_takes_it() -> None:
    answers = [503, 200, 200]
    heard: list[tuple[str, str]] = []

    def deliver(body: bytes, headers: dict[str, str]) -> int:
        secret = headers["x-telegram-bot-api-secret-token"]
        heard.append((json.loads(body)["message"]["text"], secret))
        return answers.pop(0)

    async with a_bot() as (telegram, bot):
        hana = telegram.user(HANA)
        await bot.set_webhook("https://koe.example/telegram", secret_token="-".join("abc"))
        telegram.updates.deliver_to = deliver
        assert hana.say("1") == 503
        assert (await bot.get_webhook_info()).pending_update_count == 1
        assert hana.say("2") == 200
        assert heard == [("1", "a-b-c"), ("1", "a-b-c"), ("2", "a-b-c")]
        with pytest.raises(Conflict, match="webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()
        telegram.updates.deliver_to = None
        assert await fetched(bot) == ()
