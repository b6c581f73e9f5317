"""Staff at work, in between: how many have answered; correct, close, reopen, not held."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from handlers.attendance import attendance_in, mistake_in
from handlers.lessons import audit
from handlers.work import Case
from surveys.messages import Message
from surveys.people import Collector, Lesson, LessonStatus

LATEST_WITHIN: Final = timedelta(days=7)


def status(case: Case) -> list[Message]:
    """「状況」: answers and attendance of every open survey, else of the last one."""
    work = case.work
    recent = work.uow.collectors.latest(work.now - LATEST_WITHIN)
    shown = [collector for collector in recent if collector.is_open(work.now)] or recent[:1]
    if not shown:
        return [case.note("no_collector")]
    text = "\n\n".join(status_line(case, collector) for collector in shown)
    return [Message(text=text, language=case.language)]


def status_line(case: Case, collector: Collector) -> str:
    """One survey's count; no rate where there are more answers than families."""
    work = case.work
    count = work.uow.collectors.count(collector.id)
    families = count.families or 0
    key = "status_over" if count.completed > families else "status_line"
    return case.say(
        key,
        course=collector.lesson.course.name,
        when=work.minute(collector.lesson.starts_at),
        completed=count.completed,
        opened=count.opened,
        families=families,
        rate=round(100 * count.completed / families) if families else 0,
        deadline=work.minute(collector.closes_at),
        code=collector.code,
    )


def _last(case: Case) -> Collector | None:
    recent = case.work.uow.collectors.latest(case.work.now - LATEST_WITHIN)
    return recent[0] if recent else None


def close(case: Case) -> list[Message]:
    """「締切」: take no more answers for the last survey."""
    collector = _last(case)
    if collector is None or not collector.is_open(case.work.now):
        return [case.note("no_collector")]
    case.work.uow.collectors.save(replace(collector, closed_at=case.work.now))
    audit(case, "closed", collector.id, {})
    return [case.note("closed", course=collector.lesson.course.name, code=collector.code)]


def reopen(case: Case) -> list[Message]:
    """「再開」: take answers again for the last survey, for at least a day."""
    work = case.work
    collector = _last(case)
    if collector is None:
        return [case.note("no_collector")]
    until = max(collector.closes_at, work.now + timedelta(days=1))
    work.uow.collectors.save(replace(collector, closed_at=None, closes_at=until))
    work.uow.boards.resume(collector.id, work.now)
    audit(case, "reopened", collector.id, {})
    return [
        case.note(
            "reopened",
            course=collector.lesson.course.name,
            code=collector.code,
            deadline=work.minute(until),
        )
    ]


def attendance(case: Case, text: str) -> list[Message]:
    """「参加数 14」: correct the attendance of the last survey's lesson."""
    counted = attendance_in(text)
    mistake = mistake_in(case, counted)
    if mistake is not None or counted is None:
        return [mistake] if mistake else []
    collector = _last(case)
    if collector is None:
        return [case.note("no_collector")]
    before = collector.lesson
    after = replace(before, families=counted.families, people=counted.people or before.people)
    case.work.uow.lessons.save(after)
    audit(
        case,
        "attendance_corrected",
        before.id,
        {"before": before.families or 0, "after": counted.families},
    )
    return [
        case.note(
            "attendance_set",
            course=before.course.name,
            when=case.work.minute(before.starts_at),
            families=counted.families,
        )
    ]


def not_held(case: Case, lesson_id: str | None = None) -> list[Message]:
    """「開催なし」: the lesson did not take place. Refused once there are answers."""
    lesson = _meant(case, lesson_id)
    if lesson is None:
        return [case.note("no_lesson")]
    work = case.work
    collector = work.uow.collectors.of_lesson(lesson.id)
    if collector is not None and work.uow.collectors.count(collector.id).opened:
        return [case.note("not_held_answered", course=lesson.course.name)]
    if collector is not None:
        work.uow.collectors.save(replace(collector, closed_at=work.now))
    work.uow.lessons.save(
        replace(lesson, status=LessonStatus.NOT_HELD, families=None, people=None)
    )
    audit(case, "not_held", lesson.id, {})
    return [case.note("not_held", course=lesson.course.name, when=work.minute(lesson.starts_at))]


def _meant(case: Case, lesson_id: str | None) -> Lesson | None:
    """The lesson named by a button, else today's last one that has begun, unopened ones first."""
    work = case.work
    if lesson_id:
        try:
            return work.uow.lessons.get(lesson_id)
        except KeyError:
            return None
    start, _ = work.today()
    begun = [
        lesson
        for lesson in work.uow.lessons.between(start, work.now + timedelta(seconds=1))
        if lesson.status is not LessonStatus.NOT_HELD
    ]
    # of two at the same hour, the one whose survey is open did take place
    unopened = [row for row in begun if work.uow.collectors.of_lesson(row.id) is None]
    return next(reversed(unopened or begun), None)
