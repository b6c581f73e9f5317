"""The pack's two figures, as PNG for files and as SVG for the annex: intervals, and the flow.

Shapes and words carry everything, so that they read the same printed in grey. Nothing of the
machine or the moment gets into them: the same data give the same bytes.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final, Literal, TypeAlias

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyArrowPatch, Rectangle

from bot.pictures import font_file
from surveys.analysis.numerals import percent

Json: TypeAlias = dict[str, Any]
Form: TypeAlias = Literal["png", "svg"]

INK: Final = "#1F2933"
FAINT: Final = "#4F6470"
BAND: Final = "#B4BEC4"
RULE: Final = "#E1E6E9"
TARGET: Final = "#1F2933"

_WIDTH: Final = 7.0
"""Inches; the annex is as wide."""

_LINE: Final = 0.30
"""Inches for one line of the interval chart."""

_AXIS: Final = 1.1
"""Lines that a panel's numbers and the space under them take."""

_STEPS: Final = (
    ("lessons", "講座（実施）", "回"),
    ("families", "講座の参加（全部）", "組"),
    ("lessons_surveyed", "うち案内した講座", "回"),
    ("families_invited", "案内した講座の参加", "組"),
    ("started", "回答を開始", "件"),
    ("completed", "回答を完了", "件"),
    ("persons", "人（重複を除く）", "人"),
    ("follow_up_invited", "4週間後の案内", "件"),
    ("follow_up_answered", "4週間後の回答", "件"),
)

_ASIDES: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "lessons": (("lessons_not_counted", "参加組数が不明な講座", "回"),),
    "families": (("families_rated", "うち回収率の分母", "組"),),
    "families_invited": (
        ("refused", "答えないを選んだ", "件"),
        ("not_started", "開いたが答えなかった", "件"),
    ),
    "started": (
        ("unfinished", "途中まで", "件"),
        ("ineligible", "対象外（支援者など）", "件"),
        ("withdrawn", "取り消し", "件"),
    ),
    "completed": (
        ("short_form", "短い回答（56日以内の再回答）", "件"),
        ("repeated", "同じ人の2回目以降", "件"),
    ),
}


def interval_chart(rows: Sequence[Json], form: Form) -> bytes:
    """A line for each claim: dot = estimate, band = 95 % interval, tick = target.

    Shares stand on a scale from 0 to 100 %; differences below them on one around zero.
    """
    panels = [
        (_SHARES, [row for row in rows if row["share"]]),
        (_around_zero(rows), [row for row in rows if not row["share"]]),
    ]
    lines = sum(len(held) + _AXIS for _, held in panels if held) or _AXIS
    figure = Figure(figsize=(_WIDTH, max(1.2, _LINE * (lines + 1))), dpi=200, facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, 1)
    axes.set_ylim(lines + 0.4, -0.6)
    axes.set_axis_off()
    pen = _Pen(axes)
    if not rows:
        pen.write(0.5, 0.2, "この年度に登録された文はまだありません。", "center")
    top = 0.0
    for scale, held in panels:
        if held:
            _panel(pen, top, scale, held)
            top += len(held) + _AXIS
    legend = "●推定値　帯＝95％信頼区間　│目標　数値のない行＝少数のため表示しない"
    pen.write(0.01, lines - 0.2, legend, "left", 7)
    return _saved(figure, form)


def flow_chart(flow: Mapping[str, int], form: Form) -> bytes:
    """The flow from lessons to people; what was lost on the way stands at the right."""
    figure = Figure(figsize=(3.4, 4.3), dpi=200, facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, 1)
    axes.set_ylim(len(_STEPS), 0)
    axes.set_axis_off()
    pen = _Pen(axes)
    for place, (key, name, unit) in enumerate(_STEPS):
        pen.box(0.02, place + 0.14, 0.50, 0.6)
        pen.write(0.27, place + 0.44, f"{name}　{flow[key]:,}{unit}", "center", 7.5)
        if place + 1 < len(_STEPS):
            pen.arrow((0.27, place + 0.76), (0.27, place + 1.12))
        asides = _ASIDES.get(key, ())
        for number, (aside, text, of) in enumerate(asides):
            y = place + 0.94 + (number - (len(asides) - 1) / 2) * 0.27
            pen.write(0.56, y, f"{text} {flow[aside]:,}{of}", "left", 6.2)
        if asides:
            pen.arrow((0.27, place + 0.94), (0.55, place + 0.94))
    return _saved(figure, form)


