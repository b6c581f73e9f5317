"""Members and their one-time invitations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select, update

from storage.rows import add_row, change_row, row_with_id
from storage.sealing import Seals
from storage.tables import InvitationRow, MemberRow
from surveys.people import Invitation, Member, MemberRole


def member_from(row: MemberRow) -> Member:
    """The member that a row describes."""
    return Member(
        id=row.id,
        role=MemberRole(row.role),
        joined_at=row.joined_at,
        revoked_at=row.revoked_at,
    )


def member_row(member: Member) -> MemberRow:
    """The row of a member."""
    return MemberRow(
        id=member.id,
        role=member.role.value,
        joined_at=member.joined_at,
        revoked_at=member.revoked_at,
    )


def invitation_from(row: InvitationRow) -> Invitation:
    """The invitation that a row describes."""
    return Invitation(
        id=row.id,
        role=MemberRole(row.role),
        expires_at=row.expires_at,
        used_at=row.used_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlMembers:
    """Members and their invitations."""

    session: Session
    seals: Seals
    writes: bool

    def invite(self, invitation: Invitation, code: str, now: datetime) -> None:
        """A new invitation; only a keyed hash of the code is kept."""
        row = InvitationRow(
            id=invitation.id,
            lookup=self.seals.code_hash(code),
            role=invitation.role.value,
            created_at=now,
            expires_at=invitation.expires_at,
            used_at=invitation.used_at,
        )
        add_row(self.session, row)

    def invitation(self, code: str) -> Invitation | None:
        """The invitation with this code, used and expired ones included.

        In a transaction that writes it stays locked, so that two people cannot both use it.
        """
        statement = select(InvitationRow).where(InvitationRow.lookup == self.seals.code_hash(code))
        if self.writes:
            statement = statement.with_for_update()
        row = self.session.exec(statement).one_or_none()
        return None if row is None else invitation_from(row)

    def use(self, invitation: str, member: str, now: datetime) -> None:
        """Mark an invitation as used by a member. Raises KeyError when it was used before."""
        statement = (
            update(InvitationRow)
            .where(col(InvitationRow.id) == invitation, col(InvitationRow.used_at).is_(None))
            .values(used_at=now, member=member)
        )
        if self.session.exec(statement).rowcount == 0:
            raise KeyError(invitation)

    def add(self, member: Member) -> None:
        """A new member."""
        add_row(self.session, member_row(member))

    def get(self, member: str) -> Member:
        """The member with this id. Raises KeyError."""
        return member_from(row_with_id(self.session, MemberRow, member))

    def save(self, member: Member) -> None:
        """Store role and revocation. Raises KeyError."""
        change_row(
            self.session,
            MemberRow,
            member.id,
            role=member.role.value,
            revoked_at=member.revoked_at,
        )

    def active(self, at_least: MemberRole) -> Sequence[Member]:
        """Members who are not revoked, with this role or a higher one, oldest first."""
        rows = self.session.exec(
            select(MemberRow)
            .where(col(MemberRow.revoked_at).is_(None), MemberRow.role >= at_least.value)
            .order_by(col(MemberRow.joined_at), col(MemberRow.id))
        )
        return [member_from(row) for row in rows]
