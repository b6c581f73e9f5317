"""The term that the demo plays: lessons, and the families who come. Seeded, so repeatable."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from surveys.model import Language

WEEKS: Final = 10
PARENTS: Final = 44

COURSES: Final = (
    ("ハローベビークラス", 2, 10, 90, "2階"),
    ("プレパパ・プレママクラス", 5, 10, 120, "研修室"),
    ("0歳のひろば講座", 1, 14, 60, "ひろば"),
    ("1・2歳あそびの会", 3, 10, 60, "ひろば"),
)
"""Course, weekday (0 is Monday), hour, minutes, place."""

LANGUAGES: Final = (
    (Language.JA, 34),
    (Language.EASY, 4),
    (Language.EN, 3),
    (Language.ZH, 3),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLesson:
    """One lesson and who comes to it, as places on the web channel.

    `forgotten` lessons are never surveyed: staff had no time, and the digest says so.
    """

    course: str
    starts_at: datetime
    ends_at: datetime
    place: str
    families: tuple[str, ...]
    forgotten: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """How one parent answers. Weights are by choice key, for the questions that need them."""

    address: str
    language: Language
    stage: str
    aonico: str
    answers_at_all: float
    breaks_off: float
    changes_mind: float


def parents(random_: random.Random) -> list[Parent]:
    """The families of the term."""
    languages = [language for language, number in LANGUAGES for _ in range(number)]
    random_.shuffle(languages)
    return [_parent(random_, number, languages[number]) for number in range(PARENTS)]


def _parent(random_: random.Random, number: int, language: Language) -> Parent:
    stage = random_.choices(
        ["pregnant", "age0", "age1", "age2", "age3p"], weights=[22, 38, 22, 13, 5]
    )[0]
    aonico = random_.choices(
        ["never_heard", "name_only", "lapsed", "sometimes", "weekly"],
        weights=[28, 22, 8, 27, 15],
    )[0]
    return Parent(
        address=f"family-{number + 1:02d}",
        language=language,
        stage=stage,
        aonico=aonico,
        answers_at_all=random_.uniform(0.5, 0.95),
        breaks_off=random_.choice([0.0, 0.0, 0.0, 0.02]),
        changes_mind=random_.choice([0.0, 0.03, 0.08]),
    )


def lessons(
    random_: random.Random, families: list[Parent], first_monday: datetime
) -> list[PlannedLesson]:
    """The lessons of the term in order, two a week; one is forgotten, in the last week."""
    planned = []
    for week in range(WEEKS):
        for course, weekday, hour, minutes, place in _of_week(week):
            starts = first_monday + timedelta(days=7 * week + weekday, hours=hour)
            came = random_.sample(families, random_.randint(7, 13))
            planned.append(
                PlannedLesson(
                    course=course,
                    starts_at=starts,
                    ends_at=starts + timedelta(minutes=minutes),
                    place=place,
                    families=tuple(parent.address for parent in came),
                    forgotten=week == WEEKS - 1 and weekday == 5,
                )
            )
    return sorted(planned, key=lambda lesson: lesson.starts_at)


def _of_week(week: int) -> list[tuple[str, int, int, int, str]]:
    """Two courses in most weeks, all four in the last."""
    if week == WEEKS - 1:
        return list(COURSES)
    return [COURSES[week % 4], COURSES[(week + 2) % 4]]
