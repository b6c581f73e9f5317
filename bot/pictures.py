"""Pictures for staff and parents: the entry card with its QR. Fonts come from a package."""

import io
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import segno
from PIL import Image, ImageDraw, ImageFont

from surveys.messages import EntryCard

WIDTH: Final = 1080
HEIGHT: Final = 1440
QR_SIDE: Final = 800
INK: Final = "#1F2933"
FAINT: Final = "#4A5560"
GREEN: Final = "#0B6E4F"


class FontMissingError(Exception):
    """The packaged Japanese font cannot be found."""


@cache
def font_file() -> Path:
    """The file of IPAexGothic, from the package matplotlib-fontja (not imported for it).

    Raises:
        FontMissingError: the package is not installed, or has no font.
    """
    spec = find_spec("matplotlib_fontja")
    folder = Path(str(spec.origin)).parent if spec is not None else None
    found = sorted(folder.rglob("ipaexg.ttf")) if folder is not None else []
    if not found:
        raise FontMissingError("matplotlib-fontja with ipaexg.ttf is not installed")
    return found[0]


def qr_png(link: str, side: int = QR_SIDE) -> bytes:
    """A link as a QR code, black on white with its quiet zone, about `side` pixels wide."""
    out = io.BytesIO()
    _qr(link, side).save(out, "PNG", optimize=True)
    return out.getvalue()


def entry_card_png(card: EntryCard, link: str) -> bytes:
    """The picture to show after a class: course, QR, big code, deadline. 1080 × 1440 pixels."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, 18), fill=GREEN)
    _centred(draw, 60, card.course, 64, INK)
    _centred(draw, 156, "アンケートにご協力ください（約1分）", 42, FAINT)
    code = _qr(link, QR_SIDE)
    image.paste(code, ((WIDTH - code.width) // 2, 230))
    _centred(draw, 1060, "または、このコードをトークに送ってください", 38, FAINT)
    _centred(draw, 1120, " ".join(card.code), 140, GREEN)
    _centred(draw, 1320, f"受付 {card.deadline} まで", 42, INK)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _qr(link: str, side: int) -> Image.Image:
    code = segno.make_qr(link, error="m", encoding="utf-8")
    modules = code.symbol_size(border=4)[0]
    out = io.BytesIO()
    code.save(out, kind="png", scale=max(1, side // modules), border=4)
    return Image.open(out).convert("RGB")


def _centred(draw: ImageDraw.ImageDraw, top: int, text: str, size: int, colour: str) -> None:
    """A line in the middle, made smaller until it fits."""
    while True:
        font = ImageFont.truetype(str(font_file()), size)
        width = draw.textlength(text, font=font)
        if width <= WIDTH - 80 or size <= 20:
            break
        size -= 4
    draw.text(((WIDTH - width) / 2, top), text, font=font, fill=colour)
