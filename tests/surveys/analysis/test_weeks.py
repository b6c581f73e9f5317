"""Weeks, fiscal years and quarters at their edges, as EVIDENCE 7 asks."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.analysis.weeks import (
    Week,
    fiscal_span,
    fiscal_year,
    local_day,
    midnight,
    quarter,
    quarter_span,
    quarters_over,
    term_year,
)
from tests.surveys.analysis.rows import ZONE, tokyo

SECONDS = st.integers(min_value=10**9, max_value=7 * 10**9)
"""From 2001 to 2191, as seconds since 1970."""


@pytest.mark.parametrize(
    ("moment", "week", "year"),
    [
        ("2026-03-31T23:59:00+09:00", "2026-W14", 2025),
        ("2026-03-31T14:59:00+00:00", "2026-W14", 2025),
        ("2026-03-31T15:00:00+00:00", "2026-W14", 2026),
        ("2028-04-01T00:00:00+09:00", "2028-W13", 2028),
        ("2020-03-31T23:59:00+09:00", "2020-W14", 2019),
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
    "text",
    [
        "",
        "2026",
        "2026-47",
        "2026W47",
        "2026-W",
        "2026-W7",
        "2026-W 7",
        "2026-W54",
        "2025-W53",
        "2026-W00",
        "２０２６-W47",
    ],
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


def test_a_follow_up_belongs_to_the_year_of_its_lesson() -> None:
    lesson, answer = tokyo("2026-03-20 10:00"), tokyo("2026-04-17 20:00")
    assert fiscal_year(lesson, ZONE) == 2025, "the lesson's start is what is passed"
    assert fiscal_year(answer, ZONE) == 2026, "the moment of the answer would give the next year"


def test_a_moment_without_a_zone_has_no_day() -> None:
    naive = tokyo("2026-04-01 00:00").replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        local_day(naive, ZONE)


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("2026-04-01", 1),
        ("2026-06-30", 1),
        ("2026-07-01", 2),
        ("2026-10-01", 3),
        ("2026-12-31", 3),
        ("2027-01-01", 4),
        ("2027-03-31", 4),
    ],
)
def test_quarters_are_counted_from_april(day: str, number: int) -> None:
    moment = tokyo(f"{day} 12:00")
    assert quarter(moment, ZONE) == number
    start, end = quarter_span(2026, number, ZONE)
    assert start <= moment < end


@pytest.mark.parametrize("number", [0, 5])
def test_there_are_four_quarters(number: int) -> None:
    with pytest.raises(ValueError, match="quarter"):
        quarter_span(2026, number, ZONE)


@pytest.mark.parametrize(
    ("now", "over"),
    [
        ("2026-04-01 00:00", 0),
        ("2026-06-30 23:59", 0),
        ("2026-07-01 00:00", 1),
        ("2027-03-31 23:59", 3),
        ("2027-04-01 00:00", 4),
        ("2030-01-01 00:00", 4),
        ("2020-01-01 00:00", 0),
    ],
)
def test_a_quarter_is_over_at_midnight(now: str, over: int) -> None:
    assert quarters_over(2026, tokyo(now), ZONE) == over


@pytest.mark.parametrize(
    ("year", "number"), [(2021, 1), (2022, 2), (2025, 5), (2026, 1), (2030, 5), (2031, 1)]
)
def test_terms_last_five_years(year: int, number: int) -> None:
    """The form for R4 (2022) calls it ２年度目／５か年度, so R8 begins a new term."""
    assert term_year(year) == number


@given(seconds=SECONDS)
def test_every_moment_lies_in_its_week_quarter_and_year(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    week = Week.of(moment, ZONE)
    assert week.start(ZONE) <= moment < week.end(ZONE)
    assert Week.parse(str(week)) == week
    assert week.previous().end(ZONE) == week.start(ZONE)
    year = fiscal_year(moment, ZONE)
    start, end = quarter_span(year, quarter(moment, ZONE), ZONE)
    assert start <= moment < end
    start, end = fiscal_span(year, ZONE)
    assert start <= moment < end


@given(year=st.integers(1990, 2090))
def test_the_quarters_make_up_the_year(year: int) -> None:
    bounds = [quarter_span(year, number, ZONE) for number in range(1, 5)]
    assert (bounds[0][0], bounds[-1][1]) == fiscal_span(year, ZONE)
    assert all(bounds[i][1] == bounds[i + 1][0] for i in range(3))
    assert fiscal_span(year, ZONE)[1] == fiscal_span(year + 1, ZONE)[0]
