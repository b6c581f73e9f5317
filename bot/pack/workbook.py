"""The pack as a workbook for the coordinator: the same bytes for the same figures."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from bot.pack.draft import NO_ZIP_TIME
from surveys.analysis.pack_model import Pack
from surveys.analysis.pack_workbook import Cell, Page, pages

_FONT: Final = "ＭＳ Ｐゴシック"
_NO_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_WIDEST: Final = 60
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def workbook_xlsx(pack: Pack) -> bytes:
    """The workbook; texts that a spreadsheet would take for a formula stay texts."""
    book = Workbook()
    book.remove(book.active)
    for page in pages(pack):
        _sheet(book.create_sheet(page.title), page)
    book.properties.creator = book.properties.lastModifiedBy = "Koe"
    book.properties.created = book.properties.modified = _NO_TIME
    saved = io.BytesIO()
    book.save(saved)
    return _without_times(saved.getvalue())


def _sheet(sheet: Any, page: Page) -> None:
    sheet.append([page.note])
    sheet["A1"].font = Font(name=_FONT, size=9)
    sheet.append(list(page.heads))
    for cell in sheet[2]:
        cell.font = Font(name=_FONT, size=10, bold=True)
        cell.fill = PatternFill("solid", fgColor="E6E6E6")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row in page.rows:
        sheet.append(list(row))
        for cell in sheet[sheet.max_row]:
            _dress(cell)
    sheet.freeze_panes = "A3"
    for place, width in enumerate(_widths(page), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _dress(cell: Any) -> None:
    cell.font = Font(name=_FONT, size=10)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(cell.value, str):
        cell.data_type = "s"
    elif isinstance(cell.value, float):
        cell.number_format = "0.000"


def _widths(page: Page) -> Iterable[float]:
    """Wide enough for what stands in a column; full-width characters count twice."""
    for place, head in enumerate(page.heads):
        texts: Sequence[Cell] = [head, *(row[place] for row in page.rows)]
        longest = max(_width(text) for text in texts)
        yield min(_WIDEST, max(8, longest + 2))


def _width(value: Cell) -> int:
    return sum(
        2 if ord(letter) > 0xFF else 1 for letter in str(value if value is not None else "")
    )


def _without_times(saved: bytes) -> bytes:
    """The workbook with its parts stored as they are, at no time."""
    rewritten = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved)) as parts,
        zipfile.ZipFile(rewritten, "w") as target,
    ):
        for name in parts.namelist():
            content = parts.read(name)
            if name == "docProps/core.xml":
                # openpyxl writes the moment of saving there, whatever was set.
                content = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", content)
            target.writestr(zipfile.ZipInfo(name, NO_ZIP_TIME), content)
    return rewritten.getvalue()
