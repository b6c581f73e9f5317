"""Reads indicators, and checks them against the questions they count."""

from collections.abc import Mapping, Sequence
from typing import Final, get_args

from surveys.definition_conditions import check_condition, coded, read_condition
from surveys.definition_fields import Table
from surveys.definition_keys import INDICATOR_KEY, check_unique, read_key
from surveys.definition_languages import read_text
from surveys.definition_mistakes import Path, Report, Rule
from surveys.definition_text import columns, nearest
from surveys.model import Base, CodedQuestion, FreeText, Indicator, Survey

BASES: Final[Mapping[str, Base]] = {base: base for base in get_args(Base)}

MAX_SHORT: Final = 16
"""Columns of a digest line's label: eight full-width characters."""


def read_indicators(tables: Sequence[Table]) -> tuple[Indicator, ...]:
    """All indicators, in order, with the checks that concern one alone."""
    indicators = tuple(_indicator(table) for table in tables)
    check_unique(tables, [indicator.key for indicator in indicators])
    return indicators


def _indicator(table: Table) -> Indicator:
    table.only(
        "key", "label", "short", "question", "counts", "base", "goals", "where", "target", "digest"
    )
    indicator = Indicator(
        key=read_key(table, INDICATOR_KEY),
        label=read_text(table, "label"),
        short=read_text(table, "short"),
        question=table.string("question"),
        counts=table.strings("counts"),
        base=_base(table),
        goals=table.integers("goals"),
        where=read_condition(table, "where"),
        target=_target(table),
        in_digest=table.flag("digest"),
    )
    for language, short in indicator.short.items():
        if columns(short) > MAX_SHORT:
            message = f"short in {language} is {columns(short)} columns wide"
            path = (*table.path, "short", language)
            remedy = f"shorten it to {MAX_SHORT} ({MAX_SHORT // 2} full-width characters)"
            table.report.add(path, Rule.SHORT_WIDE, message, remedy)
    if not indicator.goals or min(indicator.goals) < 1:
        message = "goals holds no number of a goal"
        table.add("goals", Rule.INDICATOR_GOALS, message, "write goals = [1]")
    return indicator


def _base(table: Table) -> Base:
    base = table.string("base")
    if base and base not in BASES:
        table.add("base", Rule.INDICATOR_BASE, f'"{base}" is not a base', nearest(base, BASES))
    return BASES.get(base, "complete")


def _target(table: Table) -> float | None:
    if "target" not in table.values:
        return None
    target = table.number("target")
    if not 0 <= target <= 1:
        message = "target is not a share"
        table.add("target", Rule.INDICATOR_TARGET, message, "write a number from 0 to 1, like 0.6")
    return target


def check_indicator(indicator: Indicator, survey: Survey, path: Path, report: Report) -> None:
    """The question, the choices and the condition that an indicator names must exist."""
    known = {question.key: question for question in survey.questions}
    question = known.get(indicator.question)
    if question is None or isinstance(question, FreeText):
        message = f'"{indicator.question}" is not a question with choices'
        remedy = nearest(indicator.question, coded(known))
        report.add((*path, "question"), Rule.INDICATOR_QUESTION, message, remedy)
        return
    _check_counts(indicator, question, (*path, "counts"), report)
    same_wave = {key: other for key, other in known.items() if other.wave == question.wave}
    check_condition(indicator.where, same_wave, survey.profile_days, (*path, "where"), report)


def _check_counts(
    indicator: Indicator, question: CodedQuestion, path: Path, report: Report
) -> None:
    keys = [choice.key for choice in question.choices if not choice.missing]
    if not indicator.counts:
        report.add(path, Rule.INDICATOR_COUNTS, "counts names no choice", nearest("", keys))
    for name in indicator.counts:
        if name not in keys:
            message = f'question "{question.key}" has no choice "{name}" that can be counted'
            report.add(path, Rule.INDICATOR_COUNTS, message, nearest(name, keys))
