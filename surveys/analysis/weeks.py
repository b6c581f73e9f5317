"""Weeks and fiscal years of the centre, and how the official form writes them.

A week runs from Monday to Sunday, a fiscal year from April to March, both in the centre's time
zone. A lesson belongs to the year in which it starts, and so does everything asked about it.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from typing_extensions import override

APRIL: Final = 4
REIWA_BEGAN: Final = date(2019, 5, 1)

_WEEK: Final = re.compile(r"(2[0-9]{3})-W([0-9]{2})")
_FULL_WIDTH: Final = "０１２３４５６７８９"


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
        year, number, _ = moment.astimezone(zone).isocalendar()
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


def fiscal_year(moment: datetime, zone: ZoneInfo) -> int:
    """The fiscal year of a moment, named by the calendar year in which it begins."""
    local = moment.astimezone(zone)
    return local.year - (local.month < APRIL)


def fiscal_span(year: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Beginning of a fiscal year and of the next one."""
    return midnight(date(year, APRIL, 1), zone), midnight(date(year + 1, APRIL, 1), zone)


def digits(number: int) -> str:
    """A count as the form writes it: one digit full-width, more half-width with separators."""
    return _FULL_WIDTH[number] if 0 <= number < 10 else f"{number:,}"


def reiwa(year: int) -> str:
    """A fiscal year as the form writes it, such as 令和８年度.

    The year in which the era changed carries both names.
    """
    if year == REIWA_BEGAN.year:
        return "平成31年度（令和元年度）"
    beginning = date(year, APRIL, 1)
    return f"{_era(beginning)}{_era_year(beginning)}年度"


def era_year(day: date) -> str:
    """The calendar year of a day in its era, such as 令和８年."""
    return f"{_era(day)}{_era_year(day)}年"


def _era(day: date) -> str:
    return "令和" if day >= REIWA_BEGAN else "平成"


def _era_year(day: date) -> str:
    number = day.year - (2018 if day >= REIWA_BEGAN else 1988)
    return "元" if number == 1 else digits(number)
