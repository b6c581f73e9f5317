"""The pack's counts: rows as at a moment, the flow, who answered."""

from dataclasses import replace
from datetime import timedelta

import pytest

from surveys.analysis.pack_caveats import caveats, series_breaks
from surveys.analysis.pack_flow import YearFlow
from surveys.analysis.pack_moment import RawRows, as_at, counts, settled_at
from surveys.analysis.pack_respondents import lesson_parts, profile, reweighted
from surveys.analysis.tally import primary
from tests.surveys.analysis.pack_entries import PLAN, REGISTERED, planned, strong_pack
from tests.surveys.analysis.rows import FULL, SURVEY, ZONE, Rows, survey, tokyo, unfinished
from tests.surveys.analysis.years import FREEZE, few, pack, two_people

NOON = tokyo("2026-11-18 12:00")


def raw(rows: Rows) -> RawRows:
    return RawRows(
        lessons=tuple(rows.lessons),
        responses=tuple(rows.responses),
        answers=tuple(rows.answers),
    )


def test_what_came_later_than_a_moment_is_not_there() -> None:
    rows = two_people()
    (lesson,) = rows.lessons
    early, late = rows.responses
    moment = early.created_at + timedelta(milliseconds=500)
    known = as_at(raw(rows), moment)
    assert [row.response for row in known.responses] == [early.response]
    assert (known.responses[0].status, known.responses[0].completed_at) == ("started", None)
    assert {row.response for row in known.answers} == {early.response}
    assert known.lessons == (lesson,)
    before = as_at(raw(rows), lesson.ends_at - timedelta(minutes=1))
    assert before.lessons[0].collector is None
    assert counts(before) == {"lessons": 1, "responses": 0, "answers": 0}
    assert late.response not in {row.response for row in known.responses}
    assert as_at(raw(rows), lesson.starts_at).lessons == ()


def test_all_of_it_is_there_later() -> None:
    rows = raw(two_people())
    assert as_at(rows, FREEZE) == rows


@pytest.mark.parametrize(
    ("now", "others", "settled"),
    [
        ("2026-11-20 10:00", (), "2026-11-18 15:11:01"),
        ("2026-11-18 14:30", (), "2026-10-05 00:00:00"),
        ("2027-01-05 10:00", (), "2027-01-04 00:00:00"),
        ("2026-11-20 10:00", ("2026-11-19 09:00", "2026-11-21 09:00"), "2026-11-19 09:00:00"),
        ("2026-03-05 10:00", (), "2026-04-01 00:00:00"),
    ],
)
def test_the_moment_since_which_nothing_happened(
    now: str, others: tuple[str, ...], settled: str
) -> None:
    found = settled_at(
        raw(two_people()),
        year=2026,
        now=tokyo(now),
        zone=ZONE,
        others=[tokyo(other) for other in others],
    )
    assert f"{found.astimezone(ZONE):%Y-%m-%d %H:%M:%S}" == settled


def flowing(rows: Rows) -> YearFlow:
    return pack(rows).flow


