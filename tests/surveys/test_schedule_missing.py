"""Which lessons a schedule is missed to have."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from surveys.people import Course, Lesson, LessonStatus
from surveys.sayings import saying
from surveys.schedule_missing import missing
from surveys.schedules import Kind, Schedule, ScheduledLesson, source_of

ZONE = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=ZONE).astimezone(UTC)
FILE = "table:plan"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE).astimezone(UTC)


def schedule(*starts: str, source: str | None = FILE) -> Schedule:
    lessons = [
        ScheduledLesson(
            where=saying("place_row", number=number),
            course="あ",
            starts_at=utc(start),
            ends_at=utc(start) + timedelta(hours=1),
            place="",
        )
        for number, start in enumerate(starts)
    ]
    return Schedule(lessons=tuple(lessons), source=source)


def known(start: str, status: LessonStatus = LessonStatus.SCHEDULED) -> Lesson:
    at = utc(start)
    return Lesson(
        id=start,
        course=Course(id="a", name="あ"),
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        place="",
        status=status,
    )


LISTED = "11-24 10:00"
WEEKS = schedule(LISTED, "12-08 10:00")
GONE = known("12-01 10:00")


@pytest.mark.parametrize(
    ("said", "lesson", "origins", "named"),
    [
        # Made by the same table, whatever else it has.
        (WEEKS, GONE, {GONE.id: FILE}, True),
        (WEEKS, GONE, {GONE.id: FILE, LISTED: FILE}, True),
        # Entered by hand.
        (WEEKS, GONE, {}, False),
        (WEEKS, GONE, {LISTED: FILE}, False),
        # Another table; the same one under another name, for they share a lesson.
        (WEEKS, GONE, {GONE.id: "table:other"}, False),
        (WEEKS, GONE, {GONE.id: "table:old", LISTED: "table:old"}, True),
        # A calendar beside a table, though they share a lesson.
        (WEEKS, GONE, {GONE.id: "calendar:x", LISTED: "calendar:x"}, False),
        # The whole of the first and of the last day; not the day before or after.
        (WEEKS, known("11-24 00:00"), {"11-24 00:00": FILE}, True),
        (WEEKS, known("12-08 23:59"), {"12-08 23:59": FILE}, True),
        (WEEKS, known("11-23 23:59"), {"11-23 23:59": FILE}, False),
        (WEEKS, known("12-09 00:00"), {"12-09 00:00": FILE}, False),
        # What is past, or not planned any more.
        (schedule("11-20 10:00", LISTED), known("11-22 08:59"), {"11-22 08:59": FILE}, False),
        (schedule("11-20 10:00", LISTED), known("11-22 09:01"), {"11-22 09:01": FILE}, True),
        (WEEKS, known("12-01 10:00", LessonStatus.NOT_HELD), {GONE.id: FILE}, False),
        # A file without lessons covers no day; one of unknown source speaks for none.
        (schedule(), GONE, {GONE.id: FILE}, False),
        (schedule(LISTED, "12-08 10:00", source=None), GONE, {GONE.id: FILE}, False),
    ],
)
def test_named(said: Schedule, lesson: Lesson, origins: dict[str, str], *, named: bool) -> None:
    there = [known(LISTED), lesson]
    found = missing(said, there, {LISTED}, origins, NOW, ZONE)
    assert [one.id for one in found] == [lesson.id] * named


def test_a_source_is_known_again_by_its_name_in_any_width_and_does_not_tell_it() -> None:
    source = source_of(Kind.TABLE, "予定 ＡＢＣ")
    assert source == source_of(Kind.TABLE, "予定  abc")
    assert source != source_of(Kind.CALENDAR, "予定 ABC")
    assert source.startswith("table:")
    assert len(source) <= 64
    assert "予定" not in source
