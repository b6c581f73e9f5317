"""Schedules in Excel workbooks."""

import io
import warnings
import zipfile
import zlib
from datetime import datetime, time, timedelta
from typing import Any, Final
from xml.etree.ElementTree import ParseError
from zoneinfo import ZoneInfo

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from surveys.sayings import saying
from surveys.schedule_tables import Cell, Line, Table, read_tables
from surveys.schedules import MAX_LESSONS, Schedule, ScheduleError

COLUMNS: Final = 50
"""Columns that are looked at; whole formatted rows are 16,384 wide."""

MAX_UNPACKED: Final = 200_000_000
"""Bytes of all parts of a workbook; ten thousand lessons take about ten million."""

_UNREADABLE: Final = (
    *(zipfile.BadZipFile, InvalidFileException, ParseError, zlib.error),
    *(KeyError, ValueError, TypeError, AttributeError, OSError),
)
"""What openpyxl raises over files that are not, or not wholly, workbooks."""


def read_workbook(data: bytes, zone: ZoneInfo) -> Schedule:
    """The lessons of all visible sheets that have a header; formulas count with their last value.

    Raises:
        ScheduleError: it is no workbook, is protected by a password, or holds no schedule.
    """
    try:
        _check_size(data)
        with warnings.catch_warnings():
            # They tell of looks that openpyxl does not know; bad dates come as error values.
            warnings.simplefilter("ignore")
            sheets = load_workbook(io.BytesIO(data), data_only=True).worksheets
    except _UNREADABLE:
        raise ScheduleError(saying("file_no_workbook")) from None
    return read_tables(
        [
            Table(name=sheet.title, lines=_lines(sheet))
            for sheet in sheets
            if sheet.sheet_state == "visible"
        ],
        zone,
    )


def _check_size(data: bytes) -> None:
    """Refuse what is small as a file and enormous once unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
            raise ScheduleError(saying("file_workbook_large"))


def _lines(sheet: Worksheet) -> list[Line]:
    """The rows that hold anything."""
    lines = []
    for number, cells in enumerate(sheet.iter_rows(max_col=COLUMNS), start=1):
        if any(cell.value is not None or isinstance(cell, MergedCell) for cell in cells):
            lines.append(_line(number, cells))
        if len(lines) > 2 * MAX_LESSONS:
            break
    return lines


def _line(number: int, cells: tuple[Any, ...]) -> Line:
    errors = [str(cell.value) for cell in cells if cell.data_type == "e"]
    if errors:
        return Line(number=number, fault=saying("row_cell_error", text=errors[0]))
    return Line(number=number, cells=tuple(_text(cell) for cell in cells))


def _text(cell: Any) -> Cell:
    """A cell as somebody would write it; None where a merged one covers it."""
    if isinstance(cell, MergedCell):
        return None
    match cell.value:
        case None:
            return ""
        case datetime() as moment:
            # A day without a time comes as midnight; and days are fractions in Excel, inexact.
            rounded = moment + timedelta(seconds=30)
            whole_day = (rounded.hour, rounded.minute) == (0, 0)
            return f"{rounded:%Y-%m-%d}" if whole_day else f"{rounded:%Y-%m-%d %H:%M}"
        case time() as clock:
            return f"{clock:%H:%M}"
        case timedelta() as span:
            minutes = round(span.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
        case other:
            return str(other)