def test_everybody_is_in_one_place_of_the_flow() -> None:
    rows = Rows()
    rows.lesson("2026-05-01 10:00", families=8, collector=None, opened_at=None)
    lesson = rows.lesson("2026-05-13 10:00", families=10)
    rows.crowd(lesson, ["a", "b"])
    rows.answered(lesson, "c", {"stage": "age0"}, **unfinished())
    rows.answered(lesson, "d", {}, **unfinished(status="refused"))
    rows.answered(lesson, "e", {}, **unfinished(status="invited", consent=None))
    rows.answered(lesson, "f", {}, status="withdrawn")
    rows.answered(lesson, "g", {"stage": "other"}, **unfinished(status="ineligible"))
    again = rows.lesson("2026-05-20 10:00", families=None)
    rows.answered(again, "a", {"route": "aonico"}, short=True)
    rows.answered(again, "b", FULL)
    rows.answered(again, "b2", {"fu_action": ("center",)}, wave="w2")
    found = flowing(rows)
    assert (found.flow.lessons, found.flow.lessons_surveyed) == (3, 2)
    assert (found.flow.families, found.flow.families_unknown, found.flow.invited) == (18, 1, 10)
    assert (found.completed, found.short, found.repeated, found.flow.persons) == (4, 1, 1, 2)
    assert (found.unfinished, found.withdrawn, found.ineligible) == (1, 1, 1)
    assert (found.refused, found.not_started, found.overfull) == (1, 1, 0)
    assert found.flow.started == found.completed + 3
    assert found.flow.follow_up_invited == 1


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ({"age0": 30, "age1": 20, "pregnant": 15}, {"age0": 30, "age1": 20}),
        ({"age0": 30, "age1": 9}, {}),
    ],
)
def test_few_people_of_a_kind_are_hidden_with_whatever_gives_them_away(
    stages: dict[str, int], expected: dict[str, int]
) -> None:
    rows = Rows()
    lesson = rows.lesson("2026-05-13 10:00", families=100)
    for stage, number in stages.items():
        rows.crowd(lesson, [f"{stage}{n}" for n in range(number)], {**FULL, "stage": stage})
    persons = primary(rows.tally().passes, survey=SURVEY, year=2026, zone=ZONE)
    shown = {one.key: one.count for one in profile(survey(), persons, "stage", 10)}
    told = {key: count for key, count in shown.items() if count is not None}
    assert set(told.items()) <= set(stages.items())
    assert {key: told.get(key) for key in expected} == {
        key: (count if told else None) for key, count in expected.items()
    }
    assert all(shown[key] is None for key, number in stages.items() if number < 10)


def test_a_kind_that_nobody_knows_stands_by_itself() -> None:
    rows = Rows()
    lesson = rows.lesson("2026-05-13 10:00", families=100)
    rows.crowd(lesson, ["a"], FULL)
    persons = primary(rows.tally().passes, survey=SURVEY, year=2026, zone=ZONE)
    assert [one.key for one in profile(survey(), persons, "stage", 10)][-1] == "other"
    unknown = profile(survey(), persons, "barrier", 10)[-1]
    assert (unknown.key, unknown.label, unknown.count) == ("", "不明", None)
    assert [one.key for one in profile(survey(), persons, "voice", 10)] == [""]


def test_reasons_need_a_plan_that_knows_the_question() -> None:
    assert pack(few()).barriers == ()
    unknown = replace(REGISTERED, plan=replace(PLAN, barrier_question="nothing"))
    assert planned(few(), plan=unknown).barriers == ()
    assert {one.count for one in strong_pack().barriers} == {None}


def test_shares_are_weighted_by_attendance() -> None:
    rows = Rows()
    small = rows.lesson("2026-05-13 10:00", families=10, course="A")
    large = rows.lesson("2026-05-14 10:00", families=90, course="B")
    rows.lesson("2026-05-15 10:00", families=None, course="B")
    aware = {**FULL, "aonico_use": "weekly", "useful": "4"}
    rows.crowd(small, [f"a{n}" for n in range(10)], aware)
    rows.crowd(large, [f"b{n}" for n in range(10)])
    counted = rows.tally()
    persons = primary(counted.passes, survey=SURVEY, year=2026, zone=ZONE)
    (indicator,) = [one for one in survey().indicators if one.key == "I1"]
    parts = lesson_parts(survey(), indicator, persons)
    found = reweighted(counted, parts, FREEZE, ZONE)
    assert found is not None
    assert found.estimate == pytest.approx(0.1)


def test_a_break_in_the_series_is_noted() -> None:
    rows = few()
    assert not any(name.startswith("version") for name, _ in pack(rows).caveats)
    counted = rows.tally()
    newer = [replace(one, row=replace(one.row, version="1.1.0")) for one in counted.passes[12:]]
    passes = [*counted.passes[:12], *newer]
    assert [version for version, _ in series_breaks(passes, ZONE)] == ["1.0.0", "1.1.0"]
    noted = dict(caveats(plan=None, zone=ZONE, collection=pack(rows).collection, passes=passes))
    assert "第1.1.0版" in noted["version_1.1.0"]
