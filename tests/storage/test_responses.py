"""A response comes back as it was saved, and nothing that was ever answered is overwritten."""

from dataclasses import replace

import pytest
from sqlmodel import Session, col, select

from storage.database import SqlStore
from storage.tables import AnswerRow, ConsentRow, RemarkRow
from surveys.model import Language
from surveys.response import Answer, Response, Status
from tests.storage.samples import (
    NOW,
    SKIP,
    add_collector,
    add_response,
    answered,
    at,
    chose,
    response,
    wrote,
)


@pytest.fixture
def first(store: SqlStore) -> Response:
    with store.begin() as uow:
        add_collector(uow)
        return add_response(uow)


def save(store: SqlStore, changed: Response, source: str | None = None) -> None:
    """Save, and hold what comes back to what was saved."""
    with store.begin() as uow:
        uow.responses.save(changed, source=source)
        assert uow.responses.get(changed.id) == changed
    with store.look() as uow:
        assert uow.responses.get(changed.id) == changed


def revisions(store: SqlStore, question: str) -> list[tuple[int, object, bool]]:
    """Revision, value and whether it is the newest, of one question of all responses."""
    with Session(store.engine) as session:
        answers = session.exec(select(AnswerRow).where(AnswerRow.question == question)).all()
        remarks = session.exec(select(RemarkRow).where(RemarkRow.question == question)).all()
    rows = [
        *((row.revision, list(row.choices), row.newest) for row in answers),
        *((row.revision, row.text, row.newest) for row in remarks),
    ]
    return sorted(rows, key=lambda row: row[0])


def test_every_field_is_kept(store: SqlStore, first: Response) -> None:
    full = answered(
        first,
        chose("q1", "aonico", "paper", minute=1),
        wrote("q7", "また来たいです\nありがとう 🎈", minute=2),
        mode="telegram",
        language=Language.ZH,
        status=Status.COMPLETED,
        at="q7",
        consent="all",
        ticked=("a", "b"),
        orders={"q1": ("paper", "aonico"), "q2": ()},
        profile={"child_age": "0"},
        short=True,
        started_at=at(1),
        completed_at=at(2),
        moved_at=at(3),
        closes_at=at(4),
    )
    save(store, full)


def test_a_new_response_brings_its_answers(store: SqlStore, first: Response) -> None:
    with store.begin() as uow:
        uow.respondents.add("p2", NOW)
        imported = answered(response(2), chose("q1", "yes"), mode="paper")
        uow.responses.add(imported)
        assert uow.responses.get("r2") == imported


@pytest.mark.parametrize(
    ("turns", "kept"),
    [
        pytest.param(
            [[chose("q1", "yes")]],
            [(1, ["yes"], True)],
            id="answered once",
        ),
        pytest.param(
            [[chose("q1", "yes")], [chose("q1", "yes"), chose("q2", "no")]],
            [(1, ["yes"], True)],
            id="another question answered",
        ),
        pytest.param(
            [[chose("q1", "yes")], [chose("q1", "no", revision=2, minute=1)]],
            [(1, ["yes"], False), (2, ["no"], True)],
            id="changed",
        ),
        pytest.param(
            [[chose("q1", "yes")], []],
            [(1, ["yes"], False)],
            id="dropped",
        ),
        pytest.param(
            [[chose("q1", "yes")], [], [chose("q1", "yes")]],
            [(1, ["yes"], False), (2, ["yes"], True)],
            id="dropped and given again: the engine counts from 1, the rows do not",
        ),
        pytest.param(
            [[chose("q1", "a")], [], [chose("q1", "b")], [chose("q1", "c", revision=2)]],
            [(1, ["a"], False), (2, ["b"], False), (3, ["c"], True)],
            id="dropped, given again, changed",
        ),
        pytest.param(
            [[wrote("q1", "good")], [chose("q1", SKIP, revision=2)]],
            [(1, "good", False), (2, ["skipped"], True)],
            id="written, then skipped",
        ),
        pytest.param(
            [[chose("q1", SKIP)], [wrote("q1", "good", revision=2)]],
            [(1, ["skipped"], False), (2, "good", True)],
            id="skipped, then written",
        ),
    ],
)
def test_revisions(
    store: SqlStore,
    first: Response,
    turns: list[list[Answer]],
    kept: list[tuple[int, object, bool]],
) -> None:
    for answers in turns:
        save(store, answered(first, *answers))
    assert revisions(store, "q1") == kept


