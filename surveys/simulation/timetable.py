"""The lessons of a simulated year and who comes to them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

import numpy as np

from surveys.people import Course, Lesson, LessonStatus
from surveys.simulation.knobs import ZONE, Knobs
from surveys.simulation.population import STAGES, Parent, weights_of

COURSES: Final = (
    ("プレパパ・プレママクラス", ("pregnant",), "研修室", 120),
    ("ハローベビークラス", ("age0",), "2階", 90),
    ("1・2歳あそびの会", ("age1", "age2"), "ひろば", 60),
    ("ひろば講座", STAGES[1:], "ひろば", 60),
)
"""Name, stages it is for, place, minutes."""

WEEKDAYS: Final = (0.7, 1.0, 1.2, 1.2, 1.0, 0.9, 0.0)
STARTS: Final = (time(10), time(10, 30), time(13, 30), time(14))

CANCELLED: Final = 0.05
FORGOTTEN: Final = 0.08

REST_DAYS: Final = 4
"""A parent does not come again before so many days have passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLesson:
    """A lesson with the parents who came, by number.

    `opened_at` is None where nobody opened the survey. `shift` is what its people share: added
    to everybody's chance of a good outcome. `year` is its place in the year, 0 to 1.
    """

    lesson: Lesson
    course: int
    present: tuple[int, ...]
    opened_at: datetime | None
    shift: float
    year: float


def lessons_of(knobs: Knobs, parents: tuple[Parent, ...]) -> tuple[HeldLesson, ...]:
    """All lessons in order of start; one is on the last day: answers cross the border."""
    drawn = knobs.generator(2)
    chances = np.array([_chance(knobs, day) for day in range(knobs.days)])
    days = drawn.choice(knobs.days, size=knobs.lessons, p=chances / chances.sum())
    last = int(np.flatnonzero(chances)[-1])
    days[0] = last
    begins = sorted((int(day), int(drawn.integers(len(STARTS)))) for day in days)
    spread = float(np.sqrt(knobs.icc * 0.25))
    last_seen = np.full(len(parents), -REST_DAYS)
    readiness = weights_of(parents)
    found = []
    for number, (day, start) in enumerate(begins):
        kind = int(drawn.integers(len(COURSES)))
        fate, shift = float(drawn.random()), float(drawn.normal(0, spread))
        came: tuple[int, ...] = ()
        if fate >= CANCELLED or day == last:
            rested = readiness * (last_seen + REST_DAYS <= day)
            came = _present(drawn, parents, rested, kind, day)
            last_seen[list(came)] = day
        asked = bool(came) and (fate >= CANCELLED + FORGOTTEN or day == last)
        begun = datetime.combine(knobs.first_day + timedelta(days=day), STARTS[start], ZONE)
        found.append(_held(knobs, number, kind, begun, came, asked=asked, shift=shift))
    return tuple(found)


def _held(
    knobs: Knobs,
    number: int,
    kind: int,
    begun: datetime,
    came: tuple[int, ...],
    *,
    asked: bool,
    shift: float,
) -> HeldLesson:
    name, _, place, minutes = COURSES[kind]
    ends = begun + timedelta(minutes=minutes)
    status = LessonStatus.HELD if asked else LessonStatus.SCHEDULED
    lesson = Lesson(
        id=knobs.identity("lesson", number),
        course=Course(id=knobs.identity("course", kind), name=name),
        starts_at=begun,
        ends_at=ends,
        place=place,
        status=status if came else LessonStatus.NOT_HELD,
        families=len(came) if asked else None,
    )
    return HeldLesson(
        lesson=lesson,
        course=kind,
        present=came,
        opened_at=ends + timedelta(minutes=2) if asked else None,
        shift=shift,
        year=(begun.date() - knobs.first_day).days / 365,
    )


def _present(
    drawn: np.random.Generator,
    parents: tuple[Parent, ...],
    readiness: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    course: int,
    day: int,
) -> tuple[int, ...]:
    stages = COURSES[course][1]
    year = day / 365
    fits = np.array([one.expects(year) and one.stage(year) in stages for one in parents])
    chances = np.where(fits, readiness, 0.0)
    size = min(int(np.clip(drawn.poisson(10), 4, 20)), int((chances > 0).sum()))
    if not size:
        return ()
    came = drawn.choice(len(parents), size=size, replace=False, p=chances / chances.sum())
    return tuple(int(number) for number in came)


def _chance(knobs: Knobs, day: int) -> float:
    """How many lessons a day has, relative to others: fewer in August, none at New Year."""
    date = knobs.first_day + timedelta(days=day)
    chance = WEEKDAYS[date.weekday()]
    if (date.month, date.day) >= (12, 29) or (date.month, date.day) <= (1, 3):
        return 0.0
    return chance * (0.5 if date.month == 8 else 1.0)
