from dataclasses import replace

import pytest

from storage.database import SqlStore
from surveys.model import Language
from surveys.people import Contact, Member, MemberRole
from tests.storage.samples import ADDRESS, NOW, add_contact, at


def test_a_contact_is_made_once_and_found_again(store: SqlStore) -> None:
    with store.begin() as uow:
        made = uow.contacts.find_or_add("line", ADDRESS, "c1", Language.EN, NOW)
    with store.begin() as uow:
        found = uow.contacts.find_or_add("line", ADDRESS, "c2", Language.JA, at(1))
        other = uow.contacts.find_or_add("telegram", ADDRESS, "c3", Language.JA, at(1))
    assert made == found == Contact(id="c1", channel="line", language=Language.EN)
    assert other == Contact(id="c3", channel="telegram", language=Language.JA)


def test_every_field_is_kept(store: SqlStore) -> None:
    with store.begin() as uow:
        uow.respondents.add("p1", NOW)
        uow.members.add(Member(id="m1", role=MemberRole.STAFF, joined_at=NOW))
        changed = replace(
            add_contact(uow),
            language=Language.ZH,
            respondent="p1",
            member="m1",
            awaiting="finish:l1",
            blocked=True,
        )
        uow.contacts.save(changed)
    with store.look() as uow:
        assert uow.contacts.get("c1") == changed


def test_a_member_is_reached_at_the_oldest_contact_first(store: SqlStore) -> None:
    with store.begin() as uow:
        uow.members.add(Member(id="m1", role=MemberRole.STAFF, joined_at=NOW))
        for name, minute in (("young", 9), ("old", 1), ("middle", 5)):
            made = uow.contacts.find_or_add("line", name, name, Language.JA, at(minute))
            uow.contacts.save(replace(made, member="m1"))
        add_contact(uow)
        assert [c.id for c in uow.contacts.of_member("m1")] == ["old", "middle", "young"]
        assert uow.contacts.of_member("m2") == []


def test_a_forgotten_address_makes_a_new_contact(store: SqlStore) -> None:
    with store.begin() as uow:
        add_contact(uow)
        uow.contacts.forget("c1")
        with pytest.raises(KeyError):
            uow.contacts.get("c1")
        again = uow.contacts.find_or_add("line", f"{ADDRESS}1", "c9", Language.JA, at(1))
    assert again.id == "c9"


def test_an_unknown_contact_is_a_key_error(store: SqlStore) -> None:
    with store.begin() as uow:
        with pytest.raises(KeyError):
            uow.contacts.get("nobody")
        with pytest.raises(KeyError):
            uow.contacts.save(Contact(id="nobody", channel="line", language=Language.JA))


def test_an_id_that_is_taken_is_not_given_to_another_address(store: SqlStore) -> None:
    with store.begin() as uow:
        add_contact(uow, 1)
        with pytest.raises(KeyError):
            uow.contacts.find_or_add("line", "another", "c1", Language.JA, NOW)
