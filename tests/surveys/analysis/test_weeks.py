"""Weeks and fiscal years, as EVIDENCE 7 asks."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.analysis.weeks import (
    Week,
    digits,
    era_year,
    fiscal_span,
    fiscal_year,
    midnight,
    reiwa,
)
from tests.surveys.analysis.rows import ZONE, tokyo

SECONDS = st.integers(min_value=10**9, max_value=7 * 10**9)
"""From 2001 to 2191, as seconds since 1970."""


@pytest.mark.parametrize(
    ("moment", "week", "year"),
    [
        ("2026-03-31T23:59:00+09:00", "2026-W14", 2025),
        ("2026-03-31T15:00:00+00:00", "2026-W14", 2026),
        ("2026-11-22T14:59:59+00:00", "2026-W47", 2026),
        ("2026-11-22T15:00:00+00:00", "2026-W48", 2026),
        ("2019-04-30T12:00:00+09:00", "2019-W18", 2019),
        ("2019-05-01T12:00:00+09:00", "2019-W18", 2019),
        ("2028-02-29T12:00:00+09:00", "2028-W09", 2027),
        ("2026-12-31T12:00:00+09:00", "2026-W53", 2026),
        ("2027-01-03T23:00:00+09:00", "2026-W53", 2026),
        ("2024-12-30T00:00:00+09:00", "2025-W01", 2024),
    ],
)
def test_week_and_fiscal_year_of_a_moment(moment: str, week: str, year: int) -> None:
    assert str(Week.of(datetime.fromisoformat(moment), ZONE)) == week
    assert fiscal_year(datetime.fromisoformat(moment), ZONE) == year


@pytest.mark.parametrize(
    ("year", "written"),
    [
        (2018, "平成30年度"),
        (2019, "平成31年度（令和元年度）"),
        (2020, "令和２年度"),
        (2025, "令和７年度"),
        (2026, "令和８年度"),
        (2028, "令和10年度"),
    ],
)
def test_fiscal_years_are_written_with_one_digit_full_width(year: int, written: str) -> None:
    assert reiwa(year) == written


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2019, 4, 30), "平成31年"),
        (date(2019, 5, 1), "令和元年"),
        (date(2027, 3, 31), "令和９年"),
        (date(2028, 2, 29), "令和10年"),
    ],
)
def test_calendar_years_follow_the_era(day: date, written: str) -> None:
    assert era_year(day) == written


@pytest.mark.parametrize(
    ("number", "written"), [(0, "０"), (9, "９"), (10, "10"), (286, "286"), (1986, "1,986")]
)
def test_digits(number: int, written: str) -> None:
    assert digits(number) == written


@pytest.mark.parametrize(
    "text",
    ["", "2026-47", "2026W47", "2026-W7", "2026-W54", "2025-W53", "2026-W00", "２０２６-W47"],
)
def test_what_is_not_a_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="week"):
        Week.parse(text)


def test_a_week_begins_on_monday_at_midnight_in_tokyo() -> None:
    week = Week.parse("2026-W47")
    assert week.start(ZONE) == tokyo("2026-11-16 00:00")
    assert week.end(ZONE) == tokyo("2026-11-23 00:00")
    assert week.sunday() == date(2026, 11, 22)


def test_the_week_before_the_first_is_the_last_of_the_year_before() -> None:
    assert str(Week.parse("2027-W01").previous()) == "2026-W53"
    assert Week.parse("2026-W53") < Week.parse("2027-W01")


def test_a_fiscal_year_runs_from_april_to_march() -> None:
    assert fiscal_span(2026, ZONE) == (tokyo("2026-04-01 00:00"), tokyo("2027-04-01 00:00"))
    assert midnight(date(2028, 2, 29), ZONE) == tokyo("2028-02-29 00:00")


@given(seconds=SECONDS)
def test_every_moment_lies_in_its_week_and_year(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    week = Week.of(moment, ZONE)
    assert week.start(ZONE) <= moment < week.end(ZONE)
    assert Week.parse(str(week)) == week
    assert week.previous().end(ZONE) == week.start(ZONE)
    start, end = fiscal_span(fiscal_year(moment, ZONE), ZONE)
    assert start <= moment < end