def test_answers_come_in_the_order_in_which_they_were_given(
    store: SqlStore, first: Response
) -> None:
    save(store, answered(first, chose("q3", "a", minute=1), wrote("q1", "b", minute=2)))
    with store.look() as uow:
        assert list(uow.responses.get("r1").answers) == ["q3", "q1"]


def test_a_withdrawn_response_keeps_no_answer(store: SqlStore, first: Response) -> None:
    save(store, answered(first, chose("q1", "yes"), wrote("q7", "secret")))
    save(store, answered(first, chose("q1", "no", revision=2)))
    save(store, answered(first, status=Status.WITHDRAWN))
    assert revisions(store, "q1") == revisions(store, "q7") == []


@pytest.mark.parametrize(
    ("channel", "message", "blanked"),
    [("line", "m7", True), ("line", "m8", False), ("telegram", "m7", False)],
)
def test_a_remark_goes_with_its_message(
    store: SqlStore, first: Response, channel: str, message: str, *, blanked: bool
) -> None:
    said = answered(first, wrote("q7", "hasty words"))
    save(store, said, source="m7")
    with store.begin() as uow:
        assert uow.responses.blank_remark(channel, message) is blanked
        assert uow.responses.blank_remark(channel, message) is False
        after = uow.responses.get("r1").answers["q7"]
    assert after == (chose("q7", SKIP) if blanked else wrote("q7", "hasty words"))


def test_a_remark_taken_back_stays_so_in_later_turns(store: SqlStore, first: Response) -> None:
    save(store, answered(first, wrote("q7", "hasty words")), source="m7")
    with store.begin() as uow:
        uow.responses.blank_remark("line", "m7")
        again = uow.responses.get("r1")
    save(store, replace(again, answers={**again.answers, "q1": chose("q1", "yes")}))
    assert revisions(store, "q7") == [(1, None, True)]


def test_an_older_revision_of_a_remark_is_taken_back_too(store: SqlStore, first: Response) -> None:
    save(store, answered(first, wrote("q7", "hasty words")), source="m7")
    save(store, answered(first, wrote("q7", "calm words", revision=2)), source="m8")
    with store.begin() as uow:
        assert uow.responses.blank_remark("line", "m7")
    assert revisions(store, "q7") == [(1, None, False), (2, "calm words", True)]


def test_one_response_for_respondent_collector_and_wave(store: SqlStore, first: Response) -> None:
    follow_up = replace(first, id="r1b", wave="w2", moved_at=at(-1), created_at=at(-1))
    with store.begin() as uow:
        with pytest.raises(KeyError):
            uow.responses.add(replace(first, id="r9"))
        uow.responses.add(follow_up)
        assert uow.responses.find("p1", "k1") == first
        assert uow.responses.find("p1", "k2") is None
        assert uow.responses.find("p2", "k1") is None


def test_the_latest_response_is_the_one_that_moved_last(store: SqlStore, first: Response) -> None:
    with store.begin() as uow:
        add_collector(uow, 2)
        second = replace(first, id="r2", collector="k2", moved_at=at(1))
        uow.responses.add(second)
        assert uow.responses.latest("p1") == second
        moved = replace(first, moved_at=at(2))
        uow.responses.save(moved, source=None)
        assert uow.responses.latest("p1") == moved
        assert uow.responses.latest("p2") is None


def test_what_was_agreed_to_is_recorded(store: SqlStore, first: Response) -> None:
    with store.begin() as uow:
        uow.responses.consent("r1", "all", "aonico-core", "1", at(1))
        uow.responses.consent("r1", "numbers_only", "aonico-core", "1", at(2))
    with Session(store.engine) as session:
        rows = session.exec(select(ConsentRow).order_by(col(ConsentRow.number))).all()
    assert [(row.response, row.level, row.agreed_at) for row in rows] == [
        ("r1", "all", at(1)),
        ("r1", "numbers_only", at(2)),
    ]


def test_an_unknown_response_is_a_key_error(store: SqlStore) -> None:
    with store.begin() as uow:
        with pytest.raises(KeyError):
            uow.responses.get("r1")
        with pytest.raises(KeyError):
            uow.responses.save(response(), source=None)
