"""Entries of the ledger from rows: whatever the rows are like, less is claimed and never more."""

import random
from dataclasses import replace
from typing import Any

import pytest
from typing_extensions import override

from surveys.analysis.claim_sentences import sentence_for
from surveys.analysis.ledger import Entry
from surveys.analysis.ledger_json import entry_from, entry_json
from surveys.analysis.levels import Kind, Level, Moment
from surveys.analysis.plan import Plan, PlannedClaim
from surveys.analysis.sentences import Sentence
from tests.surveys.analysis.examples import (
    FREEZE,
    looked,
    plan,
    registered,
    strong,
    weak,
)
from tests.surveys.analysis.rows import FULL, Rows, tokyo

USER = {**FULL, "aonico_use": "weekly", "useful": "4", "timely": "5"}


def changed(rows: Rows, **changes: Any) -> Rows:
    """The rows with every lesson changed."""
    lessons = [replace(row, **changes) for row in rows.lessons]
    return Rows(lessons=lessons, responses=rows.responses, answers=rows.answers)


def with_claim(**claim: Any) -> Plan:
    """A plan of one claim."""
    usual: dict[str, Any] = {"id": "X", "goal": 1, "name": "n", "answer": "a"}
    return replace(plan(), claims=(PlannedClaim(**(usual | claim)),))


@pytest.mark.parametrize("seed", range(3))
def test_shuffled_and_doubled_rows_give_the_same_entries(seed: int) -> None:
    rows = strong()
    drawn = random.Random(seed)  # noqa: S311 - order only
    mixed = Rows(
        lessons=drawn.sample(rows.lessons * 2, 2 * len(rows.lessons)),
        responses=drawn.sample(rows.responses * 2, 2 * len(rows.responses)),
        answers=drawn.sample(rows.answers * 2, 2 * len(rows.answers)),
    )
    assert repr(looked(mixed)) == repr(looked(rows))


def test_the_same_hash_gives_the_same_sentence_and_one_answer_another_hash() -> None:
    def told(rows: Rows) -> dict[str, tuple[str, Sentence]]:
        held = plan()
        return {
            claim: (entry.inputs_sha256, sentence_for(entry, held))
            for claim, entry in looked(rows).items()
        }

    before = told(weak())
    assert told(weak()) == before
    one = next(row for row in weak().answers if (row.question, row.choice) == ("timely", "5"))
    answers = [replace(one, choice="2") if row is one else row for row in weak().answers]
    after = told(Rows(lessons=weak().lessons, responses=weak().responses, answers=answers))
    assert after["I4"][0] != before["I4"][0]
    assert after["I3"] == before["I3"], "what nobody changed stays"


@pytest.mark.parametrize("entry", looked(strong()).values(), ids=lambda entry: entry.claim)
def test_an_entry_survives_json(entry: Entry) -> None:
    approved = replace(entry, approved_by="m", approved_at=FREEZE)
    for one in (entry, approved):
        assert entry_from(entry_json(one)) == one


def test_a_look_kept_before_the_rates_were_written_can_be_read() -> None:
    written = entry_json(looked(strong())["I4"])
    for later in ("rr1", "rr2", "rated", "equal_odds", "strata"):
        del written[later]
    read = entry_from(written)
    assert (read.rr1, read.rated, read.equal_odds, read.strata) == (None, None, None, ())


# ---- bad input ----


@pytest.mark.parametrize(
    ("counted", "levels"),
    [
        (286, {"I1": "E3", "I4": "E3"}),
        (260, {"I1": "E3", "I4": "E3"}),
        (200, {"I1": "E1", "I4": "E1"}),
        (12, {"I1": "E1", "I4": "E1"}),
        (0, {"I1": "E0", "I4": "E0"}),
    ],
)
@pytest.mark.parametrize("families", [None, 0], ids=["unknown", "smaller than the answers"])
def test_missing_attendance_never_raises_a_level(
    counted: int, levels: dict[str, str], families: int | None
) -> None:
    rows = strong()
    answered = {row.lesson for row in rows.responses if row.wave == "w1"}
    lessons = [
        replace(row, families=families)
        if (row.lesson in answered and place >= counted) or not counted
        else row
        for place, row in enumerate(rows.lessons)
    ]
    found = looked(Rows(lessons=lessons, responses=rows.responses, answers=rows.answers))
    assert {claim: str(found[claim].level) for claim in levels} == levels


def test_nobody_answered() -> None:
    for entry in looked(Rows()).values():
        assert (entry.level, entry.answers, entry.estimate) == (Level.E0, 0, None)


def test_one_lesson_only() -> None:
    rows = Rows()
    lesson = rows.lesson("2026-05-11 10:00", families=200)
    rows.crowd(lesson, (f"u{n}" for n in range(60)), USER)
    rows.crowd(lesson, (f"o{n}" for n in range(60)))
    assert {entry.level for entry in looked(rows).values()} == {Level.E0}


@pytest.mark.parametrize("families", [None, 1], ids=["unknown", "smaller than the answers"])
def test_without_a_response_rate_nothing_is_said(families: int | None) -> None:
    entries = looked(changed(strong(), families=families)).values()
    assert not any(entry.response_rate or entry.rr1 for entry in entries)
    assert {entry.level for entry in entries} <= {Level.E0, Level.E1}


