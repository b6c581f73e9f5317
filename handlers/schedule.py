"""Adding a lesson by hand, in one line of text."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from handlers.choosing import is_off
from handlers.lessons import audit, bring_back
from handlers.work import Case
from surveys.messages import Message
from surveys.people import Lesson

MAX_NAME: Final = 60

_LINE: Final = re.compile(
    r"(?P<name>.+?)"
    r"(?:[ ]+(?:(?P<year>\d{4})[-/.])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?)?"
    r"[ ]+(?P<sh>\d{1,2})[:時](?P<sm>\d{2})?分?[ ]*[-~〜ー–][ ]*"
    r"(?P<eh>\d{1,2})[:時](?P<em>\d{2})?分?"
    r"(?:[ ]+(?P<place>.+))?"
)


_WHEN: Final = re.compile(r"\d[ ]?[:時/月.-][ ]?\d|\d時")
"""A day or a time, however it is written: then the text is more than a course's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A lesson as typed: course name, beginning and end, place."""

    course: str
    starts_at: datetime
    ends_at: datetime
    place: str


def planned_in(text: str, today: date, zone: ZoneInfo) -> Planned | None:
    """A line such as `ハローベビークラス 11/24 10:00-11:30 2階`; None where it is not one.

    A date without a year is the nearest one to today.
    """
    found = _LINE.fullmatch(" ".join(unicodedata.normalize("NFKC", text).split()))
    if found is None or len(found["name"]) > MAX_NAME:
        return None
    try:
        day = _day(found, today)
        start = datetime(
            day.year, day.month, day.day, int(found["sh"]), int(found["sm"] or 0), tzinfo=zone
        )
        end = start.replace(hour=int(found["eh"]), minute=int(found["em"] or 0))
    except ValueError:
        return None
    if end <= start:
        return None
    return Planned(
        course=found["name"], starts_at=start, ends_at=end, place=(found["place"] or "")[:MAX_NAME]
    )


def _day(found: re.Match[str], today: date) -> date:
    if found["month"] is None:
        return today
    month, day = int(found["month"]), int(found["day"])
    if found["year"] is not None:
        return date(int(found["year"]), month, day)
    near = [date(year, month, day) for year in (today.year - 1, today.year, today.year + 1)]
    return min(near, key=lambda candidate: abs(candidate - today))


def is_name(text: str) -> bool:
    """Whether a text is a course's name and nothing besides."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    return 0 < len(plain) <= MAX_NAME and _WHEN.search(plain) is None


def new_lesson(case: Case, text: str) -> list[Message]:
    """「講座を追加」 with a line that describes the lesson."""
    zone = case.work.house.centre.timezone
    planned = planned_in(text, case.work.local(case.work.now).date(), zone)
    if planned is None:
        case.changed(replace(case.contact, awaiting=case.awaited))
        return [case.note("newlesson_bad")]
    return add(case, planned)


def add(case: Case, planned: Planned) -> list[Message]:
    """Add a lesson; its course too where there is none of that name."""
    work = case.work
    course, _ = work.uow.lessons.course(planned.course, work.house.new_id())
    lesson = Lesson(
        id=work.house.new_id(),
        course=course,
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        place=planned.place,
    )
    same = work.uow.lessons.same(course.id, lesson.starts_at, lesson.place)
    if same is not None and is_off(same):
        return bring_back(case, same)
    if same is None:
        work.uow.lessons.add(lesson)
        audit(case, "lesson_added", lesson.id, {"course": course.name})
    return [
        case.note(
            "newlesson_added" if same is None else "newlesson_exists",
            course=course.name,
            when=f"{work.minute(lesson.starts_at)}-{work.local(lesson.ends_at):%H:%M}",
            place=lesson.place,
        )
    ]
