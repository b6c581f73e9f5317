"""The parents of a simulated year, and what becomes of them in its course."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from surveys.model import Language
from surveys.simulation.knobs import Knobs

STAGES: Final = ("pregnant", "age0", "age1", "age2", "age3p")

AWARE: Final = {"pregnant": 0.55, "age0": 0.70, "age1": 0.72, "age2": 0.70, "age3p": 0.62}
USING: Final = {"pregnant": 0.24, "age0": 0.40, "age1": 0.42, "age2": 0.38, "age3p": 0.30}
"""Shares in the middle of the year, of parents of middling engagement."""

LEARNING: Final = 0.5
"""How much awareness and use rise over the year, on the scale of the log odds."""

LANGUAGES: Final = ((Language.EASY, 0.03), (Language.EN, 0.02))
"""Everybody else answers in Japanese."""

EXPECTING_MONTHS: Final = -9
YOUNGEST_MONTHS: Final = EXPECTING_MONTHS - 12
"""Some are not expecting yet when the year begins, so that its end has parents to be, too."""

OLDEST_MONTHS: Final = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """One parent. `months` is the child's age on the first of April, below 0 before birth.

    `frailty` is how readily they come (1 on average), `engagement` is U, unknown to everybody.
    `draw` decides on awareness and use and stays the same all year, so that nobody unlearns;
    `habit` on how often they use it, or whether they gave up.
    """

    number: int
    months: float
    frailty: float
    engagement: float
    draw: float
    habit: float
    language: Language

    def stage(self, year: float) -> str:
        """The stage at a moment of the year (0 to 1)."""
        months = self.months + 12 * year
        return STAGES[min(4, math.floor(months / 12) + 1)] if months >= 0 else STAGES[0]

    def expects(self, year: float) -> bool:
        """Whether a child is there or on its way at a moment of the year."""
        return self.months + 12 * year >= EXPECTING_MONTHS

    def use(self, year: float, confounding: float) -> str:
        """The step on the ladder from never_heard to weekly."""
        stage = self.stage(year)
        learned = LEARNING * (year - 0.5)
        using = _share(USING[stage], confounding * self.engagement + learned)
        aware = max(using, _share(AWARE[stage], 0.5 * confounding * self.engagement + learned))
        if self.draw < using:
            return "weekly" if self.habit < 0.35 else "sometimes"
        if self.draw < aware:
            return "lapsed" if self.habit < 0.2 else "name_only"
        return "never_heard"


def parents_of(knobs: Knobs) -> tuple[Parent, ...]:
    """All parents who might come."""
    drawn = knobs.generator(1)
    size = knobs.parents
    months = drawn.uniform(YOUNGEST_MONTHS, OLDEST_MONTHS, size)
    frailty = drawn.gamma(0.8, 1 / 0.8, size)
    engagement = drawn.normal(size=size)
    draws, habits, languages = (drawn.random(size) for _ in range(3))
    return tuple(
        Parent(
            number=number,
            months=float(months[number]),
            frailty=float(frailty[number]),
            engagement=float(engagement[number]),
            draw=float(draws[number]),
            habit=float(habits[number]),
            language=_language(float(languages[number])),
        )
        for number in range(size)
    )


def is_user(use: str) -> bool:
    """Whether a step of the ladder is present use."""
    return use in {"sometimes", "weekly"}


def weights_of(parents: tuple[Parent, ...]) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """How readily each parent comes."""
    return np.array([parent.frailty for parent in parents])


def _share(middle: float, shift: float) -> float:
    return 1 / (1 + math.exp(-(math.log(middle / (1 - middle)) + shift)))


def _language(drawn: float) -> Language:
    reached = 0.0
    for language, share in LANGUAGES:
        reached += share
        if drawn < reached:
            return language
    return Language.JA