def test_a_course_renamed_in_mid_year_claims_no_more() -> None:
    rows = strong()
    middle = tokyo("2026-10-01 00:00")

    def renamed(row: Any, start: Any) -> Any:
        return replace(row, course=f"新{row.course}") if start >= middle else row

    after = Rows(
        lessons=[renamed(row, row.starts_at) for row in rows.lessons],
        responses=[renamed(row, row.lesson_starts_at) for row in rows.responses],
        answers=rows.answers,
    )
    before, now = looked(rows), looked(after)
    assert now["I4"].courses_counted > before["I4"].courses_counted
    assert all(now[claim].level == entry.level for claim, entry in before.items())


def test_a_version_changed_in_mid_year_shows_as_a_break() -> None:
    rows = weak()
    assert not looked(rows)["I1"].series_break
    half = len(rows.responses) // 2
    tally = rows.tally()
    passes = tuple(
        replace(one, row=replace(one.row, version="1.1.0")) if place >= half else one
        for place, one in enumerate(tally.passes)
    )

    class Changed(Rows):
        @override
        def tally(self) -> Any:
            return replace(tally, passes=passes)

    entry = looked(Changed())["I1"]
    assert entry.versions == ("1.0.0", "1.1.0")
    assert entry.series_break
    assert entry.part == looked(rows)["I1"].part


def test_a_version_that_never_asked_a_question_is_no_part_of_its_base() -> None:
    rows = Rows()
    lesson = rows.lesson("2026-05-11 10:00")
    rows.answered(lesson, "anna", USER)
    rows.answered(lesson, "berta", USER)
    tally = rows.tally()
    old = replace(
        tally.passes[0],
        row=replace(tally.passes[0].row, version="0.9.0"),
        asked=("stage", "route"),
    )

    class Older(Rows):
        @override
        def tally(self) -> Any:
            return replace(tally, passes=(old, *tally.passes[1:]))

    assert looked(Older())["I1"].answers == 1


def test_people_erased_between_two_looks() -> None:
    rows = strong()
    first = looked(rows, look="2026-W40", moment=Moment.WEEK, now=tokyo("2026-10-05 09:00"))
    gone = {f"p{course}-{n}" for course in range(4) for n in range(60)}
    kept = [row for row in rows.responses if row.respondent not in gone]
    left = Rows(lessons=rows.lessons, responses=kept, answers=rows.answers)
    after = looked(left, earlier=tuple(first.values()))
    assert after["I1"].answers == 400
    assert after["I1"].information < 1
    assert after["I1"].crossed, "it was crossed while they were there"


def test_a_stage_that_nobody_knows_is_a_stratum_of_its_own() -> None:
    rows = Rows()
    lesson = rows.lesson("2026-05-11 10:00")
    unknown = {key: value for key, value in USER.items() if key != "stage"}
    rows.answered(lesson, "anna", unknown, profile={"stage": "age1"})
    assert looked(rows)["I4"].part.total == 1


def test_an_indicator_that_the_survey_does_not_know() -> None:
    held = with_claim(indicator="gone", kind=Kind.REACH)
    entry = looked(weak(), by=registered(held))["X"]
    assert (entry.level, entry.answers) == (Level.E0, 0)


def test_an_exposure_that_the_survey_does_not_know_compares_nobody() -> None:
    held = with_claim(indicator="I4", kind=Kind.ASSOCIATION, exposure="gone")
    assert looked(weak(), by=registered(held))["X"].answers == 0


def test_an_effect_is_never_read_from_who_uses_the_app() -> None:
    held = with_claim(indicator="I10", kind=Kind.EFFECT, exposure="I2")
    entry = looked(strong(), by=registered(held))["X"]
    assert (entry.level, entry.estimate) == (Level.E0, None)
    assert entry.answers > 100


def test_a_follow_up_without_its_first_answer_compares_nobody() -> None:
    rows = Rows()
    lesson = rows.lesson("2026-05-11 10:00")
    rows.answered(lesson, "anna", {"fu_action": ("center",)}, wave="w2")
    entries = looked(rows)
    assert entries["I7a"].answers == 0
    assert entries["I7a"].response_rate is None


def test_strata_that_do_not_agree_are_named() -> None:
    rows = Rows()
    for course, users in (("A", "5"), ("B", "2")):
        lesson = rows.lesson("2026-05-11 10:00", families=90, course=course)
        for timely in ("5", "2"):
            many, few = (20, 5) if timely == users else (5, 20)
            chosen = {**USER, "timely": timely}
            rows.crowd(lesson, [f"{course}u{timely}{n}" for n in range(many)], chosen)
            chosen = {**FULL, "timely": timely}
            rows.crowd(lesson, [f"{course}o{timely}{n}" for n in range(few)], chosen)
    entry = looked(rows)["I4"]
    assert (entry.equal_odds, entry.strata) == (0.0, ("A/age0", "B/age0"))


def test_a_share_without_a_target_is_for_reference() -> None:
    held = with_claim(indicator="I1", kind=Kind.REACH)
    assert looked(strong(), by=registered(held))["X"].level == Level.E1


# ---- the plan ----


def test_nothing_is_confirmed_under_a_plan_that_nobody_registered() -> None:
    drafted = looked(strong(), by=registered(draft=True))
    assert looked(strong())["I1"].level == Level.E3
    assert drafted["I1"].level == Level.E2
    assert drafted["I1"].draft
    assert not any(entry.crossed for entry in drafted.values())


def test_a_larger_cell_is_asked_for_by_plan_or_setting() -> None:
    held = plan()
    wide = replace(held, cell_public=200)
    assert looked(strong(), by=registered(held))["I1"].level == Level.E3
    assert looked(strong(), by=registered(wide))["I1"].level == Level.E0
