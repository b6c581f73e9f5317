"""What Telegram brings, what is sent to it, and what became of that by its answer."""

from typing import Any

import pytest
from telegram import Update

from bot.channels.telegram import TelegramChannel, inbound_from, read_update
from handlers.inbound import (
    Followed,
    OtherReceived,
    TapReceived,
    TextReceived,
    Unfollowed,
    What,
)
from surveys.messages import Button, EntryCard, Message, Progress, Role
from surveys.model import Language
from surveys.outbound import Accepted, Blocked, Outcome, Refused, TryLater, Uncertain
from tests.bot.test_serving import Desk, claimed, one_loop
from tests.fakes.faults import Failure, Fault, RateLimited, Reset
from tests.universe import NOON, TELEGRAM_TOKEN

SEND, PHOTO = "sendMessage", "sendPhoto"
NETWORK = "NetworkError"
GATEWAY = "TelegramError"


def channel_of(desk: Desk) -> TelegramChannel:
    channel = desk.koe.channels["telegram"]
    assert isinstance(channel, TelegramChannel)
    return channel


def message(text: str = "こんにちは", **more: Any) -> Message:
    return Message(text=text, language=Language.JA, **more)


def other(label: str) -> Button:
    return Button(label=label, data=f"1m.{len(label)}", role=Role.OTHER)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Failure(status=403, text="Forbidden: bot was blocked by the user"), Blocked()),
        (RateLimited(seconds=7), TryLater(reason="flood limit", seconds=7)),
        (Failure(status=502), Uncertain(reason=GATEWAY)),
        (Failure(status=500), Uncertain(reason=NETWORK)),
        (Failure(status=400, text="Bad Request: chat not found"), Refused(reason="BadRequest")),
        (Failure(status=401, text="Unauthorized"), Refused(reason="InvalidToken")),
        (Failure(status=409, text="Conflict: …"), Refused(reason="Conflict")),
        (
            Failure(status=400, text="Bad Request", parameters={"migrate_to_chat_id": -100}),
            Refused(reason="chat became a group"),
        ),
        (Reset(), Uncertain(reason="RemoteProtocolError")),
    ],
)
async def test_what_an_answer_means(fault: Fault, expected: Outcome, sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        person = desk.telegram.user(7001)
        desk.telegram.faults.put(fault, path=SEND)
        outcome = await channel_of(desk).send(claimed("telegram"))
        # how a broken connection shows varies
        assert outcome == expected or (isinstance(fault, Reset) and type(outcome) is Uncertain)
        assert person.messages == []
        assert await channel_of(desk).send(claimed("telegram")) == Accepted()
        assert person.screen == "こんにちは"


async def test_where_no_connection_is_made_nothing_was_sent() -> None:
    nowhere = TelegramChannel(
        token=TELEGRAM_TOKEN, base_url="http://127.0.0.1:1", paint=lambda _: b""
    )
    await nowhere.open()
    assert nowhere.user_name is None
    assert await nowhere.send(claimed("telegram")) == TryLater(reason="ConnectError")
    await nowhere.close()


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (RateLimited(seconds=7), Uncertain(reason="1 sent")),
        (Failure(status=403, text="Forbidden: user is deactivated"), Blocked()),
        (Failure(status=502), Uncertain(reason=GATEWAY)),
    ],
)
async def test_after_the_first_message_arrived_the_row_is_not_sent_again(
    fault: Fault, expected: Outcome, sqlite_url: str
) -> None:
    async with one_loop(sqlite_url) as desk:
        person = desk.telegram.user(7001)
        card = message("一", card=EntryCard(code="K7M2P", course="講座", deadline="11/22"))
        desk.telegram.faults.put(fault, path=SEND)
        outcome = await channel_of(desk).send(claimed("telegram", card, message("二")))
        assert outcome == expected
        assert person.screen == "一"


@pytest.mark.parametrize(("length", "messages"), [(1024, 1), (1025, 2)])
async def test_a_picture_carries_its_text_where_that_is_short_enough(
    length: int, messages: int, sqlite_url: str
) -> None:
    async with one_loop(sqlite_url) as desk:
        person = desk.telegram.user(7001)
        card = EntryCard(code="K7M2P", course="ハローベビークラス", deadline="11/22(日) 12:00")
        row = message("あ" * length, card=card, buttons=(other("締切"),))
        assert await channel_of(desk).send(claimed("telegram", row)) == Accepted()
        assert len(person.messages) == messages
        assert person.photos[0].startswith(b"\x89PNG")
        assert person.screen.endswith("あ" * length)
        assert person.buttons == ["締切"]


