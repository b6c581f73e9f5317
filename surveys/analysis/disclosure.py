"""The attack that a table must withstand, and how tables are released one after the other.

The attacker knows everything shown in the tables of a history, that totals are sums, that counts
are not negative and that they never fall from one table to the next. Linear programming gives
the range in which each hidden number, and each growth, must then lie.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from surveys.analysis.library import least_and_greatest
from surveys.analysis.proportions import Interval
from surveys.analysis.suppression import (
    Cell,
    Layout,
    Published,
    Table,
    complemented,
    layout_of,
    publish,
    shown_numbers,
    small_cells,
    with_totals,
)

Place: TypeAlias = tuple[str | None, int | None]
"""A row's name and a column's position; None is the total."""

Unknown: TypeAlias = tuple[int, Place]
"""The table's position in the history, and the place."""

_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """What the attacker found: a hidden number (or, if `growth`, an increase) within a range."""

    table: int
    place: Place
    growth: bool
    low: float
    high: float


class _Knowledge:
    """What the attacker can read off a history: equations, order, and unknown numbers."""

    def __init__(self, history: Sequence[Published]) -> None:
        self.numbers = [_named(published) for published in history]
        self.unknown: list[Unknown] = [
            (table, place)
            for table, numbers in enumerate(self.numbers)
            for place, number in numbers.items()
            if number is None
        ]
        self._position = {unknown: index for index, unknown in enumerate(self.unknown)}
        self._equal = [
            (row, value)
            for table, published in enumerate(history)
            for parts, total in _sums(published)
            for row, value in [self._sum(table, parts, total)]
            if any(row)
        ]
        self._order = [
            (row, value)
            for table in range(1, len(history))
            for place in self.numbers[table - 1]
            for row, value in [self._difference((table - 1, place), (table, place))]
            if any(row)
        ]

    def range_of(self, unknown: Unknown) -> Interval:
        """Where a hidden number must lie."""
        row, _ = self._combined({unknown: 1.0})
        return self._range(row)

    def growth_of(self, table: int, place: Place) -> Interval:
        """Where the growth of a number since the table before must lie."""
        before, now = (table - 1, place), (table, place)
        row, constant = self._combined({now: 1.0, before: -1.0})
        found = self._range(row) if any(row) else Interval(low=0, high=0)
        return Interval(low=found.low + constant, high=found.high + constant)

    def _range(self, row: Sequence[float]) -> Interval:
        low, high = least_and_greatest(row, self._equal, self._order)
        return Interval(low=low, high=high)

    def _sum(self, table: int, parts: Sequence[Place], total: Place) -> tuple[list[float], float]:
        factors = {(table, part): 1.0 for part in parts}
        row, constant = self._combined({**factors, (table, total): -1.0})
        return row, -constant

    def _difference(self, before: Unknown, now: Unknown) -> tuple[list[float], float]:
        row, constant = self._combined({before: 1.0, now: -1.0})
        return row, -constant

    def _combined(self, factors: Mapping[Unknown, float]) -> tuple[list[float], float]:
        """A linear expression split into its unknown part and its known value."""
        row, constant = [0.0] * len(self.unknown), 0.0
        for (table, place), factor in factors.items():
            # a place that a table does not have yet held nobody
            number = self.numbers[table].get(place, 0)
            if number is None:
                row[self._position[table, place]] += factor
            else:
                constant += factor * number
        return row, constant


def ranges(history: Sequence[Published]) -> dict[Unknown, Interval]:
    """Where every hidden number of a history must lie.

    Raises:
        ValueError: no counts fit the history (a total is not the sum, or a count fell).
    """
    knowledge = _Knowledge(history)
    return {unknown: knowledge.range_of(unknown) for unknown in knowledge.unknown}


def leaks(history: Sequence[Published], k: int) -> list[Leak]:
    """What a reader of all these tables can tell of fewer than k people.

    A hidden number that may be below k must stay uncertain by at least k. So must a growth,
    unless nothing is new in its row: two tables give away the difference as if it were printed.

    Raises:
        ValueError: no counts fit the history.
    """
    knowledge = _Knowledge(history)
    found = [
        Leak(table=table, place=place, growth=False, low=spot.low, high=spot.high)
        for table, place in knowledge.unknown
        if _is_printed(history[table], place)
        for spot in [knowledge.range_of((table, place))]
        if spot.low < k - _ROUNDING and _narrow(spot, k)
    ]
    for table in range(1, len(history)):
        rows = {row for row, _ in knowledge.numbers[table]}
        still = {r for r in rows if knowledge.growth_of(table, (r, None)).high < _ROUNDING}
        for place in knowledge.numbers[table]:
            if place[0] in still or not _is_printed(history[table], place):
                continue
            spot = knowledge.growth_of(table, place)
            if spot.low < k - _ROUNDING and _narrow(spot, k):
                found.append(
                    Leak(table=table, place=place, growth=True, low=spot.low, high=spot.high)
                )
    return found


def protect(table: Table, k: int) -> Published:
    """The table with as much hidden as it takes, alone, to withstand the attack.

    Every hidden number, also one hidden only to shield another, keeps a range of at least k.
    """
    hidden = complemented(table, small_cells(table, k))
    layout, numbers = layout_of(table), with_totals(table)
    while True:
        published = publish(table, hidden)
        shown = [cell for cell in layout.cells() if cell not in hidden]
        weak = [place for (_, place), spot in ranges([published]).items() if _narrow(spot, k)]
        if not weak or not shown:
            return published
        lines = _lines_through(layout, {_cell_of(table, place) for place in weak})
        near = [cell for cell in shown if cell in lines] or shown
        smallest = min(near, key=lambda cell: (numbers[cell], cell))
        hidden = complemented(table, hidden | {smallest})


def _narrow(spot: Interval, k: int) -> bool:
    return not math.isinf(spot.high) and spot.width < k - _ROUNDING


def _is_printed(published: Published, place: Place) -> bool:
    """Whether the table has this place, or only stands for it (a row alone is its total)."""
    row, column = place
    return (row is not None or len(published.rows) > 1) and (
        column is not None or len(published.columns) > 1
    )


def _named(published: Published) -> dict[Place, int | None]:
    """The numbers by place, totals always included: a row alone is its own column total."""
    layout, cells = layout_of(published), shown_numbers(published)
    names: list[str | None] = [*published.rows, None]
    columns: list[int | None] = [*range(layout.columns), None]
    return {
        (name, column): cells[
            min(row, layout.rows - (not layout.has_column_totals)),
            min(position, layout.columns - (not layout.has_row_totals)),
        ]
        for row, name in enumerate(names)
        for position, column in enumerate(columns)
    }


def _sums(published: Published) -> Iterator[tuple[list[Place], Place]]:
    names: list[str | None] = [*published.rows, None]
    columns: list[int | None] = [*range(len(published.columns)), None]
    for name in names:
        yield [(name, column) for column in columns[:-1]], (name, None)
    for column in columns:
        yield [(name, column) for name in names[:-1]], (None, column)


def _cell_of(table: Table, place: Place) -> Cell:
    """The cell at a place; for a total that the table does not have, the one it stands for."""
    row, column = place
    layout = layout_of(table)
    return (
        table.rows.index(row) if row is not None else layout.rows - (not layout.has_column_totals),
        column if column is not None else layout.columns - (not layout.has_row_totals),
    )


def _lines_through(layout: Layout, cells: Iterable[Cell]) -> set[Cell]:
    wanted = set(cells)
    return {cell for line in layout.lines() if wanted & {*line} for cell in line}
