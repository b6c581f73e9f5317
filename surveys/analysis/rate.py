"""Response rate: complete responses over the families who were there (EVIDENCE 3.1, RR1)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from surveys.analysis.accounting import exceeds, rr1
from surveys.analysis.tally import FIRST_WAVE, Pass, Tally
from surveys.figures import LessonRow
from surveys.people import LessonStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Overfull:
    """A lesson with more complete responses than families: its attendance needs a check."""

    lesson: LessonRow
    completed: int
    families: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Complete responses and families of the lessons that can be compared.

    These are the lessons held whose attendance is known and not exceeded; the others are in
    `unknown` and `overfull` and in neither number.
    """

    completed: int
    families: int
    lessons: tuple[LessonRow, ...]
    unknown: tuple[LessonRow, ...]
    overfull: tuple[Overfull, ...]

    @property
    def share(self) -> float | None:
        """Completed over families, None where no family was counted."""
        return rr1(self.completed, self.families)


def held(lessons: Iterable[LessonRow], now: datetime) -> tuple[LessonRow, ...]:
    """The lessons that took place, as far as is known: a scheduled one that ended counts."""
    return tuple(
        row
        for row in lessons
        if row.status == LessonStatus.HELD
        or (row.status == LessonStatus.SCHEDULED and row.ends_at <= now)
    )


def first_wave(passes: Iterable[Pass]) -> tuple[Pass, ...]:
    """The passes made right after a lesson."""
    return tuple(one for one in passes if one.row.wave == FIRST_WAVE)


def response_rate(counted: Tally, now: datetime) -> Rate:
    """The rate over all lessons of a tally that took place."""
    completed = Counter(one.row.lesson for one in first_wave(counted.passes) if one.complete)
    known: list[LessonRow] = []
    unknown: list[LessonRow] = []
    overfull: list[Overfull] = []
    families = 0
    for row in held(counted.lessons, now):
        answers = completed[row.lesson]
        if row.families is None:
            unknown.append(row)
        elif exceeds(answers, row.families):
            overfull.append(Overfull(lesson=row, completed=answers, families=row.families))
        else:
            known.append(row)
            families += row.families
    return Rate(
        completed=sum(completed[row.lesson] for row in known),
        families=families,
        lessons=tuple(known),
        unknown=tuple(unknown),
        overfull=tuple(overfull),
    )
