"""Days, months and years as the official form writes them: ４年４月１日, ３月31日."""

from datetime import date
from typing import Final

from surveys.analysis.numerals import digits

REIWA_BEGAN: Final = date(2019, 5, 1)
HEISEI_BEGAN: Final = date(1989, 1, 8)


def era_year(day: date) -> str:
    """The calendar year of a day in its era, such as 令和８年; the first is 元年.

    Raises:
        ValueError: the day lies before Heisei.
    """
    if day >= REIWA_BEGAN:
        era, number = "令和", day.year - 2018
    elif day >= HEISEI_BEGAN:
        era, number = "平成", day.year - 1988
    else:
        raise ValueError(f"{day} lies before Heisei")
    return f"{era}元年" if number == 1 else f"{era}{digits(number)}年"


def reiwa(year: int) -> str:
    """A fiscal year, such as 令和８年度; the one in which the era changed carries both names."""
    name = f"{era_year(date(year, 4, 1))}度"
    return f"{name}（令和元年度）" if year == REIWA_BEGAN.year else name


def day_label(day: date) -> str:
    """A day, such as 令和８年３月31日."""
    return f"{era_year(day)}{digits(day.month)}月{digits(day.day)}日"


def month_span(first: date, last: date) -> str:
    """The months from one day to another, such as 令和８年４月～９月.

    The second year is written where it differs from the first.

    Raises:
        ValueError: the last month lies before the first.
    """
    if (last.year, last.month) < (first.year, first.month):
        raise ValueError(f"{last} lies before {first}")
    begin = f"{era_year(first)}{digits(first.month)}月"
    end = f"{digits(last.month)}月"
    if era_year(first) != era_year(last):
        return f"{begin}～{era_year(last)}{end}"
    return begin if first.month == last.month else f"{begin}～{end}"
