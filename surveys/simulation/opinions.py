"""What a parent would answer at a lesson, whether or not they do: the truth behind the answers."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from surveys.simulation.knobs import Knobs
from surveys.simulation.population import Parent, is_user
from surveys.simulation.timetable import HeldLesson

TIMELY: Final = (0.50, 0.58, 0.55, 0.60)
"""Share of timely information among those who do not use the app, by course."""

CONNECTED: Final = 0.60
USEFUL: Final = 0.72
LED_USER: Final = 0.42
LED_OTHER: Final = 0.01
DO_NOT_KNOW: Final = 0.03

CONFOUNDED: Final = 0.12
"""What γ·U adds to the chance of a good outcome."""

ROUTES: Final = (
    "pamatoko",
    "center_sns",
    "print",
    "wordofmouth",
    "staff",
    "other",
    "dontremember",
)
ROUTE_SHARES: Final = (0.18, 0.26, 0.14, 0.22, 0.14, 0.04, 0.02)
BARRIERS: Final = ("howto", "nomore", "enough", "nocontent", "hardtouse", "notyet", "other", "dk")
BARRIER_SHARES: Final = (0.2, 0.14, 0.24, 0.08, 0.1, 0.16, 0.04, 0.04)
VISITS: Final = ("v0", "v1_2", "v3_5", "v6p")
VISIT_SHARES: Final = (0.25, 0.35, 0.25, 0.15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinions:
    """The answers a parent would give at a lesson, by question.

    `timely_with` and `timely_without` are the chances of timely information with and without
    the app: their difference is the true effect on this parent.
    """

    choices: dict[str, tuple[str, ...]]
    uses: bool
    timely_with: float
    timely_without: float


def opinions_of(
    knobs: Knobs, drawn: np.random.Generator, parent: Parent, lesson: HeldLesson
) -> Opinions:
    """What a parent would answer at a lesson; always takes the same random numbers."""
    use = parent.use(lesson.year, knobs.confounding)
    uses = is_user(use)
    common = knobs.confounding * CONFOUNDED * parent.engagement + lesson.shift
    without = _chance(TIMELY[lesson.course] + common)
    with_ = _chance(TIMELY[lesson.course] + common + knobs.effect)
    chances = [float(number) for number in drawn.random(12)]
    timely = with_ if uses else without
    connected = _chance(CONNECTED + common + (knobs.effect if uses else 0.0))
    led = chances[0] < (LED_USER if uses else LED_OTHER)
    return Opinions(
        choices={
            "stage": (parent.stage(lesson.year),),
            "route": ("aonico",) if led else (picked(ROUTES, ROUTE_SHARES, chances[1]),),
            "timely": (_five(timely, chances[2], chances[3], chances[4]),),
            "aonico_use": (use,),
            "useful": (_five(_chance(USEFUL + lesson.shift), *chances[5:8]),),
            "barrier": (picked(BARRIERS, BARRIER_SHARES, chances[8]),),
            "visits3m": (picked(VISITS, VISIT_SHARES, chances[9]),),
            "connected": (_five(connected, chances[10], chances[11], 1.0),),
        },
        uses=uses,
        timely_with=with_,
        timely_without=without,
    )


def picked(names: tuple[str, ...], weights: tuple[float, ...], chance: float) -> str:
    """The name at which the running sum of the weights passes a chance between 0 and 1."""
    reached, whole = 0.0, sum(weights)
    for name, weight in zip(names, weights, strict=True):
        reached += weight / whole
        if chance < reached:
            return name
    return names[-1]


def _five(good: float, first: float, second: float, unknown: float) -> str:
    """A point of five, 4 or 5 with the chance `good`; `unknown` decides whether nobody knows."""
    if unknown < DO_NOT_KNOW:
        return "dk"
    if first < good:
        return "5" if second < 0.35 else "4"
    return "3" if second < 0.6 else "2" if second < 0.9 else "1"


def _chance(share: float) -> float:
    return min(0.98, max(0.02, share))
