"""The digest's figures: shares, users beside others, and how far it is to a proof."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Kind, Level
from surveys.analysis.observations import Observation, parts_by_lesson
from surveys.analysis.proportions import Part, Proportion, clustered_proportion, median_deff
from surveys.analysis.shares import Share, chose, in_base
from surveys.analysis.tally import Pass
from surveys.model import Indicator, Survey, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorLine:
    """An indicator's share with what it is called and what it should reach (0 to 1).

    `level` is None where no claim was registered about it.
    """

    share: Share
    label: Text
    short: Text
    target: float | None
    level: Level | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonLine:
    """Users beside others. Differences lie between −1 and 1, None where there is none.

    `difference` with its limits compares like with like (course and stage), `crude` does not.
    """

    claim: str
    indicator: str
    label: Text
    short: Text
    exposed: Share
    unexposed: Share
    target: float | None
    difference: float | None
    low: float | None
    high: float | None
    crude: float | None
    level: Level | None = None


def indicator_lines(survey: Survey, values: Iterable[Share]) -> tuple[IndicatorLine, ...]:
    """Shares with what the definition says about their indicators."""
    lines = []
    for value in values:
        indicator = survey.indicator(value.indicator)
        lines.append(
            IndicatorLine(
                share=value,
                label=indicator.label,
                short=indicator.short,
                target=indicator.target,
            )
        )
    return tuple(lines)


def in_digest(survey: Survey) -> tuple[Indicator, ...]:
    """The indicators that a digest shows, in the definition's order."""
    return tuple(indicator for indicator in survey.indicators if indicator.in_digest)


def clustered_shares(survey: Survey, passes: Mapping[str, Sequence[Pass]]) -> tuple[Share, ...]:
    """A share for each of the digest's indicators, from the people it counts.

    Limits take into account that people of one lesson resemble each other (EVIDENCE 3.2).
    """
    parts = {
        indicator.key: _by_lesson(survey, indicator, passes[indicator.key])
        for indicator in in_digest(survey)
    }
    found = {key: clustered_proportion(lessons) for key, lessons in parts.items()}
    usual = median_deff([one for one in found.values() if one is not None])
    return tuple(
        share_of(key, clustered_proportion(lessons, fallback_deff=usual))
        for key, lessons in parts.items()
    )


def share_of(indicator: str, found: Proportion | None) -> Share:
    """A share as digests hold it; empty where nobody answered, or nothing may be told."""
    return Share(
        indicator=indicator,
        numerator=found.count if found else 0,
        denominator=found.total if found else 0,
        estimate=found.estimate if found else None,
        low=found.low if found else None,
        high=found.high if found else None,
    )


def with_entries(
    lines: Iterable[IndicatorLine], entries: Sequence[Entry]
) -> tuple[IndicatorLine, ...]:
    """Lines with the levels of the claims about their shares.

    Where the ledger counted the very same answers its limits stand, so that digest and ledger
    never tell two intervals for one figure.
    """
    known = {one.indicator: one for one in entries if one.kind is Kind.REACH}
    made = []
    for line in lines:
        entry = known.get(line.share.indicator)
        share = line.share
        if entry is not None and entry.part == Part(
            count=share.numerator, total=share.denominator
        ):
            share = replace(share, low=entry.low, high=entry.high)
        made.append(replace(line, share=share, level=entry.level if entry else None))
    return tuple(made)


def comparison_line(
    indicator: Indicator, entry: Entry, rows: Sequence[Observation], level: Level | None
) -> ComparisonLine:
    """An association of the ledger with its two groups; `rows` are the people behind it."""
    exposed, unexposed = (
        share_of(
            indicator.key,
            clustered_proportion(parts_by_lesson(row for row in rows if row.exposed is side)),
        )
        for side in (True, False)
    )
    return ComparisonLine(
        claim=entry.claim,
        indicator=indicator.key,
        label=indicator.label,
        short=indicator.short,
        exposed=exposed,
        unexposed=unexposed,
        target=indicator.target,
        difference=entry.estimate,
        low=entry.low,
        high=entry.high,
        crude=entry.crude,
        level=level,
    )


def _by_lesson(survey: Survey, indicator: Indicator, passes: Iterable[Pass]) -> list[Part]:
    lessons: defaultdict[str, list[bool]] = defaultdict(list)
    for one in passes:
        if in_base(survey, indicator, one):
            lessons[one.row.lesson].append(chose(indicator, one))
    return [Part(count=sum(found), total=len(found)) for _, found in sorted(lessons.items())]
