"""What of the year's answers the digest may show by a week: never the step of a few people.

Staff know who came in a week. So a figure moves only in a week by whose end at least k more
people stand in each of its cells: for a share those who chose it and those who did not, for a
comparison both among users and among others. Until then it stays as it was shown last, which
looks the same as nothing having changed. The weeks are walked from the start of the fiscal year,
by the moment at which each person completed: late answers belong to the week in which they came,
and nothing about earlier digests has to be stored.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from surveys.analysis.shares import FEWEST
from surveys.analysis.suppression import INTERNAL

Completed: TypeAlias = tuple[datetime, str]
"""The moment at which a response was completed, and its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure by its cells: `place` tells the cell of each response in its base.

    Cells come in pairs, those who chose it before those who did not; every pair is a group that
    gets a percentage. `beside` are figures without which this one does not move, because its
    sums would give theirs away.
    """

    key: str
    place: Mapping[str, int]
    cells: int = 2
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Releases:
    """People as they were counted last, and the ends of the weeks in which each figure moved."""

    people: int
    moves: Mapping[str, tuple[datetime, ...]]

    def last(self, key: str, before: datetime | None = None) -> datetime | None:
        """The moment up to which a figure counts; None while it is not shown at all.

        `before`: as it stood at this moment.
        """
        found = [end for end in self.moves[key] if before is None or end <= before]
        return found[-1] if found else None


def releases(
    figures: Sequence[Figure],
    completed: Iterable[Completed],
    ends: Iterable[datetime],
    k: int = INTERNAL,
) -> Releases:
    """Walk the weeks, given by their ends in order of time."""
    waiting = sorted(completed, reverse=True)
    seen: list[str] = []
    people = 0
    shown: dict[str, Sequence[int]] = {one.key: [0] * one.cells for one in figures}
    moves: dict[str, list[datetime]] = {one.key: [] for one in figures}
    for end in ends:
        while waiting and waiting[-1][0] < end:
            seen.append(waiting.pop()[1])
        if len(seen) - people < k:
            continue
        people = len(seen)
        now = {one.key: _cells(one, seen) for one in figures}
        moving = {one.key for one in figures if _may_move(shown[one.key], now[one.key], k)}
        for one in figures:
            if one.key in moving and moving.issuperset(one.beside):
                shown[one.key] = now[one.key]
                moves[one.key].append(end)
    return Releases(people=people, moves={key: tuple(found) for key, found in moves.items()})


def _cells(figure: Figure, seen: Iterable[str]) -> list[int]:
    counts = Counter(figure.place[one] for one in seen if one in figure.place)
    return [counts[cell] for cell in range(figure.cells)]


def _may_move(before: Sequence[int], now: Sequence[int], k: int) -> bool:
    """Whether every cell has gained k, and every group is large enough for a percentage."""
    gained = all(new - old >= k for old, new in zip(before, now, strict=True))
    return gained and all(sum(now[cell : cell + 2]) >= FEWEST for cell in range(0, len(now), 2))
