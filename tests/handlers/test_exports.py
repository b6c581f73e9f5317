"""Export and evidence, from what is stored."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.evidence import gather
from handlers.exports import respondent_level
from surveys.analysis.export import Export
from surveys.analysis.pack_model import Pack
from surveys.response import Status
from tests.handlers.filled import Filled, filled
from tests.surveys.analysis.rows import FULL, tokyo

NOW = tokyo("2026-11-22 12:00")


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Filled]:
    with filled(tmp_path) as made:
        yield made


def exported(centre: Filled, year: int | None = None, key: bytes = b"a key") -> Export:
    with centre.at(NOW) as work:
        return respondent_level(work, year, key)


def gathered(centre: Filled, year: int) -> Pack:
    with centre.at(NOW) as work:
        return gather(work, year)


def two_years(centre: Filled) -> None:
    """One answer on the last day of a fiscal year, two on the first day of the next."""
    march = centre.lesson("2026-03-31 10:00", families=3)
    april = centre.lesson("2026-04-01 10:00", families=3)
    centre.answered(march, "anna", FULL)
    centre.answered(april, "anna", FULL)
    centre.answered(april, "berta", {**FULL, "aonico_use": "weekly"}, remark="＝よかった")


@pytest.mark.parametrize(
    ("year", "responses", "answers", "lessons"),
    [(None, 3, 19, 2), (2025, 1, 6, 1), (2026, 2, 13, 1), (2024, 0, 0, 0)],
)
def test_a_fiscal_year_or_everything(
    centre: Filled, year: int | None, responses: int, answers: int, lessons: int
) -> None:
    two_years(centre)
    found = exported(centre, year)
    assert len(found.responses.rows) == responses
    assert len(found.answers.rows) == answers
    assert len(found.lessons.rows) == lessons
    assert found.codebook.rows  # the newest questionnaire is explained in any case


def test_no_id_of_a_person_or_response_leaves_the_house(centre: Filled) -> None:
    lesson = centre.lesson("2026-11-18 10:00", families=3)
    response = centre.answered(lesson, "anna", FULL)
    everything = repr(exported(centre).sheets)
    assert "anna" not in everything
    assert response.id not in everything
    assert exported(centre) == exported(centre)
    assert exported(centre).responses != exported(centre, key=b"another").responses


def test_an_erased_person_is_in_no_sheet(centre: Filled) -> None:
    two_years(centre)
    with centre.at(NOW) as work:
        work.uow.respondents.erase("berta")
    found = exported(centre, 2026)
    assert len(found.responses.rows) == 1
    assert "よかった" not in repr(found.answers)
    assert [row[-2:] for row in found.lessons.rows] == [(1, 1)]


def test_a_withdrawn_response_keeps_no_answer(centre: Filled) -> None:
    lesson = centre.lesson("2026-11-18 10:00", families=3)
    centre.answered(lesson, "anna", {}, status=Status.WITHDRAWN)
    found = exported(centre)
    (row,) = found.responses.rows
    assert "withdrawn" in row
    assert found.answers.rows == ()


def test_evidence_is_that_of_the_year_asked_for(centre: Filled) -> None:
    two_years(centre)
    claim = gathered(centre, 2026).claims[0]
    assert (claim.id, claim.record["numerator"], claim.record["denominator"]) == ("S1c", 2, 3)
    assert "１回の講座で２件の回答を得て" in claim.sentence.text
    assert gathered(centre, 2025).respondents == 1
    assert all(claim.kind is not None for claim in gathered(centre, 2024).claims)


def test_evidence_does_not_change_while_the_rows_stay(centre: Filled) -> None:
    two_years(centre)
    before = gathered(centre, 2026)
    assert gathered(centre, 2026) == before
    with centre.at(NOW) as work:
        work.uow.respondents.erase("berta")
    after = gathered(centre, 2026)
    assert after.claims[0].record["rows_sha256"] != before.claims[0].record["rows_sha256"]
