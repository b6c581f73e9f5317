"""The evidence pack as a folder: every file of it, and what the files' hashes are."""

import hashlib
import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TypeAlias

from bot.pack.annex import annex_pdf
from bot.pack.draft import draft_docx
from bot.pack.method import method_text
from bot.pack.pictures import flow_chart, interval_chart
from bot.pack.tables import csv_text
from bot.pack.workbook import workbook_xlsx
from surveys.analysis.pack_annex import annex, interval_rows
from surveys.analysis.pack_model import Pack
from surveys.analysis.pack_records import evidence_record, flow_record, manifest
from surveys.analysis.sheets import data_package

DRAFT: Final = "draft.docx"
ANNEX: Final = "annex.pdf"
WORKBOOK: Final = "evidence.xlsx"
EVIDENCE: Final = "evidence.json"
METHOD: Final = "METHOD.md"
MANIFEST: Final = "manifest.json"

_LIBRARIES: Final = (
    "numpy", "scipy", "statsmodels", "matplotlib", "typst", "python-docx", "openpyxl",
)  # fmt: skip

Json: TypeAlias = dict[str, Any]

Tell: TypeAlias = Callable[[int, int], None]
"""Hears how many steps are done, of how many."""


def silent(done: int, of: int) -> None:
    """Nobody watches."""


def write_pack(pack: Pack, folder: Path, tell: Tell = silent) -> tuple[Path, ...]:
    """Write a pack into a folder, which is made; files of the same names are replaced.

    The same pack gives the same bytes. Returns the files written, the manifest last. `tell`
    hears how many steps are done, of how many.
    """
    contents = pack_files(pack, tell)
    paths = []
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        paths.append(path)
    return tuple(paths)


def pack_files(pack: Pack, tell: Tell = silent) -> dict[str, bytes]:
    """The files of a pack by name; the manifest comes last and names the others."""
    flow, rows = flow_record(pack), interval_rows(pack)
    steps: tuple[Callable[[], dict[str, bytes]], ...] = (
        lambda: {DRAFT: draft_docx(pack.draft)},
        lambda: {
            ANNEX: annex_pdf(
                annex(pack),
                {"flow": flow_chart(flow, "svg"), "intervals": interval_chart(rows, "svg")},
            )
        },
        lambda: {WORKBOOK: workbook_xlsx(pack)},
        lambda: {EVIDENCE: json_bytes(evidence_record(pack))},
        lambda: {"figures/intervals.png": interval_chart(rows, "png")},
        lambda: {"figures/flow.png": flow_chart(flow, "png")},
        lambda: {**_data(pack), METHOD: method_text(pack, versions()).encode()},
    )
    files: dict[str, bytes] = {}
    for done, step in enumerate(steps, start=1):
        # The counting that made the pack was the first step.
        tell(done, len(steps) + 1)
        files |= step()
    tell(len(steps) + 1, len(steps) + 1)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return {**files, MANIFEST: json_bytes(manifest(pack, hashes, versions()))}


def versions() -> dict[str, str]:
    """The program's version and those of the libraries that compute, draw and write."""
    return {name: version(name) for name in ("koe", *_LIBRARIES)}


def json_bytes(data: Json) -> bytes:
    """JSON for people to read."""
    return f"{json.dumps(data, ensure_ascii=False, indent=2)}\n".encode()


def _data(pack: Pack) -> dict[str, bytes]:
    """The public data as a package; a hidden number is an empty cell, as a zero is."""
    name = f"koe-evidence-{pack.fiscal_year}"
    package = data_package(name, "講座後アンケートの公開集計", pack.sheets, "utf-8")
    tables = {f"data/{sheet.name}.csv": csv_text(sheet).encode() for sheet in pack.sheets}
    return {**tables, "data/datapackage.json": json_bytes(package)}
