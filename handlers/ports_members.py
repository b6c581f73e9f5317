"""What the use cases about members need from storage: members, places, leases."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from surveys.people import Invitation, Member, MemberRole, PlaceCode


class Members(Protocol):
    """Members and their invitations."""

    def invite(self, invitation: Invitation, code: str, now: datetime) -> None:
        """A new invitation; only a keyed hash of the code is kept."""

    def invitation(self, code: str) -> Invitation | None:
        """The invitation with this code, used and expired ones included."""

    def use(self, invitation: str, member: str, now: datetime) -> None:
        """Mark an invitation as used by a member."""

    def add(self, member: Member) -> None:
        """A new member."""

    def get(self, member: str) -> Member:
        """The member with this id. Raises KeyError."""

    def save(self, member: Member) -> None:
        """Store role and revocation."""

    def active(self, at_least: MemberRole) -> Sequence[Member]:
        """Members who are not revoked, with this role or a higher one, oldest first."""


class Places(Protocol):
    """The digest's place of each member, and the codes for further places."""

    def choose(self, member: str, contact: str) -> None:
        """Where this member wants the digest from now on."""

    def chosen(self, member: str) -> str | None:
        """The contact that the member chose for the digest; None where nothing was chosen."""

    def give(self, given: PlaceCode, code: str, now: datetime) -> None:
        """A new code; only a keyed hash of it is kept."""

    def linking(self, code: str) -> PlaceCode | None:
        """The code that attaches the place it is sent from, used and expired ones included."""

    def proving(self, contact: str) -> PlaceCode | None:
        """The newest code that was sent to this contact."""

    def tried(self, given: PlaceCode, code: str) -> bool:
        """Count one try; whether this is the code."""

    def use(self, given: str, now: datetime) -> None:
        """Mark a code as used."""

    def given_since(self, member: str, since: datetime) -> int:
        """How many codes were sent to places for this member at or after `since`."""


class Leases(Protocol):
    """What one process at a time may do."""

    def take(self, name: str, holder: str, now: datetime, until: datetime) -> bool:
        """Take or prolong a lease; False while somebody else has it."""

    def release(self, name: str, holder: str) -> None:
        """Give a lease back, so that nobody has to wait for its end."""

    def hold(self, name: str, now: datetime) -> None:
        """Wait for, and keep until the end of the transaction, a lock of this name."""
