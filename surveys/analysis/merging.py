"""Neighbours put together until each group is large enough to be used."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def merge_thin(
    items: Sequence[Item], enough: Callable[[Sequence[Item]], bool]
) -> list[list[Item]]:
    """The items in order, in groups that are each enough; what is left joins the last group.

    A single group may not be enough: then all items together are not.
    """
    groups: list[list[Item]] = []
    current: list[Item] = []
    for item in items:
        current.append(item)
        if enough(current):
            groups.append(current)
            current = []
    if current and groups:
        groups[-1].extend(current)
    elif current:
        groups.append(current)
    return groups
