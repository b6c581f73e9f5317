"""GET /charts/{packed}.png: the digest's picture for LINE, which shows pictures from https only.

Nothing is stored: the address holds the chart itself, signed, so that only charts of ours are
painted. It tells no more than the message that it comes with.
"""

import asyncio
import base64
import binascii
import hmac
import json
import zlib
from dataclasses import asdict
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.app import Koe
from bot.charts import chart_png
from bot.pages.html_page import SAFE_HEADERS
from handlers.work import House
from surveys.messages import Chart, ChartRow

LONGEST: Final = 1000
"""Characters of an address that LINE takes for a picture."""

LARGEST: Final = 20_000
"""Bytes of an unpacked chart; ours have about one thousand."""

KEPT: Final = "private, max-age=31536000, immutable"

_DIGITS: Final = 4
"""Decimal places of a share in the address: a tenth of a pixel."""


def chart_address(house: House, chart: Chart) -> str | None:
    """Where LINE finds a chart's picture; None without an https address, or if it is too long."""
    base = house.centre.public_url
    if base is None or not base.startswith("https://"):
        return None
    packed = pack(chart)
    address = f"{base}/charts/{packed}.{house.sign(_signed(packed))}.png"
    return address if len(address) <= LONGEST else None


def pack(chart: Chart) -> str:
    """A chart as letters, digits, - and _."""
    data = asdict(chart)
    data["rows"] = [[_short(value) for value in row.values()] for row in data["rows"]]
    text = json.dumps([*data.values()], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def unpack(packed: str) -> Chart | None:
    """The chart that `pack` wrote; None for anything else."""
    try:
        raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        data: Any = json.loads(zlib.decompressobj().decompress(raw, LARGEST))
        names = list(ChartRow.__dataclass_fields__)
        rows = tuple(ChartRow(**dict(zip(names, row, strict=True))) for row in data[1])
        return Chart(title=data[0], rows=rows, legend=data[2])
    except (binascii.Error, zlib.error, ValueError, TypeError, LookupError):
        return None


def routes(koe: Koe) -> list[BaseRoute]:
    """The route of the digest's picture."""

    async def picture(request: Request) -> Response:
        packed, _, proof = str(request.path_params["packed"]).partition(".")
        good = hmac.compare_digest(
            koe.house.sign(_signed(packed)).encode(), proof.encode("utf-8", "replace")
        )
        chart = unpack(packed) if good else None
        if chart is None:
            return PlainTextResponse("no such picture\n", status_code=404)
        painted = await asyncio.to_thread(chart_png, chart)
        headers = {**SAFE_HEADERS, "Cache-Control": KEPT}
        return Response(painted, media_type="image/png", headers=headers)

    return [Route("/charts/{packed}.png", picture)]


def _signed(packed: str) -> str:
    """What is signed: a proof for another kind of link is none for this one."""
    return f"chart {packed}"


def _short(value: object) -> object:
    return round(value, _DIGITS) if isinstance(value, float) else value
