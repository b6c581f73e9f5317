"""Response rates: completed over families, and AAPOR's RR1 and RR2 (EVIDENCE 3.1)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from surveys.analysis.accounting import (
    FinalCounts,
    LessonAccount,
    ResponseRates,
    Returned,
    account,
    completed_share,
    final_counts,
    rates_of,
)
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
    `unknown` and `overfull` and in neither number. `answers` are the complete responses of all
    lessons, `final` AAPOR's classes of those compared, None where there is none.
    """

    completed: int
    families: int
    answers: int
    final: FinalCounts | None
    lessons: tuple[LessonRow, ...]
    unknown: tuple[LessonRow, ...]
    overfull: tuple[Overfull, ...]

    @property
    def share(self) -> float | None:
        """Completed, short forms too, over families; None where no family was counted."""
        return completed_share(self.completed, self.families)

    @property
    def aapor(self) -> ResponseRates | None:
        """RR1 and RR2, of which the cool-down is no part; None where nobody is eligible."""
        return None if self.final is None else rates_of(self.final)

    @property
    def rated(self) -> float | None:
        """The share of the answers that lie in the lessons compared; None without answers."""
        return completed_share(self.completed, self.answers)


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


def accounts_of(counted: Tally, now: datetime) -> tuple[tuple[LessonRow, LessonAccount], ...]:
    """Every lesson of a tally that took place, with its account."""
    returned: defaultdict[str, list[Returned]] = defaultdict(list)
    for one in first_wave(counted.passes):
        found = Returned(disposition=one.disposition, short=one.row.short)
        returned[one.row.lesson].append(found)
    return tuple(
        (
            row,
            account(
                row.lesson, row.families, returned[row.lesson], surveyed=row.collector is not None
            ),
        )
        for row in held(counted.lessons, now)
    )


def response_rate(counted: Tally, now: datetime) -> Rate:
    """The rate over all lessons of a tally that took place."""
    known: list[tuple[LessonRow, LessonAccount]] = []
    unknown: list[LessonRow] = []
    overfull: list[Overfull] = []
    families = 0
    for row, entry in accounts_of(counted, now):
        if row.families is None:
            unknown.append(row)
        elif entry.count_in_doubt:
            overfull.append(Overfull(lesson=row, completed=entry.answers, families=row.families))
        else:
            known.append((row, entry))
            families += row.families
    return Rate(
        completed=sum(entry.answers for _, entry in known),
        families=families,
        answers=sum(one.complete for one in first_wave(counted.passes)),
        final=final_counts([entry for _, entry in known]),
        lessons=tuple(row for row, _ in known),
        unknown=tuple(unknown),
        overfull=tuple(overfull),
    )
