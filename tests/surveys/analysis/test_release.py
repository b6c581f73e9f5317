"""Week after week: what readers of all the tables can find out about the newest answers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis.disclosure import leaks
from surveys.analysis.release import Release, release
from surveys.analysis.suppression import INTERNAL, Table
from tests.surveys.analysis.cells import table
from tests.surveys.analysis.proof import examples


def weekly(*tables: Table) -> list[Release | None]:
    """The releases of one table after the other."""
    releases: list[Release | None] = []
    for now in tables:
        releases.append(release(releases[-1] if releases else None, now, INTERNAL))
    return releases


def seen(found: Release | None) -> list[list[int | None]]:
    assert found is not None
    return [list(row) for row in found.published.counts]


def test_nothing_is_shown_before_enough_people_answered() -> None:
    assert release(None, table([1, 3]), INTERNAL) is None
    assert release(None, table([0, 0], [2, 2]), INTERNAL) is None


def test_a_row_moves_when_five_are_new_in_every_cell_shown() -> None:
    releases = weekly(
        table([20, 30]),
        table([22, 31]),  # three are new: they wait
        table([24, 33]),  # seven are new, but four and three
        table([25, 36]),
    )
    assert [seen(one) for one in releases] == [[[20, 30]], [[20, 30]], [[20, 30]], [[25, 36]]]
    waiting = [one.waiting for one in releases if one]
    assert waiting == [(), ("a",), ("a",), ()]


def test_an_unchanged_table_is_shown_again() -> None:
    first, second = weekly(table([20, 30]), table([20, 30]))
    assert first == second


def test_rows_wait_one_by_one_and_totals_with_them() -> None:
    first, second = weekly(
        table([20, 30], [40, 50]),
        table([26, 36], [41, 50]),
    )
    assert seen(second) == [[26, 36], [40, 50]]
    assert first is not None
    assert second is not None
    assert second.waiting == ("b",)
    assert second.published.column_totals == (66, 86)
    assert second.published.total == 152


def test_a_new_row_stays_out_until_it_can_be_shown() -> None:
    first, second, third = weekly(
        table([20, 30], names="a"),
        table([20, 30], [2, 1], names="ab"),
        table([20, 30], [9, 8], names="ab"),
    )
    assert second is not None
    assert seen(second) == seen(first) == [[20, 30]]
    assert second.waiting == ("b",)
    assert seen(third) == [[20, 30], [9, 8]]


def test_erased_answers_are_not_seen_to_go() -> None:
    """One person erased an answer: the row waits until others have made up for it."""
    releases = weekly(table([20, 30]), table([19, 40]), table([25, 41]))
    assert [seen(one) for one in releases] == [[[20, 30]], [[20, 30]], [[25, 41]]]


def test_an_answer_erased_from_a_hidden_cell_waits_too() -> None:
    """What a hidden cell held is not to be seen, but neither is that it held more before."""
    first, second, third = weekly(table([3, 20, 30]), table([2, 28, 40]), table([3, 28, 40]))
    assert seen(second) == seen(first) == [[None, None, 30]]
    assert seen(third) == [[None, None, 40]]


def test_a_small_cell_does_not_appear_by_differencing() -> None:
    """The 3 is hidden with the 20 at first; later both could be shown, each having grown."""
    releases = weekly(table([3, 20, 30]), table([9, 26, 36]))
    history = [one.published for one in releases if one]
    assert leaks(history, INTERNAL) == []


def test_a_row_is_held_back_when_it_would_give_away_another() -> None:
    """Row a is small. First c shields it, being the smaller of the others; then c has grown.

    To shield it with b now would not help: b was shown before, and nothing is new in it.
    """
    first, second = weekly(
        table([3, 20], [40, 50], [30, 35]),
        table([3, 20], [40, 50], [60, 70]),
    )
    hidden: list[int | None] = [None, None]
    assert seen(first) == seen(second) == [hidden, [40, 50], hidden]
    assert second is not None
    assert second.waiting == ("c",)


@pytest.mark.parametrize(
    ("current", "problem"),
    [(table([20, 30, 1]), "columns"), (table([20, 30], names="b"), "missing: a")],
)
def test_a_table_keeps_its_rows_and_columns(current: Table, problem: str) -> None:
    before = release(None, table([20, 30]), INTERNAL)
    with pytest.raises(ValueError, match=problem):
        release(before, current, INTERNAL)


week = st.lists(
    st.lists(st.integers(0, 3) | st.integers(0, 15), min_size=2, max_size=2),
    min_size=2,
    max_size=2,
)


@settings(deadline=None, max_examples=examples(15))
@given(st.lists(week, min_size=1, max_size=5))
def test_no_two_releases_give_anybody_away(weeks: list[list[list[int]]]) -> None:
    counts = [[0, 0], [0, 0]]
    previous: Release | None = None
    for news in weeks:
        counts = [
            [a + b for a, b in zip(*rows, strict=True)] for rows in zip(counts, news, strict=True)
        ]
        found = release(previous, table(*counts), INTERNAL)
        if previous is not None:
            assert found is not None
            assert leaks([previous.published, found.published], INTERNAL) == []
        elif found is not None:
            assert leaks([found.published], INTERNAL) == []
        previous = found
