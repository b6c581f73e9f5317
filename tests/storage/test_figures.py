"""Rows for counting: complete, ordered, and read in a constant number of statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from storage.database import SqlStore
from surveys import figures
from surveys.response import Status
from tests.storage.samples import (
    NOW,
    SKIP,
    add_collector,
    add_lesson,
    add_response,
    answered,
    at,
    chose,
    response,
    wrote,
)


@contextmanager
def statements(store: SqlStore) -> Iterator[list[str]]:
    """The SELECTs sent while the block runs."""
    sent: list[str] = []

    def note(*arguments: Any) -> None:
        if arguments[2].startswith("SELECT"):
            sent.append(arguments[2])

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


def test_lessons_with_and_without_a_collector(store: SqlStore) -> None:
    with store.begin() as uow:
        add_lesson(uow, 2, families=12, people=27)
        add_collector(uow, 1)
        add_lesson(uow, 3)
    with store.look() as uow:
        rows = uow.figures.lessons(at(60), at(180))
    same = {"course": "ハローベビークラス", "place": "わくわく広場", "status": "scheduled"}
    assert rows == [
        figures.LessonRow(
            lesson="l1",
            starts_at=at(60),
            ends_at=at(150),
            families=None,
            people=None,
            collector="k1",
            opened_at=at(150),
            **same,
        ),
        figures.LessonRow(
            lesson="l2",
            starts_at=at(120),
            ends_at=at(210),
            families=12,
            people=27,
            collector=None,
            opened_at=None,
            **same,
        ),
    ]


def test_every_field_of_a_response(store: SqlStore) -> None:
    with store.begin() as uow:
        add_collector(uow)
        add_response(
            uow,
            status=Status.COMPLETED,
            short=True,
            consent="all",
            profile={"child_age": "0"},
            started_at=at(1),
            completed_at=at(2),
        )
        rows = uow.figures.responses(at(60), at(61))
    assert rows == [
        figures.ResponseRow(
            response="r1",
            respondent="p1",
            lesson="l1",
            course="ハローベビークラス",
            lesson_starts_at=at(60),
            survey="aonico-core",
            version="1",
            wave="w1",
            mode="line",
            language="ja",
            status="completed",
            short=True,
            consent="all",
            profile={"child_age": "0"},
            created_at=NOW,
            started_at=at(1),
            completed_at=at(2),
        )
    ]


@pytest.fixture
def answered_store(store: SqlStore) -> SqlStore:
    """Three lessons; the responses of the first two are r1 to r4, of the third r5."""
    with store.begin() as uow:
        for number in (2, 1, 3):
            add_collector(uow, number)
        add_response(uow, 1, collector="k2", created_at=at(5))
        add_response(uow, 2, created_at=at(9))
        add_response(uow, 4, created_at=at(8))
        add_response(uow, 3, created_at=at(8))
        add_response(uow, 5, collector="k3")
        for number, answers in {
            1: [chose("q1", "yes")],
            2: [chose("q2", "web", "aonico", minute=2), wrote("q1", "thanks", minute=3)],
            3: [chose("q1", SKIP)],
            4: [chose("q1", "yes"), wrote("q7", "hasty")],
            5: [chose("q1", "yes")],
        }.items():
            before = uow.responses.get(f"r{number}")
            uow.responses.save(answered(before, *answers), source=f"m{number}")
        changed = uow.responses.get("r4")
        uow.responses.save(
            answered(changed, chose("q1", "no", revision=2), wrote("q7", "hasty")), source="m4b"
        )
        uow.responses.blank_remark("line", "m4")
    return store


def test_responses_by_lesson_creation_and_id(answered_store: SqlStore) -> None:
    with answered_store.look() as uow:
        rows = uow.figures.responses(at(60), at(180))
    assert [row.response for row in rows] == ["r3", "r4", "r2", "r1"]


def test_newest_answers_one_row_for_each_choice_or_remark(answered_store: SqlStore) -> None:
    with answered_store.look() as uow:
        rows = uow.figures.answers(at(60), at(180))
    assert [(row.response, row.question, row.choice, row.text) for row in rows] == [
        ("r3", "q1", "skipped", None),
        ("r4", "q1", "no", None),
        ("r2", "q1", None, "thanks"),
        ("r2", "q2", "web", None),
        ("r2", "q2", "aonico", None),
        ("r1", "q1", "yes", None),
    ]
    assert rows[2].answered_at == at(3)


def test_a_withdrawn_response_is_counted_and_has_no_answers(answered_store: SqlStore) -> None:
    with answered_store.begin() as uow:
        before = uow.responses.get("r2")
        uow.responses.save(answered(before, status=Status.WITHDRAWN), source=None)
        responses = uow.figures.responses(at(60), at(120))
        answers = uow.figures.answers(at(60), at(120))
    assert [(row.response, row.status) for row in responses] == [
        ("r3", "started"),
        ("r4", "started"),
        ("r2", "withdrawn"),
    ]
    assert {row.response for row in answers} == {"r3", "r4"}


def test_the_number_of_statements_does_not_grow(answered_store: SqlStore) -> None:
    def count() -> list[int]:
        counts = []
        with answered_store.look() as uow:
            for read in (uow.figures.lessons, uow.figures.responses, uow.figures.answers):
                with statements(answered_store) as sent:
                    read(at(0), at(6000))
                counts.append(len(sent))
        return counts

    before = count()
    with answered_store.begin() as uow:
        for number in range(10, 15):
            add_collector(uow, number)
            add_response(uow, number, collector=f"k{number}")
            uow.responses.save(
                answered(response(number, collector=f"k{number}"), chose("q1", "yes")), source=None
            )
    assert before == count() == [1, 1, 2]
