"""Addresses: found by keyed hash, opened only for sending (storage/outbox.py)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from storage.dialects import insert_if_new
from storage.rows import change_row, row_with_id
from storage.sealing import Seals
from storage.tables import ContactRow
from storage.traffic import OutboxRow
from surveys.model import Language
from surveys.outbound import SendStatus
from surveys.people import Contact


def contact_from(row: ContactRow) -> Contact:
    """The contact that a row describes; its address stays behind."""
    return Contact(
        id=row.id,
        channel=row.channel,
        language=Language(row.language),
        respondent=row.respondent,
        member=row.member,
        awaiting=row.awaiting,
        blocked=row.blocked,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlContacts:
    """Addresses, sealed; looked up by keyed hash."""

    session: Session
    seals: Seals

    def find_or_add(
        self, channel: str, address: str, new_id: str, language: Language, now: datetime
    ) -> Contact:
        """The contact with this address, made with `new_id` where there is none.

        The row stays locked until the end of the transaction. The usual case, a contact that is
        there, is one statement.
        """
        lookup = self.seals.address_hash(channel, address)
        row = self._locked(channel, lookup)
        if row is None:
            row = ContactRow(
                id=new_id,
                channel=channel,
                lookup=lookup,
                sealed=self.seals.seal(address),
                language=language.value,
                created_at=now,
            )
            # Somebody else may have added it meanwhile; then theirs is the one.
            insert_if_new(self.session, row)
            row = self._locked(channel, lookup)
        if row is None:
            raise KeyError(new_id)
        return contact_from(row)

    def _locked(self, channel: str, lookup: str) -> ContactRow | None:
        # SQLite leaves the lock out: its write lock was taken when the transaction began.
        # PostgreSQL's is FOR NO KEY UPDATE, which lets others queue messages for this contact.
        statement = select(ContactRow).where(
            ContactRow.channel == channel, ContactRow.lookup == lookup
        )
        return self.session.exec(statement.with_for_update(key_share=True)).one_or_none()

    def find(self, channel: str, address: str) -> Contact | None:
        """The contact with this address, not locked; None where there is none."""
        lookup = self.seals.address_hash(channel, address)
        row = self.session.exec(
            select(ContactRow).where(ContactRow.channel == channel, ContactRow.lookup == lookup)
        ).one_or_none()
        return None if row is None else contact_from(row)

    def get(self, contact: str) -> Contact:
        """The contact with this id. Raises KeyError."""
        return contact_from(row_with_id(self.session, ContactRow, contact))

    def hold(self, contact: str) -> Contact | None:
        """The contact with this id, locked until the end of the transaction; None when gone."""
        statement = select(ContactRow).where(ContactRow.id == contact)
        row = self.session.exec(statement.with_for_update(key_share=True)).one_or_none()
        return None if row is None else contact_from(row)

    def of_respondent(self, respondent: str) -> Sequence[Contact]:
        """The places of a respondent, oldest first."""
        rows = self.session.exec(
            select(ContactRow)
            .where(ContactRow.respondent == respondent)
            .order_by(col(ContactRow.created_at), col(ContactRow.id))
        )
        return [contact_from(row) for row in rows]

    def leaving(self, deed: str) -> Sequence[Contact]:
        """Contacts that await this deed and have nothing left to be sent."""
        open_rows = select(OutboxRow.id).where(
            col(OutboxRow.contact) == col(ContactRow.id),
            col(OutboxRow.status).in_([SendStatus.DUE.value, SendStatus.SENDING.value]),
        )
        rows = self.session.exec(
            select(ContactRow).where(ContactRow.awaiting == deed, ~open_rows.exists())
        )
        return [contact_from(row) for row in rows]

    def of_member(self, member: str) -> Sequence[Contact]:
        """The places where a member can be reached, oldest first."""
        rows = self.session.exec(
            select(ContactRow)
            .where(ContactRow.member == member)
            .order_by(col(ContactRow.created_at), col(ContactRow.id))
        )
        return [contact_from(row) for row in rows]

    def save(self, contact: Contact) -> None:
        """Store language, respondent, member, awaiting and blocked. Raises KeyError."""
        change_row(
            self.session,
            ContactRow,
            contact.id,
            language=contact.language.value,
            respondent=contact.respondent,
            member=contact.member,
            awaiting=contact.awaiting,
            blocked=contact.blocked,
        )

    def forget(self, contact: str) -> None:
        """Remove the address, its hash and the outbox rows that still name the contact."""
        self.session.exec(delete(ContactRow).where(col(ContactRow.id) == contact))
