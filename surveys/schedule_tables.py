"""Schedules as tables: rows of text become lessons, in the forms that people write them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from surveys.sayings import Saying, saying
from surveys.schedules import (
    MAX_LESSONS,
    YEARS,
    Mistake,
    Occasion,
    Schedule,
    ScheduleError,
    clean,
    same_name,
    schedule_of,
    shortened,
)

TITLES: Final = 20
"""The header is looked for in the first so many rows; what stands above it is a title."""

Cell: TypeAlias = str | None
"""The text of a cell; None where it is covered by a merged one."""


class Field(StrEnum):
    """What a column holds; the values are the wording's entries that name it."""

    COURSE = "field_course"
    DATE = "field_date"
    START = "field_start"
    END = "field_end"
    PLACE = "field_place"
    UID = "field_id"


HEADERS: Final[Mapping[Field, tuple[str, ...]]] = {
    Field.COURSE: ("course", "講座", "講座名"),
    Field.DATE: ("date", "日付", "開催日"),
    Field.START: ("start", "開始", "開始日時", "開始時刻", "開始時間"),
    Field.END: ("end", "終了", "終了日時", "終了時刻", "終了時間"),
    Field.PLACE: ("place", "場所", "会場"),
    Field.UID: ("id", "uid"),
}
_FIELDS: Final = {name: field for field, names in HEADERS.items() for name in names}
_DAY: Final = (
    r"(?:(?P<year>\d{4})|(?:令和|R)(?P<era>\d{1,2}|元)) ?[-/.年] ?(?P<month>\d{1,2}) ?[-/.月] ?"
    r"(?P<day>\d{1,2}) ?日? ?(?:\([月火水木金土日祝・]+\))?"
)
_TIME: Final = (
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?|時(?:(?P<spoken>\d{1,2})分)?)"
    r" ?(?P<offset>Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?"
)
_MOMENT: Final = re.compile(rf"(?:{_DAY}(?:[ T]+|(?<=[日)])|$))?(?:{_TIME})?")
_FIRST_YEAR_OF_REIWA: Final = 2019


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a table; `fault` where it could not be taken apart into cells."""

    number: int
    cells: tuple[Cell, ...] = ()
    fault: Saying | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet of a workbook, or a whole CSV file."""

    name: str = ""
    lines: Sequence[Line]


def read_tables(tables: Sequence[Table], zone: ZoneInfo) -> Schedule:
    """The lessons of all tables that have a header. Times without an offset are in `zone`.

    Raises:
        ScheduleError: no table has a header, one lacks a column, or there are too many rows.
    """
    read = [table for table in tables if _header_at(table.lines) is not None]
    if not read:
        raise ScheduleError(saying("file_no_header"))
    found = [each for table in read for each in _rows(table, zone, several=len(read) > 1)]
    if len(found) > MAX_LESSONS:
        counts = {"count": f"{len(found):,}", "max": f"{MAX_LESSONS:,}"}
        raise ScheduleError(saying("file_rows", **counts))
    return schedule_of(
        [each for each in found if isinstance(each, Occasion)],
        [mistake for each in found if not isinstance(each, Occasion) for mistake in each],
        [
            saying("note_sheet", sheet=table.name)
            for table in tables
            if table not in read and not all(_blank(line) for line in table.lines)
        ],
    )


def _rows(table: Table, zone: ZoneInfo, *, several: bool) -> list[Occasion | list[Mistake]]:
    """Every row below the header that is not blank, read or with its mistakes."""
    above, columns = _header(table)
    rows: list[Occasion | list[Mistake]] = []
    for line in table.lines[above + 1 :]:
        if _blank(line):
            continue
        where = saying("place_row", number=line.number)
        if several:
            where = saying("place_in_sheet", sheet=table.name, row=where)
        found = _occasion(line, columns, where, zone)
        if isinstance(found, Occasion):
            rows.append(found)
        else:
            rows.append([Mistake(where=where, fault=fault) for fault in found])
    return rows


def _header_at(lines: Sequence[Line]) -> int | None:
    """The position of the row that names the columns, None where there is none."""
    for position, line in enumerate(lines[:TITLES]):
        named = {_FIELDS.get(same_name(cell or "")) for cell in line.cells}
        if Field.COURSE in named and named & {Field.START, Field.DATE}:
            return position
    return None


