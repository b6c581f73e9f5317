"""Surveys opened for lessons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import Select

from storage.dialects import insert_if_new
from storage.lessons import lesson_from
from storage.responses import FIRST_WAVE
from storage.rows import change_row
from storage.tables import CollectorRow, CourseRow, LessonRow, ResponseRow
from surveys.people import Collector, Count
from surveys.response import Status


def collector_from(row: CollectorRow, lesson: LessonRow, course: CourseRow) -> Collector:
    """The collector that a row describes, with its lesson's and course's rows."""
    return Collector(
        id=row.id,
        lesson=lesson_from(lesson, course),
        survey=row.survey,
        version=row.version,
        code=row.code,
        opened_at=row.opened_at,
        closes_at=row.closes_at,
        closed_at=row.closed_at,
    )


def collector_row(collector: Collector) -> CollectorRow:
    """The row of a collector."""
    return CollectorRow(
        id=collector.id,
        lesson=collector.lesson.id,
        survey=collector.survey,
        version=collector.version,
        code=collector.code,
        opened_at=collector.opened_at,
        closes_at=collector.closes_at,
        closed_at=collector.closed_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlCollectors:
    """Surveys opened for lessons."""

    session: Session

    def add(self, collector: Collector) -> None:
        """A new collector. Raises KeyError when its code is taken or the lesson has one."""
        if not insert_if_new(self.session, collector_row(collector)):
            raise KeyError(collector.code)

    def get(self, collector: str) -> Collector:
        """The collector with this id. Raises KeyError."""
        found = self._one(_whole().where(CollectorRow.id == collector))
        if found is None:
            raise KeyError(collector)
        return found

    def by_code(self, code: str) -> Collector | None:
        """The collector with this join code."""
        return self._one(_whole().where(CollectorRow.code == code))

    def of_lesson(self, lesson: str) -> Collector | None:
        """The lesson's collector."""
        return self._one(_whole().where(CollectorRow.lesson == lesson))

    def save(self, collector: Collector) -> None:
        """Store deadline and closing time. Raises KeyError."""
        change_row(
            self.session,
            CollectorRow,
            collector.id,
            closes_at=collector.closes_at,
            closed_at=collector.closed_at,
        )

    def latest(self, since: datetime) -> Sequence[Collector]:
        """Collectors opened at or after `since`, the newest first."""
        statement = _whole().where(CollectorRow.opened_at >= since)
        order = (col(CollectorRow.opened_at).desc(), col(CollectorRow.id).desc())
        return [collector_from(*found) for found in self.session.exec(statement.order_by(*order))]

    def overdue(self, now: datetime) -> Sequence[Collector]:
        """Collectors past their deadline that nobody has closed, the earliest deadline first."""
        statement = _whole().where(
            col(CollectorRow.closed_at).is_(None), CollectorRow.closes_at <= now
        )
        order = (col(CollectorRow.closes_at), col(CollectorRow.id))
        return [collector_from(*found) for found in self.session.exec(statement.order_by(*order))]

    def count(self, collector: str) -> Count:
        """Opened and completed responses, with the lesson's attendance in families.

        Follow-ups are not counted, they are another occasion. A response counts as opened
        whatever became of it, as completed when its closed part was completed by somebody whom
        the survey is for (stopping at the optional remark does not undo that). Raises KeyError.
        """
        families = self.session.exec(
            select(LessonRow.families)
            .join(CollectorRow, col(CollectorRow.lesson) == col(LessonRow.id))
            .where(CollectorRow.id == collector)
        ).all()
        if not families:
            raise KeyError(collector)
        completed_at = case(
            (col(ResponseRow.status) != Status.INELIGIBLE.value, col(ResponseRow.completed_at))
        )
        opened, completed = self.session.exec(
            select(func.count(), func.count(completed_at)).where(
                col(ResponseRow.collector) == collector, col(ResponseRow.wave) == FIRST_WAVE
            )
        ).one()
        return Count(opened=opened, completed=completed, families=families[0])

    def _one(self, statement: Select[CollectorRow, LessonRow, CourseRow]) -> Collector | None:
        found = self.session.exec(statement).one_or_none()
        return None if found is None else collector_from(*found)


def _whole() -> Select[CollectorRow, LessonRow, CourseRow]:
    return (
        select(CollectorRow, LessonRow, CourseRow)
        .join(LessonRow, col(LessonRow.id) == col(CollectorRow.lesson))
        .join(CourseRow, col(CourseRow.id) == col(LessonRow.course))
    )
