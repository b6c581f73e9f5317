"""Messages as LINE's JSON: Flex bubbles with buttons that stay, quick replies as a shortcut.

The limits are LINE's (Messaging API reference): they are kept here, and checked again by the
tests' fake of LINE.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias

from surveys.messages import Button, Chart, Message, Role

Json: TypeAlias = dict[str, Any]
ChartAddress: TypeAlias = Callable[[Chart], str | None]

MAX_MESSAGES: Final = 5
MAX_TEXT: Final = 5000
MAX_ALT_TEXT: Final = 400
MAX_QUICK_REPLIES: Final = 13

MAX_BUTTON_LABEL: Final = 40
MAX_QUICK_LABEL: Final = 20

TICK: Final = "✓ "

GREEN: Final = "#0B6E4F"
PALE: Final = "#E8F3EE"
GREY: Final = "#F1F3F4"
INK: Final = "#1F2933"
FAINT: Final = "#5F6B76"


def cut(text: str, units: int) -> str:
    """At most so many UTF-16 code units, which is how LINE counts text."""
    encoded = text.encode("utf-16-le")
    if len(encoded) <= 2 * units:
        return text
    return encoded[: 2 * (units - 1)].decode("utf-16-le", "ignore") + "…"


def nowhere(_chart: Chart) -> None:
    """Where charts are found that nobody serves."""


def request_messages(
    messages: Iterable[Message],
    *,
    public_url: str | None,
    show_answer: bool,
    chart_address: ChartAddress = nowhere,
) -> list[Json]:
    """Messages for one request; the last one carries the quick replies.

    `chart_address` tells where LINE finds a chart's picture, if anywhere.
    """
    made: list[Json] = []
    for message in messages:
        if message.card is not None and public_url and public_url.startswith("https://"):
            made.append(_image(f"{public_url}/c/{message.card.code}/card.png"))
        address = chart_address(message.chart) if message.chart is not None else None
        if address is not None:
            made.append(_image(address))
        made.append(_one(message, show_answer=show_answer))
    return made[:MAX_MESSAGES]


def _image(address: str) -> Json:
    return {"type": "image", "originalContentUrl": address, "previewImageUrl": address}


def _one(message: Message, *, show_answer: bool) -> Json:
    if not message.buttons:
        return {"type": "text", "text": cut(message.text, MAX_TEXT)}
    made: Json = {
        "type": "flex",
        "altText": cut(message.text, MAX_ALT_TEXT),
        "contents": _bubble(message, show_answer=show_answer),
    }
    quick = [
        {
            "type": "action",
            "action": _action(button, show_answer=show_answer, longest=MAX_QUICK_LABEL),
        }
        for button in message.buttons
        if button.role is not Role.LINK
    ]
    if message.page and 0 < len(quick) <= MAX_QUICK_REPLIES:
        made["quickReply"] = {"items": quick}
    return made


def _bubble(message: Message, *, show_answer: bool) -> Json:
    body: list[Json] = []
    if message.progress is not None:
        body.append(_progress(message.progress.step, message.progress.steps))
    body.append({"type": "text", "text": message.text, "wrap": True, "size": "md", "color": INK})
    return {
        "type": "bubble",
        "size": "mega",
        "body": {"type": "box", "layout": "vertical", "spacing": "md", "contents": body},
        "footer": {
            "type": "box",
            "layout": "vertical",
            "spacing": "sm",
            "contents": [_button(button, show_answer=show_answer) for button in message.buttons],
        },
    }


def _progress(step: int, steps: int) -> Json:
    return {
        "type": "box",
        "layout": "horizontal",
        "spacing": "md",
        "alignItems": "center",
        "contents": [
            {
                "type": "box",
                "layout": "vertical",
                "height": "6px",
                "cornerRadius": "3px",
                "backgroundColor": PALE,
                "flex": 1,
                "contents": [
                    {
                        "type": "box",
                        "layout": "vertical",
                        "height": "6px",
                        "cornerRadius": "3px",
                        "backgroundColor": GREEN,
                        "width": f"{round(100 * step / steps)}%",
                        "contents": [{"type": "filler"}],
                    }
                ],
            },
            {
                "type": "text",
                "text": f"{step}/{steps}",
                "size": "xs",
                "color": FAINT,
                "flex": 0,
            },
        ],
    }


def _button(button: Button, *, show_answer: bool) -> Json:
    made: Json = {
        "type": "button",
        "height": "sm",
        "adjustMode": "shrink-to-fit",
        "action": _action(button, show_answer=show_answer, longest=MAX_BUTTON_LABEL),
    }
    if button.role is Role.NEXT or button.ticked:
        return {**made, "style": "primary", "color": GREEN}
    if button.role in {Role.CHOICE, Role.LINK}:
        return {**made, "style": "secondary", "color": PALE}
    return {**made, "style": "secondary", "color": GREY}


def _action(button: Button, *, show_answer: bool, longest: int) -> Json:
    if button.role is Role.LINK:
        return {"type": "uri", "label": button.label, "uri": button.data}
    ticked = button.ticked and len(button.label) <= longest - len(TICK)
    label = f"{TICK}{button.label}" if ticked else button.label
    spoken = button.label if show_answer or button.said is None else button.said
    return {"type": "postback", "label": label, "data": button.data, "displayText": spoken}
