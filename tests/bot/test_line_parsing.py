"""LINE's webhook bodies: signature, tolerance, and what each event means."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.line_parsing import (
    NotSignedError,
    UnreadableError,
    check_signature,
    parse,
)
from handlers.inbound import (
    Followed,
    Inbound,
    OtherReceived,
    TapReceived,
    TextReceived,
    Unfollowed,
    Unsent,
    What,
)
from tests.fakes.line_events import line_user_id, signature
from tests.universe import LINE_SECRET

OFFICIAL_BODY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
OFFICIAL_SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="

WHOLE: dict[str, Any] = {
    "type": "message",
    "replyToken": "t0k3n",
    "mode": "active",
    "timestamp": 1_700_000_000_500,
    "source": {"type": "user", "userId": line_user_id(1)},
    "webhookEventId": "01E",
    "deliveryContext": {"isRedelivery": False},
    "message": {"type": "text", "id": "77", "text": "はい"},
}


def read(*events: object) -> list[Inbound]:
    body = json.dumps({"destination": "U", "events": events}).encode()
    return parse(body, signature(LINE_SECRET, body), LINE_SECRET)


def event(**changes: Any) -> dict[str, Any]:
    """The whole event with changes; None leaves a property out."""
    changed = {**WHOLE, **changes}
    return {name: value for name, value in changed.items() if value is not None}


def test_the_official_vector() -> None:
    check_signature(OFFICIAL_BODY, OFFICIAL_SIGNATURE, LINE_SECRET)
    assert parse(OFFICIAL_BODY, OFFICIAL_SIGNATURE, LINE_SECRET) == []


@pytest.mark.parametrize(
    ("body", "signed", "secret"),
    [
        (OFFICIAL_BODY, None, LINE_SECRET),
        (OFFICIAL_BODY, "", LINE_SECRET),
        (OFFICIAL_BODY, OFFICIAL_SIGNATURE[:-2], LINE_SECRET),
        (OFFICIAL_BODY, OFFICIAL_SIGNATURE.lower(), LINE_SECRET),
        (OFFICIAL_BODY, "ひ\udcff", LINE_SECRET),
        (OFFICIAL_BODY + b" ", OFFICIAL_SIGNATURE, LINE_SECRET),
        (OFFICIAL_BODY, OFFICIAL_SIGNATURE, LINE_SECRET[:-1]),
    ],
)
def test_a_wrong_signature(body: bytes, signed: str | None, secret: str) -> None:
    with pytest.raises(NotSignedError):
        parse(body, signed, secret)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"{}",
        b'{"events": {}}',
        b'{"events": null}',
        b"\xff\xfe",
        b"[" * 99999,
    ],
)
def test_signed_but_no_webhook(body: bytes) -> None:
    with pytest.raises(UnreadableError):
        parse(body, signature(LINE_SECRET, body), LINE_SECRET)


def test_a_whole_event() -> None:
    (inbound,) = read(WHOLE)
    assert inbound == Inbound(
        channel="line",
        event="01E",
        address=line_user_id(1),
        at=datetime.fromtimestamp(1_700_000_000.5, UTC),
        what=TextReceived(text="はい", message="77"),
        reply_token="t0k3n",
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"message": {"type": "text", "text": "はい"}}, TextReceived(text="はい")),
        ({"message": {"type": "text", "id": 7, "text": "はい"}}, TextReceived(text="はい")),
        (
            {"message": {"type": "text", "id": "7", "text": "a\x00b\ud800c"}},
            TextReceived(text="ab?c", message="7"),
        ),
        ({"message": {"type": "sticker", "id": "7"}}, OtherReceived(kind="sticker")),
        ({"message": {"type": "hologram"}}, OtherReceived(kind="hologram")),
        ({"type": "postback", "postback": {"data": "1m"}}, TapReceived(data="1m")),
        ({"type": "follow"}, Followed()),
        ({"type": "unfollow"}, Unfollowed()),
        ({"type": "unsend", "unsend": {"messageId": "77"}}, Unsent(message="77")),
        ({"mode": None, "deliveryContext": None, "unheardOf": {"a": [1]}}, WHOLE),
    ],
)
def test_what_an_event_says(changes: dict[str, Any], expected: What | dict[str, Any]) -> None:
    (inbound,) = read(event(**changes))
    wanted = TextReceived(text="はい", message="77") if isinstance(expected, dict) else expected
    assert inbound.what == wanted


LEFT_OUT: list[object] = [
    None,
    7,
    "event",
    [],
    {},
    event(mode="standby"),
    event(source=None),
    event(source="user"),
    event(source={"type": "user"}),
    event(source={"type": "user", "userId": ""}),
    event(source={"type": "user", "userId": 5}),
    event(source={"type": "user", "userId": "U" * 201}),
    event(source={"type": "user", "userId": "U\x00"}),
    event(source={"type": "group", "groupId": "C1", "userId": line_user_id(1)}),
    event(source={"type": "room", "roomId": "R1", "userId": line_user_id(1)}),
    event(webhookEventId=None),
    event(webhookEventId=7),
    event(timestamp=None),
    event(timestamp="1700000000000"),
    event(timestamp=True),
    event(timestamp=-1),
    event(timestamp=10**18),
    event(timestamp=1.5),
    event(type=None),
    event(type="videoPlayComplete"),
    event(type=["message"]),
    event(message=None),
    event(message="はい"),
    event(message={}),
    event(message={"type": 5}),
    event(message={"type": "text"}),
    event(message={"type": "text", "text": ["はい"]}),
    event(type="postback"),
    event(type="postback", postback={"data": 5}),
    event(type="postback", postback="1m"),
    event(type="unsend"),
    event(type="unsend", unsend={"messageId": 5}),
]


@pytest.mark.parametrize("number", range(len(LEFT_OUT)))
def test_what_is_not_understood_is_left_out_and_spoils_nothing(number: int) -> None:
    before, after = event(webhookEventId="01B"), event(webhookEventId="01C")
    assert [i.event for i in read(before, LEFT_OUT[number], after)] == ["01B", "01C"]


@pytest.mark.parametrize(
    ("token", "usable"),
    [
        ("t0k3n", True),
        ("00f", True),
        ("0" * 32, False),
        ("f" * 32, False),
        ("", False),
        (None, False),
        (5, False),
    ],
)
def test_only_a_real_reply_token_is_used(token: object, *, usable: bool) -> None:
    (inbound,) = read(event(replyToken=token))
    assert inbound.answerable is usable
    assert inbound.reply_token == (token if usable else None)
