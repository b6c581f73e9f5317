"""Tables that are shown again and again: a row moves only when enough people are new in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.analysis.disclosure import Leak, leaks, protect
from surveys.analysis.suppression import Published, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What readers have seen last. `table` holds its true counts and is never shown itself.

    `waiting` are the rows that stay as they were, or out of the table, until more people answer.
    """

    table: Table
    published: Published
    waiting: tuple[str, ...]


def release(previous: Release | None, current: Table, k: int) -> Release | None:
    """The next release of a table of running totals; None while nothing can be shown at all.

    A row is renewed when at least k people are new in it and no count fell, and only if the
    old and the new release together pass the attack; otherwise it waits. Waiting rows keep
    their last numbers, so that totals give nothing away either.

    Raises:
        ValueError: the columns changed, or a row that was shown is missing.
    """
    before = _before(previous, current)
    now = dict(zip(current.rows, current.counts, strict=True))
    moving = [row for row in current.rows if _may_move(before.get(row), now[row], k)]
    while moving:
        mixed = {row: now[row] if row in moving else before.get(row) for row in current.rows}
        table = _table({row: counts for row, counts in mixed.items() if counts}, current.columns)
        published = protect(table, k)
        history = [previous.published, published] if previous else [published]
        found = leaks(history, k)
        if not found:
            waiting = tuple(row for row in current.rows if mixed[row] != now[row])
            return Release(table=table, published=published, waiting=waiting)
        moving = _without_leaking(moving, found, before, now)
    if previous is None:
        return None
    waiting = tuple(row for row in current.rows if before.get(row) != now[row])
    return Release(table=previous.table, published=previous.published, waiting=waiting)


def _before(previous: Release | None, current: Table) -> dict[str, tuple[int, ...]]:
    if previous is None:
        return {}
    if previous.table.columns != current.columns:
        raise ValueError("the columns changed since the last release")
    if missing := [row for row in previous.table.rows if row not in current.rows]:
        raise ValueError(f"rows of the last release are missing: {', '.join(missing)}")
    return dict(zip(previous.table.rows, previous.table.counts, strict=True))


def _may_move(before: tuple[int, ...] | None, now: tuple[int, ...], k: int) -> bool:
    """Whether enough people are new; erased answers hold a row back until others make up."""
    old = before or (0,) * len(now)
    return sum(now) - sum(old) >= k and all(n >= o for n, o in zip(now, old, strict=True))


def _without_leaking(
    moving: Sequence[str],
    found: Sequence[Leak],
    before: dict[str, tuple[int, ...]],
    now: dict[str, tuple[int, ...]],
) -> list[str]:
    """The moving rows but those that leak.

    Where they give away another row instead, the one with the least news is left out.
    """
    leaking = {leak.place[0] for leak in found} & {*moving}
    if not leaking:
        leaking = {min(moving, key=lambda row: sum(now[row]) - sum(before.get(row, ())))}
    return [row for row in moving if row not in leaking]


def _table(rows: dict[str, tuple[int, ...]], columns: tuple[str, ...]) -> Table:
    return Table(rows=tuple(rows), columns=columns, counts=tuple(rows.values()))
