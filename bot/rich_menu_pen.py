"""What rich menus are drawn with: text that fits, and icons of a few strokes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from PIL import ImageDraw, ImageFont

from bot.pictures import font_file

# Drawn larger and then reduced: Pillow draws its shapes without smoothing their edges.
SCALE: Final = 2

Box: TypeAlias = tuple[int, int, int, int]
Icon: TypeAlias = Callable[["Pen"], None]


def fitting(text: str, size: int, width: int) -> int:
    """The size, made smaller until the text is no wider than `width`."""
    while size > 40 and _font(size).getlength(text) > width * SCALE:
        size -= 4
    return size


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_file()), size * SCALE)


def scaled(box: Box) -> Box:
    """A box in the pixels that are drawn."""
    left, top, right, bottom = box
    return (left * SCALE, top * SCALE, right * SCALE - 1, bottom * SCALE - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Draws around a middle, in the menu's pixels."""

    canvas: ImageDraw.ImageDraw
    x: int
    y: int
    colour: str

    def text(self, text: str, size: int, anchor: str) -> None:
        """One line; `anchor` says, in Pillow's letters, what of it is at the middle."""
        # the font has one weight; an outline makes it bold enough for a small screen
        place, outline = (self.x * SCALE, self.y * SCALE), size // 36
        self.canvas.text(place, text, self.colour, _font(size), anchor, stroke_width=outline)

    def line(self, *points: tuple[int, int], width: int = 14) -> None:
        """Strokes from point to point, with round ends."""
        placed = [((self.x + x) * SCALE, (self.y + y) * SCALE) for x, y in points]
        self.canvas.line(placed, fill=self.colour, width=width * SCALE, joint="curve")
        half = width * SCALE // 2
        for x, y in placed:
            self.canvas.ellipse((x - half, y - half, x + half, y + half), fill=self.colour)

    def box(self, box: Box, *, radius: int, width: int = 14, fill: bool = False) -> None:
        """A box with round corners."""
        self.canvas.rounded_rectangle(
            self._around(box),
            radius * SCALE,
            fill=self.colour if fill else None,
            outline=self.colour,
            width=width * SCALE,
        )

    def oval(self, box: Box, *, width: int = 14) -> None:
        """An oval's outline."""
        self.canvas.ellipse(self._around(box), outline=self.colour, width=width * SCALE)

    def _around(self, box: Box) -> Box:
        left, top, right, bottom = box
        return scaled((self.x + left, self.y + top, self.x + right, self.y + bottom))


def clipboard(pen: Pen) -> None:
    """A survey with ticks."""
    pen.box((-125, -150, 125, 165), radius=26, width=18)
    pen.box((-58, -178, 58, -122), radius=20, fill=True)
    for row in (-62, 18, 98):
        pen.line((-82, row), (-66, row + 16), (-38, row - 18), width=14)
        pen.line((8, row), (80, row), width=14)


def globe(pen: Pen) -> None:
    """Languages."""
    pen.oval((-80, -80, 80, 80))
    pen.oval((-38, -80, 38, 80), width=12)
    pen.line((-74, 0), (74, 0), width=12)
    pen.line((-64, -40), (64, -40), width=10)
    pen.line((-64, 40), (64, 40), width=10)


def waste_bin(pen: Pen) -> None:
    """Erasing."""
    pen.line((-72, -46), (72, -46))
    pen.line((-26, -50), (-26, -76), (26, -76), (26, -50))
    pen.line((-54, -42), (-46, 80), (46, 80), (54, -42))
    pen.line((-18, -12), (-15, 48), width=12)
    pen.line((18, -12), (15, 48), width=12)


def question_mark(pen: Pen) -> None:
    """Help."""
    pen.oval((-80, -80, 80, 80))
    pen.text("?", 112, "mm")


def calendar(pen: Pen) -> None:
    """Today's lessons."""
    pen.box((-78, -66, 78, 80), radius=14)
    pen.line((-70, -24), (70, -24))
    pen.line((-38, -84), (-38, -52))
    pen.line((38, -84), (38, -52))
    pen.line((-36, 24), (-8, 50), (40, 2), width=12)


def bars(pen: Pen) -> None:
    """How many have answered."""
    pen.line((-78, 78), (78, 78))
    for x, top in ((-50, 20), (0, -28), (50, -74)):
        pen.line((x, 56), (x, top), width=28)
