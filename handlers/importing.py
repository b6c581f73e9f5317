"""A schedule becomes lessons: new ones are added, known ones changed, surveyed ones left alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers.work import Work
from surveys.people import Course, Lesson, LessonStatus
from surveys.sayings import Saying, saying
from surveys.schedule_matches import matched
from surveys.schedule_missing import missing
from surveys.schedules import Schedule, ScheduledLesson, same_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A lesson before and after."""

    before: Lesson
    after: Lesson

    @property
    def seen(self) -> bool:
        """Whether people would notice; a new uid alone is our own business."""
        return replace(self.after, uid=self.before.uid) != self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A lesson that was left as it is though the schedule says otherwise, and why."""

    lesson: Lesson
    reason: Saying


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did. Every lesson of the schedule was added, changed, kept or is the same.

    `missing` are lessons ahead that the schedule had before and no longer has; they stay.
    """

    added: int
    changed: tuple[Changed, ...]
    kept: tuple[Kept, ...]
    same: int
    courses: tuple[str, ...]
    missing: tuple[Lesson, ...]


def import_lessons(
    work: Work,
    schedule: Schedule,
    *,
    actor: str,
    advance: Callable[[], None] = lambda: None,
) -> Imported:
    """Make the lessons as the schedule says. Safe to repeat; nothing is ever removed.

    `advance` is called for every lesson, for a progress bar. One import at a time: a second one
    waits and then finds the lessons of the first.
    """
    work.uow.lessons.hold()
    lessons = schedule.lessons
    known = _known(work, lessons)
    matches = matched(lessons, known)
    courses = {same_name(course.name): course for course in work.uow.lessons.courses()}
    made: list[str] = []
    new: list[Lesson] = []
    changed: list[Changed] = []
    kept: list[Kept] = []
    for said, lesson in zip(lessons, matches, strict=True):
        advance()
        if lesson is None:
            if not said.cancelled:
                new.append(_new(work, said, _course(work, said.course, courses, made)))
            continue
        # What is called off makes no course.
        course = lesson.course if said.cancelled else _course(work, said.course, courses, made)
        outcome = _outcome(work, said, lesson, course)
        match outcome:
            case Changed():
                work.uow.lessons.save(outcome.after)
                changed += [outcome] if outcome.seen else []
            case Kept():
                kept.append(outcome)
            case None:
                pass
    work.uow.lessons.add_all(new)
    gone = _missing(work, schedule, known, {lesson.id for lesson in matches if lesson})
    if schedule.source is not None:
        work.uow.origins.add([lesson.id for lesson in new], schedule.source)
    same = len(lessons) - len(new) - len(changed) - len(kept)
    work.uow.audit.record(
        new_id=work.house.new_id(),
        at=work.now,
        actor=actor,
        action="lessons_imported",
        subject="lessons",
        detail={
            "added": len(new),
            "changed": len(changed),
            "kept": len(kept),
            "same": same,
            "missing": len(gone),
        },
    )
    return Imported(
        added=len(new),
        changed=tuple(changed),
        kept=tuple(kept),
        same=same,
        courses=tuple(made),
        missing=tuple(gone),
    )


def _missing(
    work: Work, schedule: Schedule, known: Sequence[Lesson], found: set[str]
) -> list[Lesson]:
    """What the schedule no longer has; buttons that would call off what it has are void."""
    work.uow.origins.withdraw(found)
    origins = work.uow.origins.of([lesson.id for lesson in known])
    return missing(schedule, known, found, origins, work.now, work.house.centre.timezone)


def _known(work: Work, lessons: Sequence[ScheduledLesson]) -> list[Lesson]:
    """The lessons that the schedule may speak of: by uid, or within its days."""
    if not lessons:
        return []
    day = timedelta(days=1)
    first = min(lesson.starts_at for lesson in lessons) - day
    last = max(lesson.starts_at for lesson in lessons) + day
    near = work.uow.lessons.between(first, last)
    named = work.uow.lessons.with_uids({lesson.uid for lesson in lessons if lesson.uid})
    return list({lesson.id: lesson for lesson in [*near, *named]}.values())


def _course(work: Work, name: str, courses: dict[str, Course], made: list[str]) -> Course:
    """The course of this name, whatever the width of its letters; made where there is none."""
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
    """What becomes of a known lesson; None where there is nothing to do or to say."""
    change = Changed(before=lesson, after=_as_said(said, lesson, course))
    if change.seen and _surveyed(work, lesson):
        moved = said.uid is not None and said.starts_at != lesson.starts_at
        return Kept(lesson=lesson, reason=saying("kept_moved" if moved else "kept_surveyed"))
    if change.after != lesson:
        return change
    if lesson.status is LessonStatus.NOT_HELD and not said.cancelled:
        return Kept(lesson=lesson, reason=saying("kept_not_held"))
    return None


def _as_said(said: ScheduledLesson, lesson: Lesson, course: Course) -> Lesson:
    """The lesson as it would be if the schedule were followed."""
    if said.cancelled:
        return replace(lesson, status=LessonStatus.NOT_HELD)
    status = lesson.status
    if status is LessonStatus.NOT_HELD and said.starts_at != lesson.starts_at:
        # Put off to another day, it will be held after all.
        status = LessonStatus.SCHEDULED
    written_otherwise = said.place and same_name(said.place) != same_name(lesson.place)
    return replace(
        lesson,
        course=course,
        starts_at=said.starts_at,
        ends_at=said.ends_at,
        place=said.place if written_otherwise else lesson.place,
        status=status,
        uid=said.uid or lesson.uid,
    )


def _surveyed(work: Work, lesson: Lesson) -> bool:
    return work.uow.collectors.of_lesson(lesson.id) is not None
