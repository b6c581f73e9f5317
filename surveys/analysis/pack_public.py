"""The public data of the pack: counts by course and quarter, with small cells hidden.

What may be told apart are groups of answers, not indicators: two indicators from one question
(knowing the app, using it) would give away those between them. So the columns of a table are the
groups of choices that indicators tell apart, and every indicator is a sum of columns.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from surveys.analysis.release import Release, release
from surveys.analysis.shares import FEWEST
from surveys.analysis.sheets import Cell, Column, Sheet, harmless
from surveys.analysis.suppression import Table
from surveys.analysis.tally import Pass
from surveys.analysis.weeks import quarter, quarter_span
from surveys.model import FreeText, Language, Survey

RUNNING: Final = "（全講座）"
"""The row of the quarter that is not over: all courses together."""

OTHERS: Final = "（その他の講座）"
"""The row of the courses of a quarter in which too few answered for a percentage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Choices of a question that no indicator tells apart. `indicators` count all of them."""

    key: str
    label: str
    choices: frozenset[str]
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """When a pack was counted, and of which year it is."""

    year: int
    now: datetime
    zone: ZoneInfo

    def over(self) -> list[int]:
        """The quarters that have ended."""
        return [n for n in range(1, 5) if self.ends(n) <= self.now]

    def ends(self, number: int) -> datetime:
        """The end of a quarter."""
        return quarter_span(self.year, number, self.zone)[1]


def groups_of(survey: Survey, question: str) -> tuple[Group, ...]:
    """The groups of a question's choices, in the definition's order; missing ones are left out."""
    found = survey.question(question)
    if isinstance(found, FreeText):
        return ()
    counting = [one for one in survey.indicators if one.question == question and one.in_digest]
    gathered: dict[tuple[str, ...], list[str]] = {}
    for choice in found.choices:
        if not choice.missing:
            names = tuple(one.key for one in counting if choice.key in one.counts)
            gathered.setdefault(names, []).append(choice.key)
    labels = {choice.key: choice.label[Language.JA] for choice in found.choices}
    return tuple(
        Group(
            key="+".join(keys) if len(keys) <= 2 else f"{keys[0]}..{keys[-1]}",
            label="／".join(labels[key] for key in keys),
            choices=frozenset(keys),
            indicators=names,
        )
        for names, keys in gathered.items()
    )


def public_sheets(
    survey: Survey, persons: Sequence[Pass], period: Period, k: int
) -> tuple[Sheet, Sheet]:
    """Counts by course, quarter and group of answers; and what the groups are.

    Rows appear when at least k people are new in them, as if the pack had been written at the
    end of each quarter: so packs of different days give nothing away by subtraction.
    """
    rows_of = _row_names(persons, period)
    questions = list(dict.fromkeys(one.question for one in survey.indicators if one.in_digest))
    rows: list[tuple[Cell, ...]] = []
    for question in questions:
        groups = groups_of(survey, question)
        last = _released(persons, question, groups, period, rows_of, k)
        rows += _rows(question, groups, last)
    return _counts_sheet(questions, rows), _groups_sheet(survey, questions)


def _row_names(persons: Sequence[Pass], period: Period) -> dict[tuple[int, str], str]:
    """The row of every course in every finished quarter, as it stood when the quarter ended."""
    answered = Counter(
        _place(one, period)
        for one in persons
        if _completed(one) <= period.ends(_place(one, period)[0])
    )
    return {
        (number, course): f"{number} {course if answered[number, course] >= FEWEST else OTHERS}"
        for number, course in {_place(one, period) for one in persons}
        if number in period.over()
    }


def _released(
    persons: Sequence[Pass],
    question: str,
    groups: Sequence[Group],
    period: Period,
    rows_of: Mapping[tuple[int, str], str],
    k: int,
) -> Release | None:
    """The table as it stands after the releases of all quarters and, last, of this moment."""
    last: Release | None = None
    for number in [*period.over(), None]:
        until = period.now if number is None else period.ends(number)
        counts: dict[str, Counter[int]] = {}
        # Rows that were shown stay, even where their people were erased.
        for row in last.table.rows if last is not None else ():
            counts[row] = Counter()
        for one in persons:
            place = _place(one, period)
            row = rows_of.get(place, f"{place[0]} {RUNNING}")
            if _completed(one) > until or (number is not None and place[0] > number):
                continue
            column = _column(one, question, groups)
            if column is not None:
                counts.setdefault(row, Counter())[column] += 1
        if counts:
            last = release(last, _table(counts, groups), k)
    return last


def _table(counts: Mapping[str, Counter[int]], groups: Sequence[Group]) -> Table:
    return Table(
        rows=tuple(sorted(counts)),
        columns=tuple(group.key for group in groups),
        counts=tuple(
            tuple(counts[row][column] for column in range(len(groups))) for row in sorted(counts)
        ),
    )


def _place(one: Pass, period: Period) -> tuple[int, str]:
    return quarter(one.row.lesson_starts_at, period.zone), one.row.course


def _column(one: Pass, question: str, groups: Sequence[Group]) -> int | None:
    chosen = set(one.chosen.get(question, ()))
    return next((n for n, group in enumerate(groups) if chosen & group.choices), None)


def _rows(question: str, groups: Sequence[Group], last: Release | None) -> list[tuple[Cell, ...]]:
    if last is None:
        return []
    shown = last.published
    found: list[tuple[Cell, ...]] = []
    totals: Sequence[int | None] = shown.row_totals or [counts[0] for counts in shown.counts]
    for name, counts, total in zip(shown.rows, shown.counts, totals, strict=True):
        number, _, course = name.partition(" ")
        found += [
            (int(number), harmless(course), question, group.key, count, total)
            for group, count in zip(groups, counts, strict=True)
        ]
    return found


def _completed(one: Pass) -> datetime:
    return one.row.completed_at or one.row.created_at


def _counts_sheet(questions: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> Sheet:
    return Sheet(
        name="counts",
        title="講座・四半期別の回答者数（10人未満は空欄）",
        columns=(
            Column(name="quarter", kind="integer", title="四半期（1は4～6月）"),
            Column(name="course", kind="string", title="講座"),
            Column(name="question", kind="string", title="質問", values=tuple(questions)),
            Column(name="group", kind="string", title="回答の区分"),
            Column(name="persons", kind="integer", title="人数", required=False),
            Column(name="total", kind="integer", title="区分の合計", required=False),
        ),
        rows=tuple(sorted(rows, key=lambda row: (row[2], row[0], row[1]))),
    )


def _groups_sheet(survey: Survey, questions: Sequence[str]) -> Sheet:
    texts: Mapping[str, str] = {q.key: q.text[Language.JA] for q in survey.questions}
    return Sheet(
        name="groups",
        title="回答の区分と、それを数える指標",
        columns=(
            Column(name="question", kind="string", title="質問", values=tuple(questions)),
            Column(name="text_ja", kind="string", title="質問文"),
            Column(name="group", kind="string", title="回答の区分"),
            Column(name="label_ja", kind="string", title="区分に入る選択肢"),
            Column(name="indicators", kind="string", title="数える指標", required=False),
        ),
        rows=tuple(
            (question, texts[question], group.key, group.label, " ".join(group.indicators) or None)
            for question in questions
            for group in groups_of(survey, question)
        ),
    )
