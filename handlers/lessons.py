"""Staff at work, beginning and end: which lessons there are, and opening the survey of one."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from handlers.attendance import Attendance, attendance_in, count_buttons, mistake_in
from handlers.choosing import (
    CALLED_OFF,
    SURVEYED,
    button,
    called_off,
    find,
    is_off,
    label,
    page,
    surveyed,
    waiting,
)
from handlers.entry import entry_message
from handlers.work import Case
from surveys.messages import Button, Message, Role
from surveys.people import Collector, Lesson, LessonStatus
from surveys.phrases import Command
from surveys.taps import FinishTapped, pack

CODE_LENGTH: Final = 5

ENDS_SOON: Final = timedelta(minutes=15)
"""A class that runs longer than this is not finished without a question."""

JUST_OPENED: Final = timedelta(hours=1)
"""After this time a second 「終了」 no longer means what a colleague has opened already."""

AWAITED: Final = "finish"
"""What a contact awaits after being asked for a number: this, a colon, the lesson.

Without a lesson the bot has asked about several, and the number alone does not tell which.
"""


def finish(case: Case, text: str) -> list[Message]:
    """「終了」: end a lesson and open its survey; asks which, or how many, where that is open."""
    attendance = attendance_in(text) if text else None
    mistake = mistake_in(case, attendance) if text else None
    if mistake is not None:
        return [mistake]
    lessons, collectors, off = waiting(case), surveyed(case), called_off(case)
    if len(lessons) == 1 and _surely(case, lessons[0], collectors):
        return _finished(case, lessons[0], attendance)
    if not lessons and not off and len(collectors) == 1:
        return _finished(case, collectors[0].lesson, attendance)
    if not lessons and not off and not collectors:
        return [case.note("no_lesson")]
    return [_which(case, attendance)]


def finish_tapped(case: Case, tap: FinishTapped) -> list[Message]:
    """A lesson picked by button, with its families, or 0 where they are still to be asked."""
    lesson = find(case, tap.lesson)
    if lesson is None:
        return [case.note("no_lesson")]
    attendance = Attendance(families=tap.families, people=tap.people or None)
    return _finished(case, lesson, attendance if tap.families else None)


def finish_counted(case: Case, lesson: str, text: str) -> list[Message] | None:
    """A number typed after the bot asked for it; None where the text is something else.

    Where it asked about several lessons, `lesson` is empty and the bot asks which is meant.
    """
    attendance = attendance_in(text)
    if attendance is None:
        return None
    mistake = mistake_in(case, attendance)
    if mistake is not None:
        case.changed(replace(case.contact, awaiting=case.awaited))
        return [mistake]
    if not lesson:
        return finish(case, text)
    return open_collector(case, case.work.uow.lessons.get(lesson), attendance)


def open_collector(case: Case, lesson: Lesson, attendance: Attendance) -> list[Message]:
    """Open the survey of a lesson. The first of several staff opens it, the others see it."""
    work = case.work
    held = replace(
        lesson,
        status=LessonStatus.HELD,
        families=attendance.families,
        people=attendance.people,
    )
    counted: dict[str, int | str] = {"families": attendance.families}
    existing = work.uow.collectors.of_lesson(lesson.id)
    if existing is not None:
        if existing.lesson.families is not None:
            return [shown(case, existing)]
        # called off and brought back: it has a survey, and waits for its attendance
        work.uow.lessons.save(held)
        again = take_again(case, replace(existing, lesson=held))
        audit(case, "reopened", again.id, counted)
        return [entry_message(case, again, "opened")]
    survey = work.house.catalog.latest(work.house.centre.survey)
    collector = Collector(
        id=work.house.new_id(),
        lesson=held,
        survey=survey.key,
        version=survey.version,
        code=_free_code(case),
        opened_at=work.now,
        closes_at=work.now + timedelta(hours=work.house.centre.open_hours),
    )
    # Before the attendance: of two at the same moment, one is refused here and writes nothing.
    try:
        work.uow.collectors.add(collector)
    except KeyError:
        return open_collector(case, lesson, attendance)
    work.uow.lessons.save(held)
    audit(case, "opened", collector.id, counted)
    return [entry_message(case, collector, "opened")]


def shown(case: Case, collector: Collector) -> Message:
    """A survey that was opened before: its QR, or that it is closed and how to open it again."""
    if collector.is_open(case.work.now):
        return entry_message(case, collector, "already_open")
    text = case.say(
        "already_closed",
        course=collector.lesson.course.name,
        when=case.work.minute(collector.lesson.starts_at),
        code=collector.code,
    )
    reopen = case.work.house.phrases.shown(Command.REOPEN, case.language)
    return page(case, text, [button(reopen, Command.REOPEN.value, collector.lesson.id)])


def take_again(case: Case, collector: Collector) -> Collector:
    """The survey takes answers again, for at least a day."""
    work = case.work
    until = max(collector.closes_at, work.now + timedelta(days=1))
    again = replace(collector, closed_at=None, closes_at=until)
    work.uow.collectors.save(again)
    work.uow.boards.resume(collector.id, work.now)
    return again


def bring_back(case: Case, lesson: Lesson) -> list[Message]:
    """A lesson marked as not held takes place after all; once it has begun, how many came?"""
    work = case.work
    begun = lesson.starts_at <= work.now
    collector = work.uow.collectors.of_lesson(lesson.id)
    if not is_off(lesson):
        return [shown(case, collector)] if collector is not None else _finished(case, lesson, None)
    back = replace(lesson, status=LessonStatus.HELD if begun else LessonStatus.SCHEDULED)
    work.uow.lessons.save(back)
    audit(case, "held_again", lesson.id, {})
    if collector is not None:
        take_again(case, collector)
    told = case.note("held_again", course=lesson.course.name, when=work.minute(lesson.starts_at))
    return [told, how_many(case, back)] if begun else [told]


def how_many(case: Case, lesson: Lesson) -> Message:
    """Ask for a lesson's attendance; a number that is typed next belongs to it."""
    case.changed(replace(case.contact, awaiting=f"{AWAITED}:{lesson.id}"))
    text = case.say("attendance_ask", course=lesson.course.name)
    return page(case, text, count_buttons(case.work, case.language, lesson))


