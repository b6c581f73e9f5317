"""A lesson being added step by step: what is known so far, and what a typed step may look like.

The draft is kept in `Contact.awaiting`, 160 characters at most: a known course by its id, a new
one by its name, which is why names have a limit.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

AWAITED: Final = "newlesson"
MAX_NAME: Final = 60
MINUTES: Final = range(10, 601)

_TIME: Final = re.compile(r"(\d{1,2})(?:[:時.](\d{1,2})?分?|(?<=\d\d)(\d\d))?")
_DURATION: Final = re.compile(r"(\d{2,3}) ?(?:分|分钟|分間|min|minutes)?")
_DATE: Final = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?(?: ?[(].[)])?")
_TODAY: Final = ("今日", "きょう", "today", "今天")
_TOMORROW: Final = ("明日", "あした", "あす", "tomorrow", "明天")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A lesson without its place. `course` is an id, or empty where `name` is a new one's."""

    course: str = ""
    name: str = ""
    day: date | None = None
    start: time | None = None
    end: time | None = None

    @property
    def begun(self) -> bool:
        """Whether the course is known."""
        return bool(self.course or self.name)

    def kept(self) -> str:
        """The draft as it is kept; `draft_from` reads it."""
        day = "" if self.day is None else self.day.isoformat()
        return ":".join([AWAITED, day, _kept(self.start), _kept(self.end), self.course, self.name])


def draft_from(kept: str) -> Draft:
    """The draft of a text that `kept` wrote, or of the bare word where nothing is known yet."""
    parts = kept.split(":", 5)
    if len(parts) < 6:
        return Draft()
    _, day, start, end, course, name = parts
    return Draft(
        course=course,
        name=name,
        day=date.fromisoformat(day) if day else None,
        start=time_in(start),
        end=time_in(end),
    )


def _kept(moment: time | None) -> str:
    return "" if moment is None else f"{moment:%H%M}"


def plain(text: str) -> str:
    """A typed text without differences of width and space."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def time_in(text: str) -> time | None:
    """`10`, `10:00`, `10時30分` or `1030`; None for anything else."""
    found = _TIME.fullmatch(plain(text))
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def day_in(text: str, today: date) -> date | None:
    """`11/24`, 「きょう」, 「あした」; without a year the nearest such day from today on."""
    typed = plain(text).casefold()
    if typed in _TODAY or typed in _TOMORROW:
        return today + timedelta(days=typed in _TOMORROW)
    found = _DATE.fullmatch(typed)
    if found is None:
        return None
    years = [int(found[1])] if found[1] else [today.year, today.year + 1]
    days = [day for year in years if (day := _date(year, int(found[2]), int(found[3])))]
    return next((day for day in days if found[1] or day >= today), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def end_in(text: str, start: time) -> time | None:
    """`11:30`, or a length such as `90分`; None where it is no time after the start."""
    end = time_in(text)
    found = _DURATION.fullmatch(plain(text))
    if end is None and found is not None:
        end = after(start, int(found[1]))
    return end if end is not None and end > start else None


def after(start: time, minutes: int) -> time | None:
    """The time so many minutes later; None where that is another day, or no length of a class."""
    if minutes not in MINUTES:
        return None
    begun = datetime.combine(date.min, start)
    ends = begun + timedelta(minutes=minutes)
    return ends.time() if ends.date() == begun.date() else None
