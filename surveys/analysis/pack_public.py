"""The public data of the pack: counts by course and quarter, with small cells hidden.

What may be told apart are groups of answers, not indicators: two indicators from one question
(knowing the app, using it) would give away those between them. So the columns of a table are the
groups of choices that indicators tell apart, and every indicator is a sum of columns. Who said
わからない or nothing stands among those whom no indicator counts: so everybody who was asked is in
a column, and the totals of two questions give nobody away.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from surveys.analysis.pack_groups import Group, base_of, groups_of
from surveys.analysis.release import Release, release
from surveys.analysis.shares import FEWEST
from surveys.analysis.sheets import Cell, Column, Sheet, harmless
from surveys.analysis.suppression import Table
from surveys.analysis.tally import Pass
from surveys.analysis.weeks import quarter, quarter_span
from surveys.model import Language, Survey

OTHERS: Final = "（その他の講座）"
"""The row of the courses of a quarter in which too few answered for a percentage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A row as it is printed: the people of each group, and of all; None is hidden."""

    counts: tuple[int | None, ...]
    total: int | None


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


def public_sheets(
    survey: Survey, persons: Sequence[Pass], period: Period, k: int
) -> tuple[Sheet, Sheet]:
    """Counts by course, quarter and group of answers; and what the groups are.

    Rows appear at the end of a quarter when at least k people are new in them: packs of
    different days are then the same or k people apart, and give nothing away by subtraction.
    """
    rows_of = _row_names(persons, period)
    questions = list(dict.fromkeys(one.question for one in survey.indicators if one.in_digest))
    shown: dict[str, Mapping[str, Printed]] = {}
    rows: list[tuple[Cell, ...]] = []
    # Those who were asked are a part of the people of another question, which comes first.
    for question in sorted(questions, key=lambda key: survey.question(key).show_if is not None):
        groups, base = groups_of(survey, question), base_of(survey, question)
        asked = [one for one in persons if base is None or base.has(one)]
        shown[question] = _printed(_released(asked, question, groups, period, rows_of, k))
        if base is not None:
            parts = groups_of(survey, base.question) if base.question in shown else ()
            shown[question] = _within(
                shown[question], shown.get(base.question, {}), base.columns(parts)
            )
        rows += _rows(question, groups, shown[question])
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
    """The table as it stands after the releases of all quarters that are over."""
    last: Release | None = None
    for number in period.over():
        counts: dict[str, Counter[int]] = {}
        # Rows that were shown stay, even where their people were erased.
        for row in last.table.rows if last is not None else ():
            counts[row] = Counter()
        for one in persons:
            place = _place(one, period)
            if _completed(one) <= period.ends(number) and place[0] <= number:
                column = _column(one, question, groups)
                counts.setdefault(rows_of[place], Counter())[column] += 1
        if counts:
            last = release(last, _table(counts, groups), k)
    return last


def _printed(last: Release | None) -> Mapping[str, Printed]:
    """The rows of a table as they are printed."""
    if last is None:
        return {}
    shown = last.published
    totals: Sequence[int | None] = shown.row_totals or [counts[0] for counts in shown.counts]
    return {
        name: Printed(counts=counts, total=total)
        for name, counts, total in zip(shown.rows, shown.counts, totals, strict=True)
    }


def _within(
    rows: Mapping[str, Printed], base: Mapping[str, Printed], columns: Sequence[int]
) -> Mapping[str, Printed]:
    """Rows of those who were asked, hidden but where `base` prints how many they are.

    Otherwise a hidden number of `base`, or its growth, would be their total.
    """
    found = {}
    for name, row in rows.items():
        other = base.get(name)
        cells = [other.counts[column] for column in columns] if other is not None else []
        numbers = [cell for cell in cells if cell is not None]
        told = cells != [] and len(numbers) == len(cells) and sum(numbers) == row.total
        found[name] = row if told else Printed(counts=(None,) * len(row.counts), total=None)
    return found


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


def _column(one: Pass, question: str, groups: Sequence[Group]) -> int:
    """Where a person stands; with those whom no indicator counts where nothing was chosen."""
    chosen = set(one.chosen.get(question, ()))
    uncounted = next(n for n, group in enumerate(groups) if not group.indicators)
    return next((n for n, group in enumerate(groups) if chosen & group.choices), uncounted)


def _rows(
    question: str, groups: Sequence[Group], printed: Mapping[str, Printed]
) -> Iterator[tuple[Cell, ...]]:
    for name, row in printed.items():
        number, _, course = name.partition(" ")
        for group, count in zip(groups, row.counts, strict=True):
            yield int(number), harmless(course), question, group.key, count, row.total


def _completed(one: Pass) -> datetime:
    return one.row.completed_at or one.row.created_at


def _counts_sheet(questions: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> Sheet:
    return Sheet(
        name="counts",
        title="講座・四半期別の回答者数（10人未満は空欄）",
        columns=(
            Column(
                name="quarter", kind="integer", title="四半期（1は4～6月。終わった四半期のみ）"
            ),
            Column(name="course", kind="string", title="講座"),
            Column(name="question", kind="string", title="質問", values=tuple(questions)),
            Column(name="group", kind="string", title="回答の区分"),
            Column(
                name="persons",
                kind="integer",
                title="人数（どの指標にも数えない区分は「わからない」・無回答を含む）",
                required=False,
            ),
            Column(
                name="total",
                kind="integer",
                title="その質問をされた人の合計（「わからない」・無回答を含む）",
                required=False,
            ),
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
