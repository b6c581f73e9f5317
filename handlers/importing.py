"""A schedule becomes lessons: new ones are added, known ones changed, surveyed ones left alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from handlers.work import Work
from surveys.people import Course, Lesson, LessonStatus
from surveys.schedule_matches import matched
from surveys.schedules import Schedule, ScheduledLesson, same_name

SURVEYED: Final = "アンケートを開いた回なので、日時も参加数も動かしません"
NOT_HELD: Final = "「開催なし」になっているので、そのままにしました"
OTHER_LESSON: Final = "（別の回なら id を変えてください）"


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
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did. Every lesson of the schedule was added, changed, kept or is the same."""

    added: int
    changed: tuple[Changed, ...]
    kept: tuple[Kept, ...]
    same: int
    courses: tuple[str, ...]


def import_lessons(
    work: Work,
    lessons: Sequence[ScheduledLesson],
    *,
    actor: str,
    advance: Callable[[], None] = lambda: None,
) -> Imported:
    """Make the lessons as the schedule says. Safe to repeat; nothing is ever removed.

    `advance` is called for every lesson, for a progress bar. One import at a time: a second one
    waits and then finds the lessons of the first.
    """
    work.uow.lessons.hold()
    courses = {same_name(course.name): course for course in work.uow.lessons.courses()}
    made: list[str] = []
    new: list[Lesson] = []
    changed: list[Changed] = []
    kept: list[Kept] = []
    for said, lesson in zip(lessons, matched(lessons, _known(work, lessons)), strict=True):
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


def report(work: Work, schedule: Schedule, imported: Imported) -> list[str]:
    """What was imported, changed, kept and not read, as lines for the person who did it."""
    totals = (
        f"追加 {imported.added}、変更 {len(imported.changed)}、変更なし {imported.same}、"
        f"読めない行 {schedule.unread}"
    )
    head = f"{totals}、そのまま {len(imported.kept)}" if imported.kept else totals
    return [head, *details(work, schedule, imported)]


def details(work: Work, schedule: Schedule, imported: Imported) -> list[str]:
    """The same without the sums: courses, lessons and rows that somebody should look at."""
    lines = []
    if imported.courses:
        lines.append(f"新しい講座：{'、'.join(imported.courses)}")
    lines += [
        f"変更：{_named(work, one.before)}：{_change(work, one)}" for one in imported.changed
    ]
    lines += [f"そのまま：{_named(work, one.lesson)}：{one.reason}" for one in imported.kept]
    lines += schedule.notes
    lines += [str(mistake) for mistake in schedule.mistakes]
    if schedule.mistakes:
        lines.append("読めた行は取り込みました。直してから、同じファイルをもう一度取り込めます")
    return lines


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
        return Kept(lesson=lesson, reason=f"{SURVEYED}{OTHER_LESSON if moved else ''}")
    if change.after != lesson:
        return change
    if lesson.status is LessonStatus.NOT_HELD and not said.cancelled:
        return Kept(lesson=lesson, reason=NOT_HELD)
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


def _named(work: Work, lesson: Lesson) -> str:
    return f"{lesson.course.name} {_minute(work, lesson)}"


def _minute(work: Work, lesson: Lesson) -> str:
    return f"{work.local(lesson.starts_at):%Y-%m-%d %H:%M}"


def _change(work: Work, change: Changed) -> str:
    """What is new, field by field."""
    before, after = change.before, change.after
    fields = (
        ("講座", before.course.name, after.course.name),
        ("開始", _minute(work, before), _minute(work, after)),
        ("終了", f"{work.local(before.ends_at):%H:%M}", f"{work.local(after.ends_at):%H:%M}"),
        ("場所", before.place or "（なし）", after.place),
        ("状態", _STATUS[before.status], _STATUS[after.status]),
    )
    return "、".join(f"{name} {old} → {new}" for name, old, new in fields if old != new)


_STATUS: Final = {
    LessonStatus.SCHEDULED: "予定",
    LessonStatus.HELD: "開催",
    LessonStatus.NOT_HELD: "開催なし",
}
