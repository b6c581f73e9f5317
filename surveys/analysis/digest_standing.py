"""Where the fiscal year stands as the digest may show it: figures as they were released last."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from surveys.analysis.claim_release import Compared, Year, compared_key, released
from surveys.analysis.digest_figures import (
    ComparisonLine,
    IndicatorLine,
    clustered_shares,
    comparison_line,
    in_digest,
    indicator_lines,
    with_entries,
)
from surveys.analysis.digest_release import Releases
from surveys.analysis.evaluation import evaluate
from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Moment
from surveys.analysis.suppression import INTERNAL
from surveys.analysis.tally import Pass
from surveys.analysis.weeks import Week, quarter, quarter_span
from surveys.model import Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What text and picture show. `before` are shares as they stood when the quarter began.

    Of a comparison `before` holds `claim/users` and `claim/others`. A share that may not be
    shown has no estimate and counts nobody, whether it is hidden or empty. `older` are figures,
    by indicator or claim, that stand as of an earlier week than `people`, since not `k` more
    people have moved them.
    """

    people: int
    indicators: tuple[IndicatorLine, ...]
    comparisons: tuple[ComparisonLine, ...] = ()
    before: Mapping[str, float] = field(default_factory=dict)
    older: frozenset[str] = frozenset()
    k: int = INTERNAL


def standing(year: Year, week: Week, now: datetime, entries: Sequence[Entry]) -> Standing:
    """The year by the last end of a week that is over: the running one changes nothing yet.

    `entries` give the levels, as the ledger has them.
    """
    persons = year.persons()
    compared = {claim.id: (claim, rows) for claim, rows in year.compared()}
    found = released(year, persons, compared, min(now, week.end(year.zone)))
    number = quarter(week.start(year.zone) + timedelta(days=6), year.zone)
    before = quarter_span(year.fiscal_year, number, year.zone)[0]
    lines = _lines_at(year.survey, persons, found, None)
    earlier = _lines_at(year.survey, persons, found, before)
    return Standing(
        people=found.people,
        indicators=with_entries(lines, entries),
        comparisons=_comparisons_now(year, compared, found, entries),
        before={
            **{
                line.share.indicator: line.share.estimate
                for line in earlier
                if line.share.estimate is not None
            },
            **dict(_groups_at(year, compared, found, before)),
        },
        older=frozenset(_older(year, persons, compared, found)),
        k=year.k,
    )


def _older(
    year: Year, persons: Sequence[Pass], compared: Compared, found: Releases
) -> Iterator[str]:
    """Figures whose own week is before the newest count of people."""
    names = {one.key: one.key for one in in_digest(year.survey)}
    names |= {compared_key(claim): claim for claim in compared}
    for key, name in names.items():
        end = found.last(key)
        if end is not None and sum(_by(one, end) for one in persons) < found.people:
            yield name


def _lines_at(
    survey: Survey, persons: Sequence[Pass], found: Releases, before: datetime | None
) -> tuple[IndicatorLine, ...]:
    passes = {}
    for indicator in in_digest(survey):
        end = found.last(indicator.key, before)
        passes[indicator.key] = [one for one in persons if end and _by(one, end)]
    return indicator_lines(survey, clustered_shares(survey, passes))


def _comparisons_now(
    year: Year, compared: Compared, found: Releases, entries: Sequence[Entry]
) -> tuple[ComparisonLine, ...]:
    levels = {one.claim: one.level for one in entries}
    lines = []
    for claim, rows in compared.values():
        end = found.last(compared_key(claim.id))
        if end is None or year.plan is None:
            continue
        then = year.completed_before(end)
        held = {one.row.response for one in then.passes}
        (entry,) = evaluate(
            plan=replace(year.plan, plan=replace(year.plan.plan, claims=(claim,))),
            survey=year.survey,
            counted=then,
            now=end,
            look=str(end.date()),
            moment=Moment.WEEK,
            zone=year.zone,
        )
        indicator = year.survey.indicator(claim.indicator)
        seen = [row for row in rows if row.response in held]
        lines.append(comparison_line(indicator, entry, seen, levels.get(claim.id)))
    return tuple(lines)


def _groups_at(
    year: Year, compared: Compared, found: Releases, before: datetime
) -> Iterator[tuple[str, float]]:
    """The shares of users and of others as they were shown at a moment."""
    for claim, rows in compared.values():
        end = found.last(compared_key(claim.id), before)
        if end is None:
            continue
        held = {one.row.response for one in year.completed_before(end).passes}
        for name, side in (("users", True), ("others", False)):
            group = [row.chose for row in rows if row.exposed is side and row.response in held]
            yield f"{claim.id}/{name}", sum(group) / len(group)


def _by(one: Pass, end: datetime) -> bool:
    return one.row.completed_at is not None and one.row.completed_at < end
