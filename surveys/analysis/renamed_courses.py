"""Courses that look like one whose name was changed in mid-year: one begins as another ends."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from surveys.figures import LessonRow
from surveys.people import LessonStatus

LONGEST_GAP: Final = timedelta(weeks=8)
FEWEST_LESSONS: Final = 3
"""Fewer lessons make no series that could have been renamed."""


def renamed_courses(lessons: Iterable[LessonRow]) -> Iterator[tuple[str, str]]:
    """Old and new name of each course that ends where another begins, by the end of the old.

    Lessons that were not held tell nothing. Where several courses begin within eight weeks of
    the end, the first of them is meant.
    """
    of_course: defaultdict[str, list[LessonRow]] = defaultdict(list)
    for row in sorted(lessons, key=lambda row: (row.starts_at, row.lesson)):
        if row.status != LessonStatus.NOT_HELD:
            of_course[row.course].append(row)
    series = [found for found in of_course.values() if len(found) >= FEWEST_LESSONS]
    for old in sorted(series, key=lambda found: (found[-1].starts_at, found[-1].course)):
        end = old[-1].starts_at
        for new in series:  # in the order of their first lessons
            if timedelta() < new[0].starts_at - end <= LONGEST_GAP:
                yield old[0].course, new[0].course
                break
