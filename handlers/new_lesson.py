"""「講座を追加」 as a short dialogue: course, day, beginning, end, place; each by button or typed.

Nothing is stored before the last step. A button of an earlier step takes the dialogue back there.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final, TypeVar

from handlers import schedule
from handlers.drafting import AWAITED, MAX_NAME, Draft, after, day_in, draft_from, end_in, plain
from handlers.drafting import time_in as clock_in
from handlers.work import Case
from surveys.messages import Button, Message, Role
from surveys.people import Lesson
from surveys.phrases import Command, Commanded
from surveys.taps import CommandTapped, pack

REMEMBERED: Final = timedelta(days=400)
MOST: Final = 8
"""Choices of one step; with a further button they fit LINE's 13 quick replies."""

LABEL: Final = 20
DAYS: Final = 7
USUAL_STARTS: Final = ("10:00", "10:30", "13:30", "14:00", "09:30", "11:00", "13:00", "15:00")
USUAL_MINUTES: Final = (60, 90, 120, 45, 30)
NONE: Final = "none"

_Thing = TypeVar("_Thing")


def asked(case: Case, text: str) -> list[Message]:
    """「講座を追加」: in one line, or else step by step; a course's name is the first step."""
    if schedule.is_name(text):
        return _course_typed(case, text)
    if text:
        return schedule.new_lesson(case, text)
    case.changed(replace(case.contact, awaiting=AWAITED))
    newest = _first(lesson.course.name for lesson in _known(case))
    ids = {course.name: course.id for course in case.work.uow.lessons.courses()}
    names = _first([*newest, *ids])
    buttons = [_button(name, f"c-{ids[name]}") for name in names]
    other = _button(case.say("newlesson_other"), f"c-{NONE}")
    return [_page(case, case.say("newlesson_course"), [*buttons, other])]


def tapped(case: Case, subject: str) -> list[Message] | None:
    """A step's button; None where its dialogue is over."""
    step, _, value = subject.partition("-")
    draft = _draft(case)
    if step == "c":
        return _course_tapped(case, value)
    if draft is None or not draft.begun:
        return None
    if step == "d":
        day = day_in(f"{value[:4]}-{value[4:6]}-{value[6:]}", _today(case))
        return _ask(case, replace(draft, day=day, start=None, end=None))
    if step == "s" and draft.day is not None:
        return _ask(case, replace(draft, start=clock_in(value), end=None))
    if step == "e" and draft.start is not None:
        return _ask(case, replace(draft, end=end_in(value, draft.start)))
    if step == "p" and draft.end is not None:
        place = "" if value == NONE else case.work.uow.lessons.get(value).place
        return _add(case, draft, place)
    return None


def typed(case: Case, text: str, said: Commanded | None) -> list[Message] | None:
    """A step's answer as text; None for another command, which ends the dialogue."""
    draft = _draft(case) or Draft()
    if said is not None and said.command in {Command.STOP, Command.NO}:
        return [case.note("newlesson_stopped")]
    waits_for_day = draft.begun and draft.day is None
    if said is not None and not (waits_for_day and said.command is Command.TODAY):
        return None
    if not draft.begun:
        return _course_typed(case, text)
    if draft.end is not None:
        return _add(case, draft, plain(text)[:MAX_NAME])
    known = _with(draft, text, _today(case))
    if known is not None:
        return _ask(case, known)
    again = case.note("newlesson_again")
    return [again, *_ask(case, draft)]


def _with(draft: Draft, text: str, today: date) -> Draft | None:
    """The draft with its next piece read from a text; None where the text is not that."""
    if draft.day is None:
        day = day_in(text, today)
        return None if day is None else replace(draft, day=day)
    if draft.start is None:
        first, _, second = plain(text).replace("~", "-").replace("〜", "-").partition("-")
        start = clock_in(first)
        if start is None:
            return None
        return replace(draft, start=start, end=end_in(second, start))
    end = end_in(text, draft.start)
    return None if end is None else replace(draft, end=end)


def _course_tapped(case: Case, course: str) -> list[Message]:
    if course == NONE:
        case.changed(replace(case.contact, awaiting=AWAITED))
        return [case.note("newlesson_name", max=MAX_NAME)]
    return _ask(case, Draft(course=course))


def _course_typed(case: Case, text: str) -> list[Message]:
    zone = case.work.house.centre.timezone
    if schedule.planned_in(text, _today(case), zone) is not None:
        return schedule.new_lesson(case, text)
    name = plain(text)
    if not 0 < len(name) <= MAX_NAME:
        case.changed(replace(case.contact, awaiting=AWAITED))
        return [case.note("newlesson_name", max=MAX_NAME)]
    ids = {course.name: course.id for course in case.work.uow.lessons.courses()}
    return _ask(case, Draft(course=ids[name]) if name in ids else Draft(name=name))


