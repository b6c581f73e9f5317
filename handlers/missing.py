"""Lessons that a schedule no longer has: offered to be marked as not held, by one button."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from handlers.work import Case, Work
from surveys.messages import Button, Message, Role
from surveys.people import Lesson, LessonStatus
from surveys.taps import CommandTapped, pack

BUTTON: Final = "notlisted"


def offered(case: Case, lessons: Sequence[Lesson]) -> tuple[Button, ...]:
    """The button that marks these lessons as not held; none where no lesson may be marked."""
    planned = [lesson.id for lesson in lessons if _is_ahead(case.work, lesson)]
    if not planned:
        return ()
    offer = case.work.house.new_id()
    case.work.uow.origins.offer(planned, offer)
    label = case.say("missing_button", count=len(planned))
    data = pack(CommandTapped(command=BUTTON, subject=offer))
    return (Button(label=label, data=data, role=Role.OTHER),)


def pressed(case: Case, offer: str) -> list[Message]:
    """The button: mark the lessons that it named, as far as they still are as they were.

    One that came back with a later file, began, or was surveyed meanwhile is left alone. Pressed
    again it changes nothing.
    """
    uow = case.work.uow
    # Whoever imports or presses at the same moment goes before or after.
    uow.lessons.hold()
    lessons = [uow.lessons.get(lesson) for lesson in uow.origins.offered(offer)]
    done = call_off(case.work, lessons, case.contact.member or "unknown")
    if not done:
        return [case.note("missing_none")]
    return [case.note("missing_called_off", count=len(done))]


def call_off(work: Work, lessons: Sequence[Lesson], actor: str) -> list[Lesson]:
    """Mark those lessons as not held that are still ahead and have no survey; which they were."""
    marked = [lesson for lesson in lessons if _is_ahead(work, lesson)]
    for lesson in marked:
        work.uow.lessons.save(replace(lesson, status=LessonStatus.NOT_HELD))
        work.uow.audit.record(
            new_id=work.house.new_id(),
            at=work.now,
            actor=actor,
            action="not_held",
            subject=lesson.id,
            detail={"why": "not listed"},
        )
    return marked


def _is_ahead(work: Work, lesson: Lesson) -> bool:
    return (
        lesson.status is LessonStatus.SCHEDULED
        and lesson.starts_at > work.now
        and work.uow.collectors.of_lesson(lesson.id) is None
    )
