"""Which numbers are hidden before anybody attacks: small ones, and one more per sum."""

import pytest
from hypothesis import given

from surveys.analysis.suppression import (
    INTERNAL,
    PUBLIC,
    Cell,
    Published,
    Table,
    complemented,
    layout_of,
    publish,
    shown_numbers,
    small_cells,
    with_totals,
)
from tests.surveys.analysis.cells import table, tables

WIDE = table([3, 20, 30], [40, 50, 60])


def test_the_thresholds_are_ten_outside_and_five_inside() -> None:
    assert (PUBLIC, INTERNAL) == (10, 5)


def test_totals_are_sums() -> None:
    numbers = with_totals(WIDE)
    assert [numbers[0, column] for column in range(4)] == [3, 20, 30, 53]
    assert [numbers[1, column] for column in range(4)] == [40, 50, 60, 150]
    assert [numbers[2, column] for column in range(4)] == [43, 70, 90, 203]


@pytest.mark.parametrize(
    ("counts", "cells"),
    [
        (table([1, 2]), {(0, 0): 1, (0, 1): 2, (0, 2): 3}),  # a row has only its own total
        (table([1], [2]), {(0, 0): 1, (1, 0): 2, (2, 0): 3}),
        (table([7]), {(0, 0): 7}),
    ],
)
def test_tables_of_one_line_have_one_total(counts: Table, cells: dict[Cell, int]) -> None:
    assert with_totals(counts) == cells


@pytest.mark.parametrize(
    ("counts", "k", "hidden"),
    [
        (WIDE, 10, {(0, 0)}),
        (WIDE, 5, {(0, 0)}),
        (WIDE, 3, set()),
        (table([0, 20]), 10, {(0, 0)}),  # hidden and empty look alike
        (table([10, 20]), 10, set()),
        (table([1, 2]), 10, {(0, 0), (0, 1), (0, 2)}),  # a small total too
        (table([0, 0], [20, 30]), 10, {(0, 0), (0, 1), (0, 2)}),
    ],
)
def test_small_numbers_are_hidden_empty_ones_too(counts: Table, k: int, hidden: set[Cell]) -> None:
    assert small_cells(counts, k) == hidden


@pytest.mark.parametrize(
    ("counts", "hidden", "more"),
    [
        (table([3, 20, 30]), {(0, 0)}, {(0, 1)}),  # the smallest other one
        (table([3, 20, 20]), {(0, 0)}, {(0, 1)}),  # of equal ones the first
        (table([3, 4, 30]), {(0, 0), (0, 1)}, set()),  # two shield each other
        (WIDE, {(0, 0)}, {(0, 1), (1, 0), (1, 1)}),  # a rectangle
        (WIDE, set(), set()),
    ],
)
def test_no_sum_has_a_single_number_hidden(
    counts: Table, hidden: set[Cell], more: set[Cell]
) -> None:
    assert complemented(counts, hidden) == hidden | more


def test_a_hidden_number_is_none_wherever_it_stands() -> None:
    shown = publish(WIDE, [(0, 0), (0, 3), (2, 0), (2, 3)])
    assert shown == Published(
        rows=("a", "b"),
        columns=("0", "1", "2"),
        counts=((None, 20, 30), (40, 50, 60)),
        row_totals=(None, 150),
        column_totals=(None, 70, 90),
        total=None,
    )


@pytest.mark.parametrize(
    ("rows", "columns", "counts"),
    [
        (("a",), ("0", "1"), ((1,),)),
        (("a", "b"), ("0",), ((1,),)),
        (("a", "b"), ("0",), ((1,), (1, 2))),
        ((), ("0",), ()),
        (("a",), (), ((),)),
        (("a",), ("0",), ((-1,),)),
    ],
)
def test_a_table_has_a_shape(
    rows: tuple[str, ...], columns: tuple[str, ...], counts: tuple[tuple[int, ...], ...]
) -> None:
    with pytest.raises(ValueError, match=r"table|names"):
        Table(rows=rows, columns=columns, counts=counts)


@given(counts=tables())
def test_everything_is_shown_when_nothing_is_hidden(counts: Table) -> None:
    assert shown_numbers(publish(counts, [])) == with_totals(counts)


@given(counts=tables())
def test_hiding_removes_the_hidden_and_nothing_else(counts: Table) -> None:
    hidden = complemented(counts, small_cells(counts, PUBLIC))
    numbers = shown_numbers(publish(counts, hidden))
    assert {cell for cell, number in numbers.items() if number is None} == hidden
    assert all(number is None or number >= PUBLIC for number in numbers.values())
    lines = list(layout_of(counts).lines())
    assert all(len(hidden & {*line}) != 1 for line in lines)
