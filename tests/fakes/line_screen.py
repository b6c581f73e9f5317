"""What a person sees of LINE's messages: the text on the screen, and what can be tapped."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.fakes.edge import Json

_BUBBLE_PARTS = ("header", "hero", "body", "footer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tappable:
    """Something with an action; `quick` where it vanishes with the next message."""

    label: str
    action: Json
    quick: bool = False


def texts(message: Json) -> list[str]:
    """The texts of a message from top to bottom, without those of its buttons."""
    match message.get("type"):
        case "text" | "textV2":
            return [message["text"]]
        case "flex":
            return [text for part in _flex(message) for text in _component_texts(part)]
        case "template":
            template = message["template"]
            parts = [template, *template.get("columns", [])]
            return [part[name] for part in parts for name in ("title", "text") if name in part]
        case _:
            return []


def tappables(message: Json) -> list[Tappable]:
    """What can be tapped in a message from top to bottom; quick replies come last."""
    return [*_inside(message), *quick_replies(message)]


def quick_replies(message: Json) -> list[Tappable]:
    """The buttons under a message, shown until the next message."""
    items = message.get("quickReply", {}).get("items", [])
    actions = [item["action"] for item in items]
    return [Tappable(label=action["label"], action=action, quick=True) for action in actions]


def _inside(message: Json) -> Iterator[Tappable]:
    match message.get("type"):
        case "flex":
            for part in _flex(message):
                yield from _component_tappables(part)
        case "template":
            template = message["template"]
            for part in (template, *template.get("columns", [])):
                for action in [*part.get("actions", []), *_single(part)]:
                    yield Tappable(label=action.get("label", ""), action=action)
        case _:
            return


def _single(part: Json) -> list[Json]:
    return [part["action"]] if "action" in part else []


def _flex(message: Json) -> Iterator[Json]:
    container = message["contents"]
    bubbles = container["contents"] if container["type"] == "carousel" else [container]
    for bubble in bubbles:
        if "action" in bubble:
            # a bubble that can be tapped as a whole has no label of its own
            yield {"type": "box", "contents": [], "action": bubble["action"]}
        for name in _BUBBLE_PARTS:
            if name in bubble:
                yield bubble[name]


def _component_texts(part: Json) -> Iterator[str]:
    match part.get("type"):
        case "text":
            spans = "".join(span.get("text", "") for span in part.get("contents", []))
            yield spans or part.get("text", "")
        case "box":
            for child in part["contents"]:
                yield from _component_texts(child)
        case _:
            return


def _component_tappables(part: Json) -> Iterator[Tappable]:
    if "action" in part:
        label = part["action"].get("label") or "".join(_component_texts(part))
        yield Tappable(label=label, action=part["action"])
    for child in part.get("contents", []):
        if child.get("type") != "span":
            yield from _component_tappables(child)
