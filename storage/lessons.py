"""Courses and lessons."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from storage.dialects import hold_import_lock, insert_if_new
from storage.rows import add_row, change_row
from storage.tables import CourseRow, LessonRow
from surveys.people import Course, Lesson, LessonStatus

_AT_ONCE: Final = 1000
"""Values in one IN; both databases have a limit."""


def course_from(row: CourseRow) -> Course:
    """The course that a row describes."""
    return Course(id=row.id, name=row.name)


def lesson_from(row: LessonRow, course: CourseRow) -> Lesson:
    """The lesson that a row and its course's row describe."""
    return Lesson(
        id=row.id,
        course=course_from(course),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        status=LessonStatus(row.status),
        families=row.families,
        people=row.people,
        uid=row.uid,
    )


def lesson_row(lesson: Lesson) -> LessonRow:
    """The row of a lesson."""
    return LessonRow(
        id=lesson.id,
        course=lesson.course.id,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        place=lesson.place,
        status=lesson.status.value,
        families=lesson.families,
        people=lesson.people,
        uid=lesson.uid,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlLessons:
    """Courses and lessons."""

    session: Session

    def course(self, name: str, new_id: str) -> tuple[Course, bool]:
        """The course with this name, made where there is none (then True)."""
        made = insert_if_new(self.session, CourseRow(id=new_id, name=name))
        row = self.session.exec(select(CourseRow).where(CourseRow.name == name)).one()
        return course_from(row), made

    def courses(self) -> Sequence[Course]:
        """All courses by name, in the order of the characters' code points."""
        # Sorted here: PostgreSQL's order of text depends on how the database was made.
        rows = self.session.exec(select(CourseRow))
        return sorted((course_from(row) for row in rows), key=lambda course: course.name)

    def hold(self) -> None:
        """Wait until nobody else imports, and keep others from it to the end."""
        hold_import_lock(self.session)

    def add(self, lesson: Lesson) -> None:
        """A new lesson; its course is there already."""
        add_row(self.session, lesson_row(lesson))

    def add_all(self, lessons: Iterable[Lesson]) -> None:
        """New lessons, in few statements; their courses are there already."""
        self.session.add_all([lesson_row(lesson) for lesson in lessons])
        self.session.flush()

    def get(self, lesson: str) -> Lesson:
        """The lesson with this id. Raises KeyError."""
        found = self.session.exec(_with_course().where(LessonRow.id == lesson)).one_or_none()
        if found is None:
            raise KeyError(lesson)
        return lesson_from(*found)

    def same(self, course: str, starts_at: datetime, place: str) -> Lesson | None:
        """The lesson of this course id at this time and place."""
        found = self.session.exec(
            _with_course()
            .where(
                LessonRow.course == course,
                LessonRow.starts_at == starts_at,
                LessonRow.place == place,
            )
            .order_by(col(LessonRow.id))
        ).first()
        return None if found is None else lesson_from(*found)

    def save(self, lesson: Lesson) -> None:
        """Store a lesson's changed fields. Raises KeyError."""
        values = lesson_row(lesson).model_dump(exclude={"id"})
        change_row(self.session, LessonRow, lesson.id, **values)

    def between(self, start: datetime, end: datetime) -> Sequence[Lesson]:
        """Lessons that start at or after `start` and before `end`, in order of start, then id."""
        found = self.session.exec(
            _with_course()
            .where(LessonRow.starts_at >= start, LessonRow.starts_at < end)
            .order_by(col(LessonRow.starts_at), col(LessonRow.id))
        )
        return [lesson_from(*pair) for pair in found]

    def with_uids(self, uids: Collection[str]) -> Sequence[Lesson]:
        """The lessons that have one of these uids, in order of the uid's code points."""
        wanted = sorted(set(uids))
        found = [
            lesson_from(*pair)
            for first in range(0, len(wanted), _AT_ONCE)
            for pair in self.session.exec(
                _with_course().where(col(LessonRow.uid).in_(wanted[first : first + _AT_ONCE]))
            )
        ]
        return sorted(found, key=lambda lesson: lesson.uid or "")


def _with_course() -> Select[LessonRow, CourseRow]:
    return select(LessonRow, CourseRow).join(CourseRow, col(CourseRow.id) == col(LessonRow.course))
