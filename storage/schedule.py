"""Where imported lessons come from."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select, update

from storage.tables_schedule import LessonOriginRow

_AT_ONCE: Final = 500
"""Ids in one statement; both databases have a limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlOrigins:
    """From which schedule lessons were made."""

    session: Session

    def add(self, lessons: Iterable[str], source: str) -> None:
        """These new lessons were made by a schedule of this source."""
        self.session.add_all([LessonOriginRow(lesson=one, source=source) for one in lessons])
        self.session.flush()

    def of(self, lessons: Collection[str]) -> Mapping[str, str]:
        """The source of each of these lessons that has one."""
        return {
            row.lesson: row.source
            for some in _in_parts(lessons)
            for row in self.session.exec(
                select(LessonOriginRow).where(col(LessonOriginRow.lesson).in_(some))
            )
        }

    def offer(self, lessons: Collection[str], offer: str) -> None:
        """These are the lessons that a button with this id is about, and no older one."""
        self._set(lessons, offer)

    def withdraw(self, lessons: Collection[str]) -> None:
        """No button is about these lessons any more."""
        self._set(lessons, None)

    def offered(self, offer: str) -> Sequence[str]:
        """The lessons that the button with this id is about, by id."""
        found = select(LessonOriginRow.lesson).where(LessonOriginRow.offer == offer)
        return sorted(self.session.exec(found))

    def _set(self, lessons: Collection[str], offer: str | None) -> None:
        for some in _in_parts(lessons):
            self.session.exec(
                update(LessonOriginRow)
                .where(
                    col(LessonOriginRow.lesson).in_(some),
                    col(LessonOriginRow.offer).is_distinct_from(offer),
                )
                .values(offer=offer)
            )


def _in_parts(lessons: Collection[str]) -> Iterator[Sequence[str]]:
    wanted = sorted(lessons)
    for first in range(0, len(wanted), _AT_ONCE):
        yield wanted[first : first + _AT_ONCE]
