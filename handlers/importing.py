"""A schedule becomes lessons: new ones are added, known ones changed, surveyed ones left alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from handlers.matching import matched
from handlers.work import Work
from surveys.people import Course, Lesson, LessonStatus
from surveys.schedules import ScheduledLesson, same_name

SURVEYED: Final = "アンケートを開いた回なので動かしません。参加数と回答はそのままです"
NOT_HELD: Final = "「開催なし」になっているので、そのままにしました"
ANSWERED: Final = "回答があるため「開催なし」にはできません"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A lesson before and after."""

    before: Lesson
    after: Lesson


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A lesson that was left as it is though the schedule says otherwise."""

    lesson: Lesson
    said: ScheduledLesson
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did: each lesson of the schedule was added, changed, kept, or is the same."""

    added: int
    changed: tuple[Changed, ...]
    kept: tuple[Kept, ...]
    same: int
    courses: tuple[str, ...]


def import_lessons(work: Work, lessons: Sequence[ScheduledLesson], *, actor: str) -> Imported:
    """Add and change lessons so that they are as the schedule says. Safe to repeat."""
    found = matched(lessons, _known(work, lessons))
    courses = {same_name(course.name): course for course in work.uow.lessons.courses()}
    made: list[str] = []
    new: list[Lesson] = []
    changed: list[Changed] = []
    kept: list[Kept] = []
    for said, lesson in zip(lessons, found, strict=True):
        if lesson is None and said.cancelled:
            continue
        course = _course(work, said.course, courses, made)
        if lesson is None:
            new.append(_new(work, said, course))
            continue
        outcome = _outcome(work, said, lesson, course)
        match outcome:
            case Changed():
                changed.append(outcome)
            case Kept():
                kept.append(outcome)
            case None:
                pass
    _store(work, new, changed)
    same = len(lessons) - len(new) - len(changed) - len(kept)
    work.uow.audit.record(
        new_id=work.house.new_id(),
        at=work.now,
        actor=actor,
        action="lessons_imported",
        subject="lessons",
        detail={"added": len(new), "changed": len(changed), "kept": len(kept), "same": same},
    )
    return Imported(
        added=len(new), changed=tuple(changed), kept=tuple(kept), same=same, courses=tuple(made)
    )


def _known(work: Work, lessons: Sequence[ScheduledLesson]) -> list[Lesson]:
    """The lessons that the schedule may speak of: by name, or within its days."""
    if not lessons:
        return []
    day = timedelta(days=1)
    first = min(lesson.starts_at for lesson in lessons) - day
    last = max(lesson.starts_at for lesson in lessons) + day
    near = work.uow.lessons.between(first, last)
    named = work.uow.lessons.with_uids({lesson.uid for lesson in lessons if lesson.uid})
    return list({lesson.id: lesson for lesson in [*near, *named]}.values())


def _course(work: Work, name: str, courses: dict[str, Course], made: list[str]) -> Course:
    """The course of this name, however wide its letters are; made where there is none."""
    key = same_name(name)
    if key not in courses:
        courses[key], _ = work.uow.lessons.course(name, work.house.new_id())
        made.append(name)
    return courses[key]


def _new(work: Work, said: ScheduledLesson, course: Course) -> Lesson:
    return Lesson(
        id=work.house.new_id(),
        course=course,
        starts_at=said.starts_at,
        ends_at=said.ends_at,
        place=said.place,
        uid=said.uid,
    )


def _outcome(
    work: Work, said: ScheduledLesson, lesson: Lesson, course: Course
) -> Changed | Kept | None:
    """What becomes of a known lesson; None where there is nothing to do."""
    collector = work.uow.collectors.of_lesson(lesson.id) if _differs(said, lesson, course) else None
    if said.cancelled:
        if lesson.status is LessonStatus.NOT_HELD:
            return None
        if collector is not None or lesson.status is LessonStatus.HELD:
            return Kept(lesson=lesson, said=said, reason=SURVEYED)
        return Changed(before=lesson, after=replace(lesson, status=LessonStatus.NOT_HELD))
    return None


def _differs(said: ScheduledLesson, lesson: Lesson, course: Course) -> bool:
    return True


def _store(work: Work, new: Sequence[Lesson], changed: Sequence[Changed]) -> None:
    work.uow.lessons.add_all(new)
    for change in changed:
        work.uow.lessons.save(change.after)
