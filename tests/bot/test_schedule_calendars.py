"""Schedules in calendars: time zones, series, moved and cancelled occurrences."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.schedule_calendars import read_calendar
from bot.schedule_files import read_schedule
from surveys.schedules import Schedule, ScheduleError
from tests.bot.schedules_shown import japanese, shown, told

ZONE = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def event(*lines: str, uid: str = "u", summary: str = "ハロー") -> str:
    body = [f"UID:{uid}", f"SUMMARY:{summary}", "LOCATION:2階", *lines]
    return "\r\n".join(["BEGIN:VEVENT", *body, "END:VEVENT"])


def ics(*events: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""]).encode()


def calendar(*events: str) -> Schedule:
    return read_calendar(ics(*events), ZONE, NOW)


START = "DTSTART;TZID=Asia/Tokyo:20261201T100000"
TIMES = (START, "DTEND;TZID=Asia/Tokyo:20261201T113000")


def days(*dates: str) -> list[str]:
    """Lessons of 10:00 to 11:30; `!` calls one off."""
    return [f"ハロー 2026-{d.strip('!')} 10:00-11:30 2階{' off' * d.endswith('!')}" for d in dates]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (TIMES, days("12-01")),
        (("DTSTART:20261201T100000", "DURATION:PT1H30M"), days("12-01")),
        (("DTSTART:20261201T010000Z", "DTEND:20261201T023000Z"), days("12-01")),
        (("DTSTART;TZID=Tokyo Standard Time:20261201T100000", "DURATION:PT90M"), days("12-01")),
        ((*TIMES, "STATUS:CANCELLED"), days("12-01!")),
        ((*TIMES, "RRULE:FREQ=WEEKLY;COUNT=2"), days("12-01", "12-08")),
        ((*TIMES, "RRULE:FREQ=WEEKLY;UNTIL=20261215"), days("12-01", "12-08", "12-15")),
        ((*TIMES, "RRULE:FREQ=WEEKLY;UNTIL=20261208T010000Z"), days("12-01", "12-08")),
        ((*TIMES, "RRULE:FREQ=WEEKLY;UNTIL=20261208T100000"), days("12-01", "12-08")),
        (
            (*TIMES, "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Asia/Tokyo:20261208T100000"),
            days("12-01", "12-08!", "12-15"),
        ),
        (
            (
                *TIMES,
                "RRULE:FREQ=WEEKLY;COUNT=2",
                "EXDATE;VALUE=DATE:20261208",
                "EXDATE:20261201T010000Z",
            ),
            days("12-01!", "12-08!"),
        ),
        (
            (*TIMES, "RDATE:20261203T100000", "RDATE;VALUE=DATE:20261204"),
            days("12-01", "12-03"),
        ),
        ((*TIMES, "RDATE;VALUE=PERIOD:20261203T010000Z/PT90M"), days("12-01", "12-03")),
    ],
)
def test_the_lessons_of_an_event(lines: tuple[str, ...], expected: list[str]) -> None:
    schedule = calendar(event(*lines))
    assert (shown(schedule), told(schedule)) == (expected, [])


def test_a_calendar_file(tmp_path: Path) -> None:
    file = tmp_path / "plan.ics"
    file.write_bytes(ics(event(*TIMES)))
    assert shown(read_schedule(file, ZONE, NOW)) == days("12-01")


def test_the_hour_on_the_wall_stays_when_the_clocks_change() -> None:
    zone = "TZID=Europe/Berlin"
    lines = (f"DTSTART;{zone}:20261024T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2")
    starts = [one.starts_at.hour for one in calendar(event(*lines)).lessons]
    assert starts == [8, 9]


def test_an_occurrence_is_moved_and_another_cancelled() -> None:
    schedule = calendar(
        event(*TIMES, "RRULE:FREQ=WEEKLY;COUNT=3"),
        event(
            "RECURRENCE-ID:20261208T010000Z",
            "DTSTART:20261209T140000",
            "DURATION:PT1H",
            "SEQUENCE:2",
        ),
        event(
            "RECURRENCE-ID:20261208T010000Z",
            "DTSTART:20261210T140000",
            "DURATION:PT1H",
            "SEQUENCE:1",
        ),
        event(
            "RECURRENCE-ID:20261215T010000Z",
            "DTSTART:20261215T100000",
            "DURATION:PT90M",
            "STATUS:CANCELLED",
        ),
    )
    assert sorted(shown(schedule)) == sorted(
        [*days("12-01", "12-15!"), "ハロー 2026-12-09 14:00-15:00 2階"]
    )
    assert {one.uid for one in schedule.lessons} == {
        "u#20261201T010000Z",
        "u#20261208T010000Z",
        "u#20261215T010000Z",
    }


def test_a_series_without_an_end_is_followed_for_two_years() -> None:
    schedule = calendar(event(*TIMES, "RRULE:FREQ=MONTHLY"))
    assert (len(schedule.lessons), schedule.lessons[-1].starts_at.date().isoformat()) == (
        24,
        "2028-11-01",
    )
    assert [japanese(note) for note in schedule.notes] == [
        "1件目の予定「ハロー」は終わりのない繰り返しなので、2年先まで読みました",
    ]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("DTSTART;VALUE=DATE:20261201",), "開始に時刻がありません（終日の予定）"),
        (("DTEND:20261201T100000Z",), "開始がありません"),
        ((START,), "終了がありません"),
        ((START, "DTEND:2026BAD"), "DTEND を読めません"),
        ((*TIMES, START), "DTSTART を読めません"),
        (
            ("DTSTART;TZID=Mars/Base:20261201T100000", "DURATION:PT1H"),
            "時間帯「Mars/Base」が分かりません",
        ),
        (("DTSTART:19991201T100000", "DURATION:PT1H"), "開始の年が正しくありません"),
        ((START, "DTEND;TZID=Asia/Tokyo:20261201T090000"), "終了が開始より後ではありません"),
        ((*TIMES, "RRULE:FREQ=BOGUS"), "RRULE を読めません"),
        ((*TIMES, "RRULE:FREQ=HOURLY"), "繰り返しの規則を読めません"),
        ((*TIMES, "RRULE:FREQ=WEEKLY;FOO=1"), "繰り返しの規則を読めません"),
        ((*TIMES, "RRULE:FREQ=DAILY;COUNT=99999"), "繰り返しの回数が多すぎます"),
        (
            (*TIMES, "RECURRENCE-ID;RANGE=THISANDFUTURE:20261201T010000Z"),
            "「これ以降すべて」の変更は読めません",
        ),
    ],
)
def test_an_event_that_cannot_be_read(lines: tuple[str, ...], said: str) -> None:
    schedule = calendar(event(*lines), event(*TIMES, uid="v"))
    assert told(schedule) == [f"1件目の予定「ハロー」：{said}"]
    assert shown(schedule) == days("12-01")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"hello", "カレンダーとして読めません"),
        (b"", "予定が1つもありません"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:cut", "予定が1つもありません"),
    ],
)
def test_what_is_no_calendar(data: bytes, said: str) -> None:
    with pytest.raises(ScheduleError) as raised:
        read_calendar(data, ZONE, NOW)
    assert said in japanese(raised.value.said)


def test_too_many_occurrences_in_all() -> None:
    rule = "RRULE:FREQ=DAILY;COUNT=15000"
    with pytest.raises(ScheduleError) as raised:
        calendar(event(*TIMES, rule), event(*TIMES, rule, uid="v"))
    assert "20,000回を超えます" in japanese(raised.value.said)
