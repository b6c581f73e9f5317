"""How many came: the number as it is typed, and the buttons that offer it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from handlers.work import Case, Work
from surveys.messages import Button, Message, Role
from surveys.model import Language
from surveys.people import Lesson
from surveys.phrases import Command
from surveys.taps import CommandTapped, FinishTapped, pack

MAX_ATTENDANCE: Final = 500
"""More than any room of the centre holds; a larger number is a slip of the finger."""

TYPED_NUMBERS: Final = 12

USUAL: Final = 10
"""Families at a course of which nothing is known yet."""

REMEMBERED: Final = timedelta(days=100)

_COUNTS: Final = re.compile(
    r"(-?\d{1,9})\s*(?:組|家族|families|个家庭)?\D{0,3}(?:(\d{1,9})\s*\S{0,6})?"
)

_PEOPLE: Final = re.compile(r"\d+\s*(?:人|名|people|persons)", re.IGNORECASE)
"""People alone: families were not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Families (組) and, where counted, people (人) at a lesson."""

    families: int
    people: int | None = None


def attendance_in(text: str) -> Attendance | None:
    """The numbers of a text such as `12`, `12組 20人`; None where there are none."""
    typed = unicodedata.normalize("NFKC", text).strip()
    found = _COUNTS.fullmatch(typed)
    if found is None or _PEOPLE.fullmatch(typed):
        return None
    people = found[2]
    return Attendance(families=int(found[1]), people=int(people) if people else None)


def mistake_in(
    case: Case, attendance: Attendance | None, command: Command = Command.FINISH
) -> Message | None:
    """What is wrong with an attendance, as the line that is sent back; None where it is fine.

    The line's example is that of the command which was given.
    """
    said = case.work.house.phrases.shown(command, case.language)
    if attendance is None or not 1 <= attendance.families <= MAX_ATTENDANCE:
        example = f"{said} {14 if command is Command.ATTENDANCE else 12}"
        return case.note("attendance_bad", max=MAX_ATTENDANCE, example=example)
    people = attendance.people
    if people is not None and not attendance.families <= people <= 2 * MAX_ATTENDANCE:
        example = f"{said} {counted(case, 12, 20)}"
        return case.note("people_bad", max=2 * MAX_ATTENDANCE, example=example)
    return None


def counted(case: Case, families: int | None, people: int | None) -> str:
    """An attendance in words: 12組, or 12組 20人."""
    if families is None:
        return case.say("counted_not")
    if people is None:
        return case.say("counted_families", families=families)
    return case.say("counted_both", families=families, people=people)


def count_buttons(work: Work, language: Language, lesson: Lesson) -> tuple[Button, ...]:
    """Twelve numbers around the course's last attendance, and 「開催なし」.

    With the last they are LINE's 13 quick replies; any other number can be typed.
    """
    known = [
        before.families
        for before in work.uow.lessons.between(lesson.starts_at - REMEMBERED, lesson.starts_at)
        if before.course.id == lesson.course.id and before.families
    ]
    usual = known[-1] if known else USUAL
    first = max(1, usual - TYPED_NUMBERS // 2)
    numbers = tuple(
        Button(
            label=str(families),
            data=pack(FinishTapped(lesson=lesson.id, families=families)),
            role=Role.OTHER,
        )
        for families in range(first, first + TYPED_NUMBERS)
    )
    return (*numbers, not_held_button(work, language, lesson))


def not_held_button(work: Work, language: Language, lesson: Lesson) -> Button:
    """「開催なし」 for a lesson."""
    return Button(
        label=work.house.phrases.shown(Command.NOTHELD, language),
        data=pack(CommandTapped(command="notheld", subject=lesson.id)),
        role=Role.OTHER,
    )
