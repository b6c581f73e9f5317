"""Whose answers a claim counts: one row per person, with exposure and stage."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from surveys.analysis.comparison import Contrast
from surveys.analysis.levels import Kind
from surveys.analysis.plan import Plan, PlannedClaim
from surveys.analysis.proportions import Part
from surveys.analysis.shares import chose, in_base
from surveys.analysis.tally import FIRST_WAVE, Pass, Tally, primary
from surveys.model import Indicator, Survey

UNKNOWN_STAGE: Final = "?"
"""Stands where nobody knows the stage; such answers are a stratum of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One person in a claim's base. `exposed` is None where the claim compares nobody."""

    response: str
    lesson: str
    course: str
    stage: str
    version: str
    exposed: bool | None
    chose: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The people of a fiscal year, by wave: each one's first complete full-form pass.

    `asked` holds (version, question) for every question that somebody was shown.
    """

    survey: Survey
    waves: dict[str, tuple[Pass, ...]]
    asked: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, survey: Survey, counted: Tally, year: int, zone: ZoneInfo) -> "People":
        """Those who answered `survey` in a fiscal year."""
        names = sorted({FIRST_WAVE, *(question.wave for question in survey.questions)})
        return cls(
            survey=survey,
            waves={
                wave: primary(counted.passes, survey=survey.key, year=year, zone=zone, wave=wave)
                for wave in names
            },
            asked=frozenset(
                (one.row.version, question) for one in counted.passes for question in one.asked
            ),
        )

    def completed_before(self, end: datetime) -> frozenset[str]:
        """The responses that were complete at a moment."""
        return frozenset(
            one.row.response
            for passes in self.waves.values()
            for one in passes
            if one.row.completed_at is not None and one.row.completed_at < end
        )

    def wave_of(self, key: str) -> str:
        """The wave of an indicator's question; the first for one that is not known."""
        indicator = self.indicator(key)
        return self.survey.question(indicator.question).wave if indicator else FIRST_WAVE

    def indicator(self, key: str | None) -> Indicator | None:
        """An indicator of the survey, None where this version has none of that name."""
        found = [indicator for indicator in self.survey.indicators if indicator.key == key]
        return found[0] if found else None

    def observed(self, plan: Plan, claim: PlannedClaim) -> tuple[Observation, ...]:
        """The people in a claim's base; empty where the survey does not know its indicator.

        Who answered a version of the survey that never asked the question is no part of it.
        """
        indicator = self.indicator(claim.indicator)
        if indicator is None:
            return ()
        first = {one.row.respondent: one for one in self.waves[FIRST_WAVE]}
        rows = []
        for one in self.waves[self.survey.question(indicator.question).wave]:
            if (one.row.version, indicator.question) not in self.asked:
                continue
            if not in_base(self.survey, indicator, one):
                continue
            before = first.get(one.row.respondent)
            exposed = self._exposed(claim, before)
            if claim.kind is not Kind.REACH and exposed is None:
                continue
            stage = (before or one).known.get(plan.stage_question) or (UNKNOWN_STAGE,)
            rows.append(
                Observation(
                    response=one.row.response,
                    lesson=one.row.lesson,
                    course=one.row.course,
                    stage=stage[0],
                    version=one.row.version,
                    exposed=exposed,
                    chose=chose(indicator, one),
                )
            )
        return tuple(sorted(rows, key=lambda row: row.response))

    def _exposed(self, claim: PlannedClaim, before: Pass | None) -> bool | None:
        """Users or others, by what the person said in the first wave; None where unknown."""
        exposure = self.indicator(claim.exposure)
        if claim.kind is Kind.REACH or exposure is None or before is None:
            return None
        return chose(exposure, before) if in_base(self.survey, exposure, before) else None


def parts_by_lesson(rows: Iterable[Observation]) -> list[Part]:
    """How many chose it of how many, a part for each lesson."""
    lessons: defaultdict[str, list[bool]] = defaultdict(list)
    for row in rows:
        lessons[row.lesson].append(row.chose)
    return [_part(lessons[lesson]) for lesson in sorted(lessons)]


def contrasts(rows: Iterable[Observation]) -> list[Contrast]:
    """Users beside others, for each lesson and stage."""
    places: defaultdict[tuple[str, str, str], list[Observation]] = defaultdict(list)
    for row in rows:
        places[row.lesson, row.course, row.stage].append(row)
    return [
        Contrast(
            lesson=lesson,
            course=course,
            stage=stage,
            exposed=_part([row.chose for row in group if row.exposed]),
            unexposed=_part([row.chose for row in group if not row.exposed]),
        )
        for (lesson, course, stage), group in sorted(places.items())
    ]


def inputs_sha256(
    plan: Plan, claim: PlannedClaim, rows: Sequence[Observation], rated: tuple[int, int]
) -> str:
    """The SHA-256 of all that a claim's figures rest on, as canonical JSON.

    `rated` are the complete answers and the families of the response rate; what else RR1 and RR2
    rest on is in the hash of the collection.
    """
    held = {
        "claim": claim.id,
        "indicator": claim.indicator,
        "exposure": claim.exposure,
        "target": claim.target,
        "fiscal_year": plan.fiscal_year,
        "rated": rated,
        "rows": [asdict(row) for row in rows],
    }
    text = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _part(chosen: Sequence[bool]) -> Part:
    return Part(count=sum(chosen), total=len(chosen))
