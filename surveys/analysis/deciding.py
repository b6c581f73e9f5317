"""What a look decides about a claim: the bar it must clear, and its level (EVIDENCE 3.7, 4.1)."""

import math
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from surveys.analysis.ledger import Entry
from surveys.analysis.levels import STRENGTH, Evidence, Kind, Level, Moment, level_of
from surveys.analysis.observations import Observation
from surveys.analysis.plan import Plan
from surveys.analysis.sequential import Look, LookRule, look_at


def with_look(plan: Plan, entry: Entry, before: Sequence[Entry]) -> Entry:
    """The entry held against the bar, and against what earlier looks have decided.

    The look at which the plan is fulfilled is the last that may bring a claim. Looks under
    another rule, or before any plan was registered, decide nothing.
    """
    planned = plan.claim(entry.claim).planned_answers
    if entry.statistic is None or not planned:
        return entry
    verdict = look_at(
        LookRule(constant=plan.constant, planned=planned),
        Look(
            answers=entry.answers,
            smallest_group=entry.smallest_group,
            statistic=entry.statistic,
        ),
    )
    ruled = [old for old in before if old.rule == entry.rule and not old.draft]
    over = any(old.information >= 1 for old in ruled)
    crossed = any(old.crossed for old in ruled)
    if not over and verdict.crossed and entry.statistic > 0:
        crossed = True
    return replace(
        entry,
        information=verdict.information,
        boundary=verdict.boundary if math.isfinite(verdict.boundary) else None,
        crossed=crossed and entry.primary and not entry.draft,
    )


def confirming(entry: Entry, rows: Sequence[Observation], seen: AbstractSet[str]) -> Entry:
    """The entry of a rule that was registered late; `seen` are the responses complete by then.

    Whoever fixes a target after the answers can choose one that they clear: such a rule confirms
    nothing until more than half of the claim's answers were given after it was fixed.
    """
    after = sum(row.response not in seen for row in rows)
    return replace(entry, crossed=entry.crossed and 2 * after > len(rows))


def with_level(plan: Plan, entry: Entry, before: Sequence[Entry], cell: int) -> Entry:
    """The entry with the level that the rules give it; E0 where there are no figures.

    `cell` is the fewest people that may be shown, where the plan does not ask for more.
    """
    if entry.estimate is None:
        return entry
    known = (entry.low, entry.high, entry.low80, entry.high80)
    low, high, low80, high80 = (value or 0.0 for value in known)
    gates = plan.thresholds
    fewest = max(gates.say_cell, plan.cell_public, cell)
    level = level_of(
        Evidence(
            kind=entry.kind,
            moment=entry.moment,
            answers=entry.answers,
            lessons=entry.lessons,
            response_rate=entry.rr1,
            rated=entry.rated,
            smallest_cell=entry.smallest_cell,
            estimate=entry.estimate,
            low=low,
            high=high,
            low80=low80,
            high80=high80,
            null=entry.target if entry.kind is Kind.REACH else 0.0,
            crossed=entry.crossed,
            tipping=entry.tipping,
            courses_agreeing=entry.courses_agreeing,
            courses_counted=entry.courses_counted,
            tendency_before=_tendency_before(before),
        ),
        replace(gates, say_cell=fewest),
    )
    return replace(entry, evaluated=level, level=level)


def _tendency_before(before: Sequence[Entry]) -> bool:
    """Whether the last look that decides about tendencies saw one."""
    decided = [entry for entry in before if entry.moment is not Moment.WEEK]
    if not decided:
        return False
    last = max(decided, key=lambda entry: entry.looked_at)
    return STRENGTH[last.evaluated] >= STRENGTH[Level.E2]
