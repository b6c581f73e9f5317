"""「開催なし」 and its undoing. What was counted is never lost unasked: the audit log keeps it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from handlers.attendance import counted
from handlers.choosing import about, begun, button, find, is_off, page, which
from handlers.lessons import audit, bring_back
from handlers.work import Case
from surveys.messages import Message
from surveys.people import Lesson, LessonStatus

NOT_HELD: Final = "notheld"
SURE: Final = "notheldyes"
HELD: Final = "held"


def not_held(case: Case) -> list[Message]:
    """「開催なし」 of today's lesson; asks which, unless only one can be meant.

    Said twice it says the same twice, and touches no other lesson.
    """
    start, _ = case.work.today()
    today = [lesson for lesson in begun(case) if lesson.starts_at >= start]
    if not today:
        return [case.note("no_lesson")]
    others = [lesson for lesson in today if not is_off(lesson)]
    if is_off(today[-1]):
        return [_marked(case, today[-1], others)]
    if len(today) == 1:
        return tapped(case, today[0].id)
    work = case.work
    unopened = [one for one in others if work.uow.collectors.of_lesson(one.id) is None]
    # of two at the same hour, the one whose survey was opened did take place
    if len(unopened) == 1 and others == today and unopened[0].ends_at <= work.now:
        return tapped(case, unopened[0].id)
    return [which(case, about(case, NOT_HELD, others))]


def tapped(case: Case, subject: str, *, sure: bool = False) -> list[Message]:
    """「開催なし」 of this lesson. Refused once there are answers; asks where it has a survey."""
    lesson = find(case, subject)
    if lesson is None:
        return [case.note("no_lesson")]
    if is_off(lesson):
        return [_marked(case, lesson, ())]
    collector = case.work.uow.collectors.of_lesson(lesson.id)
    if collector is None:
        return _mark(case, lesson)
    if case.work.uow.collectors.count(collector.id).opened:
        return [case.note("not_held_answered", course=lesson.course.name)]
    if not sure:
        return [_sure(case, lesson)]
    case.work.uow.collectors.save(replace(collector, closed_at=case.work.now))
    return _mark(case, lesson)


def held(case: Case, subject: str) -> list[Message]:
    """It did take place: the undoing of 「開催なし」."""
    lesson = find(case, subject)
    return [case.note("no_lesson")] if lesson is None else bring_back(case, lesson)


def _mark(case: Case, lesson: Lesson) -> list[Message]:
    off = replace(lesson, status=LessonStatus.NOT_HELD, families=None, people=None)
    case.work.uow.lessons.save(off)
    kept: dict[str, int | str] = {}
    if lesson.families is not None:
        kept["families"] = lesson.families
    if lesson.people is not None:
        kept["people"] = lesson.people
    audit(case, "not_held", lesson.id, kept)
    return [_marked(case, off, ())]


def _sure(case: Case, lesson: Lesson) -> Message:
    text = case.say(
        "not_held_sure",
        course=lesson.course.name,
        when=case.work.minute(lesson.starts_at),
        counted=counted(case, lesson.families, lesson.people),
    )
    return page(case, text, [button(case.say("not_held_yes"), SURE, lesson.id)])


def _marked(case: Case, lesson: Lesson, others: Sequence[Lesson]) -> Message:
    """What is so now, with its undoing, and other lessons that could have been meant."""
    text = case.say("not_held", course=lesson.course.name, when=case.work.minute(lesson.starts_at))
    if others:
        text = f"{text}\n{case.say('not_held_other')}"
    undo = button(case.say("not_held_undo"), HELD, lesson.id)
    return page(case, text, [undo, *about(case, NOT_HELD, others)])
