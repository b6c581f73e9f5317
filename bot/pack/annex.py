"""The annex as a PDF of three pages: typst sets it, with the one font that comes packaged."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import typst

from bot.opening import Problem
from bot.pictures import font_file

Json: TypeAlias = dict[str, Any]

PAGES: Final = 3

_TEMPLATE: Final = Path(__file__).parents[1] / "pages" / "templates" / "annex.typ"

_SIZES: Final = (9.4, 9.0, 8.6, 8.2, 7.8, 7.4, 7.0, 6.6)
"""Points of the running text: a year with many claims is set smaller until it fits."""


class AnnexTooLongError(Problem):
    """The annex does not fit three pages even in the smallest letters."""


def annex_pdf(data: Json, pictures: Mapping[str, bytes]) -> bytes:
    """The annex; `pictures` are the figures `flow` and `intervals` as SVG.

    Raises:
        AnnexTooLongError: three pages are not enough.
    """
    inputs = {name: picture.decode() for name, picture in pictures.items()}
    for told in (data, _brief(data)):
        for size in _SIZES:
            pdf = typst.compile(
                _TEMPLATE,
                font_paths=[font_file().parent],
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={
                    **inputs,
                    "data": json.dumps(told, ensure_ascii=False),
                    "size": str(size),
                },
                # A file that carries the moment of its making has another hash each time.
                timestamp=0,
            )
            if pages(pdf) == PAGES:
                return pdf
    raise AnnexTooLongError(f"{len(data['shares'])} shares do not fit {PAGES} pages")


def _brief(data: Json) -> Json:
    """The annex with the primary claims only, which says where the others are."""
    kept = {key: [one for one in data[key] if one["primary"]] for key in ("shares", "differences")}
    names = {one["name"] for one in kept["shares"]}
    nonresponse = [one for one in data["nonresponse"] if one["name"] in names]
    return {**data, **kept, "nonresponse": nonresponse, "brief": True}


def pages(pdf: bytes) -> int:
    """How many pages a PDF of typst has."""
    return pdf.count(b"/Type/Page/")
