"""A plan fixed after the answers confirms nothing; courses that may have been renamed."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from surveys.analysis.levels import Level
from surveys.analysis.pack_annex import annex
from surveys.analysis.plan import Registered, rule_of
from surveys.analysis.renamed_courses import renamed_courses
from tests.surveys.analysis.examples import FREEZE, looked, registered, strong
from tests.surveys.analysis.pack_entries import REGISTERED, planned, strong_pack
from tests.surveys.analysis.rows import Rows, tokyo
from tests.surveys.analysis.years import few, pack


def middle(share: float) -> datetime:
    """A moment after which at most this share of the answers was completed."""
    moments = sorted(row.completed_at for row in strong().responses if row.completed_at)
    return moments[int(len(moments) * (1 - share))]


def fixed(moment: datetime) -> Registered:
    """The plan of the examples, registered at this moment."""
    return replace(registered(), registered_at=moment)


@pytest.mark.parametrize(
    ("moment", "level"),
    [
        (tokyo("2026-03-31 10:00"), Level.E3),
        (tokyo("2026-06-30 23:59"), Level.E3),
        (middle(0.7), Level.E3),
        (middle(0.3), Level.E2),
        (FREEZE - timedelta(seconds=1), Level.E2),
    ],
)
def test_a_plan_confirms_only_what_came_after_it(moment: datetime, level: Level) -> None:
    assert looked(strong(), by=fixed(moment))["I1"].level is level


def test_a_later_version_that_keeps_a_rule_keeps_its_day() -> None:
    late = fixed(FREEZE - timedelta(seconds=1))
    claim = late.plan.claim("I1")
    kept = replace(late, first_fixed={rule_of(late.plan, claim): tokyo("2026-03-31 10:00")})
    found = looked(strong(), by=kept)
    assert (found["I1"].level, found["I4"].crossed) == (Level.E3, False)


def test_a_look_before_the_registration_never_counts() -> None:
    moment = tokyo("2026-06-30 10:00")
    early = replace(looked(strong())["I1"], look="Q1", crossed=True, information=1.0)
    for looked_at, over in ((moment - timedelta(seconds=1), False), (moment, True)):
        before = replace(early, crossed=False, looked_at=looked_at)
        found = looked(strong(), by=fixed(moment), earlier=[before])["I1"]
        assert found.crossed is not over, "the look that fulfils the plan is the last"


@pytest.mark.parametrize(
    ("plan", "words", "noted"),
    [
        (REGISTERED, "年度の始めに登録した", False),
        (fixed(tokyo("2026-06-01 09:00")), "令和８年６月１日に登録した", False),
        (fixed(tokyo("2026-07-01 00:00")), "令和８年７月１日に登録した", True),
        (replace(REGISTERED, draft=True), "計画の案（未登録）にある", False),
    ],
)
def test_the_report_says_when_the_plan_was_fixed(
    plan: Registered,
    words: str,
    noted: bool,  # noqa: FBT001 - a column of the table
) -> None:
    made = planned(few(), plan=replace(plan, plan=REGISTERED.plan))
    assert annex(made)["fixed"] == words
    assert ("plan_after_quarter" in dict(made.caveats)) is noted


def test_a_renamed_course_is_noted_in_the_draft() -> None:
    rows = few()
    for name, days in (("ヨガ", LESSONS), ("親子ヨガ", ("04-28", "05-05", "05-12"))):
        for day in days:
            rows.lesson(f"2026-{day} 10:00", course=name)
    notes = {one.claim: one.text for one in pack(rows).draft.notes}
    assert "変わった可能性がある：" in notes["course_renamed"]
    assert "ヨガ→親子ヨガ（別の講座として集計）" in notes["course_renamed"]
    assert "course_renamed" not in dict(strong_pack().caveats)


LESSONS = ("04-07", "04-14", "04-21")


@pytest.mark.parametrize(
    ("old", "new", "noted"),
    [
        (LESSONS, ("04-28", "05-05", "05-12"), True),
        (LESSONS, ("06-16", "06-23", "06-30"), True),  # eight weeks
        (LESSONS, ("06-17", "06-24", "07-01"), False),
        (LESSONS, ("04-20", "04-28", "05-05"), False),  # they overlap
        (LESSONS, ("04-28", "05-05"), False),
        (LESSONS[1:], ("04-28", "05-05", "05-12"), False),
    ],
)
def test_a_course_that_begins_as_another_ends(
    old: tuple[str, ...],
    new: tuple[str, ...],
    noted: bool,  # noqa: FBT001 - a column of the table
) -> None:
    rows = Rows()
    for name, days in (("ヨガ", old), ("親子ヨガ", new)):
        for day in days:
            rows.lesson(f"2026-{day} 10:00", course=name)
    rows.lesson("2026-04-25 10:00", course="ヨガ", status="not_held")
    assert list(renamed_courses(rows.lessons)) == ([("ヨガ", "親子ヨガ")] if noted else [])
