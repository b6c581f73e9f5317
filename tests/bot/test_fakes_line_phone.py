"""Phones of the fake LINE: what is on the screen, what can be tapped, what the bot hears."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.clock import Clock
from tests.fakes.line import FakeLine
from tests.fakes.line_events import line_user_id, signature
from tests.fakes.line_phone import Phone
from tests.fakes.line_sdk import CHANNEL, raw

HANA, JUN = line_user_id(1), line_user_id(2)

PAGE = {
    "type": "flex",
    "altText": "質問 1",
    "contents": {
        "type": "bubble",
        "body": {
            "type": "box",
            "layout": "vertical",
            "contents": [
                {"type": "text", "text": "質問 1", "contents": []},
                {"type": "text", "contents": [{"type": "span", "text": "どう"}]},
                {
                    "type": "box",
                    "layout": "vertical",
                    "action": {"type": "postback", "data": "1c.r.0.0", "displayText": "よい"},
                    "contents": [{"type": "text", "text": "よい"}],
                },
            ],
        },
        "footer": {
            "type": "box",
            "layout": "vertical",
            "contents": [
                {
                    "type": "button",
                    "action": {"type": "message", "label": "やめる", "text": "やめる"},
                },
                {
                    "type": "button",
                    "action": {"type": "uri", "label": "くわしく", "uri": "https://example.org/"},
                },
            ],
        },
    },
}
QUICK = {
    "type": "text",
    "text": "どれですか",
    "quickReply": {
        "items": [
            {"type": "action", "action": {"type": "postback", "label": "ア", "data": "a"}},
            {"type": "action", "action": {"type": "message", "label": "イ", "text": "い"}},
        ]
    },
}


class Heard(list[dict[str, Any]]):
    """The events that the bot heard."""

    def deliver(self, body: bytes, headers: dict[str, str]) -> int:
        assert headers["x-line-signature"] == signature("secret", body)
        self += json.loads(body)["events"]
        return 200


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def line(heard: Heard) -> Iterator[FakeLine]:
    with FakeLine("secret", CHANNEL, Clock(), deliver_to=heard.deliver) as fake:
        yield fake
        assert fake.violations == []


def show(line: FakeLine, *messages: dict[str, Any]) -> Phone:
    """A push to はな of JSON as it stands here."""
    hana = line.user(HANA)
    answer = raw(line, "POST", "/v2/bot/message/push", {"to": HANA, "messages": messages})
    assert answer.status_code == 200, answer.text
    return hana


def test_the_screen_shows_texts_and_not_buttons(line: FakeLine) -> None:
    hana = show(line, PAGE, QUICK)
    assert hana.screen == "質問 1\nどう\nよい\nどれですか"
    assert hana.buttons == ["よい", "やめる", "くわしく", "ア", "イ"]
    assert hana.messages == [PAGE, QUICK]


@pytest.mark.parametrize(
    ("label", "kind", "content"),
    [
        ("よい", "postback", {"data": "1c.r.0.0"}),
        ("ア", "postback", {"data": "a"}),
        ("イ", "message", "い"),
        ("やめる", "message", "やめる"),
    ],
)
def test_a_tap_tells_the_bot(
    line: FakeLine, heard: Heard, label: str, kind: str, content: object
) -> None:
    assert show(line, PAGE, QUICK).tap(label) == 200
    (event,) = heard
    assert event["type"] == kind
    told = event["postback"] if kind == "postback" else event["message"]["text"]
    assert told == content
    assert event["source"] == {"type": "user", "userId": HANA}


def test_a_link_opens_and_tells_nothing(line: FakeLine, heard: Heard) -> None:
    hana = show(line, PAGE)
    assert hana.tap("くわしく") is None
    assert (hana.opened, heard) == (["https://example.org/"], [])


@pytest.mark.parametrize("deed", ["say", "tap", "new message"])
def test_quick_replies_vanish_and_flex_buttons_stay(line: FakeLine, deed: str) -> None:
    hana = show(line, PAGE, QUICK)
    match deed:
        case "say":
            hana.say("い")
        case "tap":
            hana.tap("ア")
        case _:
            show(line, {"type": "text", "text": "つぎ"})
    with pytest.raises(LookupError, match="no button 'ア'"):
        hana.tap("ア")
    assert hana.tap("よい") == 200


def test_only_the_last_messages_quick_replies_show_and_none_on_a_computer(
    line: FakeLine,
) -> None:
    hana = show(line, QUICK, {"type": "text", "text": "つぎ"})
    assert hana.buttons == []
    at_work = line.user(JUN, on_pc=True)
    at_work.receive([PAGE, QUICK])
    assert at_work.buttons == ["よい", "やめる", "くわしく"]


TEMPLATE = {
    "type": "template",
    "altText": "質問",
    "template": {
        "type": "confirm",
        "text": "やめますか",
        "actions": [
            {"type": "postback", "label": "はい", "data": "y", "displayText": "はい"},
            {"type": "message", "label": "いいえ", "text": "いいえ"},
        ],
    },
}
CAROUSEL = {
    "type": "flex",
    "altText": "講座",
    "contents": {
        "type": "carousel",
        "contents": [
            {
                "type": "bubble",
                "action": {"type": "postback", "label": name, "data": name},
                "header": {
                    "type": "box",
                    "layout": "vertical",
                    "contents": [{"type": "text", "text": name}],
                },
            }
            for name in ("プレパパ", "ハローベビー")
        ],
    },
}


@pytest.mark.parametrize(
    ("message", "screen", "buttons"),
    [
        (TEMPLATE, "やめますか", ["はい", "いいえ"]),
        (CAROUSEL, "プレパパ\nハローベビー", ["プレパパ", "ハローベビー"]),
        ({"type": "sticker", "packageId": "446", "stickerId": "1988"}, "", []),
    ],
    ids=["template", "carousel", "sticker"],
)
def test_other_messages(
    line: FakeLine, heard: Heard, message: dict[str, Any], screen: str, buttons: list[str]
) -> None:
    hana = show(line, message)
    assert (hana.screen, hana.buttons) == (screen, buttons)
    for label in buttons:
        hana.tap(label)
    assert len(heard) == len(buttons)


def test_a_qr_code_opens_the_chat_with_its_text(line: FakeLine, heard: Heard) -> None:
    hana = line.user(HANA)
    hana.scan("https://line.me/R/oaMessage/%40koe0000/?%E5%8F%82%E5%8A%A0%20K7Q2")
    assert heard[0]["message"]["text"] == "参加 K7Q2"
    with pytest.raises(ValueError, match="does not open"):
        hana.scan("https://line.me/R/oaMessage/%40other/?a")


def test_every_other_deed(line: FakeLine, heard: Heard) -> None:
    hana = line.user(HANA)
    hana.follow()
    hana.sticker()
    hana.image()
    hana.unsend()
    hana.unfollow()
    assert [event["type"] for event in heard] == [
        "follow",
        "message",
        "message",
        "unsend",
        "unfollow",
    ]
    assert heard[3]["unsend"]["messageId"] == heard[2]["message"]["id"]
    with pytest.raises(RuntimeError, match="blocked"):
        hana.say("もしもし")


def test_nothing_comes(line: FakeLine) -> None:
    hana = line.user(HANA)
    hana.say("はい")
    with pytest.raises(TimeoutError, match="はな"):
        hana.await_reply(0.01)


def test_a_user_id_is_well_formed(line: FakeLine) -> None:
    with pytest.raises(ValueError, match="not a user id"):
        line.user("hana")
