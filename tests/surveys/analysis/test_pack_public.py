"""The public tables of the pack: what is shown, and what nobody can work out from it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from surveys.analysis.disclosure import leaks
from surveys.analysis.pack_groups import Base, base_of, groups_of
from surveys.analysis.pack_public import OTHERS, Period, public_sheets
from surveys.analysis.sheets import Sheet
from surveys.analysis.suppression import Published
from surveys.analysis.tally import primary
from tests.surveys.analysis.rows import FULL, SURVEY, ZONE, Rows, survey, tokyo

NOON = tokyo("2026-11-18 12:00")


def year_of(courses: dict[str, tuple[int, int, int]], when: str = "2026-05-13 10:00") -> Rows:
    """People of one quarter by course: who never heard of the app, who gave it up, who uses it."""
    rows = Rows()
    for course, (never, lapsed, using) in courses.items():
        lesson = rows.lesson(when, families=200, course=course)
        rows.crowd(lesson, [f"{course}n{n}" for n in range(never)])
        gave_up = {**FULL, "aonico_use": "lapsed", "barrier": "enough"}
        rows.crowd(lesson, [f"{course}l{n}" for n in range(lapsed)], gave_up)
        user = {**FULL, "aonico_use": "weekly", "useful": "4"}
        rows.crowd(lesson, [f"{course}u{n}" for n in range(using)], user)
    return rows


TWO = {"A": (30, 25, 40), "B": (50, 35, 60)}


def published(rows: Rows, now: datetime) -> Sheet:
    persons = primary(rows.tally().passes, survey=SURVEY, year=2026, zone=ZONE)
    return public_sheets(survey(), persons, Period(year=2026, now=now, zone=ZONE), 10)[0]


def use_of(sheet: Sheet) -> dict[tuple[Any, Any, Any], tuple[Any, Any]]:
    return {
        (row[0], row[1], row[3]): (row[4], row[5]) for row in sheet.rows if row[2] == "aonico_use"
    }


def test_groups_are_the_choices_that_indicators_tell_apart() -> None:
    found = groups_of(survey(), "aonico_use")
    assert [(group.key, group.indicators) for group in found] == [
        ("never_heard", ()),
        ("name_only+lapsed", ("I1",)),
        ("sometimes+weekly", ("I1", "I2")),
    ]
    assert [group.key for group in groups_of(survey(), "timely")] == ["1..3+dk", "4+5"]
    assert groups_of(survey(), "voice") == ()


def test_a_finished_quarter_is_shown_by_course() -> None:
    shown = use_of(published(year_of(TWO), NOON))
    assert shown[1, "A", "never_heard"] == (30, 95)
    assert shown[1, "B", "sometimes+weekly"] == (60, 145)
    assert len(shown) == 6


def test_courses_with_few_answers_stand_together() -> None:
    shown = use_of(published(year_of({**TWO, "C": (9, 10, 10), "D": (9, 10, 10)}), NOON))
    assert shown[1, OTHERS, "never_heard"] == (18, 58)
    assert {key[1] for key in shown} == {"A", "B", OTHERS}


def test_small_cells_are_hidden_and_cannot_be_found_by_subtraction() -> None:
    shown = use_of(published(year_of({**TWO, "C": (4, 25, 40)}), NOON))
    hidden = [key for key, (count, _) in shown.items() if count is None]
    assert (1, "C", "never_heard") in hidden
    assert len(hidden) > 2


def test_the_running_quarter_is_not_shown() -> None:
    assert published(year_of(TWO, "2026-11-13 10:00"), NOON).rows == ()


def unsure(courses: dict[str, tuple[int, int]]) -> Rows:
    """A quarter in which few say わからない: by course how many of 40 users, and of 45 others."""
    rows = Rows()
    for course, (users, others) in courses.items():
        lesson = rows.lesson("2026-05-13 10:00", families=200, course=course)
        for number in range(85):
            using = number < 40
            chosen = {**FULL, "aonico_use": "weekly"} if using else dict(FULL)
            chosen["timely"] = "dk" if number < users or number >= 85 - others else "4"
            if number % 3 == 0 and chosen["timely"] != "dk":
                chosen["timely"] = "2"
            if using:
                chosen["useful"] = "dk" if number < users else "45"[number % 2]
                if number % 2:
                    chosen["useful"] = "2"
            rows.answered(lesson, f"{course}{number}", chosen)
    return rows


def gaps(sheet: Sheet) -> list[int]:
    """The attack across questions: what two totals of a course and quarter differ by.

    A total is printed, or the sum of groups that all are. Those who were asked a part of the
    question are beside the groups that they were in.
    """
    totals: dict[Any, dict[Any, int]] = {}
    groups: dict[Any, list[int | None]] = {}
    for quarter, course, question, _, persons, total in sheet.rows:
        groups.setdefault((quarter, course, question), []).append(persons)  # type: ignore[arg-type]  # a count
        if total is not None:
            totals.setdefault((quarter, course), {})[question] = int(total)
    found = []
    for place, by_question in totals.items():
        everybody = {n for key, n in by_question.items() if key != "useful"}
        found += [abs(one - other) for one in everybody for other in everybody]
        if "useful" in by_question:
            using = groups[*place, "aonico_use"][-1]
            assert using is not None
            found.append(using - by_question["useful"])
        for question in by_question:
            parts = groups[*place, question]
            known = [part for part in parts if part is not None]
            if len(known) == len(parts):
                found.append(by_question[question] - sum(known))
    return found


@pytest.mark.parametrize("few", [0, 1, 3, 5])
def test_totals_of_two_questions_give_no_unsure_people_away(few: int) -> None:
    shown = published(unsure({"A": (few, 2), "B": (3, few)}), NOON)
    assert set(gaps(shown)) == {0}
    assert {row[2] for row in shown.rows if row[5] is not None} > {"timely", "aonico_use"}


def test_users_who_are_hidden_are_no_total_of_a_question_to_users() -> None:
    """Two people gave the app up, so the users beside them are hidden."""
    rows = year_of({**TWO, "C": (60, 2, 40)})
    sheet = published(rows, NOON)
    asked = {row[1]: row[4:] for row in sheet.rows if row[2] == "useful"}
    assert use_of(sheet)[1, "C", "sometimes+weekly"][0] is None
    assert asked["C"] == (None, None)


def test_who_is_asked_is_known_by_choices_of_one_question() -> None:
    definition = survey()
    assert base_of(definition, "timely") is None
    base = base_of(definition, "useful")
    assert base == Base(question="aonico_use", choices=frozenset({"sometimes", "weekly"}))
    groups = groups_of(definition, "aonico_use")
    assert base.columns(groups) == (2,)
    assert Base(question="aonico_use", choices=frozenset({"weekly"})).columns(groups) == ()
    unknown = base_of(definition, "stage")
    assert unknown is not None
    assert unknown.choices == frozenset()


def test_a_question_that_counts_every_choice_has_a_group_for_no_answer() -> None:
    definition = survey()
    (every,) = [one for one in definition.indicators if one.key == "I1"]
    choices = [one.key for one in definition.question("aonico_use").choices]  # type: ignore[union-attr]  # it has choices
    all_counted = replace(definition, indicators=(replace(every, counts=tuple(choices)),))
    assert groups_of(all_counted, "aonico_use")[-1].key == "none"


def test_packs_of_two_days_of_a_quarter_are_the_same() -> None:
    """Neither the running quarter nor late answers move before a quarter ends."""
    rows = year_of(TWO)
    running = rows.lesson("2026-08-03 10:00", families=200)
    before = published(rows, tokyo("2026-08-04 10:00"))
    rows.crowd(running, [f"r{n}" for n in range(11)])
    late = tokyo("2026-08-05 10:00")
    for number in range(11):
        rows.answered(rows.lessons[0], f"l{number}", FULL, created_at=late, completed_at=late)
    assert published(rows, tokyo("2026-08-06 10:00")) == before


def test_nobody_shows_nothing() -> None:
    assert published(Rows(), NOON).rows == ()


@pytest.mark.parametrize("later", [1, 9, 10])
def test_two_packs_together_give_no_small_number_away(later: int) -> None:
    """A pack of the summer, and one after some late answers to the same quarter."""
    rows = year_of(TWO)
    before = use_of(published(rows, tokyo("2026-07-02 10:00")))
    lesson = rows.lessons[0]
    for number in range(later):
        at = tokyo("2026-08-03 10:00")
        rows.answered(lesson, f"late{number}", FULL, created_at=at, completed_at=at)
    now = use_of(published(rows, tokyo("2026-08-10 10:00")))
    history = [as_table(before), as_table(now)]
    assert leaks(history, 10) == []
    assert later >= 10 or now == before


def as_table(shown: dict[tuple[Any, Any, Any], tuple[Any, Any]]) -> Published:
    """What a reader sees of use, with the totals over courses unknown."""
    courses = sorted({key[1] for key in shown})
    groups = ("never_heard", "name_only+lapsed", "sometimes+weekly")
    return Published(
        rows=tuple(courses),
        columns=groups,
        counts=tuple(tuple(shown[1, course, group][0] for group in groups) for course in courses),
        row_totals=tuple(shown[1, course, groups[0]][1] for course in courses),
        column_totals=(None,) * len(groups),
        total=None,
    )


def test_an_erased_person_keeps_the_row_waiting() -> None:
    rows = year_of(TWO)
    gone = rows.responses.pop(0)
    rows.answers = [answer for answer in rows.answers if answer.response != gone.response]
    shown = use_of(published(rows, NOON))
    assert shown[1, "A", "never_heard"] == (29, 94)
