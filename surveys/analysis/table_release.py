"""When the pack's tables of people may move: kinds of families, and reasons against the app.

Whoever lays two packs side by side must not learn what the few people are or said who came
between them. So a table stands as it did at the last end of a week by which enough people were
new in every cell that it tells, and in those that it hides taken together; a cell that appears
must leave open what it was while it was hidden. Nothing is told of fewer than thirty people.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from surveys.analysis.digest_release import Figure, Rule, gains
from surveys.analysis.disclosure import protect
from surveys.analysis.plan import Plan
from surveys.analysis.shares import FEWEST
from surveys.analysis.suppression import Table
from surveys.analysis.tally import Pass
from surveys.conditions import ChoseOneOf, Condition
from surveys.model import FreeText, Survey

STAGE: Final = "stage"
"""The question that tells the kinds of families."""

KINDS: Final = "stages/table"
"""The figure of the table of kinds of families."""

REASONS: Final = "barriers/table"
"""The figure of the table of reasons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose tables these are. `cell` is the fewest people that are told to the public."""

    survey: Survey
    persons: Sequence[Pass]
    plan: Plan | None
    cell: int


def table_figures(asked: Asked) -> Iterator[Figure]:
    """The tables as figures; reasons only where the plan knows the question."""
    yield _kinds(asked)
    question = reasons_question(asked.survey, asked.plan)
    if question is not None:
        yield _reasons(asked, question)


@lru_cache(maxsize=512)
def told_kinds(
    counts: tuple[int, ...], cell: int, apart: frozenset[int] = frozenset()
) -> frozenset[int]:
    """The places whose counts may be told beside their total, out of which the rest is unknown.

    `apart` are places that claims count by themselves: told wherever they are large enough, so
    that none of them is ever hidden only to shield another.
    """
    free = {place for place in apart if counts[place] >= cell}
    rest = [place for place in range(len(counts)) if place not in free]
    table = Table(
        rows=tuple(str(place) for place in rest),
        columns=("n",),
        counts=tuple((counts[place],) for place in rest),
    )
    shown = protect(table, cell)
    if shown.total is None:
        return frozenset()
    return frozenset(free) | {
        place for place, (count,) in zip(rest, shown.counts, strict=True) if count is not None
    }


def told_reason(given: int, base: int, cell: int) -> bool:
    """Whether enough people gave a reason, and enough of those asked did not."""
    return min(given, base - given) >= cell


def kind_of(one: Pass, question: str) -> str:
    """The choice by which a person is counted; nothing where nobody knows."""
    return (*one.known.get(question, ()), "")[0]


def keys_of(survey: Survey, question: str) -> tuple[str, ...]:
    """The choices of a question, none where it has no choices."""
    found = survey.question(question)
    return () if isinstance(found, FreeText) else tuple(one.key for one in found.choices)


def reasons_question(survey: Survey, plan: Plan | None) -> str | None:
    """The question on reasons against the app, where plan and survey both know it."""
    question = None if plan is None else plan.barrier_question
    return question if question in {one.key for one in survey.questions} else None


def counted_apart(survey: Survey, plan: Plan | None) -> frozenset[str]:
    """The kinds of families that are the base of a claim."""
    claimed = {claim.indicator for claim in plan.claims} if plan is not None else set()
    return frozenset(
        choice
        for one in survey.indicators
        if one.key in claimed
        for choice in _only_among(one.where)
    )


def lacking_in(survey: Survey, plan: Plan, indicator: str) -> bool:
    """Whether those who are asked their reasons are people whom an indicator does not count.

    Such are those who know the app and do not use it, for the share of those who use it: their
    reasons say what keeps that share low. They say nothing about the share who know it.
    """
    question = reasons_question(survey, plan)
    shown = None if question is None else survey.question(question).show_if
    return isinstance(shown, ChoseOneOf) and any(
        one.key == indicator
        and one.question == shown.question
        and not set(one.counts) & set(shown.choices)
        for one in survey.indicators
    )


def waits_for(survey: Survey, plan: Plan, indicator: str) -> tuple[str, ...]:
    """The tables of which a claim about an indicator would tell cells, too."""
    found: list[str] = []
    for one in survey.indicators:
        if one.key == indicator:
            found += [KINDS] if _only_among(one.where) else []
            found += [REASONS] if one.question == reasons_question(survey, plan) else []
    return tuple(found)


def _only_among(where: Condition | None) -> tuple[str, ...]:
    if isinstance(where, ChoseOneOf) and where.question == STAGE:
        return where.choices
    return ()


def _kinds(asked: Asked) -> Figure:
    keys = (*keys_of(asked.survey, STAGE), "")
    apart = [keys.index(key) for key in counted_apart(asked.survey, asked.plan)]
    return Figure(
        key=KINDS,
        place={one.row.response: keys.index(kind_of(one, STAGE)) for one in asked.persons},
        cells=len(keys),
        may_move=_rule_of_kinds(asked.cell, frozenset(apart)),
    )


def _rule_of_kinds(cell: int, apart: frozenset[int]) -> Rule:
    def may_move(shown: Sequence[Sequence[int]], now: Sequence[int], k: int) -> bool:
        new = gains(shown, now)
        if sum(now) < FEWEST or sum(new) < k:
            return False
        told = told_kinds(tuple(now), cell, apart)
        before = told_kinds(tuple(shown[-1]), cell, apart) if shown else frozenset()
        if not shown or not told:
            return bool(told)
        hidden = sum(gain for place, gain in enumerate(new) if place not in before)
        apparent = cell if told - before else k
        return (
            before <= told
            and all(new[place] >= k for place in before)
            and (len(before) == len(now) or hidden >= apparent)
        )

    return may_move


def _reasons(asked: Asked, question: str) -> Figure:
    """Cells: those asked, then for each reason those who gave it and those who did not.

    They are a part of the people that the shares of the question before tell apart, so the
    table waits for these.
    """
    keys = keys_of(asked.survey, question)
    shown_if = asked.survey.question(question).show_if
    before = shown_if.question if isinstance(shown_if, ChoseOneOf) else None
    return Figure(
        key=REASONS,
        place={
            one.row.response: (
                0,
                *(
                    1 + 2 * number + (key not in one.chosen.get(question, ()))
                    for number, key in enumerate(keys)
                ),
            )
            for one in asked.persons
            if question in one.asked
        },
        cells=1 + 2 * len(keys),
        beside=tuple(
            one.key
            for one in asked.survey.indicators
            if one.in_digest and one.question == before and one.where is None
        ),
        may_move=_rule_of_reasons(asked.cell),
    )


def _rule_of_reasons(cell: int) -> Rule:
    def told(cells: Sequence[int]) -> set[int]:
        return {
            place for place in range(1, len(cells), 2) if told_reason(cells[place], cells[0], cell)
        }

    def may_move(shown: Sequence[Sequence[int]], now: Sequence[int], k: int) -> bool:
        new = gains(shown, now)
        if now[0] < FEWEST or new[0] < k:
            return False
        before = told(shown[-1]) if shown else set()
        appeared = bool(shown) and bool(told(now) - before)
        return new[0] >= (cell if appeared else k) and all(
            min(new[place], new[place + 1]) >= k for place in before
        )

    return may_move
