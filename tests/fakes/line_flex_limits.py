"""LINE's limits of Flex messages that its OpenAPI file does not say."""

import json
import re
from collections.abc import Iterator
from typing import Final

from tests.fakes.contracts import Complaint
from tests.fakes.edge import Json

# LINE writes "30 KB"; the smaller reading is the safe one.
BUBBLE_BYTES: Final = 30_000
CAROUSEL_BYTES: Final = 50_000
BUBBLES: Final = 12
IMAGE_URL: Final = 2000

_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?")
_COLOURS: Final = frozenset({"color", "backgroundColor", "borderColor", "separatorColor"})
_IN_BASELINE: Final = frozenset({"icon", "text", "filler"})


def flex_complaints(container: Json, where: str) -> Iterator[Complaint]:
    """What is over a limit in a bubble or a carousel."""
    if container.get("type") == "carousel":
        bubbles = container.get("contents", [])
        if not 1 <= len(bubbles) <= BUBBLES:
            yield _bad(f"{where}.contents", f"Size must be 1 to {BUBBLES}")
        yield from _no_larger(container, CAROUSEL_BYTES, where)
        places = [(bubble, f"{where}.contents[{i}]") for i, bubble in enumerate(bubbles)]
    else:
        places = [(container, where)]
    for bubble, place in places:
        yield from _no_larger(bubble, BUBBLE_BYTES, place)
        yield from _components(bubble, place)


def _no_larger(part: Json, most: int, where: str) -> Iterator[Complaint]:
    size = len(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode())
    if size > most:
        yield _bad(where, f"{size} bytes of JSON, at most {most}")


def _components(part: object, where: str) -> Iterator[Complaint]:
    if isinstance(part, list):
        for index, item in enumerate(part):
            yield from _components(item, f"{where}[{index}]")
    elif isinstance(part, dict):
        yield from _component(part, where)
        for name, value in part.items():
            if name in _COLOURS and not _COLOUR.fullmatch(str(value)):
                yield _bad(f"{where}.{name}", "Must be a colour such as #0A5C2F")
            elif name != "action":
                yield from _components(value, f"{where}.{name}")


def _component(part: Json, where: str) -> Iterator[Complaint]:
    match part.get("type"):
        case "text" | "span":
            if not part.get("text") and not part.get("contents"):
                yield _bad(f"{where}.text", "must be non-empty text")
        case "button":
            if not part.get("action", {}).get("label"):
                yield _bad(f"{where}.action.label", "must be non-empty text")
        case "image" | "icon":
            yield from _image(part, where)
        case "box":
            yield from _box(part, where)
        case _:
            return


def _image(part: Json, where: str) -> Iterator[Complaint]:
    address = str(part.get("url", ""))
    if not address.startswith("https://") or len(address) > IMAGE_URL:
        yield _bad(f"{where}.url", f"Must be an https address of at most {IMAGE_URL} characters")


def _box(part: Json, where: str) -> Iterator[Complaint]:
    baseline = part.get("layout") == "baseline"
    for index, child in enumerate(part.get("contents", [])):
        kind = child.get("type") if isinstance(child, dict) else None
        if kind == "span" or (kind == "icon" and not baseline):
            yield _bad(f"{where}.contents[{index}]", f"{kind} is not allowed here")
        elif baseline and kind not in _IN_BASELINE:
            yield _bad(f"{where}.contents[{index}]", f"{kind} is not allowed in a baseline box")


def _bad(where: str, message: str) -> Complaint:
    return Complaint(message=message, where=where)
