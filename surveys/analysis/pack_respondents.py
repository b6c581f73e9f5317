"""Who answered, and why people do not use the app: counts of the year's primary answers."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from surveys.analysis.nonresponse import PostStratum, Reweighted, post_stratified
from surveys.analysis.pack_draft import Barrier
from surveys.analysis.plan import Plan
from surveys.analysis.proportions import Part
from surveys.analysis.rate import held
from surveys.analysis.shares import FEWEST, share
from surveys.analysis.table_release import (
    kind_of,
    reasons_question,
    told_kinds,
    told_reason,
)
from surveys.analysis.tally import Pass, Tally
from surveys.analysis.weeks import quarter
from surveys.model import FreeText, Indicator, Language, Survey

UNKNOWN: Final = "不明"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A label with how many chose it, None where that may not be told.

    `total` are all people of the table, None as long as nothing of it may be told.
    """

    key: str
    label: str
    count: int | None
    total: int | None


def profile(
    survey: Survey,
    persons: Sequence[Pass] | None,
    question: str,
    k: int,
    apart: Collection[str] = (),
) -> tuple[Shown, ...]:
    """How the respondents are distributed over the choices of a question; small ones hidden.

    None for `persons` stands for a table that may not be told yet. `apart` are choices that
    claims count by themselves.
    """
    labels = _labels(survey, question)
    keys = [*labels, ""]
    counts = Counter(kind_of(one, question) for one in persons or ())
    places = frozenset(keys.index(key) for key in apart)
    told = told_kinds(tuple(counts[key] for key in keys), k, places)
    return tuple(
        Shown(
            key=key,
            label=labels.get(key, UNKNOWN),
            count=counts[key] if place in told else None,
            total=None if persons is None else len(persons),
        )
        for place, key in enumerate(keys)
        if key or counts[key]
    )


def barriers(
    survey: Survey, persons: Sequence[Pass] | None, plan: Plan | None, k: int
) -> tuple[Shown, ...]:
    """Reasons for not using the app, the most frequent first; the hidden ones last, in order.

    The base are those who were asked; None for `persons` stands for a table that may not be told
    yet. A reason given by almost all of them is hidden like one that few gave. A person may give
    two reasons, so they do not add up, and a hidden one cannot be found by subtraction.
    """
    question = reasons_question(survey, plan)
    if question is None:
        return ()
    counts, asked = _given(persons or (), question)
    found = [
        Shown(
            key=key,
            label=label,
            count=counts[key] if told_reason(counts[key], asked, k) else None,
            total=None if persons is None else asked,
        )
        for key, label in _labels(survey, question).items()
    ]
    return tuple(sorted(found, key=lambda one: -(one.count or 0)))


def main_reason(
    survey: Survey, persons: Sequence[Pass] | None, plan: Plan | None, k: int
) -> Barrier | None:
    """The reason that the draft may name: told of enough people, and with an answer.

    None where two are equally frequent, or where the plan knows nothing to do about it.
    """
    question = reasons_question(survey, plan)
    if question is None or plan is None:
        return None
    counts, asked = _given(persons or (), question)
    most = max(counts.values(), default=0)
    found = [key for key in plan.actions if counts[key] == most]
    tied = sum(count == most for count in counts.values()) > 1
    if tied or not found or asked < FEWEST or not told_reason(most, asked, k):
        return None
    return Barrier(
        choice=found[0],
        label=_labels(survey, question)[found[0]],
        count=most,
        total=asked,
        action=plan.actions[found[0]],
    )


def lesson_parts(survey: Survey, indicator: Indicator, persons: Sequence[Pass]) -> dict[str, Part]:
    """An indicator's counted and base by lesson."""
    groups: defaultdict[str, list[Pass]] = defaultdict(list)
    for one in persons:
        groups[one.row.lesson].append(one)
    found = {}
    for lesson, group in groups.items():
        value = share(survey, indicator, group)
        found[lesson] = Part(count=value.numerator, total=value.denominator)
    return found


def reweighted(
    counted: Tally, parts: Mapping[str, Part], now: datetime, zone: ZoneInfo
) -> Reweighted | None:
    """A share with every course and quarter counted by its attendance (EVIDENCE 3.10 a).

    Lessons that nobody counted weigh as many families as they have answers.
    """
    attendance: Counter[tuple[str, int]] = Counter()
    gathered: defaultdict[tuple[str, int], list[Part]] = defaultdict(list)
    for row in held(counted.lessons, now):
        place = (row.course, quarter(row.starts_at, zone))
        part = parts.get(row.lesson)
        answers = part.total if part is not None else 0
        attendance[place] += max(row.families or 0, answers)
        if part is not None:
            gathered[place].append(part)
    return post_stratified(
        [
            PostStratum(
                course=course,
                quarter=number,
                attendance=attendance[course, number],
                parts=tuple(gathered[course, number]),
            )
            for course, number in sorted(attendance)
        ]
    )


def _given(persons: Sequence[Pass], question: str) -> tuple[Counter[str], int]:
    """How many gave each reason, and how many were asked."""
    asked = [one for one in persons if question in one.asked]
    return Counter(choice for one in asked for choice in one.chosen.get(question, ())), len(asked)


def _labels(survey: Survey, question: str) -> dict[str, str]:
    found = survey.question(question)
    if isinstance(found, FreeText):
        return {}
    return {choice.key: choice.label[Language.JA] for choice in found.choices}
