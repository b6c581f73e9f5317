"""Small cells: which numbers of a table are hidden so that nobody can be recognised.

A cell below k is hidden, empty ones too: hidden and empty look alike. More cells are hidden
until what is shown does not narrow any hidden one to a range smaller than k
(`surveys.analysis.disclosure` computes that range as an attacker would).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

PUBLIC: Final = 10
"""k for everything that leaves the centre and the ward."""

INTERNAL: Final = 5
"""k for coordinators."""

Cell: TypeAlias = tuple[int, int]
"""Row and column; the position after the last is the total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Counts by row and column, without totals; one row makes a one-way table.

    Raises:
        ValueError: on making one that is empty, ragged or holds a negative count.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        shape = {len(row) for row in self.counts}
        if shape != {len(self.columns)} or len(self.counts) != len(self.rows):
            raise ValueError(f"{len(self.rows)} × {len(self.columns)} names for other counts")
        if not self.columns or any(count < 0 for row in self.counts for count in row):
            raise ValueError("a table needs columns, and counts of 0 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A table as it is shown; a hidden number is None.

    `row_totals` is None per hidden total; tables of one column have none, being their own.
    The same goes for `column_totals` and tables of one row. `total` is that of everything.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The cells of a table with its totals, and the sums that tie them together."""

    rows: int
    columns: int

    @property
    def has_row_totals(self) -> bool:
        """Whether rows are longer than one cell."""
        return self.columns > 1

    @property
    def has_column_totals(self) -> bool:
        """Whether columns are longer than one cell."""
        return self.rows > 1

    def cells(self) -> Iterator[Cell]:
        """Every cell, totals included, row by row."""
        for row in range(self.rows + self.has_column_totals):
            for column in range(self.columns + self.has_row_totals):
                yield row, column

    def lines(self) -> Iterator[tuple[Cell, ...]]:
        """Every sum: the parts first, their total last."""
        if self.has_row_totals:
            for row in range(self.rows + self.has_column_totals):
                yield tuple((row, column) for column in range(self.columns + 1))
        if self.has_column_totals:
            for column in range(self.columns + self.has_row_totals):
                yield tuple((row, column) for row in range(self.rows + 1))


def layout_of(table: Table | Published) -> Layout:
    """The layout of a table with its totals."""
    return Layout(rows=len(table.rows), columns=len(table.columns))


def with_totals(table: Table) -> dict[Cell, int]:
    """Every number that the table could show."""
    layout = layout_of(table)
    numbers = {
        (row, column): count
        for row, counts in enumerate(table.counts)
        for column, count in enumerate(counts)
    }
    for *parts, total in reversed(list(layout.lines())):
        # columns before rows: the row of column totals is there when its own sum is taken
        numbers[total] = sum(numbers.get(part, 0) for part in parts)
    return numbers


def shown_numbers(published: Published) -> dict[Cell, int | None]:
    """The numbers of a published table by cell."""
    layout = layout_of(published)
    numbers: dict[Cell, int | None] = {
        (row, column): count
        for row, counts in enumerate(published.counts)
        for column, count in enumerate(counts)
    }
    if layout.has_row_totals:
        numbers |= {(row, layout.columns): t for row, t in enumerate(published.row_totals)}
    if layout.has_column_totals:
        numbers |= {(layout.rows, column): t for column, t in enumerate(published.column_totals)}
    numbers[_corner(layout)] = published.total
    return numbers


def publish(table: Table, hidden: Iterable[Cell]) -> Published:
    """The table with these cells hidden, whatever they are."""
    numbers: dict[Cell, int | None] = {**with_totals(table)}
    numbers |= dict.fromkeys(hidden)
    layout = layout_of(table)
    rows, columns = range(layout.rows), range(layout.columns)
    return Published(
        rows=table.rows,
        columns=table.columns,
        counts=tuple(tuple(numbers[row, column] for column in columns) for row in rows),
        row_totals=tuple(numbers[row, layout.columns] for row in rows)
        if layout.has_row_totals
        else (),
        column_totals=tuple(numbers[layout.rows, column] for column in columns)
        if layout.has_column_totals
        else (),
        total=numbers[_corner(layout)],
    )


def small_cells(table: Table, k: int) -> frozenset[Cell]:
    """The cells, totals included, that are below k in themselves."""
    return frozenset(cell for cell, count in with_totals(table).items() if count < k)


def complemented(table: Table, hidden: Iterable[Cell]) -> frozenset[Cell]:
    """Hidden cells with more of them, so that no sum has a single one hidden.

    The smallest other number of the line is taken; of equal ones, the first.
    """
    numbers, layout, found = with_totals(table), layout_of(table), set(hidden)
    while lone := [line for line in layout.lines() if len(found & {*line}) == 1]:
        others = [cell for cell in lone[0] if cell not in found]
        found.add(min(others, key=lambda cell: (numbers[cell], cell)))
    return frozenset(found)


def _corner(layout: Layout) -> Cell:
    """The cell of the grand total."""
    row = layout.rows if layout.has_column_totals else 0
    column = layout.columns if layout.has_row_totals else 0
    return row, column
