"""The ward's calendar at its edges: April, midnight in Tokyo, the change of era, leap days."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.analysis.fiscal import (
    day_label,
    digits,
    era_year,
    fiscal_bounds,
    fiscal_label,
    fiscal_year,
    fiscal_year_of,
    iso_week,
    local_day,
    month_span,
    quarter,
    quarter_bounds,
    quarters_over,
    term_year,
    week_bounds,
)

JST = timezone(timedelta(hours=9))

moments = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 - hypothesis wants bounds without a zone
    max_value=datetime(2099, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, JST, timezone(timedelta(hours=-8))]),
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "year", "label"),
    [
        ("2026-03-31T23:59+09:00", 2025, "令和７年度"),
        ("2026-04-01T00:00+09:00", 2026, "令和８年度"),
        ("2026-03-31T14:59Z", 2025, "令和７年度"),
        ("2026-03-31T15:00Z", 2026, "令和８年度"),
        ("2026-12-31T23:00Z", 2026, "令和８年度"),
        ("2028-02-29T12:00+09:00", 2027, "令和９年度"),
        ("2028-04-01T00:00+09:00", 2028, "令和10年度"),
        ("2019-04-01T00:00+09:00", 2019, "平成31年度（令和元年度）"),
        ("2020-03-31T23:59+09:00", 2019, "平成31年度（令和元年度）"),
        ("2020-04-01T00:00+09:00", 2020, "令和２年度"),
        ("2019-03-31T23:59+09:00", 2018, "平成30年度"),
    ],
)
def test_a_fiscal_year_begins_in_april_in_tokyo(moment: str, year: int, label: str) -> None:
    assert fiscal_year(utc(moment)) == year
    assert fiscal_label(year) == label


def test_a_follow_up_belongs_to_the_year_of_its_lesson() -> None:
    lesson, answer = utc("2026-03-20T10:00+09:00"), utc("2026-04-17T20:00+09:00")
    assert fiscal_year(lesson) == 2025, "the lesson's start is what is passed"
    assert fiscal_year(answer) == 2026, "the moment of the answer would give the next year"


def test_a_moment_without_a_zone_has_no_day() -> None:
    naive = utc("2026-04-01T00:00Z").replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        local_day(naive)


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        ("2026-11-16T00:00+09:00", "2026-W47"),
        ("2026-11-22T23:59+09:00", "2026-W47"),
        ("2026-11-22T15:00Z", "2026-W48"),  # already Monday in Tokyo
        ("2027-01-03T12:00+09:00", "2026-W53"),
        ("2024-12-30T00:00+09:00", "2025-W01"),
    ],
)
def test_weeks_run_from_monday_to_sunday_in_tokyo(moment: str, week: str) -> None:
    assert iso_week(utc(moment)) == week
    start, end = week_bounds(week)
    assert start <= utc(moment) < end


def test_the_bounds_of_a_week_are_midnights_in_tokyo() -> None:
    assert week_bounds("2026-W47") == (utc("2026-11-15T15:00Z"), utc("2026-11-22T15:00Z"))


@pytest.mark.parametrize(
    "text",
    ["2026", "2026-47", "2026-W", "2026-W7", "2025-W53", "2026-W00", "２０２６-W47", "2026-W 7"],
)
def test_what_is_not_a_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"week|invalid|Invalid"):
        week_bounds(text)


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
    moment = utc(f"{day}T12:00+09:00")
    assert quarter(moment) == number
    start, end = quarter_bounds(2026, number)
    assert start <= moment < end


def test_the_bounds_of_a_year_are_midnights_in_tokyo() -> None:
    assert fiscal_bounds(2026) == (utc("2026-03-31T15:00Z"), utc("2027-03-31T15:00Z"))


@pytest.mark.parametrize("number", [0, 5])
def test_there_are_four_quarters(number: int) -> None:
    with pytest.raises(ValueError, match="quarter"):
        quarter_bounds(2026, number)


@pytest.mark.parametrize(
    ("now", "over"),
    [
        ("2026-04-01T00:00+09:00", 0),
        ("2026-06-30T23:59+09:00", 0),
        ("2026-07-01T00:00+09:00", 1),
        ("2027-03-31T23:59+09:00", 3),
        ("2027-04-01T00:00+09:00", 4),
        ("2030-01-01T00:00+09:00", 4),
        ("2020-01-01T00:00+09:00", 0),
    ],
)
def test_a_quarter_is_over_at_midnight(now: str, over: int) -> None:
    assert quarters_over(2026, utc(now)) == over


@pytest.mark.parametrize(
    ("year", "number"), [(2021, 1), (2022, 2), (2025, 5), (2026, 1), (2030, 5), (2031, 1)]
)
def test_terms_last_five_years(year: int, number: int) -> None:
    """The form for R4 (2022) calls it ２年度目／５か年度, so R8 begins a new term."""
    assert term_year(year) == number


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "０"), (3, "３"), (9, "９"), (10, "10"), (31, "31"), (286, "286"), (1986, "1,986")],
)
def test_one_digit_is_wide_and_more_are_narrow(number: int, written: str) -> None:
    assert digits(number) == written


@pytest.mark.parametrize(
    ("day", "year", "label"),
    [
        ("2022-04-01", "令和４年", "令和４年４月１日"),
        ("2023-03-31", "令和５年", "令和５年３月31日"),
        ("2019-04-30", "平成31年", "平成31年４月30日"),
        ("2019-05-01", "令和元年", "令和元年５月１日"),
        ("1989-01-08", "平成元年", "平成元年１月８日"),
        ("2028-02-29", "令和10年", "令和10年２月29日"),
    ],
)
def test_days_are_written_as_in_the_form(day: str, year: str, label: str) -> None:
    assert era_year(date.fromisoformat(day)) == year
    assert day_label(date.fromisoformat(day)) == label


def test_before_heisei_there_is_no_name() -> None:
    with pytest.raises(ValueError, match="Heisei"):
        era_year(date(1989, 1, 7))


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        ("2026-04-03", "2026-09-30", "令和８年４月～９月"),
        ("2026-04-03", "2026-12-01", "令和８年４月～12月"),
        ("2026-04-03", "2027-01-31", "令和８年４月～令和９年１月"),
        ("2026-04-03", "2026-04-28", "令和８年４月"),
        ("2026-04-28", "2026-04-03", "令和８年４月"),
        ("2019-04-01", "2019-06-30", "平成31年４月～令和元年６月"),
    ],
)
def test_months_are_written_with_their_year(first: str, last: str, written: str) -> None:
    assert month_span(date.fromisoformat(first), date.fromisoformat(last)) == written


@pytest.mark.parametrize("last", ["2026-03-31", "2025-12-01"])
def test_months_do_not_run_backwards(last: str) -> None:
    with pytest.raises(ValueError, match="before"):
        month_span(date(2026, 4, 1), date.fromisoformat(last))


@given(moment=moments)
def test_every_moment_lies_in_its_year_quarter_and_week(moment: datetime) -> None:
    year = fiscal_year(moment)
    for start, end in (
        fiscal_bounds(year),
        quarter_bounds(year, quarter(moment)),
        week_bounds(iso_week(moment)),
    ):
        assert start <= moment < end
    assert fiscal_year_of(local_day(moment)) == year


@given(year=st.integers(1990, 2090))
def test_the_quarters_make_up_the_year(year: int) -> None:
    bounds = [quarter_bounds(year, number) for number in range(1, 5)]
    assert bounds[0][0] == fiscal_bounds(year)[0]
    assert bounds[-1][1] == fiscal_bounds(year)[1] == fiscal_bounds(year + 1)[0]
    assert all(bounds[i][1] == bounds[i + 1][0] for i in range(3))