def _blank(line: Line) -> bool:
    return line.fault is None and not any(cell is None or clean(cell) for cell in line.cells)


def _header(table: Table) -> tuple[int, Mapping[Field, int]]:
    """Where the header stands, and in which column each field is (the first one counts)."""
    position = _header_at(table.lines) or 0
    columns: dict[Field, int] = {}
    for column, cell in enumerate(table.lines[position].cells):
        field = _FIELDS.get(same_name(cell or ""))
        if field is not None:
            columns.setdefault(field, column)
    missing = [field for field in (Field.START, Field.END) if field not in columns]
    if missing:
        raise ScheduleError(saying("file_no_column", fields=_named(missing)))
    return position, columns


def _occasion(
    line: Line, columns: Mapping[Field, int], where: Saying, zone: ZoneInfo
) -> Occasion | list[Saying]:
    """One row, or everything that is wrong with it."""
    if line.fault is not None:
        return [line.fault]
    cells = {
        field: line.cells[column] if column < len(line.cells) else ""
        for field, column in columns.items()
    }
    merged = [field for field, cell in cells.items() if cell is None]
    if merged:
        return [saying("row_merged", fields=_named(merged))]
    text = {field: clean(cell or "") for field, cell in cells.items()}
    times = _times(text, zone)
    if not isinstance(times, tuple):
        return times
    return Occasion(
        where=where,
        course=text[Field.COURSE],
        starts_at=times[0],
        ends_at=times[1],
        place=text.get(Field.PLACE, ""),
        uid=text.get(Field.UID) or None,
    )


def _named(fields: Sequence[Field]) -> tuple[Saying, ...]:
    return tuple(saying(field) for field in fields)


def _times(text: Mapping[Field, str], zone: ZoneInfo) -> tuple[datetime, datetime] | list[Saying]:
    """Beginning and end. A time without a date is on the row's date, an end on the first day."""
    given = text.get(Field.DATE, "")
    day = _day_in(given) if given else None
    if given and day is None:
        return [_unreadable(Field.DATE, given, "row_no_date")]
    start = _moment_in(text[Field.START], day, zone)
    end = _moment_in(text[Field.END], day or (start.date() if start else None), zone)
    if start is not None and end is not None:
        return start, end
    found = {Field.START: start, Field.END: end}
    faults = [
        _unreadable(field, text[field], "row_no_time")
        for field, moment in found.items()
        if moment is None
    ]
    if start is None and _moment_in(text[Field.END], date(2000, 1, 1), zone) is not None:
        # The end is at fault only for want of the beginning's date.
        return faults[:1]
    return faults


def _unreadable(field: Field, text: str, key: str) -> Saying:
    if not text:
        return saying("row_empty", field=saying(field))
    return saying(key, field=saying(field), text=shortened(text))


def _day_in(text: str) -> date | None:
    found = _read(text)
    return None if found is None else _day(found)


def _moment_in(text: str, day: date | None, zone: ZoneInfo) -> datetime | None:
    """A moment with its offset or in `zone`; a time alone is on `day`. None for anything else."""
    found = _read(text)
    if found is None or found["hour"] is None:
        return None
    if found["month"] is not None:
        day = _day(found)
    offset = datetime.strptime(found["offset"], "%z").tzinfo if found["offset"] else None
    minute = int(found["minute"] or found["spoken"] or 0)
    if day is None or int(found["hour"]) > 23 or minute > 59:
        return None
    moment = datetime(
        day.year, day.month, day.day, int(found["hour"]), minute, tzinfo=offset or zone
    )
    return moment.astimezone(zone)


def _read(text: str) -> re.Match[str] | None:
    return _MOMENT.fullmatch(unicodedata.normalize("NFKC", text).strip())


def _day(found: re.Match[str]) -> date | None:
    if found["month"] is None:
        return None
    if found["year"] is not None:
        year = int(found["year"])
    else:
        year = _FIRST_YEAR_OF_REIWA + (1 if found["era"] == "元" else int(found["era"])) - 1
    try:
        day = date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    return day if year in YEARS else None
