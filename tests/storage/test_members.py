from dataclasses import replace

import pytest

from storage.database import SqlStore
from surveys.people import Invitation, Member, MemberRole
from tests.storage.samples import NOW, at

INVITATION = Invitation(id="i1", role=MemberRole.COORDINATOR, expires_at=at(60))


def test_an_invitation_is_found_by_its_code_alone(store: SqlStore) -> None:
    with store.begin() as uow:
        uow.members.invite(INVITATION, "K7QX-93MB", NOW)
        assert uow.members.invitation("K7QX-93MB") == INVITATION
        assert uow.members.invitation("K7QX-93MC") is None
    with store.look() as uow:
        assert uow.members.invitation("K7QX-93MB") == INVITATION


def test_an_invitation_is_used_once(store: SqlStore) -> None:
    with store.begin() as uow:
        uow.members.invite(INVITATION, "K7QX-93MB", NOW)
        uow.members.add(Member(id="m1", role=MemberRole.STAFF, joined_at=NOW))
        uow.members.use("i1", "m1", at(5))
        assert uow.members.invitation("K7QX-93MB") == replace(INVITATION, used_at=at(5))
        with pytest.raises(KeyError):
            uow.members.use("i1", "m1", at(6))
        assert uow.members.invitation("K7QX-93MB") == replace(INVITATION, used_at=at(5))


def test_a_member_changes_role_and_leaves(store: SqlStore) -> None:
    member = Member(id="m1", role=MemberRole.STAFF, joined_at=NOW)
    with store.begin() as uow:
        uow.members.add(member)
        assert uow.members.get("m1") == member
        changed = replace(member, role=MemberRole.ADMIN, revoked_at=at(9))
        uow.members.save(changed)
        assert uow.members.get("m1") == changed


@pytest.mark.parametrize(
    ("at_least", "names"),
    [
        (MemberRole.STAFF, ["staff", "coordinator", "admin"]),
        (MemberRole.COORDINATOR, ["coordinator", "admin"]),
        (MemberRole.ADMIN, ["admin"]),
    ],
)
def test_active_members_by_role_oldest_first(
    store: SqlStore, at_least: MemberRole, names: list[str]
) -> None:
    with store.begin() as uow:
        for minute, role in reversed(list(enumerate(MemberRole))):
            uow.members.add(Member(id=role.name.lower(), role=role, joined_at=at(minute)))
        uow.members.add(Member(id="gone", role=MemberRole.ADMIN, joined_at=NOW, revoked_at=NOW))
        assert [member.id for member in uow.members.active(at_least)] == names


def test_an_unknown_member_is_a_key_error(store: SqlStore) -> None:
    with store.begin() as uow:
        with pytest.raises(KeyError):
            uow.members.get("m1")
        with pytest.raises(KeyError):
            uow.members.save(Member(id="m1", role=MemberRole.STAFF, joined_at=NOW))