class _Pen:
    """Lines and texts in the coordinates of the axes, in the one font."""

    def __init__(self, axes: Any) -> None:
        self._axes = axes
        self._font = FontProperties(fname=str(font_file()))

    def write(
        self, x: float, y: float, text: str, align: str, size: float = 8, colour: str = INK
    ) -> None:
        """A line of text, in points."""
        self._axes.text(
            x, y, text, fontproperties=self._font, fontsize=size, color=colour,
            horizontalalignment=align, verticalalignment="center", parse_math=False, zorder=6,
        )  # fmt: skip

    def rule(self, x: float, top: float, bottom: float) -> None:
        """A thin line down."""
        self._axes.plot((x, x), (top, bottom), color=RULE, linewidth=0.8, zorder=1)

    def band(self, low: float, high: float, y: float) -> None:
        """An interval."""
        self._axes.add_patch(
            Rectangle((low, y - 0.16), high - low, 0.32, color=BAND, linewidth=0, zorder=2)
        )

    def tick(self, x: float, y: float) -> None:
        """A target."""
        self._axes.plot((x, x), (y - 0.32, y + 0.32), color=TARGET, linewidth=1.6, zorder=3)

    def dot(self, x: float, y: float) -> None:
        """An estimate."""
        self._axes.plot((x,), (y,), marker="o", markersize=6, color=INK, zorder=5)

    def box(self, x: float, y: float, width: float, height: float) -> None:
        """A frame."""
        self._axes.add_patch(
            Rectangle((x, y), width, height, facecolor="white", edgecolor=INK, linewidth=0.8)
        )

    def arrow(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """An arrow."""
        self._axes.add_patch(
            FancyArrowPatch(
                start,
                end,
                arrowstyle="-|>",
                mutation_scale=6,
                color=FAINT,
                linewidth=0.7,
                shrinkA=0,
                shrinkB=0,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """From `low` to `high`, with its ticks; outside of it things are drawn at its ends."""

    low: float
    high: float
    ticks: tuple[float, ...]
    unit: str

    def x(self, value: float) -> float:
        """Where a value stands on the paper."""
        inside = min(max(value, self.low), self.high)
        return 0.42 + 0.30 * (inside - self.low) / (self.high - self.low)


_SHARES: Final = _Scale(low=0, high=1, ticks=(0, 0.25, 0.5, 0.75, 1), unit="％")


def _around_zero(rows: Sequence[Json]) -> _Scale:
    """A scale for differences: as wide as they need, in steps of ten points."""
    ends = [
        abs(row[end]) for row in rows for end in ("low", "high") if not row["share"] and row[end]
    ]
    widest = max(0.1, ceil(10 * max(ends, default=0.1)) / 10)
    return _Scale(low=-widest, high=widest, ticks=(-widest, 0, widest), unit="ポイント")


def _panel(pen: _Pen, top: float, scale: _Scale, rows: Sequence[Json]) -> None:
    for tick in scale.ticks:
        pen.rule(scale.x(tick), top - 0.4, top + len(rows) - 0.4)
        pen.write(scale.x(tick), top + len(rows) - 0.1, percent(tick), "center", 7)
    pen.write(0.745, top + len(rows) - 0.1, scale.unit, "left", 7)
    for place, row in enumerate(rows):
        _interval(pen, top + place, scale, row)


def _interval(pen: _Pen, y: float, scale: _Scale, row: Json) -> None:
    pen.write(0.01, y, row["name"], "left", 7.5)
    pen.write(0.845, y, row["sign"], "left", 7.5, FAINT)
    if row["target"] is not None:
        pen.tick(scale.x(row["target"]), y)
    if row["estimate"] is None or row["low"] is None or row["high"] is None:
        return
    pen.band(scale.x(row["low"]), scale.x(row["high"]), y)
    pen.dot(scale.x(row["estimate"]), y)
    unit = "％" if row["share"] else "点"
    pen.write(0.745, y, f"{percent(row['estimate'], 1)}{unit}", "left")


def _saved(figure: Figure, form: Form) -> bytes:
    FigureCanvasAgg(figure)
    out = io.BytesIO()
    # Versions and times would change the bytes though the figure is the same.
    without = {"Software": None} if form == "png" else {"Date": None, "Creator": None}
    with mpl.rc_context({"svg.hashsalt": "koe", "svg.fonttype": "path"}):
        figure.savefig(out, format=form, metadata=without)
    return out.getvalue()
