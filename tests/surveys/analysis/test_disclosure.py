"""The attack: against a search through all numbers, and against what we publish."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis.disclosure import Leak, leaks, protect, ranges
from surveys.analysis.suppression import (
    INTERNAL,
    PUBLIC,
    Table,
    publish,
    shown_numbers,
    with_totals,
)
from tests.surveys.analysis.cells import table, tables, tried_out
from tests.surveys.analysis.proof import PROVING, examples

SIZED = tables(rows=(1, 4), columns=(1, 5)) if PROVING else tables(rows=(1, 3), columns=(1, 4))


def test_a_single_hidden_number_is_given_away_by_its_sum() -> None:
    shown = publish(table([3, 20, 30]), [(0, 0)])
    found = ranges([shown])[0, ("a", 0)]
    assert (found.low, found.high) == pytest.approx((3, 3))
    assert leaks([shown], 5) == [
        Leak(table=0, place=("a", 0), growth=False, low=found.low, high=found.high)
    ]


def test_two_empty_cells_are_given_away_by_a_sum_without_room() -> None:
    """Both are hidden, but 50 − 20 − 30 leaves nothing for either."""
    shown = publish(table([0, 0, 20, 30]), [(0, 0), (0, 1)])
    assert len(leaks([shown], 5)) == 2
    assert protect(table([0, 0, 20, 30]), 5).counts == ((None, None, None, 30),)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        (table([12, 20]), [[12, 20]]),  # nothing to hide
        (table([3, 20, 30]), [[None, None, 30]]),
        (table([3, 2, 20]), [[None, None, None]]),  # 5 is no room: the third goes too
        (table([3, 2, 20, 30]), [[None, None, None, 30]]),
        (table([3], [20], [30]), [[None], [None], [30]]),  # a column is a table as well
        (table([7]), [[None]]),
        (table([70]), [[70]]),
        (table([3, 20, 30], [40, 50, 60]), [[None, None, 30], [None, None, 60]]),
        (table([30, 20], [3, 40], [50, 60]), [[None, None], [None, None], [50, 60]]),
    ],
)
def test_what_remains_to_be_seen(counts: Table, shown: list[list[int | None]]) -> None:
    assert [list(row) for row in protect(counts, PUBLIC).counts] == shown


def test_a_total_that_is_small_itself_is_hidden() -> None:
    shown = protect(table([1, 2], [30, 40]), PUBLIC)
    assert shown.row_totals[0] is None
    assert shown.counts[0] == (None, None)
    assert leaks([shown], PUBLIC) == []


def test_everything_hidden_gives_nothing_away() -> None:
    shown = protect(table([1, 2], [0, 3]), PUBLIC)
    assert set(shown_numbers(shown).values()) == {None}
    assert all(spot.high == math.inf for spot in ranges([shown]).values())


def test_contradictory_tables_are_refused() -> None:
    first, second = publish(table([20, 30]), []), publish(table([19, 31]), [])
    hidden = publish(table([20, 30]), [(0, 0), (0, 1), (0, 2)])
    with pytest.raises(ValueError, match="no table"):
        ranges([first, hidden, second])


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        # what two weekly tables say about those who came in between, k = 5
        (table([20, 30]), table([21, 30]), 3),  # one person, one answer
        (table([20, 30]), table([20, 30]), 0),  # nobody came
        (table([20, 30]), table([25, 35]), 0),
        (table([20, 30]), table([25, 30]), 1),  # all of the new ones said the same
        (table([20, 30], [40, 50]), table([25, 35], [40, 50]), 0),  # nothing new in row b
        (table([20, 30], [40, 50]), table([25, 35], [41, 50]), 3),
        (table([20, 30]), table([20, 30], [9, 9]), 0),  # a new row counts from nothing
        (table([20, 30]), table([20, 30], [2, 9]), 2),  # its small cell, also in the totals
    ],
)
def test_the_difference_of_two_tables_is_a_table(before: Table, after: Table, found: int) -> None:
    history = [publish(before, []), publish(after, [])]
    assert len(leaks(history, INTERNAL)) == found
    assert all(leak.growth and leak.table == 1 for leak in leaks(history, INTERNAL))


def test_a_later_table_can_give_away_an_earlier_one() -> None:
    """Hidden 3 of 3 + 20 at first; when the total hardly grows, 4 shown bounds the 3."""
    first = publish(table([3, 20, 30]), [(0, 0), (0, 1)])
    assert leaks([first], INTERNAL) == []
    second = publish(table([4, 20, 30]), [])
    found = [leak for leak in leaks([first, second], INTERNAL) if not leak.growth]
    assert [(leak.table, leak.place) for leak in found] == [(0, ("a", 0))]
    assert (found[0].low, found[0].high) == pytest.approx((3, 4))


def test_digest_and_pack_are_attacked_together() -> None:
    """What the digest shows at k = 5 is no secret to its readers; what it hides stays hidden."""
    counts = table([3, 7, 20, 40])
    digest, pack = protect(counts, INTERNAL), protect(counts, PUBLIC)
    assert digest.counts[0] == (None, None, 20, 40)
    assert leaks([digest, pack], INTERNAL) == []
    assert leaks([pack], PUBLIC) == []


@settings(deadline=None, max_examples=examples(20))
@given(
    size=st.sampled_from([(1, 2), (1, 3), (2, 2), (2, 3)]),
    numbers=st.lists(st.integers(0, 4), min_size=6, max_size=6),
    hide=st.sets(st.integers(0, 5), min_size=1, max_size=4),
)
def test_the_attack_finds_exactly_what_trying_everything_finds(
    size: tuple[int, int], numbers: list[int], hide: set[int]
) -> None:
    """Small tables with their totals shown, so that the search has an end."""
    rows, columns = size
    counts = table(*[numbers[row * columns : (row + 1) * columns] for row in range(rows)])
    hidden = {divmod(place, columns) for place in hide if place < rows * columns}
    shown = publish(counts, hidden)
    found = ranges([shown])
    assert len(found) == len(hidden) * (2 if rows == 1 else 1)  # a row alone is its own total
    for (row, column), (least, greatest) in tried_out(shown, 4 * columns).items():
        spot = found[0, (counts.rows[row], column)]
        assert (spot.low, spot.high) == pytest.approx((least, greatest), abs=1e-6)


@settings(deadline=None, max_examples=examples(15))
@given(counts=SIZED)
def test_no_published_table_can_be_bounded(counts: Table) -> None:
    shown = protect(counts, PUBLIC)
    numbers = shown_numbers(shown)
    assert all(number is None or number >= PUBLIC for number in numbers.values())
    for spot in ranges([shown]).values():
        assert spot.high - spot.low >= PUBLIC - 1e-6
    assert leaks([shown], PUBLIC) == []


@settings(deadline=None, max_examples=examples(20))
@given(counts=SIZED)
def test_what_is_shown_is_true(counts: Table) -> None:
    truth = with_totals(counts)
    shown = shown_numbers(protect(counts, INTERNAL))
    assert all(number is None or number == truth[cell] for cell, number in shown.items())
