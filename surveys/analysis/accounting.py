"""Who was there, who was asked, who answered: dispositions and response rates after AAPOR.

Everyone who attended a lesson is known to be eligible, so RR1 = RR3 = RR5 and RR2 = RR4 = RR6;
the eligible share e matters only where attendance is a head count with unknown adults.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from surveys.response import Disposition

_BEGUN: Final = frozenset({Disposition.COMPLETE, Disposition.PARTIAL, Disposition.BREAKOFF})


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What one response came to. `short` marks the short form of the cool-down."""

    disposition: Disposition
    short: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonAccount:
    """The families of one lesson, each in one place; fields are named as the dispositions.

    `families` is None where nobody counted. `invited` opened the survey and said nothing,
    `other` could not answer (no telephone, no common language), `cool_down` were given the
    short form, `short_complete` of them completed it. `cool_down` and `ineligible` are no part
    of the base of a rate.
    """

    lesson: str
    families: int | None
    surveyed: bool
    complete: int = 0
    partial: int = 0
    breakoff: int = 0
    refused: int = 0
    withdrawn: int = 0
    invited: int = 0
    other: int = 0
    cool_down: int = 0
    ineligible: int = 0
    short_complete: int = 0

    @property
    def answers(self) -> int:
        """Complete answers, those to the short form too."""
        return self.complete + self.short_complete

    @property
    def recorded(self) -> int:
        """All who opened the survey, or could not for a known reason."""
        return self.started + self.refused + self.invited + self.other

    @property
    def started(self) -> int:
        """Those who agreed to take part, whatever became of it."""
        answering = self.complete + self.partial + self.breakoff
        return answering + self.withdrawn + self.cool_down + self.ineligible

    @property
    def eligible(self) -> int | None:
        """Families to whom the full form was due; None while unknown or contradictory.

        Where more people opened the survey than there were families, all of them are counted.
        """
        if self.families is None or self.count_in_doubt:
            return None
        return max(self.families, self.recorded) - self.cool_down - self.ineligible

    @property
    def never_opened(self) -> int | None:
        """Families who attended and never opened the survey; None while unknown."""
        if self.families is None or self.count_in_doubt:
            return None
        return max(0, self.families - self.recorded)

    @property
    def count_in_doubt(self) -> bool:
        """More answers than families (a couple, or a miscount): no rate is printed."""
        return self.families is not None and exceeds(self.answers, self.families)


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalCounts:
    """AAPOR's classes: I, P, R (with break-offs), NC, O, and those of unknown eligibility."""

    complete: int
    partial: int
    refused: int
    no_contact: int
    other: int
    unknown: int = 0

    @property
    def known(self) -> int:
        """All who are known to be eligible: I + P + R + NC + O."""
        return self.complete + self.partial + self.refused + self.no_contact + self.other


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRates:
    """Shares between 0 and 1. rr1 and rr2 take all of unknown eligibility as eligible."""

    rr1: float
    rr2: float
    rr3: float
    rr4: float
    rr5: float
    rr6: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """From lessons to answers, as the annex and the digest print it.

    Families are those attending, `invited` those of the lessons with a survey, and
    `families_unknown` the lessons that nobody counted.
    """

    lessons: int
    lessons_surveyed: int
    families: int
    families_unknown: int
    invited: int
    started: int
    completed: int
    persons: int
    follow_up_invited: int
    follow_up_answered: int


def account(
    lesson: str,
    families: int | None,
    responses: Iterable[Returned],
    *,
    surveyed: bool = True,
    other: int = 0,
) -> LessonAccount:
    """The account of a lesson from its responses; `other` families could not answer."""
    counts: Counter[str] = Counter()
    for response in responses:
        if response.short and response.disposition in _BEGUN:
            counts["cool_down"] += 1
            counts["short_complete"] += response.disposition is Disposition.COMPLETE
        else:
            counts[response.disposition] += 1
    return LessonAccount(
        lesson=lesson, families=families, surveyed=surveyed, other=other, **counts
    )


def final_counts(accounts: Sequence[LessonAccount]) -> FinalCounts | None:
    """The classes summed over the lessons whose attendance is known and fits.

    Lessons without a survey count too: their families attended and were never asked. None
    where no lesson can be counted.
    """
    counted = [entry for entry in accounts if entry.eligible is not None]
    if not counted:
        return None
    return FinalCounts(
        complete=sum(entry.complete for entry in counted),
        partial=sum(entry.partial for entry in counted),
        refused=sum(entry.refused + entry.breakoff + entry.withdrawn for entry in counted),
        no_contact=sum(entry.invited + (entry.never_opened or 0) for entry in counted),
        other=sum(entry.other for entry in counted),
    )


def flow(
    accounts: Sequence[LessonAccount],
    *,
    persons: int,
    follow_up_invited: int = 0,
    follow_up_answered: int = 0,
) -> Flow:
    """The counts of a period. `persons` are the people behind the complete answers, once each."""
    asked = [entry for entry in accounts if entry.surveyed]
    return Flow(
        lessons=len(accounts),
        lessons_surveyed=len(asked),
        families=sum(entry.families or 0 for entry in accounts),
        families_unknown=sum(1 for entry in accounts if entry.families is None),
        invited=sum(entry.families or 0 for entry in asked),
        started=sum(entry.started for entry in asked),
        completed=sum(entry.complete for entry in asked),
        persons=persons,
        follow_up_invited=follow_up_invited,
        follow_up_answered=follow_up_answered,
    )


def exceeds(answers: int, families: int) -> bool:
    """Whether an attendance cannot be right: more complete answers than families.

    Who only opened the survey does not count: couples come with two telephones.
    """
    return answers > families


def completed_share(completed: int, families: int) -> float | None:
    """完了／参加組数: complete answers, short forms too, over families; None without any.

    It is not RR1, which takes the cool-down out of both: `rates_of`.
    """
    return completed / families if families else None


def rates_of(final: FinalCounts, *, eligible_share: float = 1.0) -> ResponseRates | None:
    """AAPOR's RR1 to RR6; None where nobody is known to be eligible.

    `eligible_share` is e, the share of those of unknown eligibility taken as eligible.
    """
    if not final.known:
        return None
    reached = final.complete + final.partial
    whole = final.known + final.unknown
    weighed = final.known + eligible_share * final.unknown
    return ResponseRates(
        rr1=final.complete / whole,
        rr2=reached / whole,
        rr3=final.complete / weighed,
        rr4=reached / weighed,
        rr5=final.complete / final.known,
        rr6=reached / final.known,
    )
