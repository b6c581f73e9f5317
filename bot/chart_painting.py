"""The digest's picture: one line of an indicator is a dot, a band and a tick. 1040 × 780 pixels.

Shapes and words carry everything, so that it reads the same printed in grey. Nothing of the
machine gets into the file: the same chart gives the same bytes.
"""

import io
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.patheffects import withStroke
from PIL import Image

from bot.pictures import font_file
from surveys.analysis.numerals import percent
from surveys.messages import Chart, ChartRow

WIDTH: Final = 1040
HEIGHT: Final = 780

LEFT: Final = 343
RIGHT: Final = 900
"""Where 0 and 100 % stand."""

TOP: Final = 78
BOTTOM: Final = 670

INK: Final = "#1F2933"
SLATE: Final = "#455A64"
GREEN: Final = "#00695C"
BAND: Final = "#BDC7CB"
BAND_PROVEN: Final = "#A3CDC6"
TARGET: Final = "#D8431F"
FAINT: Final = "#4F6470"
RULE: Final = "#E3E8EA"

CONFIRMED: Final = "◎"

FORMS: Final = str.maketrans(
    "为仅值倾动发场处实带应报时晓查标约结统联见计认记语请课调达过还这迟选问间际难项预题额",
    "為僅値傾動発場処実帯応報時暁査標約結統聯見計認記語請課調達過還這遅選問間際難項予題額",
)
"""Simplified characters that a Japanese font does not have, as it has them."""

NO_SUCH: Final = "〓"
"""Japanese printers' mark for a character that is not in the case."""

_DPI: Final = 100
_POINT: Final = 72 / _DPI
"""Points in a pixel."""

_LEAST: Final = 12
"""Pixels: text that is too long is not made smaller than this."""


def painted(chart: Chart) -> bytes:
    """The chart as PNG. One at a time: the font's file handle sits in matplotlib's cache."""
    figure = Figure(figsize=(WIDTH / _DPI, HEIGHT / _DPI), dpi=_DPI, facecolor="white")
    canvas: Any = FigureCanvasAgg(figure)  # its methods have no types
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(HEIGHT, 0)
    axes.set_axis_off()
    pen = _Pen(axes, FontProperties(fname=str(font_file())))
    pen.write((40, 48), chart.title, _Style(size=34, widest=WIDTH - 80))
    _scale(pen)
    step = (BOTTOM - TOP) / max(1, len(chart.rows))
    for place, row in enumerate(chart.rows):
        _row(pen, TOP + step * (place + 0.5), row, min(step, 114))
    pen.write((24, 750), chart.legend, _Style(size=22, widest=WIDTH - 48, colour=FAINT))
    canvas.draw()
    image = Image.frombytes("RGBA", (WIDTH, HEIGHT), bytes(canvas.buffer_rgba()))
    out = io.BytesIO()
    # Without the library's version in it, which would change the bytes with every update.
    image.convert("RGB").save(out, "PNG", optimize=True)
    return out.getvalue()


@cache
def _in_font() -> frozenset[int]:
    return frozenset(FT2Font(str(font_file())).get_charmap())


