"""Many years of answers at once, drawn from a known truth; one answer per person.

This is the fast path: counts by lesson, as the statistics see them. A whole year with people,
taps and deliveries is `surveys.simulation`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from surveys.validation.estimators import Numbers

COURSES: Final = 4
WEEKS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The truth of one kind of year. Shares between 0 and 1, by course where there are four.

    `use` is the share that uses the app, `base` that of a good outcome among the others,
    `effect` what use adds to it, `icc` how alike the answers of one lesson are, `ratio` how much
    more readily users answer. `answers` are expected in all `lessons` together.
    """

    years: int
    lessons: int
    answers: int
    use: Sequence[float] = (0.35, 0.35, 0.35, 0.35)
    base: Sequence[float] = (0.55, 0.55, 0.55, 0.55)
    effect: float = 0.0
    icc: float = 0.05
    ratio: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Counts as (years, lessons, 4): users for it, users, others for it, others."""

    counts: Numbers
    courses: tuple[int, ...]
    weeks: tuple[int, ...]


def drawn_shares(
    generator: np.random.Generator, setting: Setting, share: float
) -> tuple[Numbers, Numbers]:
    """Positive answers and all answers by year and lesson, for one share."""
    totals = _sizes(generator, setting)
    level = clustered(generator, np.full(totals.shape, share), setting.icc)
    return generator.binomial(totals, level).astype(float), totals.astype(float)


def drawn_years(generator: np.random.Generator, setting: Setting) -> Drawn:
    """Users beside others by year and lesson, courses in turn, lessons spread over the weeks."""
    courses = tuple(place % COURSES for place in range(setting.lessons))
    weeks = tuple(place * WEEKS // setting.lessons for place in range(setting.lessons))
    totals = _sizes(generator, setting)
    use = np.array(setting.use)[list(courses)]
    answering = use * setting.ratio / (use * setting.ratio + 1 - use)
    users = generator.binomial(
        totals, clustered(generator, np.broadcast_to(answering, totals.shape), setting.icc)
    )
    base = np.broadcast_to(np.array(setting.base)[list(courses)], totals.shape)
    # lessons shift both groups alike: what a lesson's people share is not due to the app
    shift = clustered(generator, base, setting.icc) - base
    above = np.clip(base + setting.effect + shift, 0.0, 1.0)
    below = np.clip(base + shift, 0.0, 1.0)
    counts = np.stack(
        [
            generator.binomial(users, above),
            users,
            generator.binomial(totals - users, below),
            totals - users,
        ],
        axis=2,
    )
    return Drawn(counts=counts.astype(float), courses=courses, weeks=weeks)


def clustered(generator: np.random.Generator, share: Numbers, icc: float) -> Numbers:
    """Each lesson's own share: beta distributed, so that answers in it correlate by `icc`."""
    if icc <= 0:
        return np.array(share)
    spread = (1 - icc) / icc
    return generator.beta(share * spread, (1 - share) * spread)


def _sizes(generator: np.random.Generator, setting: Setting) -> NDArray[np.int64]:
    """Answers by year and lesson: lessons of unlike size, some without any."""
    mean = setting.answers / setting.lessons
    size = generator.gamma(4.0, mean / 4.0, (setting.years, setting.lessons))
    return generator.poisson(size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Primaries:
    """The three primary claims of the same people, none of which is true.

    `aware` and `led` are positive answers of `totals` by year and lesson; both stand at their
    targets. `compared` are users beside others, who do not differ.
    """

    totals: Numbers
    aware: Numbers
    led: Numbers
    compared: Drawn


def drawn_primaries(
    generator: np.random.Generator, setting: Setting, *, aware: float, led: float
) -> Primaries:
    """Years in which awareness and trigger are exactly at target and use does nothing."""
    totals = _sizes(generator, setting)
    using = 0.55  # of those who know the app
    knowing = generator.binomial(
        totals, clustered(generator, np.full(totals.shape, aware), setting.icc)
    )
    users = generator.binomial(knowing, using)
    brought = clustered(generator, np.full(totals.shape, led / (aware * using)), setting.icc)
    came = generator.binomial(users, brought)
    courses = tuple(place % COURSES for place in range(setting.lessons))
    base = np.broadcast_to(np.array(setting.base)[list(courses)], totals.shape)
    level = clustered(generator, base, setting.icc)
    others = totals - users
    counts = [generator.binomial(users, level), users, generator.binomial(others, level), others]
    return Primaries(
        totals=totals.astype(float),
        aware=knowing.astype(float),
        led=came.astype(float),
        compared=Drawn(
            counts=np.stack(counts, axis=2).astype(float),
            courses=courses,
            weeks=tuple(place * WEEKS // setting.lessons for place in range(setting.lessons)),
        ),
    )
