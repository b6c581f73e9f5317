"""Which lesson of a schedule is which lesson that is known already."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from surveys.people import Lesson
from surveys.schedules import ScheduledLesson, same_name

OCCURRENCE: Final = "#"
"""Stands between the name of a calendar's series and the occurrence in it."""


def matched(said: Sequence[ScheduledLesson], known: Iterable[Lesson]) -> list[Lesson | None]:
    """For each scheduled lesson the known one that it speaks of, None where it is new.

    No lesson is taken twice. The surest signs come first, for all lessons, before the next is
    looked at: the uid; course, start and place; course and start alone, where that leaves one
    (the place was changed); series and day (the whole series was moved to another hour). What is
    called off is looked for last and only by the first two: its place may have been taken.
    """
    free = {lesson.id: lesson for lesson in known}
    found: list[Lesson | None] = [None] * len(said)
    on = [position for position, one in enumerate(said) if not one.cancelled]
    off = [position for position, one in enumerate(said) if one.cancelled]
    everywhere = [*on, *off]
    pairs = _Pairs(said=said, found=found, free=free)
    pairs.take(everywhere, _uid_said, _uid_known)
    pairs.take(on, _whole_said, _whole_known)
    pairs.take(on, _start_said, _start_known, only=True)
    pairs.take(on, _series_said, _series_known, only=True)
    pairs.take(off, _whole_said, _whole_known)
    return found


@dataclass(slots=True, kw_only=True)
class _Pairs:
    """What has been joined so far: `found` by position, and the known lessons still `free`."""

    said: Sequence[ScheduledLesson]
    found: list[Lesson | None]
    free: dict[str, Lesson]

    def take(
        self,
        positions: Iterable[int],
        sign_said: Callable[[ScheduledLesson], Hashable],
        sign_known: Callable[[Lesson], Hashable],
        *,
        only: bool = False,
    ) -> None:
        """Join what shares a sign; with `only`, where no other on either side has it."""
        candidates: defaultdict[Hashable, list[Lesson]] = defaultdict(list)
        for lesson in self.free.values():
            candidates[sign_known(lesson)].append(lesson)
        asking: defaultdict[Hashable, list[int]] = defaultdict(list)
        for position in positions:
            if self.found[position] is None:
                asking[sign_said(self.said[position])].append(position)
        for sign, those in asking.items():
            lessons = candidates.get(sign, [])
            if sign is None or (only and (len(those), len(lessons)) != (1, 1)):
                continue
            for position, lesson in zip(those, lessons, strict=False):
                self.found[position] = self.free.pop(lesson.id)


def _uid_said(said: ScheduledLesson) -> Hashable:
    return said.uid


def _uid_known(lesson: Lesson) -> Hashable:
    return lesson.uid


def _whole_said(said: ScheduledLesson) -> Hashable:
    return same_name(said.course), said.starts_at, same_name(said.place)


def _whole_known(lesson: Lesson) -> Hashable:
    return same_name(lesson.course.name), lesson.starts_at, same_name(lesson.place)


def _start_said(said: ScheduledLesson) -> Hashable:
    return same_name(said.course), said.starts_at


def _start_known(lesson: Lesson) -> Hashable:
    return same_name(lesson.course.name), lesson.starts_at


def _series_said(said: ScheduledLesson) -> Hashable:
    return _series(said.uid, said.starts_at.date().isoformat())


def _series_known(lesson: Lesson) -> Hashable:
    return _series(lesson.uid, lesson.starts_at.date().isoformat())


def _series(uid: str | None, day: str) -> Hashable:
    series, mark, _ = (uid or "").rpartition(OCCURRENCE)
    return (series, day) if mark else None
