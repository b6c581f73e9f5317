"""Indicators as shares with their intervals."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, assert_never

from surveys.analysis.levels import REGISTERED
from surveys.analysis.proportions import wilson
from surveys.analysis.tally import Pass
from surveys.conditions import holds
from surveys.model import FreeText, Indicator, Survey

FEWEST: Final = REGISTERED.say_answers
"""Below this many answers no percentage is shown to anybody (EVIDENCE 3.8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """An indicator's value. Estimate and limits are None where nobody is in the base."""

    indicator: str
    numerator: int
    denominator: int
    estimate: float | None
    low: float | None
    high: float | None


def shares(survey: Survey, passes: Iterable[Pass]) -> tuple[Share, ...]:
    """The shares of all indicators of a digest, in the definition's order."""
    counted = tuple(passes)
    return tuple(
        share(survey, indicator, counted) for indicator in survey.indicators if indicator.in_digest
    )


def share(survey: Survey, indicator: Indicator, passes: Iterable[Pass]) -> Share:
    """One indicator's share over passes, with the 95 % Wilson interval."""
    base = [one for one in passes if in_base(survey, indicator, one)]
    numerator = sum(chose(indicator, one) for one in base)
    interval = wilson(numerator, len(base)) if base else None
    return Share(
        indicator=indicator.key,
        numerator=numerator,
        denominator=len(base),
        estimate=numerator / len(base) if base else None,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
    )


def _chosen(indicator: Indicator, one: Pass) -> tuple[str, ...]:
    return one.chosen.get(indicator.question, ())


def chose(indicator: Indicator, one: Pass) -> bool:
    """Whether a pass holds one of the choices that an indicator counts."""
    return not set(indicator.counts).isdisjoint(_chosen(indicator, one))


def in_base(survey: Survey, indicator: Indicator, one: Pass) -> bool:
    """Whether a pass is in an indicator's denominator."""
    question = survey.question(indicator.question)
    if one.row.wave != question.wave or not holds(indicator.where, one.known, one.row.profile):
        return False
    match indicator.base:
        case "complete":
            return one.complete
        case "answered":
            return bool(_chosen(indicator, one))
        case "valid":
            choices = () if isinstance(question, FreeText) else question.choices
            missing = {choice.key for choice in choices if choice.missing}
            return bool(set(_chosen(indicator, one)) - missing)
        case "shown":
            return indicator.question in one.asked
        case _:
            assert_never(indicator.base)
