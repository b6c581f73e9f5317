"""Weeks, fiscal years and quarters of the centre.

A week runs from Monday to Sunday, a fiscal year from April to March, both in the centre's time
zone. A lesson belongs to the year in which it starts, and so does everything asked about it:
pass the start of the lesson, never the moment of an answer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from typing_extensions import override

APRIL: Final = 4

FIRST_TERM_YEAR: Final = 2021
"""A fiscal year that began a five-year term of the centre (R3: the form calls R4 the second)."""

TERM_YEARS: Final = 5

_WEEK: Final = re.compile(r"(2[0-9]{3})-W([0-9]{2})")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Week:
    """An ISO 8601 week; written 2026-W47."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Week":
        """The week that a text names.

        Raises:
            ValueError: the text is not like 2026-W47, or that year has no such week.
        """
        found = _WEEK.fullmatch(text)
        if found is None:
            raise ValueError(f'"{text}" is not a week; write it like 2026-W47')
        week = cls(year=int(found[1]), number=int(found[2]))
        try:
            week.monday()
        except ValueError:
            raise ValueError(f"{week.year} has no week {week.number}") from None
        return week

    @classmethod
    def of(cls, moment: datetime, zone: ZoneInfo) -> "Week":
        """The week in which a moment falls."""
        year, number, _ = local_day(moment, zone).isocalendar()
        return cls(year=year, number=number)

    @override
    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"

    def monday(self) -> date:
        """The first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    def sunday(self) -> date:
        """The last day."""
        return self.monday() + timedelta(days=6)

    def start(self, zone: ZoneInfo) -> datetime:
        """Monday, midnight."""
        return midnight(self.monday(), zone)

    def end(self, zone: ZoneInfo) -> datetime:
        """The next Monday, midnight: the first moment that is no longer in the week."""
        return midnight(self.monday() + timedelta(days=7), zone)

    def previous(self) -> "Week":
        """The week before."""
        year, number, _ = (self.monday() - timedelta(days=7)).isocalendar()
        return Week(year=year, number=number)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The beginning of a day."""
    return datetime.combine(day, time(), tzinfo=zone)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The day on which a moment falls.

    Raises:
        ValueError: the moment has no zone of its own, so nobody can tell its day.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(zone).date()


def fiscal_year(moment: datetime, zone: ZoneInfo) -> int:
    """The fiscal year of a moment, named by the calendar year in which it begins."""
    day = local_day(moment, zone)
    return day.year - (day.month < APRIL)


def fiscal_span(year: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Beginning of a fiscal year and of the next one."""
    return quarter_span(year, 1, zone)[0], quarter_span(year, 4, zone)[1]


def quarter(moment: datetime, zone: ZoneInfo) -> int:
    """The quarter of the fiscal year, 1 (April to June) to 4."""
    return (local_day(moment, zone).month - APRIL) % 12 // 3 + 1


def quarter_span(year: int, number: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Beginning of a quarter of a fiscal year and of the next quarter.

    Raises:
        ValueError: there is no such quarter.
    """
    if not 1 <= number <= 4:
        raise ValueError(f"there is no quarter {number}")
    first = [date(year, 4, 1), date(year, 7, 1), date(year, 10, 1), date(year + 1, 1, 1)]
    last = [*first[1:], date(year + 1, 4, 1)]
    return midnight(first[number - 1], zone), midnight(last[number - 1], zone)


def quarters_over(year: int, now: datetime, zone: ZoneInfo) -> int:
    """How many quarters of a fiscal year have ended by this moment, 0 to 4."""
    return sum(quarter_span(year, number, zone)[1] <= now for number in range(1, 5))


def week_ends(year: int, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The ends of the weeks since a fiscal year began that are not later than a moment."""
    one = Week.of(fiscal_span(year, zone)[0], zone)
    while (end := one.end(zone)) <= until:
        yield end
        one = Week.of(end, zone)


def term_year(year: int) -> int:
    """Which year of the centre's five-year term a fiscal year is, 1 to 5."""
    return (year - FIRST_TERM_YEAR) % TERM_YEARS + 1
