"""Tables written short, and a search through all whole numbers that a reader could try."""

from collections.abc import Iterator, Sequence
from itertools import product

from hypothesis import strategies as st

from surveys.analysis.suppression import Cell, Published, Table, layout_of, shown_numbers


def table(*rows: Sequence[int], names: str | None = None) -> Table:
    """Rows named from a on, or by the letters given; columns numbered from 0."""
    letters = names or "abcdefgh"[: len(rows)]
    return Table(
        rows=tuple(letters),
        columns=tuple(str(index) for index in range(len(rows[0]))),
        counts=tuple(tuple(row) for row in rows),
    )


def _fills(
    numbers: dict[Cell, int | None], inner: Sequence[Cell], most: int
) -> Iterator[dict[Cell, int]]:
    shown = {cell: number for cell, number in numbers.items() if number is not None}
    unknown = [cell for cell in inner if cell not in shown]
    for guess in product(range(most + 1), repeat=len(unknown)):
        yield {**shown, **dict(zip(unknown, guess, strict=True))}


def tried_out(published: Published, most: int) -> dict[Cell, tuple[int, int]]:
    """The least and greatest whole number that each hidden inner cell can have, up to `most`.

    Every combination is tried against every sum that is shown.
    """
    layout, numbers = layout_of(published), shown_numbers(published)
    inner = [(row, column) for row in range(layout.rows) for column in range(layout.columns)]
    possible: dict[Cell, list[int]] = {cell: [] for cell in inner if numbers[cell] is None}
    for filled in _fills(numbers, inner, most):
        fits = True
        for *cells, total in layout.lines():
            if all(cell in filled for cell in cells):
                found = sum(filled[cell] for cell in cells)
                fits = fits and filled.setdefault(total, found) == found
        if fits:
            for cell, values in possible.items():
                values.append(filled[cell])
    return {cell: (min(values), max(values)) for cell, values in possible.items()}


def tables(
    rows: tuple[int, int] = (1, 3), columns: tuple[int, int] = (1, 3), most: int = 30
) -> st.SearchStrategy[Table]:
    """Tables of these sizes, with many small numbers."""
    counts = st.integers(0, 6) | st.integers(0, most)
    return st.tuples(st.integers(*rows), st.integers(*columns)).flatmap(
        lambda size: st.builds(
            lambda values: table(*values),
            st.lists(
                st.lists(counts, min_size=size[1], max_size=size[1]),
                min_size=size[0],
                max_size=size[0],
            ),
        )
    )
