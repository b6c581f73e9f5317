"""The draft of the official form as data: which sentence stands where, and the notes to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from surveys.analysis.collection import Collection, collected, lacking, note
from surveys.analysis.eras import day_label, reiwa
from surveys.analysis.frame_sentences import cause_open, main_barrier
from surveys.analysis.levels import STRENGTH, Kind, Level
from surveys.analysis.numerals import digits, percent
from surveys.analysis.pack_claims import Claim
from surveys.analysis.pack_pieces import Known, Line, LineKind, line
from surveys.analysis.plan import Goal
from surveys.analysis.sentences import Heading, Sentence
from surveys.analysis.weeks import TERM_YEARS, term_year

_BY_HAND: Final = "（講座後のアンケートでは把握していない。活動の記録から記入する：{what}）"
_RESULTS_BY_HAND: Final = "参加者数、実施回数、関係者の声など"
_ISSUES_BY_HAND: Final = "残った課題と次年度に向けて必要なこと"


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrier:
    """The most frequent reason for not using the app, and what the plan would do about it."""

    choice: str
    label: str
    count: int
    total: int
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalPart:
    """What stands under one heading of the form, such as １．周知・発信."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """取組の成果 or 取組の課題, by goal."""

    heading: str
    goals: tuple[GoalPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The text of the draft of the official form. `span` are the fiscal year's days."""

    title: str
    span: str
    goals: tuple[str, ...]
    sections: tuple[Section, ...]
    notes: tuple[Line, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines that may hold figures, in the order of the form."""
        return (
            *(one for part in self.sections for goal in part.goals for one in goal.lines),
            *self.notes,
        )


def build_draft(
    *,
    year: int,
    goals: Sequence[Goal],
    collection: Collection,
    claims: Sequence[Claim],
    barrier: Barrier | None,
    caveats: Iterable[tuple[str, str]],
) -> Draft:
    """The draft of a fiscal year. `caveats` are named notes that follow the mandatory one."""
    first = goals[0].number
    stated: dict[Heading, list[tuple[int, Line]]] = {Heading.RESULTS: [], Heading.ISSUES: []}
    opening = collected(collection)
    if opening is not None:
        stated[Heading.RESULTS].append((first, _framed(opening, _collected(collection))))
    if not collection.enough:
        few = lacking(collection)
        stated[Heading.ISSUES].append(
            (first, _framed(few, [("answers", digits(collection.persons))]))
        )
    for claim in sorted(claims, key=lambda claim: -STRENGTH[claim.level]):
        if claim.printed:
            text = f"・{claim.sentence.text}"
            made = line(LineKind.SENTENCE, claim.id, text, claim.known)
            stated[claim.sentence.heading].append((claim.goal, made))
    stated[Heading.ISSUES] += [(first, one) for one in _open(collection, claims, barrier)]
    return Draft(
        title=f"{reiwa(year)}重点目標の評価（下書き）",
        span=f"{day_label(date(year, 4, 1))}～{day_label(date(year + 1, 3, 31))}"
        f"（{digits(term_year(year))}年度目／{digits(TERM_YEARS)}か年度）",
        goals=tuple(f"{digits(goal.number)}．{goal.goal}" for goal in goals),
        sections=tuple(
            _section(heading, goals, stated[heading])
            for heading in (Heading.RESULTS, Heading.ISSUES)
        ),
        notes=_notes(collection, caveats),
    )


def _open(collection: Collection, claims: Sequence[Claim], barrier: Barrier | None) -> list[Line]:
    """What stays open whatever the figures say: reasons, cause, families never asked."""
    lines = []
    if barrier is not None:
        share = barrier.count / barrier.total
        sentence = main_barrier(barrier=barrier.label, share=share, action=barrier.action)
        lines.append(_framed(sentence, [("share", percent(share, 1))]))
    if any(
        claim.printed and claim.kind is Kind.ASSOCIATION and claim.level is not Level.E0
        for claim in claims
    ):
        lines.append(_framed(cause_open(), []))
    if collection.enough:
        lines.append(_framed(lacking(collection), []))
    return lines


def _section(
    heading: Heading, goals: Sequence[Goal], stated: Sequence[tuple[int, Line]]
) -> Section:
    what = _RESULTS_BY_HAND if heading is Heading.RESULTS else _ISSUES_BY_HAND
    return Section(
        heading=heading.value,
        goals=tuple(
            GoalPart(
                heading=f"{digits(goal.number)}．{goal.heading}",
                lines=tuple(one for number, one in stated if number == goal.number)
                or (_to_fill(heading, goal, what),),
            )
            for goal in goals
        ),
    )


def _to_fill(heading: Heading, goal: Goal, what: str) -> Line:
    return line(
        LineKind.TO_FILL,
        f"{heading.name.lower()}{goal.number}",
        f"・{_BY_HAND.format(what=what)}",
    )


def _framed(sentence: Sentence, known: Iterable[Known]) -> Line:
    return line(LineKind.SENTENCE, sentence.pattern, f"・{sentence.text}", known)


def _collected(collection: Collection) -> list[Known]:
    told = collection.many and collection.rate_stands
    lessons = collection.rated_lessons if told else collection.lessons
    complete = collection.rated_completed if told else collection.completed
    rate = collection.rate
    return [
        ("lessons", digits(lessons)),
        ("families", digits(collection.rated_families)),
        ("completed", digits(complete)),
        ("response_rate", "" if rate is None else percent(rate, 1)),
    ]


def _notes(collection: Collection, caveats: Iterable[tuple[str, str]]) -> tuple[Line, ...]:
    scope = note(collection)
    mandatory = [] if scope is None else [line(LineKind.NOTE, "scope", scope)]
    return (*mandatory, *(line(LineKind.NOTE, name, text) for name, text in caveats))
