"""Follow-ups counted: in the fiscal year of their lesson, and apart from the first wave."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from handlers.digest_notices import notices
from handlers.digests import of_week
from handlers.exports import respondent_level
from handlers.followed import FollowedUp
from surveys.analysis.sheets import Sheet
from surveys.analysis.weeks import Week
from surveys.quota import Metered
from tests.handlers.filled import filled
from tests.handlers.follow_ups import DUE, FIRST, answered, asked, counted, later
from tests.handlers.parents import Parents
from tests.surveys.analysis.rows import tokyo


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Parents]:
    with filled(tmp_path) as made:
        yield Parents(filled=made)


def test_it_belongs_to_the_fiscal_year_of_its_lesson(centre: Parents) -> None:
    answered(centre, "hana", centre.filled.lesson("2027-03-24 10:00", 10))
    april = tokyo("2027-04-21 11:00")
    assert asked(centre, april) == ["hana"]
    centre.say("hana", "5", april)
    assert "ありがとう" in centre.say("hana", "つぎへ", april)
    assert counted(centre, april) == FollowedUp(due=1, invited=1, answered=1, given_up=0)
    assert counted(centre, april, 2027) == FollowedUp(due=0, invited=0, answered=0, given_up=0)
    with centre.at(april) as work:
        exports = {year: respondent_level(work, year, b"k" * 32) for year in (2026, 2027)}
    assert waves(exports[2026].responses) == ["w1", "w2"]
    assert waves(exports[2026].answers)[-1] == "w2"
    assert waves(exports[2027].responses) == waves(exports[2027].answers) == []


def waves(sheet: Sheet) -> list[object]:
    """The column of waves."""
    names = [column.name for column in sheet.columns]
    return [row[names.index("wave")] for row in sheet.rows]


def test_the_digest_counts_the_first_wave_only(centre: Parents) -> None:
    answered(centre, "hana", centre.filled.lesson(FIRST, 10))
    week = Week.parse("2026-W43")
    before = centre.do(lambda work: of_week(work, week), DUE)
    asked(centre)
    centre.say("hana", "5", later(days=1))
    centre.say("hana", "つぎへ", later(days=1))
    after = centre.do(lambda work: of_week(work, week), DUE)
    assert (before.opened, before.completed, before.response_rate) == (1, 1, 0.1)
    assert (after.opened, after.completed, after.response_rate) == (1, 1, 0.1)


def test_the_digest_counts_those_that_become_due_within_a_week(centre: Parents) -> None:
    soon = centre.filled.lesson("2026-10-24 10:00", 10)  # due on Saturday
    answered(centre, "hana", soon)
    answered(centre, "on telegram", soon, "telegram")  # costs nothing there
    answered(centre, "in two weeks", centre.filled.lesson("2026-11-04 10:00", 10))
    with centre.filled.at(tokyo("2026-11-18 12:00")) as work:
        metered = replace(work.house.centre, metered=(Metered(channel="line", budget=0),))
        told = notices(
            replace(work, house=replace(work.house, centre=metered)), Week.parse("2026-W46")
        )
    assert (told.left, told.follow_ups) == (0, 1)
