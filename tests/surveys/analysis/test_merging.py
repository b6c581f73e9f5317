"""Neighbours put together until a group is large enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.analysis.merging import merge_thin


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ([], []),
        ([5], [[5]]),
        ([6, 7], [[6], [7]]),
        ([2, 3, 5], [[2, 3], [5]]),
        ([5, 2], [[5, 2]]),  # what is left joins the last group
        ([2, 2], [[2, 2]]),  # even all together are not enough
        ([1, 1, 1, 1, 1, 9, 4], [[1, 1, 1, 1, 1], [9, 4]]),
    ],
)
def test_groups_hold_at_least_five(sizes: list[int], groups: list[list[int]]) -> None:
    assert merge_thin(sizes, lambda group: sum(group) >= 5) == groups


@given(sizes=st.lists(st.integers(0, 9)))
def test_nothing_is_lost_and_only_a_lone_group_is_thin(sizes: list[int]) -> None:
    groups = merge_thin(sizes, lambda group: sum(group) >= 5)
    assert [size for group in groups for size in group] == sizes
    assert len(groups) == 1 or all(sum(group) >= 5 for group in groups)
