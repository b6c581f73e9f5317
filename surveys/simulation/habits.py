"""How parents go about a survey: whether they open it, when, and how often things go wrong."""

import math
from datetime import datetime, time, timedelta
from typing import Final

import numpy as np

from surveys.simulation.knobs import ZONE, Knobs
from surveys.simulation.population import Parent
from surveys.simulation.timetable import HeldLesson

ANSWERING: Final = 0.60
USUAL_USE: Final = 0.38
BY_COURSE: Final = (0.92, 1.04, 1.0, 1.02)
LATE: Final = 0.015
BLOCKS: Final = 0.01
WITHDRAWS: Final = 0.003
ERASES: Final = 0.003
TAKES_BACK: Final = 0.03
AGAIN: Final = 0.02
FOLLOW_UP: Final = 0.5
OPEN_HOURS: Final = 72


def chance_of(knobs: Knobs, parent: Parent, lesson: HeldLesson, *, uses: bool) -> float:
    """How likely a family opens the survey; users r times as likely as the others."""
    ratio = knobs.nonresponse
    usual = ANSWERING / (1 - USUAL_USE + USUAL_USE * ratio)
    engaged = math.exp(0.1 * knobs.confounding * parent.engagement)
    return min(0.98, usual * (ratio if uses else 1.0) * BY_COURSE[lesson.course] * engaged)


def opening(drawn: np.random.Generator, opened_at: datetime) -> datetime:
    """When a family scans the code: at once, in the evening, or the day after."""
    chance = drawn.random()
    if chance < 0.6:
        seconds = min(1800.0, float(drawn.exponential(240.0)))
        return opened_at + timedelta(milliseconds=int(1000 * seconds))
    minutes = float(drawn.uniform(0, 120 if chance < 0.88 else 200))
    begins, days = (time(21), 0) if chance < 0.9 else (time(10), 1)
    day = opened_at.astimezone(ZONE).date() + timedelta(days=days)
    whole = timedelta(milliseconds=int(60_000 * minutes))
    return datetime.combine(day, begins, ZONE) + whole
