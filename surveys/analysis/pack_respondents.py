"""Who answered, and why people do not use the app: counts of the year's primary answers."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from surveys.analysis.disclosure import protect
from surveys.analysis.nonresponse import PostStratum, Reweighted, post_stratified
from surveys.analysis.pack_draft import Barrier
from surveys.analysis.plan import Plan
from surveys.analysis.proportions import Part
from surveys.analysis.rate import held
from surveys.analysis.shares import FEWEST, share
from surveys.analysis.suppression import Table
from surveys.analysis.tally import Pass, Tally
from surveys.analysis.weeks import quarter
from surveys.model import FreeText, Indicator, Language, Survey

UNKNOWN: Final = "不明"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A label with how many chose it, None where fewer than k did, or where k asks for it."""

    key: str
    label: str
    count: int | None
    total: int


def profile(survey: Survey, persons: Sequence[Pass], question: str, k: int) -> tuple[Shown, ...]:
    """How the respondents are distributed over the choices of a question; small ones hidden."""
    labels = _labels(survey, question)
    counts = Counter((*one.known.get(question, ()), "")[0] for one in persons)
    keys = [*labels, ""] if counts[""] else [*labels]
    table = Table(rows=tuple(keys), columns=("n",), counts=tuple((counts[key],) for key in keys))
    shown = protect(table, k)
    return tuple(
        Shown(
            key=key,
            label=labels.get(key, UNKNOWN),
            # the number of people is printed elsewhere: where it must be hidden, nothing is shown
            count=None if shown.total is None else row[0],
            total=len(persons),
        )
        for key, row in zip(keys, shown.counts, strict=True)
    )


def barriers(survey: Survey, persons: Sequence[Pass], plan: Plan, k: int) -> tuple[Shown, ...]:
    """Reasons for not using the app, the most frequent first; the hidden ones last, in order.

    The base are those who were asked. A person may give two reasons, so they do not add up, and
    a hidden one cannot be found by subtraction.
    """
    question = plan.barrier_question
    if question is None or question not in {q.key for q in survey.questions}:
        return ()
    asked = [one for one in persons if question in one.asked]
    counts = Counter(choice for one in asked for choice in one.chosen.get(question, ()))
    found = [
        Shown(
            key=key,
            label=label,
            count=counts[key] if counts[key] >= k else None,
            total=len(asked),
        )
        for key, label in _labels(survey, question).items()
    ]
    return tuple(sorted(found, key=lambda one: -(one.count or 0)))


def main_reason(shown: Sequence[Shown], plan: Plan) -> Barrier | None:
    """The reason that the draft may name: given by enough of enough people, and with an answer.

    None where two are equally frequent, or where the plan knows nothing to do about it.
    """
    known = [one for one in shown if one.count is not None]
    if not known or known[0].total < FEWEST:
        return None
    first = known[0]
    tied = len(known) > 1 and known[1].count == first.count
    action = plan.actions.get(first.key)
    if tied or action is None or first.count is None:
        return None
    return Barrier(
        choice=first.key, label=first.label, count=first.count, total=first.total, action=action
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


def _labels(survey: Survey, question: str) -> dict[str, str]:
    found = survey.question(question)
    if isinstance(found, FreeText):
        return {}
    return {choice.key: choice.label[Language.JA] for choice in found.choices}