def drawable(text: str) -> str:
    """A text in characters that the font has."""
    return "".join(
        letter if ord(letter) in _in_font() else NO_SUCH for letter in text.translate(FORMS)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """How a text looks; size and room in pixels."""

    size: float
    widest: float
    colour: str = INK
    align: Literal["left", "center", "right"] = "left"
    bold: bool = False


class _Pen:
    """Lines, dots and text in pixels from the upper left corner."""

    def __init__(self, axes: Axes, font: FontProperties) -> None:
        self._axes = axes
        self._font = font

    def line(
        self, x: tuple[float, float], y: tuple[float, float], colour: str, width: float
    ) -> None:
        """A straight line with flat ends."""
        self._axes.plot(
            x, y, color=colour, linewidth=width * _POINT, solid_capstyle="butt", zorder=1
        )

    def band(self, x: tuple[float, float], y: float, colour: str, width: float) -> None:
        """A broad bar with round ends that reach exactly from the first to the second place."""
        half = width / 2
        middle = (x[0] + x[1]) / 2
        ends = (min(x[0] + half, middle), max(x[1] - half, middle))
        self._axes.plot(
            ends,
            (y, y),
            color=colour,
            linewidth=width * _POINT,
            solid_capstyle="round",
            zorder=2,
        )

    def dot(self, x: float, y: float, colour: str, across: float) -> None:
        """A filled dot."""
        self._mark((x, y), across, fill=colour, edge=(colour, 0), layer=4)

    def ring(self, x: float, y: float, colour: str, across: float) -> None:
        """A hollow dot, with a rim of white so that it is seen on a filled one."""
        self._mark((x, y), across, fill="none", edge=("white", 7), layer=5)
        self._mark((x, y), across, fill="none", edge=(colour, 3), layer=6)

    def _mark(
        self,
        at: tuple[float, float],
        across: float,
        *,
        fill: str,
        edge: tuple[str, float],
        layer: int,
    ) -> None:
        self._axes.plot(
            at[:1],
            at[1:],
            marker="o",
            markersize=across * _POINT,
            markerfacecolor=fill,
            markeredgecolor=edge[0],
            markeredgewidth=edge[1] * _POINT,
            linestyle="none",
            zorder=layer,
        )

    def write(self, at: tuple[float, float], text: str, style: _Style) -> None:
        """A line of text, made smaller until it fits, then cut. For bold it is outlined."""
        size = style.size
        written = self._axes.text(
            *at,
            drawable(text),
            fontproperties=self._font,
            fontsize=size * _POINT,
            color=style.colour,
            horizontalalignment=style.align,
            verticalalignment="center",
            parse_math=False,
            zorder=6,
        )
        while size > _LEAST and written.get_window_extent().width > style.widest:
            size -= 1
            written.set_fontsize(size * _POINT)
        while len(text) > 1 and written.get_window_extent().width > style.widest:
            text = text[:-1]
            written.set_text(f"{drawable(text)}…")
        if style.bold:
            outline = withStroke(linewidth=1.4 * _POINT, foreground=style.colour)
            written.set_path_effects([outline])


def _scale(pen: _Pen) -> None:
    for share in (0, 25, 50, 75, 100):
        x = _place(share / 100)
        pen.line((x, x), (TOP, BOTTOM), RULE, 2)
        pen.line((x, x), (BOTTOM, BOTTOM + 10), INK, 2)
        label = f"{share}%" if share == 100 else str(share)
        pen.write((x, BOTTOM + 30), label, _Style(size=24, widest=90, align="center"))
    pen.line((LEFT, RIGHT), (BOTTOM, BOTTOM), INK, 2)


def _row(pen: _Pen, y: float, row: ChartRow, step: float) -> None:
    """One line. Where nothing may be shown there is a dash, however little was answered."""
    pen.write((LEFT - 14, y), row.label, _Style(size=30, widest=LEFT - 28, align="right"))
    colour = GREEN if row.proven else SLATE
    if row.low is not None and row.high is not None:
        shade = BAND_PROVEN if row.proven else BAND
        pen.band((_place(row.low), _place(row.high)), y, shade, 14)
    if row.target is not None:
        x = _place(row.target)
        pen.line((x, x), (y - 0.31 * step, y + 0.31 * step), TARGET, 6)
    if row.estimate is not None:
        pen.dot(_place(row.estimate), y, colour, 28)
    if row.before is not None:
        pen.ring(_place(row.before), y, FAINT, 22)
    if row.estimate is None:
        pen.write((RIGHT + 20, y), "－", _Style(size=32, widest=100, colour=SLATE))
        return
    shown = f"{percent(row.estimate)}%"
    text = f"{CONFIRMED}{shown}" if row.proven else shown
    pen.write((RIGHT + 14, y), text, _Style(size=34, widest=118, colour=colour, bold=True))


def _place(share: float) -> float:
    return LEFT + (RIGHT - LEFT) * min(1.0, max(0.0, share))
