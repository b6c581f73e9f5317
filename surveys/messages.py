"""What the bot says, before any platform: text, buttons, pictures. Serialised in the outbox."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, TypeAlias

from surveys.model import Language


class Role(StrEnum):
    """What a button is for; channels give each role its look."""

    CHOICE = "choice"
    NEXT = "next"
    BACK = "back"
    SKIP = "skip"
    OTHER = "other"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One button. `data` is packed (surveys/taps.py), or an address for Role.LINK.

    `number` is what can be typed instead of tapping, None where nothing can. `said` is what a
    platform may show as spoken by the person after the tap: it must not tell an opinion.
    """

    label: str
    data: str
    role: Role = Role.CHOICE
    ticked: bool = False
    number: int | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The question's place on the way, both counted from 1."""

    step: int
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCard:
    """The picture by which parents come in: QR, code, course, deadline."""

    code: str
    course: str
    deadline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartRow:
    """One line of the interval-dot chart; shares between 0 and 1, None where not shown.

    `before` is the value of the last quarter. `proven` marks what is confirmed.
    """

    label: str
    estimate: float | None
    low: float | None
    high: float | None
    target: float | None = None
    before: float | None = None
    proven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The digest's picture, as data: channels that show pictures paint it when they send it."""

    title: str
    rows: tuple[ChartRow, ...]
    legend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """A message that tells a collector's live count; `heading` is the wording's entry above it."""

    collector: str
    heading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message. A `page` asks for a tap; other messages only tell."""

    text: str
    language: Language
    buttons: tuple[Button, ...] = ()
    progress: Progress | None = None
    card: EntryCard | None = None
    chart: Chart | None = None
    page: bool = False
    counting: Counting | None = None


def joined(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Messages with plain notes put above the message that follows: one thing to read."""
    made: list[Message] = []
    for message in messages:
        before = made[-1] if made else None
        if before is not None and before == Message(text=before.text, language=before.language):
            made[-1] = replace(message, text=f"{before.text}\n\n{message.text}")
        else:
            made.append(message)
    return tuple(made)


Json: TypeAlias = dict[str, Any]


def to_json(message: Message) -> Json:
    """A message as plain JSON values."""
    return asdict(message)


def from_json(data: Json) -> Message:
    """The message that `to_json` wrote."""
    return Message(
        text=data["text"],
        language=Language(data["language"]),
        buttons=tuple(
            Button(**{**button, "role": Role(button["role"])}) for button in data["buttons"]
        ),
        progress=Progress(**data["progress"]) if data["progress"] else None,
        card=EntryCard(**data["card"]) if data["card"] else None,
        chart=_chart(data["chart"]),
        page=data["page"],
        counting=Counting(**data["counting"]) if data.get("counting") else None,
    )


def _chart(data: Json | None) -> Chart | None:
    if data is None:
        return None
    rows = tuple(ChartRow(**row) for row in data["rows"])
    return Chart(title=data["title"], rows=rows, legend=data["legend"])
