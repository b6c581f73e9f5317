"""What those who did not answer could change: tipping point, weights, worst case."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import Final

from surveys.analysis.comparison import variance_over_lessons
from surveys.analysis.merging import merge_thin
from surveys.analysis.proportions import Interval, Part, degrees_of, summed, wilson

MINIMUM_STRATUM: Final = 5
"""Fewer answers in a post-stratum: it is merged with the next quarter of its course."""

WEIGHT_CAP: Final = 5.0
"""A weight is at most so many times the median weight of the answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostStratum:
    """A course in a quarter: attendance (persons or families), and one part per lesson."""

    course: str
    quarter: int
    attendance: int
    parts: tuple[Part, ...]

    @property
    def answers(self) -> int:
        """Answers in all its lessons."""
        return sum(part.total for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reweighted:
    """A share after post-stratification, with 95 % limits; a sensitivity row, never a headline.

    `weights` are attendance / answers by merged stratum, after the cap, in order of the strata.
    """

    estimate: float
    low: float
    high: float
    deff: float
    weights: tuple[float, ...]


def odds(share: float) -> float:
    """Share to its complement; infinite for a share of 1."""
    return share / (1 - share) if share < 1 else math.inf


def true_share(observed: float, ratio: float) -> float:
    """The share among all, if those who chose it answer `ratio` times as readily as others.

    Source: EVIDENCE 3.10 (b).
    """
    return observed / (observed + (1 - observed) * ratio)


def observed_share(true: float, ratio: float) -> float:
    """The share among answers when those who chose it answer `ratio` times as readily."""
    return true * ratio / (true * ratio + 1 - true)


def tipping_point(low: float, target: float) -> float:
    """r*: how much more readily supporters may have answered before the claim falls.

    The claim "above target" survives up to odds(lower limit) / odds(target). Below 1 the
    interval does not even clear the target.
    """
    return odds(low) / odds(target)


def worst_case(share: float, response_rate: float) -> Interval:
    """The share among all, had the others all chosen against, or all for it."""
    return Interval(low=share * response_rate, high=share * response_rate + 1 - response_rate)


def post_stratified(strata: Sequence[PostStratum]) -> Reweighted | None:
    """The share with every course and quarter counted by its attendance; None without answers.

    Strata with fewer than 5 answers are merged with neighbouring quarters of their course, and
    left out where the whole course has none; weights are capped at 5 times the median. It does
    not repair that users answer more readily: that is what `tipping_point` is for.

    Source: EVIDENCE 3.10 (a).
    """
    merged = [stratum for stratum in _merged(strata) if stratum.answers]
    if not merged:
        return None
    sizes = [stratum.answers for stratum in merged]
    raw = [stratum.attendance / size for stratum, size in zip(merged, sizes, strict=True)]
    middle = median(weight for weight, size in zip(raw, sizes, strict=True) for _ in range(size))
    weights = [min(weight, WEIGHT_CAP * middle) for weight in raw]
    represented = math.fsum(weight * size for weight, size in zip(weights, sizes, strict=True))
    if not represented:
        return None
    counted, pulls = [], []
    for stratum, weight in zip(merged, weights, strict=True):
        whole = summed(stratum.parts)
        share = whole.count / whole.total
        counted.append(weight * whole.count)
        pulls += [
            weight * (part.count - share * part.total) / represented
            for part in stratum.parts
            if part.total
        ]
    estimate = math.fsum(counted) / represented
    answers = sum(sizes)
    plain = estimate * (1 - estimate) / answers
    deff = max(1.0, variance_over_lessons(pulls) / plain) if plain > 0 else 1.0
    effective = answers / deff
    limits = wilson(
        min(estimate * effective, effective), effective, degrees=degrees_of(len(pulls))
    )
    return Reweighted(
        estimate=estimate, low=limits.low, high=limits.high, deff=deff, weights=tuple(weights)
    )


def _merged(strata: Sequence[PostStratum]) -> list[PostStratum]:
    def enough(group: Sequence[PostStratum]) -> bool:
        return sum(stratum.answers for stratum in group) >= MINIMUM_STRATUM

    ordered = sorted(strata, key=lambda stratum: (stratum.course, stratum.quarter))
    return [
        PostStratum(
            course=course,
            quarter=group[0].quarter,
            attendance=sum(stratum.attendance for stratum in group),
            parts=tuple(part for stratum in group for part in stratum.parts),
        )
        for course, members in groupby(ordered, key=lambda stratum: stratum.course)
        for group in merge_thin(list(members), enough)
    ]