def _ask(case: Case, draft: Draft) -> list[Message]:
    """Keep the draft, and ask for the next piece that is missing."""
    name = _name(case, draft)
    if name is None:
        return asked(case, "")
    case.changed(replace(case.contact, awaiting=draft.kept()))
    if draft.day is None:
        return [_page(case, case.say("newlesson_day", course=name), _days(case))]
    known = {"course": name, "day": _shown(case, draft.day)}
    lessons = [lesson for lesson in _known(case) if lesson.course.name == name]
    if draft.start is None:
        used = [f"{case.work.local(lesson.starts_at):%H:%M}" for lesson in lessons]
        starts = [_button(at, f"s-{at[:2]}{at[3:]}") for at in _first([*used, *USUAL_STARTS])]
        return [_page(case, case.say("newlesson_start", **known), starts)]
    known["start"] = f"{draft.start:%H:%M}"
    if draft.end is None:
        return [_page(case, case.say("newlesson_end", **known), _ends(case, draft.start, lessons))]
    known["end"] = f"{draft.end:%H:%M}"
    return [_page(case, case.say("newlesson_place", **known), _places(case, lessons))]


def _add(case: Case, draft: Draft, place: str) -> list[Message]:
    """The last step: what was drafted is stored, unless the course is gone meanwhile."""
    name, zone = _name(case, draft), case.work.house.centre.timezone
    if name is None or draft.day is None or draft.start is None or draft.end is None:
        return asked(case, "")
    planned = schedule.Planned(
        course=name,
        starts_at=datetime.combine(draft.day, draft.start, tzinfo=zone),
        ends_at=datetime.combine(draft.day, draft.end, tzinfo=zone),
        place=place,
    )
    return schedule.add(case, planned)


def _days(case: Case) -> list[Button]:
    words = [case.say("newlesson_today"), case.say("newlesson_tomorrow")]
    days = [_today(case) + timedelta(days=number) for number in range(DAYS)]
    labels = [*words, *(_shown(case, day) for day in days[2:])]
    return [_button(label, f"d-{day:%Y%m%d}") for label, day in zip(labels, days, strict=True)]


def _ends(case: Case, start: time, lessons: list[Lesson]) -> list[Button]:
    used = [round((lesson.ends_at - lesson.starts_at).total_seconds() / 60) for lesson in lessons]
    ends = [(minutes, after(start, minutes)) for minutes in _first([*used, *USUAL_MINUTES])]
    return [
        _button(
            case.say("newlesson_minutes", end=f"{end:%H:%M}", minutes=minutes), f"e-{end:%H%M}"
        )
        for minutes, end in ends
        if end is not None
    ]


def _places(case: Case, lessons: list[Lesson]) -> list[Button]:
    """Places of this course first; each is named by a lesson that was there."""
    there = {
        lesson.place: lesson.id for lesson in reversed([*lessons, *_known(case)]) if lesson.place
    }
    places = _first(lesson.place for lesson in [*lessons, *_known(case)] if lesson.place)
    none = _button(case.say("newlesson_no_place"), f"p-{NONE}")
    return [*(_button(place, f"p-{there[place]}") for place in places), none]


def _known(case: Case) -> list[Lesson]:
    """Lessons of the last and the coming year, the latest first."""
    now = case.work.now
    return list(reversed(case.work.uow.lessons.between(now - REMEMBERED, now + REMEMBERED)))


def _name(case: Case, draft: Draft) -> str | None:
    """The course's name; None where an id names no course."""
    if not draft.course:
        return draft.name
    courses = case.work.uow.lessons.courses()
    return next((course.name for course in courses if course.id == draft.course), None)


def _draft(case: Case) -> Draft | None:
    awaited = case.awaited or ""
    return draft_from(awaited) if awaited.partition(":")[0] == AWAITED else None


def _today(case: Case) -> date:
    return case.work.local(case.work.now).date()


def _shown(case: Case, day: date) -> str:
    return case.work.day(datetime.combine(day, time(), tzinfo=case.work.house.centre.timezone))


def _first(things: Iterable[_Thing]) -> list[_Thing]:
    """The first few different ones, in order."""
    return list(dict.fromkeys(things))[:MOST]


def _button(label: str, subject: str) -> Button:
    data = pack(CommandTapped(command=Command.NEWLESSON.value, subject=subject))
    return Button(label=label[:LABEL], data=data, role=Role.OTHER)


def _page(case: Case, text: str, buttons: list[Button]) -> Message:
    return Message(text=text, language=case.language, buttons=tuple(buttons), page=True)
