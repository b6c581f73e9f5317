"""What the fake Telegram refuses, one row each, and what it keeps on record."""

import json
from typing import Any

import httpx
import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from tests.bot.test_fakes_telegram import HANA, TOKEN_OF_BOT, a_bot, picture
from tests.fakes.clock import Clock
from tests.fakes.contracts import need_contracts
from tests.fakes.telegram import FakeTelegram


def call(telegram: FakeTelegram, method: str, **given: Any) -> httpx.Response:
    """A call that the SDK would not make, as JSON."""
    with httpx.Client(trust_env=False) as client:
        return client.post(f"{telegram.base_url}{TOKEN_OF_BOT}/{method}", json=given)


def keys(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "a", **button}]]}


FINE: list[dict[str, Any]] = [
    {"text": "あ" * 4096},
    {"text": "<b>" + "a" * 4096 + "</b>", "parse_mode": "HTML"},
    {"text": "1 &lt; 2 <a href='https://a.example/'>b</a>", "parse_mode": "HTML"},
    {"text": "a", "reply_markup": keys(callback_data="あ" * 21)},
    {"text": "a", "reply_markup": keys(url="https://a.example/")},
]
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "empty": ({"text": " "}, "message text is empty"),
    "too long": ({"text": "あ" * 4097}, "message is too long"),
    "unknown tag": ({"text": "<p>a</p>", "parse_mode": "HTML"}, 'Unsupported start tag "p"'),
    "open tag": ({"text": "<b>a", "parse_mode": "HTML"}, "Can't find end tag"),
    "wrong end": ({"text": "<b>a</i>", "parse_mode": "HTML"}, 'Unexpected end tag "i"'),
    "bare bracket": ({"text": "1 < 2", "parse_mode": "HTML"}, "Unsupported start tag"),
    "mode": ({"text": "a", "parse_mode": "Markdown"}, "unsupported parse_mode"),
    "data": ({"text": "a", "reply_markup": keys(callback_data="あ" * 22)}, "BUTTON_DATA_INVALID"),
    "no data": ({"text": "a", "reply_markup": keys(callback_data="")}, "BUTTON_DATA_INVALID"),
    "no action": ({"text": "a", "reply_markup": keys()}, "exactly one action"),
    "two actions": (
        {"text": "a", "reply_markup": keys(callback_data="a", url="https://a.example/")},
        "exactly one action",
    ),
    "address": ({"text": "a", "reply_markup": keys(url="a")}, "Wrong HTTP URL"),
    "buttons": (
        {
            "text": "a",
            "reply_markup": {"inline_keyboard": keys(url="tg://a")["inline_keyboard"] * 101},
        },
        "reply markup is too long",
    ),
}
MISSHAPEN: dict[str, tuple[str, dict[str, Any], str]] = {
    "unknown method": ("sendLetter", {}, "sendLetter no such method"),
    "missing": ("sendMessage", {"chat_id": HANA}, "sendMessage.text required"),
    "misspelt": ("getMe", {"chat": 1}, "chat unknown parameter"),
    "type": ("sendMessage", {"chat_id": 1.5, "text": "a"}, "sendMessage.chat_id must be Integer"),
    "nested": (
        "sendMessage",
        {"chat_id": HANA, "text": "a", "reply_markup": keys(data="a")},
        "reply_markup.inline_keyboard[0][0].data unknown field of InlineKeyboardButton",
    ),
    "list": ("setMyCommands", {"commands": {}}, "setMyCommands.commands must be Array of"),
    "subtype": (
        "setMyCommands",
        {"commands": [], "scope": {"type": "everybody"}},
        "setMyCommands.scope.type must be",
    ),
    "attachment": (
        "editMessageMedia",
        {"media": {"type": "photo", "media": "attach://a"}},
        "attach://a no such part",
    ),
}


@pytest.mark.parametrize("given", FINE)
def test_what_passes(given: dict[str, Any]) -> None:
    with FakeTelegram(TOKEN_OF_BOT, Clock()) as telegram:
        telegram.user(HANA)
        assert call(telegram, "sendMessage", chat_id=HANA, **given).json()["ok"] is True
        assert telegram.violations == []


