"""The fake Telegram, driven through python-telegram-bot: messages, edits, taps, errors."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from PIL import Image
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)

from tests.fakes.clock import Clock
from tests.fakes.faults import Failure, RateLimited, Reset
from tests.fakes.telegram import FakeTelegram

TOKEN_OF_BOT = "7000:" + "a" * 35
HANA = 7001


@asynccontextmanager
async def a_bot(clock: Clock | None = None) -> AsyncIterator[tuple[FakeTelegram, Bot]]:
    with FakeTelegram(TOKEN_OF_BOT, clock or Clock()) as telegram:
        async with Bot(
            TOKEN_OF_BOT, base_url=telegram.base_url, base_file_url=telegram.file_url
        ) as bot:
            yield telegram, bot


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    buttons = [InlineKeyboardButton(label, callback_data=f"data {label}") for label in labels]
    return InlineKeyboardMarkup([[button] for button in buttons])


def picture(colour: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, "PNG")
    return stream.getvalue()


async def fetched(bot: Bot, offset: int | None = None) -> tuple[Update, ...]:
    return await bot.get_updates(offset=offset)


async def test_a_person_starts_and_taps() -> None:
    async with a_bot() as (telegram, bot):
        hana = telegram.user(HANA, language_code="ja")
        hana.start("K7Q2")
        (update,) = await fetched(bot)
        assert update.message is not None
        assert update.message.text == "/start K7Q2"
        assert update.message.parse_entities(["bot_command"])
        assert update.effective_user is not None
        assert update.effective_user.language_code == "ja"
        await bot.send_message(HANA, "どうでしたか", reply_markup=keyboard("よい", "まあまあ"))
        assert (hana.screen, hana.buttons) == ("どうでしたか", ["よい", "まあまあ"])
        hana.tap("まあまあ")
        (tap,) = await fetched(bot, update.update_id + 1)
        assert tap.callback_query is not None
        assert tap.callback_query.data == "data まあまあ"
        assert telegram.unanswered == [tap.callback_query.id]
        await tap.callback_query.answer()
        assert telegram.unanswered == []
        assert await fetched(bot, tap.update_id + 1) == ()
        assert telegram.violations == []


async def test_an_edited_message_is_the_newest_reply() -> None:
    async with a_bot() as (telegram, bot):
        hana = telegram.user(HANA)
        first = await bot.send_message(HANA, "1", reply_markup=keyboard("a"))
        await bot.send_message(HANA, "2", reply_markup=keyboard("a"))
        assert hana.screen == "1\n2"
        hana.tap("a")
        await bot.edit_message_reply_markup(HANA, first.message_id)
        assert hana.screen == "2"  # buttons taken away from an old message are no news
        await bot.edit_message_text(
            "<b>1</b> &amp; 3",
            HANA,
            first.message_id,
            parse_mode="HTML",
            reply_markup=keyboard("b"),
        )
        assert (hana.screen, hana.buttons) == ("1 & 3", ["b"])
        assert hana.await_reply() == "1 & 3"
        with pytest.raises(BadRequest, match="not modified"):
            await bot.edit_message_text(
                "1 & 3", HANA, first.message_id, reply_markup=keyboard("b")
            )
        await bot.delete_message(HANA, first.message_id)
        with pytest.raises(BadRequest, match="to edit not found"):
            await bot.edit_message_text("4", HANA, first.message_id)
        assert telegram.violations == []


async def test_photos_and_files() -> None:
    async with a_bot() as (telegram, bot):
        hana = telegram.user(HANA)
        red, blue = picture("red"), picture("blue")
        sent = await bot.send_photo(HANA, red, caption="今週", reply_markup=keyboard("次"))
        assert (hana.photos, hana.screen, hana.buttons) == ([red], "今週", ["次"])
        await bot.edit_message_media(InputMediaPhoto(blue, caption="先週"), HANA, sent.message_id)
        assert (hana.photos, hana.screen, hana.buttons) == ([blue], "先週", [])
        await bot.edit_message_caption(HANA, sent.message_id, caption="なし")
        await bot.send_photo(HANA, sent.photo[-1].file_id)
        assert (hana.photos, hana.messages[0]["caption"]) == ([blue, red], "なし")
        await bot.send_document(HANA, b"a,b\n", filename="koe.csv")
        assert hana.documents == [("koe.csv", b"a,b\n")]
        hana.document("参加者.csv", b"1,2\n")
        (update,) = await fetched(bot)
        assert update.message is not None
        assert update.message.document is not None
        file = await bot.get_file(update.message.document.file_id)
        assert bytes(await file.download_as_bytearray()) == b"1,2\n"
        assert telegram.violations == []


async def test_edits_that_do_not_fit() -> None:
    async with a_bot() as (telegram, bot):
        telegram.user(HANA)
        text = await bot.send_message(HANA, "1")
        photo = await bot.send_photo(HANA, picture("red"))
        with pytest.raises(BadRequest, match="no text in the message"):
            await bot.edit_message_text("2", HANA, photo.message_id)
        with pytest.raises(BadRequest, match="no caption in the message"):
            await bot.edit_message_caption(HANA, text.message_id, caption="2")
        file = InputMediaDocument(b"a,b", filename="a.csv")
        await bot.edit_message_media(file, HANA, photo.message_id)
        assert telegram.user(HANA).documents == [("a.csv", b"a,b")]
        assert await bot.send_chat_action(HANA, "typing")


async def test_a_tap_is_answered_once_and_in_time() -> None:
    clock = Clock()
    async with a_bot(clock) as (telegram, bot):
        hana = telegram.user(HANA)
        await bot.send_message(HANA, "?", reply_markup=keyboard("a"))
        hana.tap("a")
        hana.tap("a")
        first, late = (query for query in telegram.unanswered)
        await bot.answer_callback_query(first, "ありがとう")
        with pytest.raises(BadRequest, match="too old"):
            await bot.answer_callback_query(first)
        assert telegram.violations == ["answerCallbackQuery callback_query_id: answered before"]
        clock.forward(hours=1)
        with pytest.raises(BadRequest, match="too old"):
            await bot.answer_callback_query(late)
        assert len(telegram.violations) == 1


async def test_who_blocked_the_bot_hears_nothing() -> None:
    async with a_bot() as (telegram, bot):
        hana = telegram.user(HANA)
        hana.block()
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await bot.send_message(HANA, "?")
        with pytest.raises(RuntimeError, match="blocked"):
            hana.say("もしもし")
        hana.unblock()
        await bot.send_message(HANA, "おかえりなさい")
        changes = [update.my_chat_member for update in await fetched(bot)]
        assert [change.new_chat_member.status for change in changes if change] == [
            "kicked",
            "member",
        ]
        with pytest.raises(BadRequest, match="not found"):
            await bot.send_message(HANA + 1, "?")


@pytest.mark.parametrize(
    ("fault", "error", "shown"),
    [
        (RateLimited(seconds=5), RetryAfter, 0),
        (Failure(status=502), NetworkError, 0),
        (Failure(status=500, accepted=True), NetworkError, 1),
        (Reset(accepted=True), NetworkError, 1),
        (Reset(), NetworkError, 0),
        (
            Failure(status=400, text="Bad Request", parameters={"migrate_to_chat_id": -1001}),
            ChatMigrated,
            0,
        ),
    ],
)
async def test_what_goes_wrong_on_the_way(
    fault: RateLimited | Failure | Reset,
    error: type[Exception],
    shown: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # without it the library warns about RetryAfter
    async with a_bot() as (telegram, bot):
        hana = telegram.user(HANA)
        telegram.faults.put(fault, path="/sendMessage")
        with pytest.raises(error):
            await bot.send_message(HANA, "1")
        assert len(hana.messages) == shown
        await bot.send_message(HANA, "2")
        assert hana.messages[-1]["text"] == "2"
        assert telegram.faults.left == 0


async def test_the_bot_itself() -> None:
    async with a_bot() as (telegram, bot):
        me = await bot.get_me()
        assert (me.id, me.username) == (7000, "koe_test_bot")
        await bot.set_my_commands([BotCommand("start", "はじめる")], language_code="ja")
        (command,) = await bot.get_my_commands(language_code="ja")
        assert command.command == "start"
        assert await bot.get_my_commands() == ()
        await bot.delete_my_commands(language_code="ja")
        assert await bot.get_my_commands(language_code="ja") == ()
        await bot.set_my_description("声", language_code="ja")
        assert telegram.profile.texts == {("description", "ja"): "声"}
        assert telegram.violations == []


async def test_a_wrong_token() -> None:
    with FakeTelegram(TOKEN_OF_BOT, Clock()) as telegram:
        bot = Bot(TOKEN_OF_BOT + "b", base_url=telegram.base_url)
        with pytest.raises(InvalidToken):
            await bot.get_me()
        for request in bot._request:
            await request.shutdown()
        assert [call.status for call in telegram.calls] == [401]
