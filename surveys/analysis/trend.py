"""One quarter beside the one before, and lessons whose response lags behind."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Final

from surveys.analysis.comparison import Contrast, Difference, plain_difference
from surveys.analysis.proportions import Part, wilson

MINIMUM_FOR_MONTHS: Final = 100
"""Fewer answers a month than this, and a month's share is too noisy to print (EVIDENCE 3.5)."""

_NOBODY: Final = Part(count=0, total=0)


def change(before: Mapping[str, Part], now: Mapping[str, Part]) -> Difference | None:
    """A share now − the share before, from parts by lesson; None where a period is empty.

    Valid for independent people: each person counts once in the year (first answer only).
    Source: EVIDENCE 3.5, Newcombe with the design effect over lessons.

    Raises:
        ValueError: a lesson is in both periods.
    """
    if both := before.keys() & now.keys():
        raise ValueError(f"in both periods: {', '.join(sorted(both))}")
    return plain_difference(
        [
            Contrast(lesson=lesson, course="", stage="", exposed=part, unexposed=_NOBODY)
            for lesson, part in now.items()
        ]
        + [
            Contrast(lesson=lesson, course="", stage="", exposed=_NOBODY, unexposed=part)
            for lesson, part in before.items()
        ]
    )


def lagging_lessons(responses: Mapping[str, Part]) -> list[str]:
    """Lessons whose response rate is surely low: upper 95 % limit under the median rate.

    `responses` holds completed of attending families by lesson; lessons are never ranked.
    """
    rated = {lesson: part for lesson, part in responses.items() if part.total}
    if not rated:
        return []
    middle = median(part.count / part.total for part in rated.values())
    return sorted(
        lesson for lesson, part in rated.items() if wilson(part.count, part.total).high < middle
    )


def months_may_be_printed(answers_by_month: Sequence[int]) -> bool:
    """Whether every month has enough answers for a share of its own."""
    return bool(answers_by_month) and min(answers_by_month) >= MINIMUM_FOR_MONTHS