def today(case: Case) -> list[Message]:
    """Today's lessons with course, time, place and how far each is."""
    work = case.work
    lessons = work.uow.lessons.between(*work.today())
    if not lessons:
        return [case.note("today_none")]
    lines = [case.say("today_head", day=work.day(work.now))]
    for lesson in lessons:
        span = f"{work.local(lesson.starts_at):%H:%M}-{work.local(lesson.ends_at):%H:%M}"
        collector = work.uow.collectors.of_lesson(lesson.id)
        code = f"　{collector.code}" if collector else ""
        how_far = case.say(_state(case, lesson, collector))
        lines.append(f"・{span} {lesson.course.name}　{lesson.place}{code}　{how_far}")
    buttons = tuple(_finish_button(case, lesson, None) for lesson in waiting(case))
    return [Message(text="\n".join(lines), language=case.language, buttons=buttons)]


def audit(case: Case, action: str, subject: str, detail: dict[str, int | str]) -> None:
    """A line in the audit log, by the member who acts."""
    case.work.uow.audit.record(
        new_id=case.work.house.new_id(),
        at=case.work.now,
        actor=case.contact.member or "unknown",
        action=action,
        subject=subject,
        detail=detail,
    )


def _surely(case: Case, lesson: Lesson, collectors: list[Collector]) -> bool:
    """Whether the one lesson left must be meant: it is over, and nothing was opened just now."""
    now = case.work.now
    opened = any(collector.opened_at > now - JUST_OPENED for collector in collectors)
    return lesson.ends_at <= now + ENDS_SOON and not opened


def _finished(case: Case, lesson: Lesson, attendance: Attendance | None) -> list[Message]:
    """This lesson is over; asks how many came where that is not known and was not stored."""
    existing = case.work.uow.collectors.of_lesson(lesson.id)
    if existing is not None and existing.lesson.families is not None:
        return [shown(case, existing)]
    if attendance is None:
        return [how_many(case, lesson)]
    mistake = mistake_in(case, attendance)
    return [mistake] if mistake else open_collector(case, lesson, attendance)


def _which(case: Case, attendance: Attendance | None) -> Message:
    """Every lesson that may be meant, those with a survey and those called off among them."""
    open_ones = [collector.lesson for collector in reversed(surveyed(case))]
    off = called_off(case)
    legend = f"\n{case.say('which_legend')}" if open_ones or off else ""
    buttons = [
        *(_finish_button(case, lesson, attendance) for lesson in waiting(case)),
        *(_finish_button(case, lesson, attendance, SURVEYED) for lesson in open_ones),
        *(_finish_button(case, lesson, attendance, CALLED_OFF) for lesson in off),
    ]
    return page(case, f"{case.say('which_lesson')}{legend}", buttons)


def _finish_button(
    case: Case, lesson: Lesson, attendance: Attendance | None, mark: str = ""
) -> Button:
    tap = FinishTapped(
        lesson=lesson.id,
        families=attendance.families if attendance else 0,
        people=(attendance.people or 0) if attendance else 0,
    )
    return Button(label=label(case, lesson, mark), data=pack(tap), role=Role.OTHER)


def _state(case: Case, lesson: Lesson, collector: Collector | None) -> str:
    """How far a lesson is, as a key of the wording."""
    if is_off(lesson):
        return "state_not_held"
    if collector is not None:
        return "state_open" if collector.is_open(case.work.now) else "state_closed"
    return "state_planned" if lesson.starts_at > case.work.now else "state_unopened"


def _free_code(case: Case) -> str:
    while True:
        code = case.work.house.new_code(CODE_LENGTH)
        if case.work.uow.collectors.by_code(code) is None:
            return code
