"""The door to the digest's picture: the painting library is loaded when one is wanted."""

from importlib import import_module
from threading import Lock

from surveys.messages import Chart

_ONE_AT_A_TIME = Lock()


def chart_png(chart: Chart) -> bytes:
    """Paint a chart as PNG, 1040 × 780 pixels; safe to call from any thread.

    Loading the library takes most of a second, which the start of the server need not pay for.
    """
    with _ONE_AT_A_TIME:
        return bytes(import_module("bot.chart_painting").painted(chart))
