"""What one look after another decides, and that less evidence never says more."""

from dataclasses import replace
from typing import Any, Final

import pytest

from surveys.analysis.ledger import Entry
from surveys.analysis.levels import STRENGTH, Level, Moment
from surveys.figures import LessonRow
from tests.surveys.analysis.examples import (
    looked,
    strong,
    too_few,
    weak,
)
from tests.surveys.analysis.rows import FULL, Rows, tokyo

USER = {**FULL, "aonico_use": "weekly", "useful": "4", "timely": "5"}


def strengths(entries: dict[str, Entry]) -> dict[str, int]:
    return {claim: STRENGTH[entry.level] for claim, entry in entries.items()}


WEEK: Final[dict[str, Any]] = {
    "look": "2026-W40",
    "moment": Moment.WEEK,
    "now": tokyo("2026-10-05 09:00"),
}
NEXT: Final[dict[str, Any]] = {
    "look": "2026-W41",
    "moment": Moment.WEEK,
    "now": tokyo("2026-10-12 09:00"),
}


def test_what_was_crossed_once_stays_crossed() -> None:
    first = looked(strong(), **WEEK)
    assert first["I1"].crossed
    later = looked(weak(), earlier=tuple(first.values()), **NEXT)
    assert later["I1"].crossed
    assert later["I1"].level == Level.U, "but it is claimed only while the interval holds"


def test_after_the_planned_answers_no_new_claim_is_brought() -> None:
    full = {
        claim: replace(entry, crossed=False) for claim, entry in looked(strong(), **WEEK).items()
    }
    later = looked(strong(), earlier=tuple(full.values()), **NEXT)
    assert full["I1"].information == 1
    assert not later["I1"].crossed


@pytest.mark.parametrize(
    ("change", "crossed"),
    [
        ({}, True),
        ({"rule": "another target"}, False),
        ({"draft": True}, False),
        ({"fiscal_year": 2025}, False),
        ({"look": "2026-W41"}, False),
        ({"looked_at": tokyo("2026-12-01 09:00")}, False),
    ],
)
def test_which_earlier_looks_count(change: dict[str, Any], crossed: bool) -> None:  # noqa: FBT001
    first = [replace(entry, **change) for entry in looked(strong(), **WEEK).values()]
    assert looked(weak(), earlier=first, **NEXT)["I1"].crossed is crossed


def test_a_tendency_waits_for_the_quarter_and_stays_until_the_next() -> None:
    week = looked(strong(), **WEEK)
    assert week["I3"].level == Level.U
    ended = looked(
        strong(), look="2026-W39", moment=Moment.QUARTER_END, now=tokyo("2026-09-28 09:00")
    )
    assert ended["I3"].level == Level.E2
    later = looked(strong(), earlier=tuple(ended.values()), **NEXT)
    assert later["I3"].level == Level.E2


def test_the_first_look_waits_for_thirty_on_each_side() -> None:
    entry = looked(too_few())["I1"]
    assert entry.boundary is None
    assert not entry.crossed


def test_crossing_on_the_wrong_side_is_no_crossing() -> None:
    rows = Rows()
    for day in range(1, 29):
        lesson: LessonRow = rows.lesson(f"2026-05-{day:02} 10:00", families=20)
        rows.crowd(lesson, (f"{day}-{n}" for n in range(10)))
        rows.answered(lesson, f"{day}-user", USER)
    entry = looked(rows)["I1"]
    assert entry.statistic is not None
    assert entry.boundary is not None
    assert entry.statistic < -entry.boundary
    assert (entry.crossed, entry.level) == (False, Level.N)


def test_fewer_answers_never_raise_a_level() -> None:
    """Whole lessons taken away from the strong year, more and more."""
    rows = strong()
    before = strengths(looked(rows))
    positive = {claim for claim, rank in before.items() if rank >= STRENGTH[Level.E2]}
    for keep, anything in ((200, True), (60, True), (18, False), (7, False)):
        known = {row.lesson for row in rows.lessons[:keep]}
        left = Rows(
            lessons=rows.lessons[:keep],
            responses=[row for row in rows.responses if row.lesson in known],
            answers=rows.answers,
        )
        now = strengths(looked(left))
        assert all(now[claim] <= before[claim] for claim in positive)
        assert any(now.values()) is anything
