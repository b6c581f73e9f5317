"""Several threads at once: one of them wins, and nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

import pytest

from storage.database import SqlStore
from surveys.outbound import Purpose
from surveys.people import Invitation, Member, MemberRole
from tests.storage.samples import NOW, add_contact, at, outgoing

THREADS = 6
Result = TypeVar("Result")


def at_once(deed: Callable[[int], Result]) -> list[Result]:
    """What a deed gives when several threads do it at the same moment."""
    ready = Barrier(THREADS)

    def run(number: int) -> Result:
        ready.wait()
        return deed(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_an_event_is_taken_by_one(store: SqlStore) -> None:
    def take(number: int) -> bool:
        with store.begin() as uow:
            return uow.inbox.record("line", "e1", at(number))

    assert sorted(at_once(take)) == [False] * (THREADS - 1) + [True]


def test_an_address_has_one_contact_and_one_turn_at_a_time(store: SqlStore) -> None:
    def count_up(number: int) -> str:
        with store.begin() as uow:
            contact = add_contact(uow)
            count = int(contact.awaiting or 0) + 1
            uow.contacts.save(replace(contact, awaiting=str(count)))
            return contact.id

    assert at_once(count_up) == ["c1"] * THREADS
    with store.look() as uow:
        assert uow.contacts.get("c1").awaiting == str(THREADS)


def test_a_job_is_started_by_one(store: SqlStore) -> None:
    def start(number: int) -> bool:
        with store.begin() as uow:
            return uow.jobs.start("digest", "2026-W47", at(number))

    assert sum(at_once(start)) == 1


def test_an_invitation_is_used_by_one(store: SqlStore) -> None:
    with store.begin() as uow:
        invitation = Invitation(id="i1", role=MemberRole.STAFF, expires_at=at(9))
        uow.members.invite(invitation, "CODE", NOW)

    def join(number: int) -> bool:
        with store.begin() as uow:
            found = uow.members.invitation("CODE")
            assert found is not None
            if found.used_at is not None:
                return False
            uow.members.add(Member(id=f"m{number}", role=found.role, joined_at=NOW))
            uow.members.use(found.id, f"m{number}", NOW)
            return True

    assert sum(at_once(join)) == 1


def test_no_row_is_claimed_twice(store: SqlStore) -> None:
    rows = 48
    with store.begin() as uow:
        for number in range(1, rows + 1):
            add_contact(uow, number)
            uow.outbox.add(outgoing(number, f"c{number}"))

    def claim_all(number: int) -> list[str]:
        taken: list[str] = []
        while True:
            with store.begin() as uow:
                claimed = uow.outbox.claim(at(2), at(3), 3)
            if not claimed:
                return taken
            taken += [one.outgoing.id for one in claimed]

    taken = [row for rows_of_one in at_once(claim_all) for row in rows_of_one]
    # One that finds all remaining rows locked stops early; what is left is for the next look.
    with store.begin() as uow:
        taken += [one.outgoing.id for one in uow.outbox.claim(at(2), at(3), rows)]
    assert sorted(taken) == sorted(f"o{number}" for number in range(1, rows + 1))


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_claimers_do_not_wait_for_each_other(store: SqlStore) -> None:
    with store.begin() as uow:
        for number, contact in ((1, 1), (2, 1), (3, 3)):
            add_contact(uow, contact)
            uow.outbox.add(outgoing(number, f"c{contact}"))
        add_contact(uow, 4)
        uow.outbox.add(outgoing(4, "c4", expires_at=at(1)))
    with store.begin() as first, store.begin() as second:
        assert [one.outgoing.id for one in first.outbox.claim(at(2), at(3), 1)] == ["o1"]
        # Neither the row itself, nor the younger one of the same contact.
        assert [one.outgoing.id for one in second.outbox.claim(at(2), at(3), 9)] == ["o3"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_message_is_queued_while_its_contact_is_locked(store: SqlStore) -> None:
    with store.begin() as uow:
        add_contact(uow, 1)
        add_contact(uow, 2)
    with store.begin() as first, store.begin() as second:
        add_contact(first, 1)
        add_contact(second, 2)
        assert first.outbox.add(outgoing(1, "c2", purpose=Purpose.DIGEST))
        assert second.outbox.add(outgoing(2, "c1", purpose=Purpose.DIGEST))


def test_many_write_and_look_at_the_same_time(store: SqlStore) -> None:
    def work(number: int) -> int:
        for step in range(5):
            with store.begin() as uow:
                uow.inbox.record("line", f"e{number}-{step}", NOW + timedelta(seconds=step))
            with store.look() as uow:
                uow.jobs.last("digest")
        return 5

    assert sum(at_once(work)) == THREADS * 5
