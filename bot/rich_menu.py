"""LINE's rich menus, for parents and for staff, in each language: picture, areas, name.

A menu's name holds a hash of its picture and its areas, so that a menu that is already at LINE
is recognised. Source of the limits: LINE Developers, Messaging API reference, "Rich menu".
"""

import hashlib
import io
import json
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image, ImageDraw

from bot.channels.line_parsing import MENU_PREFIX, STAFF_MENU_PREFIX
from bot.pictures import GREEN, INK
from bot.rich_menu_pen import (
    SCALE,
    Box,
    Icon,
    Pen,
    bars,
    calendar,
    clipboard,
    fitting,
    globe,
    question_mark,
    scaled,
    waste_bin,
)
from surveys import phrases, wording
from surveys.model import Language
from surveys.phrases import Command

WIDTH: Final = 2500
HEIGHT: Final = 843
FIRST_WIDTH: Final = 1100
ROW_HEIGHT: Final = HEIGHT // 3

DEFAULT: Final = Language.JA
"""Whose menu everybody sees who has not chosen a language."""

_BLUE: Final = "#1D4E89"
"""The large area of the staff's menu: nobody takes one menu for the other."""

_PAPER: Final = "#F3F8F5"
_LINE: Final = "#BFD3C8"


@dataclass(frozen=True, slots=True, kw_only=True)
class RichMenu:
    """A menu as LINE takes it: `request` is the JSON of its creation, `picture` a PNG."""

    language: Language
    request: dict[str, Any]
    picture: bytes

    @property
    def name(self) -> str:
        """Tells language and content, as `koe:ja:0123456789ab`. People never see it."""
        return str(self.request["name"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One area: its wording, the command that it types, and where it is (left, top, w, h)."""

    key: str
    command: Command
    bounds: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class _Design:
    """What a menu holds: `prefix` begins its name, the first entry is the large area."""

    prefix: str
    colour: str
    entries: tuple[_Entry, ...]
    icons: tuple[Icon, ...]


def _entries(*named: tuple[str, Command]) -> tuple[_Entry, ...]:
    """A large area at the left, the others in rows beside it."""
    (key, command), *rest = named
    first = _Entry(key=key, command=command, bounds=(0, 0, FIRST_WIDTH, HEIGHT))
    rows = [
        _Entry(
            key=key,
            command=command,
            bounds=(FIRST_WIDTH, row * ROW_HEIGHT, WIDTH - FIRST_WIDTH, ROW_HEIGHT),
        )
        for row, (key, command) in enumerate(rest)
    ]
    return (first, *rows)


def _parents() -> _Design:
    return _Design(
        prefix=MENU_PREFIX,
        colour=GREEN,
        entries=_entries(
            ("menu_start", Command.START),
            ("menu_language", Command.LANGUAGE),
            ("menu_erase", Command.ERASE),
            ("menu_help", Command.HELP),
        ),
        icons=(globe, waste_bin, question_mark),
    )


def _staff() -> _Design:
    return _Design(
        prefix=STAFF_MENU_PREFIX,
        colour=_BLUE,
        entries=_entries(
            ("menu_finish", Command.FINISH),
            ("menu_today", Command.TODAY),
            ("menu_status", Command.STATUS),
            ("menu_help", Command.HELP),
        ),
        icons=(calendar, bars, question_mark),
    )


def rich_menus() -> tuple[RichMenu, ...]:
    """The parents' menus of all languages; the one of `DEFAULT` comes first."""
    return tuple(rich_menu(language) for language in Language)


def staff_menus() -> tuple[RichMenu, ...]:
    """The staff's menus of all languages."""
    return tuple(staff_menu(language) for language in Language)


def rich_menu(language: Language) -> RichMenu:
    """The parents' menu. Its buttons type the phrases of that language into the talk."""
    return _menu(_parents(), language)


def staff_menu(language: Language) -> RichMenu:
    """The staff's menu: one tap asks for the number of families, and no push is spent."""
    return _menu(_staff(), language)


def _menu(design: _Design, language: Language) -> RichMenu:
    image = draw(language, design)
    request = {
        "size": {"width": WIDTH, "height": HEIGHT},
        "selected": True,
        "chatBarText": wording.built_in().say("menu_bar", language),
        "areas": [_area(entry, language) for entry in design.entries],
    }
    content = json.dumps(request, sort_keys=True).encode() + image.tobytes()
    digest = hashlib.sha256(content).hexdigest()[:12]
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    name = f"{design.prefix}{language.value}:{digest}"
    return RichMenu(language=language, request={**request, "name": name}, picture=out.getvalue())


def _area(entry: _Entry, language: Language) -> dict[str, Any]:
    left, top, width, height = entry.bounds
    label = " ".join(wording.built_in().say(entry.key, language).split("\n"))
    text = phrases.built_in().shown(entry.command, language)
    return {
        "bounds": {"x": left, "y": top, "width": width, "height": height},
        # the label is what a screen reader says
        "action": {"type": "message", "label": label, "text": text},
    }


def draw(language: Language, design: _Design | None = None) -> Image.Image:
    """The picture of a language's menu, 2500 × 843 pixels; the parents' if nothing is said."""
    design = design or _parents()
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), _PAPER)
    canvas = ImageDraw.Draw(image)
    said = wording.built_in()
    first, *rows = design.entries
    _first(canvas, said.say(first.key, language), design.colour)
    for entry, icon in zip(rows, design.icons, strict=True):
        _row(canvas, entry.bounds, said.say(entry.key, language), icon)
    return image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _first(canvas: ImageDraw.ImageDraw, label: str, colour: str) -> None:
    """The large area at the left, where nearly everybody wants to go."""
    canvas.rectangle(scaled((0, 0, FIRST_WIDTH, HEIGHT)), fill=colour)
    middle = FIRST_WIDTH // 2
    clipboard(Pen(canvas=canvas, x=middle, y=225, colour="white"))
    lines = label.split("\n")
    size = min(fitting(line, 150, FIRST_WIDTH - 120) for line in lines)
    for number, line in enumerate(lines):
        below = 620 + round((number - (len(lines) - 1) / 2) * 190)
        Pen(canvas=canvas, x=middle, y=below, colour="white").text(line, size, "mm")


def _row(canvas: ImageDraw.ImageDraw, bounds: Box, label: str, icon: Icon) -> None:
    left, top, width, height = bounds
    if top > 0:
        canvas.rectangle(scaled((left + 70, top - 2, left + width - 70, top + 2)), fill=_LINE)
    middle = top + height // 2
    icon(Pen(canvas=canvas, x=left + 190, y=middle, colour=GREEN))
    size = fitting(label, 124, width - 340 - 90)
    Pen(canvas=canvas, x=left + 340, y=middle, colour=INK).text(label, size, "lm")
