"""Staff at work, beginning and end: which lessons there are, and opening the survey of one."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from handlers.attendance import Attendance, attendance_in, count_buttons, mistake_in
from handlers.entry import entry_message
from handlers.work import Case
from surveys.messages import Button, Message, Role
from surveys.people import Collector, Lesson, LessonStatus
from surveys.taps import FinishTapped, pack

FINISH_WITHIN: Final = timedelta(hours=12)
"""A lesson that ended longer ago is no longer what a bare 「終了」 means."""

CODE_LENGTH: Final = 5

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
    lessons = _finishable(case)
    if not lessons:
        return _nothing_to_finish(case)
    if len(lessons) > 1:
        return [_which(case, lessons, attendance)]
    if attendance is None:
        return [_how_many(case, lessons[0])]
    return open_collector(case, lessons[0], attendance)


def finish_tapped(case: Case, tap: FinishTapped) -> list[Message]:
    """A lesson picked by button, with its families, or 0 where they are still to be asked."""
    try:
        lesson = case.work.uow.lessons.get(tap.lesson)
    except KeyError:
        return [case.note("no_lesson")]
    if tap.families == 0:
        return [_how_many(case, lesson)]
    attendance = Attendance(families=tap.families)
    mistake = mistake_in(case, attendance)
    return [mistake] if mistake else open_collector(case, lesson, attendance)


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
    existing = work.uow.collectors.of_lesson(lesson.id)
    if existing is not None:
        return [entry_message(case, existing, "already_open")]
    held = replace(
        lesson,
        status=LessonStatus.HELD,
        families=attendance.families,
        people=attendance.people,
    )
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
    audit(case, "opened", collector.id, {"families": attendance.families})
    return [entry_message(case, collector, "opened")]


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
        lines.append(f"・{span} {lesson.course.name}　{lesson.place}{code}")
    buttons = tuple(
        Button(
            label=_label(case, lesson),
            data=pack(FinishTapped(lesson=lesson.id, families=0)),
            role=Role.OTHER,
        )
        for lesson in _finishable(case)
    )
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


def _finishable(case: Case) -> list[Lesson]:
    """Lessons that have begun, ended not too long ago and have no survey yet."""
    work = case.work
    recent = work.uow.lessons.between(
        work.now - timedelta(days=1), work.now + timedelta(seconds=1)
    )
    return [
        lesson
        for lesson in recent
        if lesson.status is not LessonStatus.NOT_HELD
        and lesson.ends_at >= work.now - FINISH_WITHIN
        and work.uow.collectors.of_lesson(lesson.id) is None
    ]


def _nothing_to_finish(case: Case) -> list[Message]:
    """Nothing is left to finish: show the survey that was opened last, if that was today."""
    opened = case.work.uow.collectors.latest(case.work.now - FINISH_WITHIN)
    if not opened:
        return [case.note("no_lesson")]
    return [entry_message(case, opened[0], "already_open")]


def _which(case: Case, lessons: list[Lesson], attendance: Attendance | None) -> Message:
    families = attendance.families if attendance else 0
    buttons = tuple(
        Button(
            label=_label(case, lesson),
            data=pack(FinishTapped(lesson=lesson.id, families=families)),
            role=Role.OTHER,
        )
        for lesson in lessons
    )
    return Message(
        text=case.say("which_lesson"), language=case.language, buttons=buttons, page=True
    )


def _how_many(case: Case, lesson: Lesson) -> Message:
    case.changed(replace(case.contact, awaiting=f"{AWAITED}:{lesson.id}"))
    return Message(
        text=case.say("attendance_ask", course=lesson.course.name),
        language=case.language,
        buttons=count_buttons(case.work, case.language, lesson),
        page=True,
    )


def _label(case: Case, lesson: Lesson) -> str:
    """A lesson on a button: time and course, within LINE's 20 characters."""
    start = case.work.local(lesson.starts_at)
    return f"{start:%H:%M} {lesson.course.name}"[:20]


def _free_code(case: Case) -> str:
    while True:
        code = case.work.house.new_code(CODE_LENGTH)
        if case.work.uow.collectors.by_code(code) is None:
            return code
