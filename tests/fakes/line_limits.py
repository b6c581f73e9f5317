"""LINE's limits that its OpenAPI file does not say. Source: the Messaging API reference.

Pure functions from messages to complaints. Text and data count in UTF-16 units, labels and
displayText in graphemes.
"""

import re
from collections.abc import Iterator
from typing import Final

from tests.fakes.contracts import Complaint
from tests.fakes.edge import Json
from tests.fakes.graphemes import count_graphemes, count_utf16
from tests.fakes.line_flex_limits import flex_complaints

MESSAGES: Final = 5
QUICK_REPLIES: Final = 13
TEXT: Final = 5000
ALT_TEXT: Final = 1500
LABEL: Final = 20
FLEX_LABEL: Final = 40
DATA: Final = 300
URI: Final = 1000
IMAGE_URL: Final = 2000

_URI_SCHEMES: Final = re.compile(r"(https?|line|tel):")


def message_complaints(messages: list[Json]) -> list[Complaint]:
    """Everything in a request's messages that goes over a limit."""
    found = [] if 1 <= len(messages) <= MESSAGES else [_bad("messages", "Size must be 1 to 5")]
    for index, message in enumerate(messages):
        found += _one_message(message, f"messages[{index}]")
    return found


def _one_message(message: Json, where: str) -> Iterator[Complaint]:
    kind = message.get("type")
    if kind in {"text", "textV2"}:
        yield from text_between(message.get("text"), 1, TEXT, f"{where}.text")
    if kind in {"flex", "template", "imagemap"}:
        yield from text_between(message.get("altText"), 1, ALT_TEXT, f"{where}.altText")
    for name in ("originalContentUrl", "previewImageUrl"):
        if name in message:
            yield from image_url(message[name], f"{where}.{name}")
    if kind == "flex":
        yield from flex_complaints(message.get("contents", {}), f"{where}.contents")
    yield from _actions(message, where, FLEX_LABEL if kind == "flex" else LABEL)


def _actions(message: Json, where: str, label: int) -> Iterator[Complaint]:
    """The actions of a message's own contents, then those of its quick replies."""
    contents = {name: part for name, part in message.items() if name != "quickReply"}
    for place, action in walk_actions(contents, where):
        yield from action_complaints(action, place, label=label, must_have_label=False)
    items = message.get("quickReply", {}).get("items", [])
    if "quickReply" in message and not 1 <= len(items) <= QUICK_REPLIES:
        yield _bad(f"{where}.quickReply.items", f"Size must be 1 to {QUICK_REPLIES}")
    for index, item in enumerate(items):
        place = f"{where}.quickReply.items[{index}].action"
        if item.get("type") != "action" or "action" not in item:
            yield _bad(place, "Must be an item of type action")
            continue
        yield from action_complaints(item["action"], place, label=LABEL, must_have_label=True)


def walk_actions(part: object, where: str) -> Iterator[tuple[str, Json]]:
    """Every action object inside a part of a message, with its place."""
    if isinstance(part, list):
        for index, item in enumerate(part):
            yield from walk_actions(item, f"{where}[{index}]")
    elif isinstance(part, dict):
        for name, value in part.items():
            place = f"{where}.{name}"
            if name in {"action", "defaultAction"} and isinstance(value, dict):
                yield place, value
            elif name == "actions" and isinstance(value, list):
                yield from ((f"{place}[{i}]", action) for i, action in enumerate(value))
            else:
                yield from walk_actions(value, place)


def action_complaints(
    action: Json, where: str, *, label: int, must_have_label: bool
) -> Iterator[Complaint]:
    """What is over a limit in one action object."""
    if must_have_label or "label" in action:
        yield from seen_between(action.get("label"), 1, label, f"{where}.label")
    match action.get("type"):
        case "postback":
            yield from _postback(action, where)
        case "message":
            yield from seen_between(action.get("text"), 1, DATA, f"{where}.text")
        case "uri":
            yield from text_between(action.get("uri"), 1, URI, f"{where}.uri")
            if not _URI_SCHEMES.match(str(action.get("uri", ""))):
                yield _bad(f"{where}.uri", "invalid uri scheme")
        case "datetimepicker" | "richmenuswitch":
            yield from text_between(action.get("data"), 1, DATA, f"{where}.data")
        case None:
            yield _bad(f"{where}.type", "Must be specified")
        case _:
            return


def _postback(action: Json, where: str) -> Iterator[Complaint]:
    yield from text_between(action.get("data"), 1, DATA, f"{where}.data")
    for name in ("displayText", "text", "fillInText"):
        if name in action:
            yield from seen_between(action[name], 1, DATA, f"{where}.{name}")
    if "displayText" in action and "text" in action:
        yield _bad(f"{where}.text", "Cannot be used together with displayText")
    if "fillInText" in action and action.get("inputOption") != "openKeyboard":
        yield _bad(f"{where}.fillInText", "Only with inputOption openKeyboard")


def image_url(value: object, where: str) -> Iterator[Complaint]:
    """An image's address: https, at most 2,000 characters."""
    yield from text_between(value, 1, IMAGE_URL, where)
    if not str(value).startswith("https://"):
        yield _bad(where, "Must be an https address")


def text_between(value: object, least: int, most: int, where: str) -> Iterator[Complaint]:
    """A string's length in UTF-16 units."""
    size = count_utf16(value) if isinstance(value, str) else 0
    yield from _between(size, least, most, where)


def seen_between(value: object, least: int, most: int, where: str) -> Iterator[Complaint]:
    """A string's length in graphemes."""
    size = count_graphemes(value) if isinstance(value, str) else 0
    yield from _between(size, least, most, where)


def _between(size: int, least: int, most: int, where: str) -> Iterator[Complaint]:
    if size == 0 and least > 0:
        yield _bad(where, "May not be empty")
    elif not least <= size <= most:
        yield _bad(where, f"Length must be between {least} and {most}")


def _bad(where: str, message: str) -> Complaint:
    return Complaint(message=message, where=where)
