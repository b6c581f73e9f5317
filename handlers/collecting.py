"""Staff at work, in between: how many have answered; correct, close, reopen."""

import re
from dataclasses import replace
from typing import Final

from handlers.attendance import Attendance, attendance_in, counted, mistake_in
from handlers.choosing import (
    LATEST_WITHIN,
    about,
    called_off,
    current,
    find,
    is_off,
    the_one,
    which,
)
from handlers.lessons import audit, bring_back, shown, take_again
from handlers.work import Case
from surveys.messages import Message
from surveys.people import Collector, Lesson
from surveys.phrases import Command

_TYPED: Final = re.compile(r"(\d{1,3})-(\d{1,4})-(.+)")


def status(case: Case) -> list[Message]:
    """「状況」: answers and attendance of every open survey, else of the last one."""
    work = case.work
    recent = [one for one in _recent(case) if not is_off(one.lesson)]
    listed = [collector for collector in recent if collector.is_open(work.now)] or recent[:1]
    if not listed:
        return [case.note("no_collector")]
    text = "\n\n".join(status_line(case, collector) for collector in listed)
    return [Message(text=text, language=case.language)]


def status_line(case: Case, collector: Collector) -> str:
    """One survey's count; no rate where there are more answers than families."""
    work = case.work
    count = work.uow.collectors.count(collector.id)
    families = count.families or 0
    key = "status_over" if count.completed > families else "status_line"
    if count.families is None:
        key = "status_uncounted"
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


def close(case: Case, subject: str = "") -> list[Message]:
    """「締切」: take no more answers for the open survey; asks which where there are several."""
    running = [one for one in _recent(case) if one.is_open(case.work.now)]
    return the_one(case, "close", subject, running, _close)


def reopen(case: Case, subject: str = "") -> list[Message]:
    """「再開」: take answers again for the closed survey; asks which where there are several.

    A lesson that was called off is held again, with or without a survey.
    """
    work = case.work
    start, _ = work.today()
    off = called_off(case)
    if subject:
        lesson = find(case, subject)
        if lesson is not None and is_off(lesson):
            return bring_back(case, lesson)
        return the_one(case, "reopen", subject, (), _reopen)
    recent = [one for one in _recent(case) if not is_off(one.lesson)]
    ended = [one for one in recent if not one.is_open(work.now)]
    fresh = [one for one in ended if one.opened_at >= start] or ([] if off else ended)
    lessons = [*(one.lesson for one in fresh), *off]
    if len(lessons) == 1:
        return reopen(case, lessons[0].id)
    if lessons:
        return [which(case, about(case, "reopen", lessons))]
    return the_one(case, "reopen", "", current(case), _reopen)


def attendance(case: Case, text: str) -> list[Message]:
    """「参加数 14」: correct the attendance of a lesson; asks which where there are several."""
    typed = attendance_in(text)
    mistake = mistake_in(case, typed, Command.ATTENDANCE)
    if mistake is not None or typed is None:
        return [mistake] if mistake else []
    return _correct(case, typed, "")


def attendance_tapped(case: Case, subject: str) -> list[Message]:
    """The lesson of an attendance that was typed: families, people (0: not told), lesson."""
    found = _TYPED.fullmatch(subject)
    if found is None:
        return []
    typed = Attendance(families=int(found[1]), people=int(found[2]) or None)
    return _correct(case, typed, found[3])


def _correct(case: Case, typed: Attendance, subject: str) -> list[Message]:
    def corrected(case: Case, collector: Collector) -> list[Message]:
        return _set(case, collector.lesson, typed)

    before = f"{typed.families}-{typed.people or 0}-"
    return the_one(case, "attendance", subject, current(case), corrected, before=before)


def _recent(case: Case) -> list[Collector]:
    return list(case.work.uow.collectors.latest(case.work.now - LATEST_WITHIN))


def _close(case: Case, collector: Collector) -> list[Message]:
    if not collector.is_open(case.work.now):
        return [shown(case, collector)]
    case.work.uow.collectors.save(replace(collector, closed_at=case.work.now))
    audit(case, "closed", collector.id, {})
    return [case.note("closed", course=collector.lesson.course.name, code=collector.code)]


def _reopen(case: Case, collector: Collector) -> list[Message]:
    again = take_again(case, collector)
    audit(case, "reopened", collector.id, {})
    return [
        case.note(
            "reopened",
            course=collector.lesson.course.name,
            code=collector.code,
            deadline=case.work.minute(again.closes_at),
        )
    ]


def _set(case: Case, before: Lesson, typed: Attendance) -> list[Message]:
    """Store the families; people that were counted stay, unless they are fewer than these."""
    kept = before.people if typed.people is None else typed.people
    dropped = kept is not None and kept < typed.families
    people = None if dropped else kept
    after = replace(before, families=typed.families, people=people)
    case.work.uow.lessons.save(after)
    audit(
        case,
        "attendance_corrected",
        before.id,
        {
            "before": before.families or 0,
            "after": typed.families,
            "people_before": before.people or 0,
            "people_after": people or 0,
        },
    )
    told = case.note(
        "attendance_set",
        course=before.course.name,
        when=case.work.minute(before.starts_at),
        counted=counted(case, typed.families, people),
    )
    return [told, case.note("people_dropped", people=kept)] if dropped else [told]
