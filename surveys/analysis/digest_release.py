"""What of the year's answers the digest may show by a week: never the step of a few people.

Staff know who came in a week. So a figure moves only in a week by whose end at least k more
people stand in each of its cells: for a share those who chose it and those who did not, for a
comparison both among users and among others. Until then it stays as it was shown last, which
looks the same as nothing having changed. The weeks are walked from the start of the fiscal year,
by the moment at which each person completed: late answers belong to the week in which they came,
and nothing about earlier digests has to be stored.

At a freeze a report counts everybody. So that it does not tell who the last few were, figures
stand one step behind in the weeks before it: what is shown then lies at least one step of k, and
the last few, below the freeze.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from surveys.analysis.shares import FEWEST
from surveys.analysis.suppression import INTERNAL

BEHIND: Final = timedelta(weeks=8)
"""How long before a freeze figures stand one step behind: about two steps of a slow figure."""

Completed: TypeAlias = tuple[datetime, str]
"""The moment at which a response was completed, and its id."""

Rule: TypeAlias = Callable[[Sequence[Sequence[int]], Sequence[int], int], bool]
"""Whether a figure may move: its cells as shown so far, the latest last; as they are now; k."""


def in_pairs(shown: Sequence[Sequence[int]], now: Sequence[int], k: int) -> bool:
    """Whether every cell has gained k, and every pair is large enough for a percentage."""
    large = all(sum(now[cell : cell + 2]) >= FEWEST for cell in range(0, len(now), 2))
    return large and min(gains(shown, now)) >= k


def gains(shown: Sequence[Sequence[int]], now: Sequence[int]) -> list[int]:
    """How many more people stand in each cell than when the figure was shown last."""
    before = shown[-1] if shown else [0] * len(now)
    return [new - old for old, new in zip(before, now, strict=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure by its cells: `place` tells the cell (or cells) of each response in its base.

    By the rule that most go by, cells come in pairs, those who chose it before those who did
    not; every pair is a group that gets a percentage. `beside` are figures without which this
    one does not move, because its sums would give theirs away; those of other walks are not
    waited for.
    """

    key: str
    place: Mapping[str, int | tuple[int, ...]]
    cells: int = 2
    beside: tuple[str, ...] = ()
    may_move: Rule = in_pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A figure moved `at` this moment; it has since counted what was complete before `upto`."""

    at: datetime
    upto: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Releases:
    """People as they were counted last, and the moves of each figure in order of time."""

    people: int
    moves: Mapping[str, tuple[Move, ...]]

    def last(self, key: str, before: datetime | None = None) -> datetime | None:
        """The moment up to which a figure counts; None while it is not shown at all.

        `before`: as it stood at this moment.
        """
        moves = self.moves[key]
        found = [move.upto for move in moves if before is None or move.at <= before]
        return found[-1] if found else None


def releases(
    figures: Sequence[Figure],
    completed: Iterable[Completed],
    ends: Iterable[datetime],
    k: int = INTERNAL,
    *,
    freezes: Sequence[datetime] = (),
    until: datetime | None = None,
) -> Releases:
    """Walk the weeks, given by their ends.

    At each of `freezes` that is not later than `until` figures move, too, however few people
    came since the last week.
    """
    weeks = set(ends)
    final = {freeze for freeze in freezes if until is not None and freeze <= until}
    waiting = sorted(completed, reverse=True)
    seen: list[str] = []
    people = 0
    walk = _Walk(figures=figures, k=k)
    for end in sorted(weeks | final):
        while waiting and waiting[-1][0] < end:
            seen.append(waiting.pop()[1])
        if end in final:
            walk.freeze(end, seen)
        elif len(seen) - people >= k:
            people = len(seen)
            behind = any(freeze - BEHIND <= end < freeze for freeze in freezes)
            walk.week(end, seen, behind=behind)
    return Releases(people=people, moves={key: tuple(found) for key, found in walk.moves.items()})


class _Walk:
    """Figures on their way through a year: what was shown of them, and what is ready to be."""

    def __init__(self, *, figures: Sequence[Figure], k: int) -> None:
        self.figures = figures
        self.k = k
        self.shown: dict[str, list[Sequence[int]]] = {one.key: [] for one in figures}
        self.ready: dict[str, tuple[Sequence[int], datetime]] = {}
        self.moves: dict[str, list[Move]] = {one.key: [] for one in figures}

    def week(self, end: datetime, seen: Sequence[str], *, behind: bool) -> None:
        """The end of a week; `behind` where figures stand one step behind."""
        now = self._now(seen)
        reached = {
            key: [*shown, self.ready[key][0]] if key in self.ready else shown
            for key, shown in self.shown.items()
        }
        for key in _moving(self.figures, reached, now, self.k):
            step = (now[key], end)
            if behind:
                step, self.ready[key] = self.ready.get(key, ((), end)), step
            if step[0]:
                self._show(key, step[0], Move(at=end, upto=step[1]))

    def freeze(self, end: datetime, seen: Sequence[str]) -> None:
        """A freeze: all of it is shown, as far as that tells nobody's answer."""
        now = self._now(seen)
        for key in _moving(self.figures, self.shown, now, self.k):
            self._show(key, now[key], Move(at=end, upto=end))
        self.ready.clear()

    def _now(self, seen: Sequence[str]) -> dict[str, Sequence[int]]:
        return {one.key: _cells(one, seen) for one in self.figures}

    def _show(self, key: str, cells: Sequence[int], move: Move) -> None:
        self.shown[key].append(cells)
        self.moves[key].append(move)


def _moving(
    figures: Sequence[Figure],
    shown: Mapping[str, Sequence[Sequence[int]]],
    now: Mapping[str, Sequence[int]],
    k: int,
) -> set[str]:
    """The figures that move now; one that waits holds up those which move only beside it."""
    moving = {one.key for one in figures if one.may_move(shown[one.key], now[one.key], k)}
    waits = {one.key: shown.keys() & {*one.beside} for one in figures}
    while held := {key for key in moving if not moving >= waits[key]}:
        moving -= held
    return moving


def _cells(figure: Figure, seen: Iterable[str]) -> list[int]:
    counts = Counter(cell for one in seen for cell in _places(figure, one))
    return [counts[cell] for cell in range(figure.cells)]


def _places(figure: Figure, response: str) -> Iterator[int]:
    found = figure.place.get(response, ())
    yield from (found,) if isinstance(found, int) else found
