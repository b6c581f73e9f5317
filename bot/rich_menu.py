"""LINE's rich menu in each language: its picture, its areas, its name.

A menu's name holds a hash of its picture and its areas, so that a menu that is already at LINE
is recognised. Source of the limits: LINE Developers, Messaging API reference, "Rich menu".
"""

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from PIL import Image, ImageDraw, ImageFont

from bot.channels.line_parsing import MENU_PREFIX
from bot.pictures import GREEN, INK, font_file
from surveys import phrases, wording
from surveys.model import Language
from surveys.phrases import Command

WIDTH: Final = 2500
HEIGHT: Final = 843
FIRST_WIDTH: Final = 1100
ROW_HEIGHT: Final = HEIGHT // 3

DEFAULT: Final = Language.JA
"""Whose menu everybody sees who has not chosen a language."""

_PAPER: Final = "#F3F8F5"
_LINE: Final = "#BFD3C8"

# Drawn larger and then reduced: Pillow draws its shapes without smoothing their edges.
_SCALE: Final = 2

Box: TypeAlias = tuple[int, int, int, int]
Icon: TypeAlias = Callable[["_Pen"], None]


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


_ENTRIES: Final = (
    _Entry(key="menu_start", command=Command.START, bounds=(0, 0, FIRST_WIDTH, HEIGHT)),
    *(
        _Entry(
            key=key,
            command=command,
            bounds=(FIRST_WIDTH, row * ROW_HEIGHT, WIDTH - FIRST_WIDTH, ROW_HEIGHT),
        )
        for row, (key, command) in enumerate(
            (
                ("menu_language", Command.LANGUAGE),
                ("menu_erase", Command.ERASE),
                ("menu_help", Command.HELP),
            )
        )
    ),
)


def rich_menus() -> tuple[RichMenu, ...]:
    """The menus of all languages; the one of `DEFAULT` comes first."""
    return tuple(rich_menu(language) for language in Language)


def rich_menu(language: Language) -> RichMenu:
    """The menu of a language. Its buttons type the phrases of that language into the talk."""
    image = draw(language)
    said = wording.built_in()
    request = {
        "size": {"width": WIDTH, "height": HEIGHT},
        "selected": True,
        "chatBarText": said.say("menu_bar", language),
        "areas": [_area(entry, language) for entry in _ENTRIES],
    }
    content = json.dumps(request, sort_keys=True).encode() + image.tobytes()
    digest = hashlib.sha256(content).hexdigest()[:12]
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    name = f"{MENU_PREFIX}{language.value}:{digest}"
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


def draw(language: Language) -> Image.Image:
    """The picture of a language's menu, 2500 × 843 pixels."""
    image = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), _PAPER)
    canvas = ImageDraw.Draw(image)
    said = wording.built_in()
    first, *rows = _ENTRIES
    _first(canvas, said.say(first.key, language))
    for entry, icon in zip(rows, (_globe, _bin, _question_mark), strict=True):
        _row(canvas, entry.bounds, said.say(entry.key, language), icon)
    return image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _first(canvas: ImageDraw.ImageDraw, label: str) -> None:
    """The large area at the left, where nearly everybody wants to go."""
    canvas.rectangle(_scaled((0, 0, FIRST_WIDTH, HEIGHT)), fill=GREEN)
    middle = FIRST_WIDTH // 2
    _clipboard(_Pen(canvas=canvas, x=middle, y=225, colour="white"))
    lines = label.split("\n")
    size = min(_fitting(line, 150, FIRST_WIDTH - 120) for line in lines)
    for number, line in enumerate(lines):
        below = 620 + round((number - (len(lines) - 1) / 2) * 190)
        _Pen(canvas=canvas, x=middle, y=below, colour="white").text(line, size, "mm")


def _row(canvas: ImageDraw.ImageDraw, bounds: Box, label: str, icon: Icon) -> None:
    left, top, width, height = bounds
    if top > 0:
        canvas.rectangle(_scaled((left + 70, top - 2, left + width - 70, top + 2)), fill=_LINE)
    middle = top + height // 2
    icon(_Pen(canvas=canvas, x=left + 190, y=middle, colour=GREEN))
    size = _fitting(label, 124, width - 340 - 90)
    _Pen(canvas=canvas, x=left + 340, y=middle, colour=INK).text(label, size, "lm")


def _fitting(text: str, size: int, width: int) -> int:
    """The size, made smaller until the text is no wider than `width`."""
    while size > 40 and _font(size).getlength(text) > width * _SCALE:
        size -= 4
    return size


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_file()), size * _SCALE)


def _scaled(box: Box) -> Box:
    left, top, right, bottom = box
    return (left * _SCALE, top * _SCALE, right * _SCALE - 1, bottom * _SCALE - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pen:
    """Draws around a middle, in the menu's pixels."""

    canvas: ImageDraw.ImageDraw
    x: int
    y: int
    colour: str

    def text(self, text: str, size: int, anchor: str) -> None:
        """One line; `anchor` says, in Pillow's letters, what of it is at the middle."""
        # the font has one weight; an outline makes it bold enough for a small screen
        place, outline = (self.x * _SCALE, self.y * _SCALE), size // 36
        self.canvas.text(place, text, self.colour, _font(size), anchor, stroke_width=outline)

    def line(self, *points: tuple[int, int], width: int = 14) -> None:
        """Strokes from point to point, with round ends."""
        placed = [((self.x + x) * _SCALE, (self.y + y) * _SCALE) for x, y in points]
        self.canvas.line(placed, fill=self.colour, width=width * _SCALE, joint="curve")
        half = width * _SCALE // 2
        for x, y in placed:
            self.canvas.ellipse((x - half, y - half, x + half, y + half), fill=self.colour)

    def box(self, box: Box, *, radius: int, width: int = 14, fill: bool = False) -> None:
        """A box with round corners."""
        self.canvas.rounded_rectangle(
            self._around(box),
            radius * _SCALE,
            fill=self.colour if fill else None,
            outline=self.colour,
            width=width * _SCALE,
        )

    def oval(self, box: Box, *, width: int = 14) -> None:
        """An oval's outline."""
        self.canvas.ellipse(self._around(box), outline=self.colour, width=width * _SCALE)

    def _around(self, box: Box) -> Box:
        left, top, right, bottom = box
        return _scaled((self.x + left, self.y + top, self.x + right, self.y + bottom))


def _clipboard(pen: _Pen) -> None:
    pen.box((-125, -150, 125, 165), radius=26, width=18)
    pen.box((-58, -178, 58, -122), radius=20, fill=True)
    for row in (-62, 18, 98):
        pen.line((-82, row), (-66, row + 16), (-38, row - 18), width=14)
        pen.line((8, row), (80, row), width=14)


def _globe(pen: _Pen) -> None:
    pen.oval((-80, -80, 80, 80))
    pen.oval((-38, -80, 38, 80), width=12)
    pen.line((-74, 0), (74, 0), width=12)
    pen.line((-64, -40), (64, -40), width=10)
    pen.line((-64, 40), (64, 40), width=10)


def _bin(pen: _Pen) -> None:
    pen.line((-72, -46), (72, -46))
    pen.line((-26, -50), (-26, -76), (26, -76), (26, -50))
    pen.line((-54, -42), (-46, 80), (46, 80), (54, -42))
    pen.line((-18, -12), (-15, 48), width=12)
    pen.line((18, -12), (15, 48), width=12)


def _question_mark(pen: _Pen) -> None:
    pen.oval((-80, -80, 80, 80))
    pen.text("?", 112, "mm")
