"""What may be claimed when, and what a row keeps after it is settled."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from storage.database import SqlStore
from storage.traffic import OutboxRow
from surveys.outbound import (
    Accepted,
    Blocked,
    Claimed,
    Outcome,
    Outgoing,
    Purpose,
    Refused,
    TryLater,
    Uncertain,
)
from tests.storage.samples import ADDRESS, add_contact, at, message, outgoing

TOKEN = "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA"
LEASE = timedelta(minutes=1)


def queue(store: SqlStore, *rows: Outgoing) -> None:
    """Queue rows, with the contacts that they name."""
    with store.begin() as uow:
        for contact in sorted({row.contact for row in rows}):
            add_contact(uow, int(contact.removeprefix("c")))
        for row in rows:
            assert uow.outbox.add(row)


def claim(store: SqlStore, minute: float, limit: int = 10) -> Sequence[Claimed]:
    with store.begin() as uow:
        return uow.outbox.claim(at(minute), at(minute) + LEASE, limit)


def ids(claimed: Sequence[Claimed]) -> list[str]:
    return [one.outgoing.id for one in claimed]


def settle(
    store: SqlStore, row: str, outcome: Outcome, minute: float, due: float | None = None
) -> None:
    with store.begin() as uow:
        uow.outbox.settle(row, outcome, at(minute), None if due is None else at(due))


def stored(store: SqlStore) -> dict[str, tuple[str, str | None]]:
    """Status and reason by row."""
    with Session(store.engine) as session:
        return {row.id: (row.status, row.reason) for row in session.exec(select(OutboxRow))}


def test_a_claimed_row_is_as_it_was_queued_with_its_address(store: SqlStore) -> None:
    reply = outgoing(purpose=Purpose.REPLY, reply_token=TOKEN, messages=(message("一"),) * 5)
    queue(store, reply)
    assert claim(store, 1) == [
        Claimed(outgoing=reply, channel="line", address=f"{ADDRESS}1", attempt=1)
    ]


@pytest.mark.parametrize("same", [{"key": "notice:1"}, {"id": "o1"}])
def test_a_key_is_queued_once(store: SqlStore, same: dict[str, str]) -> None:
    queue(store, outgoing(1))
    second = outgoing(2, messages=(message("second"),), **same)
    with store.begin() as uow:
        assert not uow.outbox.add(second)
    assert [one.outgoing for one in claim(store, 1)] == [outgoing(1)]
    settle(store, "o1", Accepted(), 2)
    with store.begin() as uow:
        assert not uow.outbox.add(second)


def test_rows_are_taken_in_order_of_creation_when_due(store: SqlStore) -> None:
    queue(
        store,
        outgoing(3, "c3"),
        outgoing(1, "c1"),
        outgoing(4, "c4", created_at=at(0), due_at=at(5)),
        outgoing(2, "c2"),
    )
    assert ids(claim(store, 1, limit=2)) == ["o1", "o2"]
    assert ids(claim(store, 1)) == ["o3"]
    assert ids(claim(store, 4.9)) == ["o1", "o2", "o3"], "their claims ran out"
    assert ids(claim(store, 5)) == ["o4"]


def test_rows_created_at_one_moment_keep_the_order_in_which_they_were_added(
    store: SqlStore,
) -> None:
    queue(store, *(outgoing(n, f"c{n}", created_at=at(0), due_at=at(0)) for n in (7, 3, 5)))
    assert ids(claim(store, 1)) == ["o7", "o3", "o5"]


def test_of_two_rows_of_one_moment_the_one_added_first_is_the_older(store: SqlStore) -> None:
    queue(store, *(outgoing(n, "c1", created_at=at(0), due_at=at(0)) for n in (7, 3)))
    assert ids(claim(store, 1)) == ["o7"]


def test_of_one_contact_the_younger_row_waits_for_the_older(store: SqlStore) -> None:
    queue(store, outgoing(1, "c1"), outgoing(2, "c1"), outgoing(3, "c2"))
    assert ids(claim(store, 1)) == ["o1", "o3"]
    assert ids(claim(store, 1.5)) == [], "the older one is being sent"
    settle(store, "o1", Accepted(), 1.6)
    assert ids(claim(store, 1.7)) == ["o2"]


@pytest.mark.parametrize(
    ("purpose", "overtaken"),
    [
        (Purpose.REPLY, False),
        (Purpose.FAREWELL, False),
        (Purpose.NOTICE, True),
        (Purpose.DIGEST, True),
    ],
)
def test_who_waits_for_a_second_attempt(
    store: SqlStore, purpose: Purpose, *, overtaken: bool
) -> None:
    queue(store, outgoing(1, purpose=purpose), outgoing(2))
    claim(store, 1)
    settle(store, "o1", TryLater(reason="busy"), 1, due=10)
    assert ids(claim(store, 2)) == (["o2"] if overtaken else [])


def test_a_row_for_later_holds_nothing_up(store: SqlStore) -> None:
    queue(store, outgoing(1, due_at=at(60), purpose=Purpose.REPLY), outgoing(2))
    assert ids(claim(store, 1)) == ["o2"]


@pytest.mark.parametrize("purpose", Purpose)
def test_when_a_claim_runs_out(store: SqlStore, purpose: Purpose) -> None:
    queue(store, outgoing(purpose=purpose))
    assert ids(claim(store, 1)) == ["o1"]
    assert claim(store, 1.9) == []
    again = claim(store, 2)
    if purpose in {Purpose.REPLY, Purpose.FAREWELL}:
        assert (again, stored(store)) == ([], {"o1": ("unknown", "the claim ran out")})
    else:
        assert [one.attempt for one in again] == [2]


Changes = dict[str, Any]


@pytest.mark.parametrize(
    ("changes", "contact", "reason"),
    [
        ({"expires_at": at(5)}, {}, "expired"),
        ({"expires_at": at(5), "due_at": at(60)}, {}, "expired"),
        ({}, {"blocked": True}, "blocked"),
    ],
)
def test_rows_that_must_not_be_sent_any_more(
    store: SqlStore, changes: Changes, contact: Changes, reason: str
) -> None:
    queue(store, outgoing(1, **changes), outgoing(2, "c2"))
    with store.begin() as uow:
        uow.contacts.save(replace(uow.contacts.get("c1"), **contact))
    assert ids(claim(store, 5)) == ["o2"]
    assert stored(store) == {"o1": ("failed", reason), "o2": ("sending", None)}


def test_a_row_being_sent_is_left_alone_when_it_expires(store: SqlStore) -> None:
    queue(store, outgoing(expires_at=at(1.5)))
    claim(store, 1)
    assert claim(store, 1.6) == []
    assert stored(store) == {"o1": ("sending", None)}
    assert claim(store, 2) == []
    assert stored(store) == {"o1": ("failed", "expired")}


@pytest.mark.parametrize(
    ("outcome", "due", "status", "reason"),
    [
        (Accepted(), None, "sent", None),
        (Refused(reason="no such user"), None, "failed", "no such user"),
        (Blocked(), None, "failed", "blocked"),
        (TryLater(reason="busy"), None, "failed", "busy"),
        (TryLater(reason="busy"), 9, "due", "busy"),
        (Uncertain(reason="timed out"), None, "unknown", "timed out"),
    ],
)
def test_settling(
    store: SqlStore, outcome: Outcome, due: float | None, status: str, reason: str | None
) -> None:
    queue(store, outgoing(1, reply_token="t" * 9), outgoing(2, "c2"))
    claim(store, 1)
    settle(store, "o1", outcome, 1.1, due)
    with Session(store.engine) as session:
        row = session.exec(select(OutboxRow).where(OutboxRow.id == "o1")).one()
    assert (row.status, row.reason, row.claimed_until) == (status, reason, None)
    finished = status != "due"
    assert (row.reply_token is None, row.messages == []) == (finished, finished)
    assert row.settled_at == (at(1.1) if finished else None)
    assert stored(store)["o2"] == ("sending", None)
    with store.look() as uow:
        assert uow.contacts.get("c1").blocked is (outcome == Blocked())
        assert uow.contacts.get("c2").blocked is False
    again = claim(store, 9)
    assert ids(again) == (["o2"] if finished else ["o1", "o2"])


def test_a_second_attempt_has_the_same_token_and_key(store: SqlStore) -> None:
    reply = outgoing(purpose=Purpose.REPLY, reply_token=TOKEN)
    queue(store, reply)
    claim(store, 1)
    settle(store, "o1", TryLater(reason="busy"), 1, due=2)
    assert claim(store, 1.9) == []
    again = claim(store, 2)
    assert [(one.outgoing, one.attempt) for one in again] == [(replace(reply, due_at=at(2)), 2)]


@pytest.mark.parametrize(
    ("late", "status"),
    [
        (Accepted(), "sent"),
        (Refused(reason="gone"), "failed"),
        (TryLater(reason="busy"), "unknown"),
    ],
)
def test_news_after_the_claim_ran_out(store: SqlStore, late: Outcome, status: str) -> None:
    queue(store, outgoing(purpose=Purpose.REPLY))
    claim(store, 1)
    claim(store, 2)
    settle(store, "o1", late, 3, due=4)
    assert stored(store)["o1"][0] == status
    assert claim(store, 5) == []


def test_what_was_sent_stays_sent(store: SqlStore) -> None:
    queue(store, outgoing())
    claim(store, 1)
    settle(store, "o1", Accepted(), 2)
    for outcome in (Uncertain(reason="x"), Refused(reason="x"), TryLater(reason="x")):
        settle(store, "o1", outcome, 3, due=4)
    assert stored(store) == {"o1": ("sent", None)}


def test_rows_go_with_their_contact(store: SqlStore) -> None:
    queue(store, outgoing(1, "c1"), outgoing(2, "c1"), outgoing(3, "c2"), outgoing(4, "c3"))
    claim(store, 1)
    with store.begin() as uow:
        uow.outbox.drop_for("c1")
        uow.contacts.forget("c2")
    settle(store, "o1", Accepted(), 1.1)
    settle(store, "o3", Blocked(), 1.1)
    assert stored(store) == {"o4": ("sending", None)}
