"""The export as files: one CSV for each sheet, and the descriptor that explains them."""

import csv
import io
import json
from pathlib import Path
from typing import Final

from surveys.analysis.export import Export
from surveys.analysis.sheets import Cell, Sheet, data_package

DESCRIPTOR: Final = "datapackage.json"


def write_export(export: Export, folder: Path, *, excel: bool = False) -> tuple[Path, ...]:
    """Write an export into a folder, which is made; files of the same names are replaced.

    With `excel` each CSV begins with a byte order mark, without which Excel takes UTF-8 for
    another encoding. Returns the files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    encoding = "utf-8-sig" if excel else "utf-8"
    package = data_package("koe-export", "Koe 回答データ", export.sheets, encoding)
    written = []
    for sheet in export.sheets:
        path = folder / f"{sheet.name}.csv"
        path.write_bytes(csv_text(sheet).encode(encoding))
        written.append(path)
    descriptor = folder / DESCRIPTOR
    text = json.dumps(package, ensure_ascii=False, indent=2)
    descriptor.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    return (*written, descriptor)


def csv_text(sheet: Sheet) -> str:
    """A sheet as CSV with a heading; what is not known is empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_cell(cell) for cell in row])
    return text.getvalue()


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float():
            return f"{cell:g}"
        case _:
            return str(cell)
