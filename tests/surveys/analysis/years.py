"""Rows of whole years, and what leaves the house of them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from surveys.analysis.evidence import build_pack
from surveys.analysis.export import Export, Written, export
from surveys.analysis.pack_model import Basis, Pack
from surveys.figures import LessonRow
from tests.surveys.analysis.rows import FULL, ZONE, Rows, survey, tokyo, unfinished

Chosen: TypeAlias = Mapping[str, str | tuple[str, ...]]

NOW = tokyo("2026-11-22 12:00")


def exported(rows: Rows, key: bytes = b"one key") -> Export:
    """The export of rows."""
    return export(
        counted=rows.tally(),
        answers=rows.answers,
        surveys=(survey(),),
        written=Written(key=key, zone=ZONE),
        now=NOW,
    )


FREEZE = tokyo("2027-04-30 00:00")


def pack(rows: Rows, year: int = 2026, **changes: Any) -> Pack:
    """The pack of a fiscal year, without a plan unless `changes` say otherwise."""
    basis = Basis(year=year, survey=survey(), plan=None, entries=(), as_of=FREEZE, zone=ZONE)
    return build_pack(rows.tally(), replace(basis, **changes))


def lessons(rows: Rows, families: list[int]) -> Iterator[LessonRow]:
    """Lessons from April to November, one for each number of families."""
    for place, count in enumerate(families):
        month, day = 4 + place % 8, 1 + place // 8 % 28
        hour = 9 + place // (8 * 28)
        yield rows.lesson(f"2026-{month:02}-{day:02} {hour:02}:00", families=count)


def strong() -> Rows:
    """Example A: 312 lessons, 286 with answers; 1,986 families; 902 answers by 640 people."""
    rows = Rows()
    taught = list(lessons(rows, [7] * 114 + [6] * 198))
    numbers = [4] * 44 + [3] * 242
    visits = (lesson for lesson, n in zip(taught, numbers, strict=False) for _ in range(n))
    for place, lesson in enumerate(visits):
        rows.answered(lesson, f"p{place % 640}", FULL)
    return rows


def few() -> Rows:
    """Example C: 9 lessons, 24 answers of 118 families."""
    rows = Rows()
    for place, lesson in enumerate(lessons(rows, [13] * 8 + [14])):
        rows.crowd(lesson, (f"p{place}-{number}" for number in range(2 + (place < 6))))
    return rows


def two_people() -> Rows:
    """A lesson with one complete answer that has a remark, and one begun."""
    rows = Rows()
    lesson = rows.lesson("2026-11-18 14:00", families=4, people=7)
    gave_up: Chosen = {
        **FULL,
        "aonico_use": "lapsed",
        "barrier": ("enough", "howto"),
        "voice": "skipped",
    }
    rows.answered(lesson, "anna", gave_up, language="en", mode="web")
    berta = {"stage": "age1", "route": "skipped"}
    remark = rows.answered(lesson, "berta", berta, **unfinished())
    rows.remark(remark, "=1+1 予約の通知が助かる")
    return rows
