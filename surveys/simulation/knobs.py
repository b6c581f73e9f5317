"""What can be set about a simulated year, and its random numbers."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

ZONE: Final = ZoneInfo("Asia/Tokyo")

PARENTS: Final = 2500


@dataclass(frozen=True, slots=True, kw_only=True)
class Knobs:
    """The setting of a year. The same knobs give the same year, to the last byte.

    `effect` is δ, what using the app adds to the chance of a good outcome; `icc` how alike the
    answers of one lesson are; `confounding` is γ, by which engaged parents both use the app and
    are content; `nonresponse` is r, how much more readily users answer. `lessons` are planned in
    the first `weeks` weeks of the fiscal year.

    Raises:
        ValueError: on making one with a number that makes no sense.
    """

    seed: int
    lessons: int
    effect: float = 0.0
    icc: float = 0.05
    confounding: float = 0.0
    nonresponse: float = 1.0
    weeks: int = 52
    parents: int = PARENTS
    fiscal_year: int = 2026

    def __post_init__(self) -> None:
        checks = {
            "seed": 0 <= self.seed < 2**63,
            "lessons": 1 <= self.lessons <= 20_000,
            "effect": -0.5 <= self.effect <= 0.5,
            "icc": 0 <= self.icc <= 0.5,
            "confounding": 0 <= self.confounding <= 3,
            "nonresponse": 0.2 <= self.nonresponse <= 5,
            "weeks": 1 <= self.weeks <= 52,
            "parents": 50 <= self.parents <= 100_000,
            "fiscal_year": 2019 <= self.fiscal_year <= 2100,
        }
        if wrong := [name for name, fine in checks.items() if not fine]:
            raise ValueError(f"{wrong[0]} cannot be {getattr(self, wrong[0])}")

    @property
    def first_day(self) -> date:
        """The first of April."""
        return date(self.fiscal_year, 4, 1)

    @property
    def days(self) -> int:
        """Days in which lessons are held; a whole year where all weeks are asked for."""
        whole = (date(self.fiscal_year + 1, 4, 1) - self.first_day).days
        return whole if self.weeks == 52 else 7 * self.weeks

    def generator(self, part: int) -> np.random.Generator:
        """Random numbers of one part of the year, independent of the others."""
        return np.random.default_rng([self.seed, part])

    def identity(self, kind: str, number: int | str) -> str:
        """An id of 32 hex digits that repeats with the seed."""
        return hashlib.sha256(f"{self.seed}:{kind}:{number}".encode()).hexdigest()[:32]