async def test_texts_are_cut_and_progress_stands_above(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        person = desk.telegram.user(7001)
        long = message("あ" * 5000, progress=Progress(step=2, steps=7))
        await channel_of(desk).send(claimed("telegram", long))
        assert len(person.screen) == 4096
        assert person.screen.startswith("2/7\nあ")


async def test_short_side_buttons_stand_two_in_a_row(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        person = desk.telegram.user(7001)
        buttons = (
            Button(label="はい", data="1a.1", ticked=True),
            other("もどる"),
            other("やめる"),
            other("ことば"),
            other("とても長い名前のボタン"),
            other("消す"),
            Button(label="ページ", data="https://koe.example.jp/c/A", role=Role.LINK),
            other("最後"),
        )
        await channel_of(desk).send(claimed("telegram", message(buttons=buttons)))
        rows = person.messages[-1]["reply_markup"]["inline_keyboard"]
        assert [[button["text"] for button in row] for row in rows] == [
            ["✓ はい"],
            ["もどる", "やめる"],
            ["ことば"],
            ["とても長い名前のボタン"],
            ["消す"],
            ["ページ"],
            ["最後"],
        ]
        assert rows[5][0]["url"] == "https://koe.example.jp/c/A"


async def test_who_blocked_the_bot_is_sent_nothing_more(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        desk.telegram.user(7001).block()
        desk.push("telegram", "7001")
        desk.push("telegram", "7001")
        await desk.deliver()
        assert [row[:2] for row in desk.rows()] == [("failed", "blocked")] * 2
        assert [call.path.endswith(SEND) for call in desk.telegram.calls].count(True) == 1


async def test_a_flood_limit_is_waited_for(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        person = desk.telegram.user(7001)
        desk.push("telegram", "7001")
        desk.telegram.faults.put(RateLimited(seconds=30), path=SEND)
        await desk.deliver()
        assert desk.rows() == [("due", "flood limit", 1)]
        assert await desk.deliver(after=29) == 0
        assert await desk.deliver(after=1.5) == 1
        assert person.screen == "お知らせ"


async def test_what_is_uncertain_is_not_sent_again(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        person = desk.telegram.user(7001)
        desk.push("telegram", "7001")
        desk.telegram.faults.put(Failure(status=502, accepted=True), path=SEND)
        await desk.deliver()
        assert await desk.deliver(after=3600) == 0
        assert desk.rows() == [("unknown", GATEWAY, 1)]
        assert len(person.messages) == 1


async def test_a_tap_is_acknowledged_also_where_that_fails(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        person = desk.telegram.user(7001)
        person.say("ことば")
        await desk.poll()
        await desk.deliver()
        person.tap("English")
        await desk.poll()
        assert desk.telegram.unanswered == []
        person.tap("中文")
        desk.telegram.faults.put(Failure(status=400), path="answerCallbackQuery")
        await desk.poll()
        await desk.deliver()
        assert len(person.messages) == 3  # the answer came all the same


CHAT = {"id": 7001, "type": "private", "first_name": "はな"}
GROUP = {"id": -5, "type": "group", "title": "保護者"}
USER = {"id": 7001, "is_bot": False, "first_name": "はな", "language_code": "en"}
SEEN = {"message_id": 9, "date": 1, "chat": CHAT}
TAPPED = {"chat_instance": "c", "message": SEEN, "data": "1m"}
BOT = {"id": 123456, "is_bot": True, "first_name": "Koe"}


def said(**content: object) -> dict[str, object]:
    written = {"message_id": 9, "date": 1, "chat": CHAT, "from": USER, **content}
    return {"update_id": 5, "message": written}


def member(status: str) -> dict[str, object]:
    more = {"until_date": 0} if status == "kicked" else {}
    change = {
        "chat": CHAT,
        "from": USER,
        "date": 1,
        "old_chat_member": {"status": "member", "user": BOT},
        "new_chat_member": {"status": status, "user": BOT, **more},
    }
    return {"update_id": 5, "my_chat_member": change}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (said(text="はい"), TextReceived(text="はい", message="9")),
        (said(), OtherReceived(kind="attachment")),
        (member("kicked"), Unfollowed()),
        (member("left"), Unfollowed()),
        (member("member"), Followed()),
        (
            {"update_id": 5, "callback_query": {"id": "1", "from": USER, **TAPPED}},
            TapReceived(data="1m"),
        ),
        (said(chat=GROUP, text="はい"), None),
        ({"update_id": 5}, None),
        ({"update_id": 5, "channel_post": {"message_id": 1, "date": 1, "chat": CHAT}}, None),
    ],
)
def test_what_an_update_says(data: dict[str, object], expected: What | None) -> None:
    update = Update.de_json(data)
    inbound = inbound_from(update, NOON)
    assert (inbound.what if inbound else None) == expected
    if inbound is not None:
        assert (inbound.event, inbound.address, inbound.language) == ("5", "7001", "en")
        assert inbound.answerable is not isinstance(expected, Followed | Unfollowed)


@pytest.mark.parametrize(
    "body",
    [None, b"", b"{", b"[]", b"7", b"{}", b"\xff", b'{"update_id": 1, "message": 3}', b"[" * 9999],
)
async def test_a_body_without_an_update(body: bytes | None, sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        assert read_update(body, channel_of(desk)) is None
