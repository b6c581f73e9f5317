"""Codes for further places, the digest's place, and leases, on both databases."""

from dataclasses import replace

from sqlmodel import Session, select

from storage.database import SqlStore
from storage.tables_members import PlaceCodeRow
from surveys.people import Member, MemberRole, PlaceCode
from tests.storage.samples import NOW, add_contact, at

LINK = PlaceCode(id="p1", member="m1", contact=None, expires_at=at(15))
PROOF = PlaceCode(id="p2", member="m1", contact="c1", expires_at=at(15))


def test_codes_are_found_counted_and_used(store: SqlStore) -> None:
    with store.begin() as uow:
        uow.members.add(Member(id="m1", role=MemberRole.STAFF, joined_at=NOW))
        add_contact(uow, 1)
        uow.places.give(LINK, "K7QX93MB", NOW)
        uow.places.give(PROOF, "012345", NOW)
        assert uow.places.linking("K7QX93MB") == LINK
        assert uow.places.linking("012345") is None
        assert uow.places.proving("c1") == PROOF
        assert not uow.places.tried(PROOF, "012346")
        uow.places.use("p1", at(1))
        assert uow.places.given_since("m1", NOW) == 1
        assert uow.places.given_since("m1", at(1)) == 0
    with store.look() as uow:
        found = uow.places.proving("c1")
        assert found is not None
        assert found.tries == 1
        used = uow.places.linking("K7QX93MB")
        assert used is not None
        assert used.used_at == at(1)


def test_the_same_digits_for_two_addresses_are_not_kept_alike(store: SqlStore) -> None:
    with store.begin() as uow:
        uow.members.add(Member(id="m1", role=MemberRole.STAFF, joined_at=NOW))
        for number in (1, 2):
            add_contact(uow, number)
            given = replace(PROOF, id=f"p{number}", contact=f"c{number}")
            uow.places.give(given, "012345", NOW)
            assert uow.places.tried(given, "012345")
        uow.places.give(replace(LINK, id="p3"), "012345", NOW)
    with Session(store.engine) as session:
        assert len(set(session.exec(select(PlaceCodeRow.lookup)))) == 3


def test_the_digest_s_place_goes_with_its_contact(store: SqlStore) -> None:
    with store.begin() as uow:
        uow.members.add(Member(id="m1", role=MemberRole.STAFF, joined_at=NOW))
        add_contact(uow, 1)
        add_contact(uow, 2)
        assert uow.places.chosen("m1") is None
        uow.places.choose("m1", "c1")
        uow.places.choose("m1", "c2")
        assert uow.places.chosen("m1") == "c2"
        uow.contacts.forget("c2")
        assert uow.places.chosen("m1") is None


def test_one_holder_at_a_time(store: SqlStore) -> None:
    with store.begin() as uow:
        assert uow.leases.take("poller", "a", at(0), at(1))
        assert not uow.leases.take("poller", "b", at(0.9), at(2))
        assert uow.leases.take("poller", "a", at(0.9), at(2))
        assert uow.leases.take("poller", "b", at(2), at(3))
        uow.leases.release("poller", "a")
        assert not uow.leases.take("poller", "a", at(2), at(3))
        uow.leases.release("poller", "b")
        assert uow.leases.take("poller", "a", at(2), at(3))
        uow.leases.hold("admins", NOW)
        uow.leases.hold("admins", NOW)
