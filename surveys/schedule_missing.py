"""Lessons that a schedule announced earlier and, sent again, no longer has."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from surveys.people import Lesson, LessonStatus
from surveys.schedules import Schedule


def missing(
    schedule: Schedule,
    known: Sequence[Lesson],
    found: Collection[str],
    origins: Mapping[str, str],
    now: datetime,
    zone: ZoneInfo,
) -> list[Lesson]:
    """Planned lessons ahead, within the schedule's days, that it should have and has not.

    `found` are ids of lessons that the schedule speaks of. `origins` tells by id from which
    source a lesson was made; one entered by hand has none and is never missed. A schedule speaks
    for its own source, and for all sources of its kind that share a lesson with it: the same
    table under a new name.
    """
    if schedule.source is None or not schedule.lessons:
        return []
    kind = _kind(schedule.source)
    shared = {origins[lesson] for lesson in found if lesson in origins}
    sources = {schedule.source, *(each for each in shared if _kind(each) == kind)}
    days = [lesson.starts_at.astimezone(zone).date() for lesson in schedule.lessons]
    first, last = min(days), max(days)
    return [
        lesson
        for lesson in known
        if lesson.id not in found
        and origins.get(lesson.id) in sources
        and lesson.status is LessonStatus.SCHEDULED
        and lesson.starts_at > now
        and first <= lesson.starts_at.astimezone(zone).date() <= last
    ]


def _kind(source: str) -> str:
    return source.partition(":")[0]
