"""From rows to passes, and to the one pass of each person that indicators count."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis.tally import primary, tally
from surveys.response import Disposition
from tests.surveys.analysis.rows import (
    FULL,
    SURVEY,
    ZONE,
    Rows,
    catalog,
    tokyo,
    unfinished,
)


def counted(rows: Rows, year: int = 2026) -> list[str]:
    """The ids of the responses that indicators count."""
    persons = primary(rows.tally().passes, survey=SURVEY, year=year, zone=ZONE)
    return [one.row.response for one in persons]


@pytest.mark.parametrize(
    ("chosen", "changes", "expected"),
    [
        (FULL, {}, Disposition.COMPLETE),
        ({**FULL, "visits3m": "skipped"}, {}, Disposition.COMPLETE),
        ({**FULL, "connected": "skipped"}, {}, Disposition.PARTIAL),
        ({"stage": "age0", "aonico_use": "weekly"}, unfinished(), Disposition.PARTIAL),
        ({"stage": "age0", "route": "aonico"}, unfinished(), Disposition.BREAKOFF),
        ({"route": "aonico"}, {"short": True}, Disposition.COMPLETE),
        ({}, unfinished(status="invited"), Disposition.INVITED),
        ({}, unfinished(status="refused"), Disposition.REFUSED),
        ({"stage": "other"}, unfinished(status="ineligible"), Disposition.INELIGIBLE),
        ({}, {"status": "withdrawn"}, Disposition.WITHDRAWN),
    ],
)
def test_what_a_response_counts_as(
    chosen: dict[str, str], changes: dict[str, object], expected: Disposition
) -> None:
    rows = Rows()
    rows.answered(rows.lesson("2026-11-18 14:00"), "a", chosen, **changes)
    (found,) = rows.tally().passes
    assert found.disposition is expected


@pytest.mark.parametrize(
    ("chosen", "changes", "asked"),
    [
        ({}, unfinished(status="invited"), []),
        ({}, unfinished(), ["stage"]),
        ({"stage": "age0"}, unfinished(), ["stage", "route"]),
        ({}, unfinished(profile={"stage": "age0"}), ["route"]),
        (
            {**FULL, "aonico_use": "weekly"},  # changed at the end; "useful" now waits
            {},
            ["stage", "route", "timely", "aonico_use", "useful"],
        ),
        (
            {**FULL, "voice": "skipped"},
            {},
            ["stage", "route", "timely", "aonico_use", "visits3m", "connected", "voice"],
        ),
    ],
)
def test_what_was_asked(
    chosen: dict[str, str], changes: dict[str, object], asked: list[str]
) -> None:
    rows = Rows()
    rows.answered(rows.lesson("2026-11-18 14:00"), "a", chosen, **changes)
    (found,) = rows.tally().passes
    assert list(found.asked) == asked


def test_choices_stand_in_the_definitions_order_and_remarks_are_no_choices() -> None:
    rows = Rows()
    row = rows.answered(
        rows.lesson("2026-11-18 14:00"),
        "a",
        {"barrier": ("enough", "howto"), "aonico_use": "lapsed", "voice": "skipped"},
    )
    rows.remark(row, "予約開始の通知が助かる")
    (found,) = rows.tally().passes
    assert list(found.chosen.items()) == [
        ("aonico_use", ("lapsed",)),
        ("barrier", ("howto", "enough")),
    ]


def test_each_person_counts_once_by_the_first_complete_full_form() -> None:
    rows = Rows()
    march = rows.lesson("2026-03-31 10:00")
    april = rows.lesson("2026-04-01 10:00")
    may = rows.lesson("2026-05-13 10:00")
    rows.answered(march, "a", FULL)  # R1: last fiscal year
    rows.answered(april, "a", FULL, **unfinished())  # R2: not complete
    rows.answered(april, "b", {"route": "aonico"}, short=True)  # R3: short form
    rows.answered(april, "c", {"fu_action": "none"}, wave="w2")  # R4: later wave
    rows.answered(may, "a", FULL)  # R5
    rows.answered(may, "b", FULL)  # R6
    rows.answered(may, "c", FULL, survey=SURVEY)  # R7
    rows.answered(may, "c", FULL, completed_at=tokyo("2026-04-02 10:00"))  # R8: earlier
    assert counted(rows) == ["R8", "R5", "R6"]
    assert counted(rows, year=2025) == ["R1"]
    assert counted(rows, year=2024) == []


def test_at_the_same_moment_the_smaller_id_counts() -> None:
    rows = Rows()
    lesson = rows.lesson("2026-05-13 10:00")
    moment = tokyo("2026-05-13 12:00")
    rows.answered(lesson, "a", FULL, response="Z", completed_at=moment)
    rows.answered(lesson, "a", FULL, response="B", completed_at=moment)
    assert counted(rows) == ["B"]


def test_a_survey_of_another_key_is_not_counted() -> None:
    rows = Rows()
    rows.answered(rows.lesson("2026-05-13 10:00"), "a", FULL)
    assert primary(rows.tally().passes, survey="another", year=2026, zone=ZONE) == ()


def test_a_response_of_an_unknown_version_is_not_passed_over() -> None:
    rows = Rows()
    rows.answered(rows.lesson("2026-05-13 10:00"), "a", FULL, version="9.9.9")
    with pytest.raises(KeyError, match="9\\.9\\.9"):
        rows.tally()


def test_a_part_holds_what_starts_in_it() -> None:
    rows = Rows()
    for start in ("2026-05-13 10:00", "2026-05-14 10:00", "2026-05-15 10:00"):
        rows.answered(rows.lesson(start), start, FULL)
    part = rows.tally().between(tokyo("2026-05-14 10:00"), tokyo("2026-05-15 10:00"))
    assert [row.lesson for row in part.lessons] == ["L2"]
    assert [one.row.response for one in part.passes] == ["R2"]


ANSWERS = st.sampled_from(
    [
        FULL,
        {**FULL, "aonico_use": "lapsed", "barrier": ("enough", "howto")},
        {**FULL, "connected": "skipped"},
        {"stage": "age0"},
    ]
)


@settings(max_examples=60)
@given(
    people=st.lists(st.tuples(st.integers(0, 2), st.sampled_from("abcd"), ANSWERS), max_size=12),
    shuffle=st.randoms(use_true_random=False),
)
def test_order_and_repetition_of_rows_change_nothing(
    people: list[tuple[int, str, dict[str, str]]], shuffle: Random
) -> None:
    rows = Rows()
    lessons = [rows.lesson(f"2026-05-{day} 10:00") for day in (13, 14, 15)]
    for place, respondent, answers in people:
        rows.answered(lessons[place], respondent, answers)
    expected = rows.tally()
    jumbled = [
        [*kind, *shuffle.sample(kind, len(kind) // 2)]
        for kind in (rows.lessons, rows.responses, rows.answers)
    ]
    for kind in jumbled:
        shuffle.shuffle(kind)
    found = tally(catalog(), *jumbled)
    assert found == expected
    # equal mappings may still be ordered differently; what is written from them may not
    assert repr(found) == repr(expected)
    assert primary(found.passes, survey=SURVEY, year=2026, zone=ZONE) == primary(
        expected.passes, survey=SURVEY, year=2026, zone=ZONE
    )
