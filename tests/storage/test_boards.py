"""Live counts: who may change which board, and when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storage.database import SqlStore
from storage.unit_of_work import SqlUnitOfWork
from surveys.boards import Board
from surveys.people import Member, MemberRole
from tests.storage.samples import ADDRESS, NOW, add_contact, add_lesson, at, collector, outgoing
from tests.storage.test_concurrency import THREADS, at_once


def add_member(uow: SqlUnitOfWork, number: int = 1) -> None:
    """A contact `c<number>` of the staff member `m<number>`."""
    uow.members.add(Member(id=f"m{number}", role=MemberRole.STAFF, joined_at=NOW))
    add_contact(uow, number, member=f"m{number}")


def add_board(uow: SqlUnitOfWork, number: int = 1, contact: int = 1) -> Board:
    """The board `b<number>` of the first collector, due five minutes after NOW."""
    board = Board(
        id=f"b{number}",
        collector="k1",
        contact=f"c{contact}",
        message=f"c{number}",
        heading="opened",
        shown="回答 0 / 参加 12組（0%）",
        next_at=at(5),
    )
    uow.boards.add(board)
    return board


@pytest.fixture
def board(store: SqlStore) -> Board:
    with store.begin() as uow:
        uow.collectors.add(collector(add_lesson(uow)))
        add_member(uow)
        return add_board(uow)


def due(store: SqlStore, minutes: float) -> list[Board]:
    with store.look() as uow:
        return list(uow.boards.due(at(minutes)))


def test_a_board_is_due_from_its_time_on(store: SqlStore, board: Board) -> None:
    assert due(store, 4.9) == []
    assert due(store, 5) == [board]


def test_a_board_is_taken_by_one(store: SqlStore, board: Board) -> None:
    def take(_: int) -> str | None:
        with store.begin() as uow:
            return uow.boards.claim(board.id, at(5), at(6))

    taken = at_once(take)
    assert sorted(taken, key=str) == [None] * (THREADS - 1) + [f"{ADDRESS}1"]
    assert due(store, 5.9) == []
    assert due(store, 6) == [replace(board, next_at=at(6))]


def test_what_is_shown_is_stored(store: SqlStore, board: Board) -> None:
    later = replace(board, shown="回答 1 / 参加 12組（8%）", next_at=at(7))
    with store.begin() as uow:
        uow.boards.save(later)
    assert due(store, 6.9) == []
    assert due(store, 7) == [later]


def test_an_ended_board_is_left_alone_until_it_is_resumed(store: SqlStore, board: Board) -> None:
    with store.begin() as uow:
        uow.boards.save(replace(board, ended=True))
    with store.begin() as uow:
        assert uow.boards.claim(board.id, at(9), at(10)) is None
        uow.boards.save(board)
    assert due(store, 9) == []
    with store.begin() as uow:
        uow.boards.resume("k1", at(9))
    assert due(store, 9) == [replace(board, next_at=at(9))]


def test_a_newer_board_of_the_same_person_replaces_the_older(
    store: SqlStore, board: Board
) -> None:
    with store.begin() as uow:
        newer = add_board(uow, 2)
        add_member(uow, 2)
        others = add_board(uow, 3, contact=2)
    assert due(store, 5) == [newer, others]


@pytest.mark.parametrize("why", ["blocked", "left", "revoked", "forgotten"])
def test_who_is_no_member_any_more_is_shown_nothing(
    store: SqlStore, board: Board, why: str
) -> None:
    with store.begin() as uow:
        contact, member = uow.contacts.get("c1"), uow.members.get("m1")
        match why:
            case "blocked":
                uow.contacts.save(replace(contact, blocked=True))
            case "left":
                uow.contacts.save(replace(contact, member=None))
            case "revoked":
                uow.members.save(replace(member, revoked_at=NOW + timedelta(minutes=1)))
            case _:
                uow.contacts.forget("c1")
    assert due(store, 5) == []
    if why == "forgotten":
        with store.begin() as uow:
            assert uow.boards.claim(board.id, at(5), at(6)) is None
            uow.boards.save(board)


def test_a_claim_tells_who_is_a_member(store: SqlStore, board: Board) -> None:
    with store.begin() as uow:
        add_contact(uow, 2)
        uow.outbox.add(outgoing(1, "c1"))
        uow.outbox.add(outgoing(2, "c2"))
    with store.begin() as uow:
        claims = uow.outbox.claim(at(60), at(61), 10)
        assert {claim.outgoing.contact: claim.member for claim in claims} == {
            "c1": True,
            "c2": False,
        }