@pytest.mark.parametrize("name", WRONG)
def test_what_goes_over_a_limit(name: str) -> None:
    given, description = WRONG[name]
    with FakeTelegram(TOKEN_OF_BOT, Clock()) as telegram:
        hana = telegram.user(HANA)
        answer = call(telegram, "sendMessage", chat_id=HANA, **given)
        assert (answer.status_code, answer.json()["ok"]) == (400, False)
        assert description in answer.json()["description"]
        assert (len(telegram.violations), hana.messages) == (1, [])


@pytest.mark.parametrize("name", MISSHAPEN)
def test_what_is_not_in_the_description(name: str) -> None:
    need_contracts()
    method, given, description = MISSHAPEN[name]
    with FakeTelegram(TOKEN_OF_BOT, Clock()) as telegram:
        answer = call(telegram, method, **given)
        assert answer.status_code == 400
        assert description in answer.json()["description"]
        assert telegram.violations


@pytest.mark.parametrize(
    ("method", "given", "description"),
    [
        ("sendPhoto", {"photo": b"no picture"}, "IMAGE_PROCESS_FAILED"),
        ("sendPhoto", {"photo": b""}, "file must be non-empty"),
        ("sendPhoto", {"photo": picture("red"), "caption": "あ" * 1025}, "caption is too long"),
        ("sendDocument", {"document": "file-of-somebody"}, "wrong file identifier"),
    ],
)
def test_files_that_are_refused(method: str, given: dict[str, Any], description: str) -> None:
    files = {name: value for name, value in given.items() if isinstance(value, bytes)}
    fields = {name: value for name, value in given.items() if isinstance(value, str)}
    with FakeTelegram(TOKEN_OF_BOT, Clock()) as telegram, httpx.Client(trust_env=False) as client:
        telegram.user(HANA)
        answer = client.post(
            f"{telegram.base_url}{TOKEN_OF_BOT}/{method}",
            data={"chat_id": str(HANA), **fields},
            files=files or None,
        )
        assert description in answer.json()["description"]


@pytest.mark.parametrize(
    ("method", "given", "description"),
    [
        ("setWebhook", {"url": "http://a.example/"}, "An HTTPS URL"),
        ("setWebhook", {"url": "https://a.example/", "secret_token": "a b"}, "unallowed"),
        ("setMyCommands", {"commands": [{"command": "A", "description": "a"}]}, "INVALID"),
        ("setMyCommands", {"commands": [{"command": "a", "description": ""}]}, "DESCRIPTION"),
        ("getFile", {"file_id": "nothing"}, "wrong file identifier"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}, "TOO_LONG"),
        ("sendMessage", {"chat_id": 1, "text": "a"}, "chat not found"),
    ],
)
def test_other_refusals(method: str, given: dict[str, Any], description: str) -> None:
    with FakeTelegram(TOKEN_OF_BOT, Clock()) as telegram:
        answer = call(telegram, method, **given)
        assert answer.status_code == 400
        assert description in answer.json()["description"]


def test_a_link_carries_64_characters() -> None:
    with FakeTelegram(TOKEN_OF_BOT, Clock()) as telegram:
        hana = telegram.user(HANA)
        hana.start("a" * 64)
        for payload in ("a" * 65, "a.b"):
            with pytest.raises(ValueError, match="payload"):
                hana.start(payload)


async def test_calls_are_on_record() -> None:
    async with a_bot() as (telegram, bot):
        telegram.user(HANA)
        link = InlineKeyboardButton("くわしく", url="https://a.example/")
        await bot.send_message(HANA, "a", reply_markup=InlineKeyboardMarkup([[link]]))
        assert telegram.user(HANA).tap("くわしく") is None
        assert telegram.user(HANA).opened == ["https://a.example/"]
        with pytest.raises(LookupError, match="くわしく"):
            telegram.user(HANA).tap("ない")
        last = telegram.calls[-1]
        assert (last.method, last.status) == ("POST", 200)
        assert last.path == f"/bot{TOKEN_OF_BOT}/sendMessage"
        assert b"chat_id=7001" in last.body


def test_an_update_that_telegram_would_not_send() -> None:
    need_contracts()
    with FakeTelegram(TOKEN_OF_BOT, Clock()) as telegram:
        with pytest.raises(AssertionError, match="Telegram would not"):
            telegram.world.happen("message", {"text": "a"})
        assert json.loads(json.dumps(telegram.updates.happened)) == []
