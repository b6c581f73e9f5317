"""Reading schedules from files: CSV in any usual encoding, Excel workbooks, calendars."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePath
from typing import Final
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import Progress

from bot.app import Koe
from bot.opening import Problem
from bot.schedule_calendars import read_calendar
from bot.schedule_workbooks import read_workbook
from handlers.import_lines import report
from handlers.importing import import_lessons
from handlers.missing import call_off
from handlers.work import Work
from surveys.model import Language
from surveys.sayings import saying, spoken
from surveys.schedule_tables import Line, Table, read_tables
from surveys.schedules import BROKEN_TEXT, Kind, Schedule, ScheduleError, source_of

MAX_BYTES: Final = 20_000_000
"""More than any schedule has; a wrong file is not read into memory."""

ACTOR: Final = "command line"
"""Who changed something, in the audit log."""

_QUOTES: Final = saying("row_quotes")


def import_file(koe: Koe, path: Path, *, cancel_missing: bool = False) -> tuple[list[str], bool]:
    """Import a schedule: the lines of the report, and whether every row could be read.

    With `cancel_missing`, lessons that are no longer in the file are marked as not held, unless
    one of them may stand in a row that could not be read.

    Raises:
        Problem: nothing can be read from the file, so nothing was imported.
    """
    zone = koe.house.centre.timezone
    try:
        schedule = read_schedule(path, zone, koe.clock())
    except ScheduleError as error:
        raise Problem(spoken(error.said, koe.house.wording, Language.JA)) from None

    def imported(work: Work) -> list[str]:
        with progress_bar(len(schedule.lessons)) as advance:
            done = import_lessons(work, schedule, actor=ACTOR, advance=advance)
        marked = None
        if cancel_missing and not schedule.mistakes:
            marked = call_off(work, done.missing, ACTOR)
        return report(work, schedule, done, called_off=marked)

    return koe.do(imported), not schedule.mistakes


@contextmanager
def progress_bar(steps: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr that moves by one with every call; nothing where that is no terminal."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=steps)
        yield lambda: bar.advance(task)


def read_schedule(path: Path, zone: ZoneInfo, now: datetime) -> Schedule:
    """The lessons of a `.csv`, `.xlsx` or `.ics` file. Times without an offset are in `zone`.

    Raises:
        ScheduleError: the file cannot be read, is of another kind, or holds no schedule.
    """
    _kind(path.name)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ScheduleError(saying("file_large", name=path.name))
        data = path.read_bytes()
    except OSError as error:
        reason = type(error).__name__
        raise ScheduleError(saying("file_closed", path=str(path), reason=reason)) from None
    return read_data(path.name, data, zone, now)


def read_data(name: str, data: bytes, zone: ZoneInfo, now: datetime) -> Schedule:
    """The lessons of a file that is in memory; its name tells of what kind it is.

    Raises:
        ScheduleError: it cannot be read, is of another kind, or holds no schedule.
    """
    match _kind(name):
        case ".csv":
            schedule, kind = read_tables([Table(lines=csv_lines(data))], zone), Kind.TABLE
        case ".xlsx":
            schedule, kind = read_workbook(data, zone), Kind.TABLE
        case _:
            schedule, kind = read_calendar(data, zone, now), Kind.CALENDAR
    return replace(schedule, source=schedule.source or source_of(kind, PurePath(name).stem))


def _kind(name: str) -> str:
    kind = PurePath(name).suffix.lower()
    if kind not in {".csv", ".xlsx", ".ics"}:
        raise ScheduleError(saying("file_kind", name=name))
    return kind


def csv_lines(data: bytes) -> list[Line]:
    """The rows of a CSV or tab-separated file, one for each of its lines.

    A cell does not go on in the next line: else one quotation mark too many would swallow all
    rows after it, and nobody would be told.
    """
    texts = decoded(data)
    first = texts[0] if texts else ""
    separator = "\t" if "\t" in first and "," not in first else ","
    return [_csv_line(number, text, separator) for number, text in enumerate(texts, start=1)]


def _csv_line(number: int, text: str, separator: str) -> Line:
    if "\N{REPLACEMENT CHARACTER}" in text:
        return Line(number=number, fault=BROKEN_TEXT)
    try:
        rows = list(csv.reader([text], delimiter=separator, strict=True))
    except csv.Error:
        return Line(number=number, fault=_QUOTES)
    return Line(number=number, cells=tuple(rows[0]) if rows else ())


def decoded(data: bytes) -> list[str]:
    """Lines of a text in UTF-8, Shift_JIS as Windows writes it, or UTF-16 with its mark.

    The encoding that can read most lines is taken; a line that it cannot read has U+FFFD in it.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").splitlines()
    raw = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines = raw.removesuffix(b"\n").split(b"\n")
    # Of two that are as good, min takes the first.
    best = min(("utf-8", "cp932"), key=lambda encoding: sum(_bad(lines, encoding)))
    return [line.decode(best, errors="replace") for line in lines]


def _bad(lines: Sequence[bytes], encoding: str) -> Iterator[bool]:
    """For each line whether it is not of this encoding."""
    for line in lines:
        try:
            line.decode(encoding)
        except UnicodeDecodeError:
            yield True
        else:
            yield False
