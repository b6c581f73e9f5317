"""Which known lesson a schedule speaks of."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from surveys.people import Course, Lesson
from surveys.sayings import saying
from surveys.schedule_matches import matched
from surveys.schedules import ScheduledLesson

ZONE = ZoneInfo("Asia/Tokyo")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def said(
    course: str, start: str, place: str = "", uid: str | None = None, *, off: bool = False
) -> ScheduledLesson:
    at = utc(f"2026-11-{start}")
    return ScheduledLesson(
        where=saying("place_row", number=1),
        course=course,
        starts_at=at,
        ends_at=at,
        place=place,
        uid=uid,
        cancelled=off,
    )


def known(number: int, course: str, start: str, place: str = "", uid: str | None = None) -> Lesson:
    at = utc(f"2026-11-{start}")
    return Lesson(
        id=str(number),
        course=Course(id=course, name=course),
        starts_at=at,
        ends_at=at,
        place=place,
        uid=uid,
    )


ROOM, HALL = "和室", "広場"


@pytest.mark.parametrize(
    ("schedule", "there", "expected"),
    [
        ([said("あ", "24 10:00", ROOM)], [], [None]),
        ([said("Ａ", "24 10:00", "2階")], [known(1, "a", "24 10:00", "２階")], ["1"]),
        ([said("あ", "24 10:00", ROOM)], [known(1, "あ", "24 10:00", HALL)], ["1"]),
        # Two rooms at once: the second one is new, whichever stands first.
        (
            [said("あ", "24 10:00", ROOM), said("あ", "24 10:00", HALL)],
            [known(1, "あ", "24 10:00", HALL)],
            [None, "1"],
        ),
        # Two candidates for a changed place: neither is taken.
        (
            [said("あ", "24 10:00", "庭")],
            [known(1, "あ", "24 10:00", ROOM), known(2, "あ", "24 10:00", HALL)],
            [None],
        ),
        # The uid is surer than all else; the lesson that was there by time gives way.
        (
            [said("い", "25 10:00", ROOM, "u"), said("あ", "24 10:00", ROOM)],
            [known(1, "あ", "24 10:00", ROOM, "u"), known(2, "あ", "24 10:00", ROOM)],
            ["1", "2"],
        ),
        # A series that was moved to another hour; the same id made by hand is no series.
        (
            [said("あ", "24 11:00", ROOM, "s#2"), said("い", "24 11:00", ROOM, "t")],
            [known(1, "あ", "24 10:00", ROOM, "s#1"), known(2, "い", "24 10:00", ROOM, "u")],
            ["1", None],
        ),
        # Called off, and planned anew for the same time under another name.
        (
            [said("あ", "24 10:00", ROOM, "a", off=True), said("あ", "24 10:00", ROOM, "b")],
            [known(1, "あ", "24 10:00", ROOM)],
            [None, "1"],
        ),
        ([said("あ", "24 10:00", ROOM, "a", off=True)], [known(1, "あ", "24 10:00", ROOM)], ["1"]),
        (
            [said("あ", "24 10:00", HALL, "a", off=True)],
            [known(1, "あ", "24 10:00", ROOM)],
            [None],
        ),
        # Doubles from earlier days do not make a third.
        (
            [said("あ", "24 10:00", ROOM)],
            [known(1, "あ", "24 10:00", ROOM), known(2, "あ", "24 10:00", ROOM)],
            ["1"],
        ),
    ],
)
def test_which_lesson_is_meant(
    schedule: list[ScheduledLesson], there: list[Lesson], expected: list[str | None]
) -> None:
    found = matched(schedule, there)
    assert [lesson and lesson.id for lesson in found] == expected
