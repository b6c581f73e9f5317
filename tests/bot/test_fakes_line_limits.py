"""LINE's limits, one row each: the last value that passes and the first that does not."""

from typing import Any

import pytest

from tests.fakes.graphemes import count_graphemes, count_utf16
from tests.fakes.line_limits import message_complaints

Json = dict[str, Any]


def text(size: int, letter: str = "あ") -> Json:
    return {"type": "text", "text": letter * size}


def quick(count: int = 1, **action: Any) -> Json:
    full = {"type": "postback", "label": "a", "data": "d", **action}
    items = [{"type": "action", "action": full} for _ in range(count)]
    return {"type": "text", "text": "t", "quickReply": {"items": items}}


def flex(*contents: Json, alt: str = "alt", layout: str = "vertical") -> Json:
    body = {"type": "box", "layout": layout, "contents": list(contents)}
    return {"type": "flex", "altText": alt, "contents": {"type": "bubble", "body": body}}


def button(**action: Any) -> Json:
    return {"type": "button", "action": {"type": "postback", "label": "a", "data": "d", **action}}


def carousel(count: int, size: int = 1) -> Json:
    part = {"type": "text", "text": "x" * size}
    bubble = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "contents": [part]},
    }
    contents = {"type": "carousel", "contents": [bubble] * count}
    return {"type": "flex", "altText": "alt", "contents": contents}


def image(url: str) -> Json:
    return {"type": "image", "originalContentUrl": url, "previewImageUrl": "https://a.example/"}


ICON = {"type": "icon", "url": "https://a.example/i.png"}
FINE: dict[str, list[Json]] = {
    "five messages": [text(1)] * 5,
    "text": [text(5000)],
    "text of surrogate pairs": [text(2500, "😀")],
    "altText": [flex(button(), alt="あ" * 1500)],
    "quick replies": [quick(13)],
    "label": [quick(label="あ" * 20)],
    "label of families": [quick(label="👨‍👩‍👧" * 20)],
    "label in Flex": [flex(button(label="あ" * 40))],
    "data": [quick(data="d" * 300)],
    "displayText": [quick(displayText="が" * 300)],
    "fillInText": [quick(fillInText="あ" * 300, inputOption="openKeyboard")],
    "said": [quick(type="message", text="あ" * 300)],
    "uri": [quick(type="uri", uri="https://a.example/" + "a" * 982)],
    "phone": [quick(type="uri", uri="tel:0312345678")],
    "camera": [quick(type="camera")],
    "bubbles": [carousel(12)],
    "bubble's size": [flex({"type": "text", "text": "x" * 29_800})],
    "carousel's size": [carousel(2, 24_800)],
    "icon in a baseline": [flex(ICON, layout="baseline")],
    "colour": [flex({"type": "text", "text": "a", "color": "#0a5C2Fff"})],
    "image": [image("https://a.example/p.png")],
}
WRONG: dict[str, tuple[list[Json], str]] = {
    "no message": ([], "messages"),
    "six messages": ([text(1)] * 6, "messages"),
    "text": ([text(5001)], "messages[0].text"),
    "empty text": ([text(1), text(0)], "messages[1].text"),
    "text of surrogate pairs": ([text(2501, "😀")], "messages[0].text"),
    "altText": ([flex(button(), alt="あ" * 1501)], "messages[0].altText"),
    "quick replies": ([quick(14)], "messages[0].quickReply.items"),
    "no quick reply": ([quick(0)], "messages[0].quickReply.items"),
    "label": ([quick(label="あ" * 21)], "messages[0].quickReply.items[0].action.label"),
    "no label": ([quick(label="")], "messages[0].quickReply.items[0].action.label"),
    "label in Flex": (
        [flex(button(label="あ" * 41))],
        "messages[0].contents.body.contents[0].action.label",
    ),
    "data": ([quick(data="d" * 301)], "messages[0].quickReply.items[0].action.data"),
    "data of surrogate pairs": (
        [quick(data="😀" * 151)],
        "messages[0].quickReply.items[0].action.data",
    ),
    "displayText": (
        [quick(displayText="が" * 301)],
        "messages[0].quickReply.items[0].action.displayText",
    ),
    "two texts": (
        [quick(displayText="a", text="a")],
        "messages[0].quickReply.items[0].action.text",
    ),
    "fillInText": (
        [quick(fillInText="あ")],
        "messages[0].quickReply.items[0].action.fillInText",
    ),
    "said": ([quick(type="message", text="")], "messages[0].quickReply.items[0].action.text"),
    "uri": (
        [quick(type="uri", uri="https://a.example/" + "a" * 983)],
        "messages[0].quickReply.items[0].action.uri",
    ),
    "scheme": (
        [quick(type="uri", uri="ftp://a.example/")],
        "messages[0].quickReply.items[0].action.uri",
    ),
    "no type": ([quick(type=None)], "messages[0].quickReply.items[0].action.type"),
    "thirteen bubbles": ([carousel(13)], "messages[0].contents.contents"),
    "bubble's size": ([flex({"type": "text", "text": "x" * 30_000})], "messages[0].contents"),
    "carousel's size": ([carousel(2, 25_000)], "messages[0].contents"),
    "empty text in Flex": (
        [flex({"type": "text", "text": ""})],
        "messages[0].contents.body.contents[0].text",
    ),
    "button without label": (
        [flex({"type": "button", "action": {"type": "postback", "data": "d"}})],
        "messages[0].contents.body.contents[0].action.label",
    ),
    "icon outside of a baseline": ([flex(ICON)], "messages[0].contents.body.contents[0]"),
    "button in a baseline": (
        [flex(button(), layout="baseline")],
        "messages[0].contents.body.contents[0]",
    ),
    "colour": (
        [flex({"type": "text", "text": "a", "color": "red"})],
        "messages[0].contents.body.contents[0].color",
    ),
    "plain http in Flex": (
        [flex({"type": "image", "url": "http://a.example/p.png"})],
        "messages[0].contents.body.contents[0].url",
    ),
    "plain http": ([image("http://a.example/p.png")], "messages[0].originalContentUrl"),
}


@pytest.mark.parametrize("name", FINE)
def test_what_passes(name: str) -> None:
    assert message_complaints(FINE[name]) == []


@pytest.mark.parametrize("name", WRONG)
def test_what_is_refused(name: str) -> None:
    messages, where = WRONG[name]
    assert [complaint.where for complaint in message_complaints(messages)] == [where]


@pytest.mark.parametrize(
    ("written", "graphemes", "units"),
    [
        ("", 0, 0),
        ("あいう", 3, 3),
        ("か\u3099", 1, 2),
        ("ｶﾞｷﾞ", 2, 4),
        ("👨‍👩‍👧", 1, 8),
        ("👍🏽👍", 2, 6),
        ("🇯🇵🇫🇷", 2, 8),
        ("🏴\U000e0067\U000e0062\U000e007f", 1, 8),
        ("❤️", 1, 2),
        ("\u1100\u1161\u11a8", 1, 3),
        ("a\r\nb", 3, 4),
    ],
)
def test_characters_are_counted_as_read(written: str, graphemes: int, units: int) -> None:
    assert (count_graphemes(written), count_utf16(written)) == (graphemes, units)
