"""Registering plans, looking every week, deciding about claims."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from handlers import ledger, plans
from handlers.ledger import DecisionRefused
from handlers.plans import PlanRefused
from surveys.analysis.levels import Level, Moment
from surveys.analysis.plan_file import built_in_source
from surveys.analysis.weeks import Week
from surveys.definition import DefinitionError
from tests.handlers.filled import Filled, filled
from tests.surveys.analysis.rows import FULL, tokyo

BEFORE = tokyo("2026-03-20 10:00")
MONDAY = tokyo("2026-11-23 09:00")
W47 = Week.parse("2026-W47")
SOURCE = built_in_source().replace("placeholders = true ", "placeholders = false")


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Filled]:
    with filled(tmp_path) as made:
        yield made


def version(number: int, since: str) -> str:
    return SOURCE.replace(
        "version = 1\nsince = 2026-04-01", f"version = {number}\nsince = {since}"
    )


def registered(centre: Filled, source: str = SOURCE, at: str = "2026-03-20 10:00") -> bool:
    """Register a plan; whether it was there already."""
    with centre.at(tokyo(at)) as work:
        return plans.register(work, source, "plan.toml").again


def awareness(centre: Filled, aware: int, others: int, lessons: int = 24) -> None:
    """A lesson on every day of October, with so many people in each."""
    for day in range(1, lessons + 1):
        lesson = centre.lesson(f"2026-10-{day:02} 10:00", aware + others)
        for number in range(aware + others):
            use = {"aonico_use": "name_only"} if number < aware else {}
            person = f"{day}-{number}"
            centre.answered(lesson, person, {**FULL, **use, "barrier": ("howto",)})


# ---- registering ----


def test_a_plan_is_registered_once(centre: Filled) -> None:
    assert not registered(centre)
    assert registered(centre, at="2026-05-01 10:00"), "the same text changes nothing"
    with centre.at(MONDAY) as work:
        held = plans.in_force(work, 2026)
        assert (held.draft, held.source, held.registered_at) == (False, SOURCE, BEFORE)
        assert not held.late(work.house.centre.timezone)
        assert len(plans.versions(work, 2026)) == 1


def test_a_plan_with_mistakes_is_not_registered(centre: Filled) -> None:
    with pytest.raises(DefinitionError):
        registered(centre, SOURCE.replace("alpha = 0.05", "alpha = 5"))


@pytest.mark.parametrize(
    ("number", "since", "why"),
    [
        (1, "2026-04-01", "write version = 3"),
        (2, "2026-06-01", "write version = 3"),
        (3, "2026-05-31", "write since = 2026-06-01 or later"),
    ],
)
def test_what_may_not_follow(centre: Filled, number: int, since: str, why: str) -> None:
    registered(centre)
    registered(centre, version(2, "2026-06-01"), "2026-05-20 10:00")
    with pytest.raises(PlanRefused, match=why):
        registered(centre, version(number, since) + "# changed\n", "2026-06-10 10:00")


def test_a_plan_does_not_change_what_was_looked_at(centre: Filled) -> None:
    registered(centre)
    with centre.at(MONDAY) as work:
        ledger.look(work, W47)
    with pytest.raises(PlanRefused, match="2026-11-23, the last look"):
        registered(centre, version(2, "2026-11-22"), "2026-11-24 10:00")
    assert not registered(centre, version(2, "2026-12-01"), "2026-11-24 10:00")
    with centre.at(tokyo("2026-11-30 09:00")) as work:
        assert plans.in_force(work, 2026).plan.version == 1
        assert plans.in_force(work, 2026, date(2026, 12, 1)).plan.version == 2


def test_without_a_plan_a_draft_stands_in(centre: Filled) -> None:
    with centre.at(MONDAY) as work:
        assert plans.in_force(work, 2026).draft
        other = plans.in_force(work, 2027)
        assert (other.draft, other.plan.fiscal_year) == (True, 2027)
        assert (other.plan.since, other.plan.frozen_on) == (date(2027, 4, 1), date(2028, 4, 30))


# ---- looking ----


def test_a_week_is_looked_at_once(centre: Filled) -> None:
    registered(centre)
    awareness(centre, 9, 1)
    with centre.at(MONDAY) as work:
        assert ledger.look(work, W47) == {"looks": 1}
    with centre.at(MONDAY) as work:
        assert ledger.look(work, W47) == {}
        first = ledger.entries(work, 2026)[0]
    assert (first.look, first.claim, first.answers) == ("2026-W47", "I1", 240)
    assert first.level == Level.E3


def test_before_the_first_look_the_rows_are_counted_as_they_are(centre: Filled) -> None:
    awareness(centre, 9, 1, lessons=2)
    with centre.at(MONDAY) as work:
        assert ledger.entries(work, 2026)[0].answers == 20
        assert ledger.history(work, 2026) == ()


@pytest.mark.parametrize(
    ("looks", "moments"),
    [
        (["2026-W38", "2026-W39", "2026-W40", "2026-W41"], "week week quarter_end week"),
        (["2026-W38", "2026-W41"], "week quarter_end"),
        (["2026-W41", "2026-W42"], "week week"),
    ],
)
def test_a_quarter_that_ended_is_decided_even_late(
    centre: Filled, looks: list[str], moments: str
) -> None:
    for name in looks:
        week = Week.parse(name)
        with centre.at(week.end(centre.house().centre.timezone)) as work:
            ledger.look(work, week)
    with centre.at(MONDAY) as work:
        found = {entry.look: entry.moment for entry in ledger.history(work, 2026)}
    assert " ".join(found.values()) == moments


def test_freezes_are_looks_of_their_own(centre: Filled) -> None:
    registered(centre)
    names = []
    for day, week in (
        ("2027-02-01 09:00", "2027-W04"),
        ("2027-02-08 09:00", "2027-W05"),
        ("2027-05-03 09:00", "2027-W17"),
        ("2027-05-10 09:00", "2027-W18"),
    ):
        with centre.at(tokyo(day)) as work:
            names.append(ledger.look(work, Week.parse(week))["looks"])
    with centre.at(tokyo("2027-05-10 10:00")) as work:
        history = ledger.history(work, 2026)
    assert names == [2, 1, 2, 1]
    looks = list(dict.fromkeys(entry.look for entry in history))
    assert looks == ["2027-W04", "draft", "2027-W05", "freeze"]
    assert {entry.moment for entry in history if entry.look == "freeze"} == {Moment.FREEZE}


def test_a_crossing_is_remembered_from_look_to_look(centre: Filled) -> None:
    registered(centre)
    awareness(centre, 9, 1)
    for monday, week in ((MONDAY, W47), (tokyo("2026-11-30 09:00"), Week.parse("2026-W48"))):
        with centre.at(monday) as work:
            ledger.look(work, week)
            assert ledger.entries(work, 2026)[0].crossed


# ---- deciding ----


def confirmed(centre: Filled) -> None:
    registered(centre)
    awareness(centre, 9, 1)
    with centre.at(MONDAY) as work:
        ledger.look(work, W47)


def test_a_confirmed_claim_is_approved(centre: Filled) -> None:
    confirmed(centre)
    with centre.at(MONDAY) as work:
        assert ledger.approve(work, 2026, "I1", "hana").approved_by == "hana"
    with centre.at(MONDAY) as work:
        assert ledger.entries(work, 2026)[0].approved_by == "hana"
        assert ledger.history(work, 2026)[0].approved_by is None, "looks are not rewritten"


def test_a_level_is_lowered_with_a_reason(centre: Filled) -> None:
    confirmed(centre)
    with centre.at(MONDAY) as work:
        assert ledger.lower(work, 2026, "I1", Level.E2, "hana", "偏り").level == Level.E2
    with centre.at(MONDAY) as work:
        shown = ledger.entries(work, 2026)[0]
    assert (shown.level, shown.evaluated, shown.lowered_why) == (Level.E2, Level.E3, "偏り")


def test_what_may_not_be_decided(centre: Filled) -> None:
    confirmed(centre)

    with centre.at(MONDAY) as work:
        for claim in ("I3", "I9"):
            with pytest.raises(DecisionRefused):
                ledger.approve(work, 2026, claim, "hana")
        for level in (Level.E3, Level.E4, Level.U):
            with pytest.raises(DecisionRefused):
                ledger.lower(work, 2026, "I1", level, "hana", "no")
        ledger.lower(work, 2026, "I1", Level.E1, "hana", "偏り")
        with pytest.raises(DecisionRefused):
            ledger.lower(work, 2026, "I1", Level.E2, "hana", "up again")
