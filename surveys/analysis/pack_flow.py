"""From lessons to people: the flow of a fiscal year, after STROBE's item 13 (EVIDENCE 3.1, 7)."""

from dataclasses import dataclass
from datetime import datetime

from surveys.analysis.accounting import Flow, flow
from surveys.analysis.rate import accounts_of, first_wave
from surveys.analysis.tally import FIRST_WAVE, Pass, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFlow:
    """The flow, and what became of those who were lost on the way.

    `flow.completed` counts full forms only, `completed` the short ones of the cool-down too; both
    are of lessons that took place. `unfinished` began and stopped on the way, `repeated` are full
    forms beyond each person's first. `overfull` are lessons with more answers than families.
    """

    flow: Flow
    completed: int
    short: int
    repeated: int
    unfinished: int
    ineligible: int
    withdrawn: int
    refused: int
    not_started: int
    overfull: int


def year_flow(counted: Tally, persons: tuple[Pass, ...], now: datetime) -> YearFlow:
    """The flow of the lessons that took place; `persons` are the year's primary passes."""
    passes = first_wave(counted.passes)
    accounts = [entry for _, entry in accounts_of(counted, now)]
    later = [one for one in counted.passes if one.row.wave != FIRST_WAVE]
    counts = flow(
        accounts,
        persons=len(persons),
        follow_up_invited=len(later),
        follow_up_answered=sum(one.complete for one in later),
    )
    there = {entry.lesson for entry in accounts if entry.surveyed}
    complete = [one for one in passes if one.complete and one.row.lesson in there]
    short = sum(one.row.short for one in complete)
    withdrawn = sum(entry.withdrawn for entry in accounts)
    ineligible = sum(entry.ineligible for entry in accounts)
    return YearFlow(
        flow=counts,
        completed=len(complete),
        short=short,
        repeated=max(0, len(complete) - short - len(persons)),
        unfinished=counts.started - len(complete) - ineligible - withdrawn,
        ineligible=ineligible,
        withdrawn=withdrawn,
        refused=sum(entry.refused for entry in accounts),
        not_started=sum(entry.invited for entry in accounts),
        overfull=sum(entry.count_in_doubt for entry in accounts),
    )
