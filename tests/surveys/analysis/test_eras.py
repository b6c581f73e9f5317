"""Days, months and years as the official form writes them, where eras and years change."""

from datetime import date

import pytest

from surveys.analysis.eras import day_label, era_year, month_span, reiwa


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
    ("day", "year", "label"),
    [
        ("2022-04-01", "令和４年", "令和４年４月１日"),
        ("2023-03-31", "令和５年", "令和５年３月31日"),
        ("2019-04-30", "平成31年", "平成31年４月30日"),
        ("2019-05-01", "令和元年", "令和元年５月１日"),
        ("1989-01-08", "平成元年", "平成元年１月８日"),
        ("2027-03-31", "令和９年", "令和９年３月31日"),
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
        ("2026-04-03", "2027-04-30", "令和８年４月～令和９年４月"),
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
