"""Accounts of pushes, and the rows of the outbox that count in them. On both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest

from handlers.delivery import claim
from handlers.quota import told
from handlers.work import Work
from storage.database import SqlStore
from surveys.outbound import Accepted, Outcome, Purpose, Refused, TryLater, Uncertain
from surveys.quota import MONTH_SPENT, NO_QUOTA, Account, Metered, Plan
from tests.handlers.filled import Filled
from tests.storage.samples import NOW, add_contact, at, outgoing

NOVEMBER = "2026-11"
FULL = Account(
    channel="line",
    month=NOVEMBER,
    spent=3,
    plan=Plan(limit=200, used=9),
    settled=2,
    told_at=NOW,
    asked_at=at(1),
)


def queue(store: SqlStore, number: int = 1, **changes: Any) -> None:
    """Row `o<number>` for a contact of its own."""
    with store.begin() as uow:
        add_contact(uow, number)
        assert uow.outbox.add(outgoing(number, f"c{number}", **changes))


def sent(store: SqlStore, outcome: Outcome, *, minute: float = 1) -> None:
    """All rows are claimed, charged and settled."""
    with store.begin() as uow:
        for one in uow.outbox.claim(at(minute), at(minute + 1), 99):
            uow.quota.charge(one.outgoing.id, NOVEMBER)
            due = at(minute + 5) if isinstance(outcome, TryLater) else None
            uow.outbox.settle(one.outgoing.id, outcome, at(minute), due)


@pytest.mark.parametrize(
    "account",
    [
        FULL,
        replace(FULL, plan=Plan(limit=None, used=0)),
        Account(channel="line", month=NOVEMBER),
    ],
    ids=["limited", "no limit", "nothing told"],
)
def test_an_account_is_read_as_it_was_saved(store: SqlStore, account: Account) -> None:
    with store.begin() as uow:
        uow.quota.hold("line", NOVEMBER)
        uow.quota.save(account)
    with store.look() as uow:
        assert uow.quota.find("line", NOVEMBER) == account
    with store.begin() as uow:
        assert uow.quota.hold("line", NOVEMBER) == account


def test_a_new_month_knows_the_plan_of_the_one_before(store: SqlStore) -> None:
    with store.begin() as uow:
        assert uow.quota.hold("line", "2026-10") == Account(channel="line", month="2026-10")
        uow.quota.save(replace(FULL, month="2026-10"))
    december = replace(FULL, month="2026-10").turned("2026-12")
    with store.look() as uow:
        assert uow.quota.find("line", "2026-12") == december
        assert uow.quota.find("line", "2026-09") == Account(channel="line", month="2026-09")
        assert uow.quota.find("telegram", "2026-12") == Account(
            channel="telegram", month="2026-12"
        )
    with store.begin() as uow:
        assert uow.quota.hold("line", "2026-12") == december


def test_one_spender_at_a_time(store: SqlStore) -> None:
    threads = 6
    ready = Barrier(threads)

    def spend(_: int) -> int:
        ready.wait()
        with store.begin() as uow:
            account = uow.quota.hold("line", NOVEMBER)
            uow.quota.save(replace(account, spent=account.spent + 1))
            return account.spent

    with ThreadPoolExecutor(threads) as pool:
        assert sorted(pool.map(spend, range(threads))) == list(range(threads))


def test_what_is_planned(store: SqlStore) -> None:
    queue(store, 1, purpose=Purpose.DIGEST)
    queue(store, 2, purpose=Purpose.DIGEST)
    queue(store, 3, purpose=Purpose.REMINDER, due_at=at(60), expires_at=at(90))
    queue(store, 4, purpose=Purpose.REPLY, reply_token="t" * 20)
    queue(store, 5, purpose=Purpose.REMINDER, due_at=at(9999), expires_at=at(99999))
    queue(store, 6, purpose=Purpose.REMINDER, expires_at=at(0.5))
    queue(store, 7, purpose=Purpose.REMINDER)
    with store.begin() as uow:
        uow.contacts.save(replace(uow.contacts.get("c7"), blocked=True))
        uow.outbox.claim(at(0.05), at(3), 1)
    with store.look() as uow:
        planned = uow.quota.planned("line", NOVEMBER, at(1), at(100))
        assert planned == {Purpose.DIGEST: 2, Purpose.REMINDER: 1}
        assert uow.quota.planned("telegram", NOVEMBER, at(1), at(100)) == {}
    with store.begin() as uow:
        uow.quota.charge("o1", NOVEMBER)
    with store.look() as uow:
        assert uow.quota.planned("line", NOVEMBER, at(1), at(100))[Purpose.DIGEST] == 1
        assert uow.quota.planned("line", "2026-12", at(1), at(100))[Purpose.DIGEST] == 2


@pytest.mark.parametrize(
    ("outcome", "on_their_way", "given_back"),
    [
        (Accepted(), 0, None),
        (Refused(reason="status 400"), 0, NOVEMBER),
        (Uncertain(reason="time-out"), 0, None),
        (TryLater(reason="time-out"), 1, None),
    ],
)
def test_only_what_failed_is_given_back_and_once(
    store: SqlStore, outcome: Outcome, on_their_way: int, given_back: str | None
) -> None:
    queue(store)
    sent(store, outcome)
    with store.begin() as uow:
        assert uow.quota.on_their_way("line", NOVEMBER) == on_their_way
        assert uow.quota.on_their_way("line", "2026-12") == 0
        assert uow.quota.uncharge("o1") == given_back
        assert uow.quota.uncharge("o1") is None
        assert uow.quota.charged("o1") == (None if given_back else NOVEMBER)
        assert uow.quota.uncharge("no such row") is None


def test_a_row_put_back_was_never_taken(store: SqlStore) -> None:
    queue(store)
    with store.begin() as uow:
        (first,) = uow.outbox.claim(at(1), at(2), 9)
        uow.quota.put_back("o1")
        (again,) = uow.outbox.claim(at(1), at(2), 9)
        assert again == first
        uow.outbox.settle("o1", Accepted(), at(1), None)
        uow.quota.put_back("o1")
        assert uow.outbox.claim(at(1), at(2), 9) == []


@pytest.mark.parametrize(
    ("reason", "counted"),
    [(NO_QUOTA, {Purpose.REMINDER: 2}), (MONTH_SPENT, {Purpose.REMINDER: 2}), ("blocked", {})],
)
def test_what_was_refused_is_counted_by_purpose(
    store: SqlStore, reason: str, counted: dict[Purpose, int]
) -> None:
    for number in (1, 2):
        queue(store, number, purpose=Purpose.REMINDER)
    sent(store, Refused(reason=reason), minute=1)
    with store.look() as uow:
        assert uow.quota.refused(at(1), at(2)) == counted
        assert uow.quota.refused(at(0), at(1)) == {}
        assert uow.quota.refused(at(1.1), at(2)) == {}


def test_the_last_push_is_spent_by_one(store: SqlStore) -> None:
    rows = 6
    for number in range(1, rows + 1):
        queue(store, number, purpose=Purpose.REMINDER)
    centre = Filled(store=store)
    metered = replace(centre.house().centre, metered=(Metered(channel="line"),))
    house = replace(centre.house(), centre=metered)
    with store.begin() as uow:
        told(Work(house=house, uow=uow, now=at(1)), "line", Plan(limit=200, used=199))
    ready = Barrier(rows)

    def take(_: int) -> int:
        ready.wait()
        with store.begin() as uow:
            return len(claim(Work(house=house, uow=uow, now=at(1)), 1).rows)

    with ThreadPoolExecutor(rows) as pool:
        taken = list(pool.map(take, range(rows)))
    assert sorted(taken) == [0] * (rows - 1) + [1]
    with store.look() as uow:
        assert uow.quota.find("line", NOVEMBER).spent == 1
        assert uow.quota.refused(at(0), at(2)) == {Purpose.REMINDER: rows - 1}
