"""Where members are reached: the digest's place, and codes by which a place becomes theirs."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select, update

from storage.dialects import insert_or_replace
from storage.rows import add_row
from storage.sealing import Seals
from storage.tables_members import DigestPlaceRow, PlaceCodeRow
from surveys.people import PlaceCode


def place_code_from(row: PlaceCodeRow) -> PlaceCode:
    """The code that a row describes, without the code itself."""
    return PlaceCode(
        id=row.id,
        member=row.member,
        contact=row.contact,
        expires_at=row.expires_at,
        used_at=row.used_at,
        tries=row.tries,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlPlaces:
    """The digest's place of each member, and the codes for further places."""

    session: Session
    seals: Seals
    writes: bool

    def choose(self, member: str, contact: str) -> None:
        """Where this member wants the digest from now on."""
        row = DigestPlaceRow(member=member, contact=contact)
        insert_or_replace(self.session, row, key=("member",))

    def chosen(self, member: str) -> str | None:
        """The contact that the member chose for the digest; None where nothing was chosen."""
        found = select(DigestPlaceRow.contact).where(DigestPlaceRow.member == member)
        return self.session.exec(found).one_or_none()

    def give(self, given: PlaceCode, code: str, now: datetime) -> None:
        """A new code; only a keyed hash of it is kept."""
        row = PlaceCodeRow(
            id=given.id,
            lookup=self._lookup(code, given.contact),
            member=given.member,
            contact=given.contact,
            created_at=now,
            expires_at=given.expires_at,
            used_at=given.used_at,
            tries=given.tries,
        )
        add_row(self.session, row)

    def linking(self, code: str) -> PlaceCode | None:
        """The code that attaches the place it is sent from, used and expired ones included.

        In a transaction that writes it stays locked, so that it is used once.
        """
        found = select(PlaceCodeRow).where(
            PlaceCodeRow.lookup == self._lookup(code, None), col(PlaceCodeRow.contact).is_(None)
        )
        row = self.session.exec(found.with_for_update() if self.writes else found).first()
        return None if row is None else place_code_from(row)

    def proving(self, contact: str) -> PlaceCode | None:
        """The newest code that was sent to this contact. Locked like `linking` does."""
        found = (
            select(PlaceCodeRow)
            .where(PlaceCodeRow.contact == contact)
            .order_by(col(PlaceCodeRow.created_at).desc(), col(PlaceCodeRow.id))
        )
        row = self.session.exec(found.with_for_update() if self.writes else found).first()
        return None if row is None else place_code_from(row)

    def tried(self, given: PlaceCode, code: str) -> bool:
        """Count one try; whether this is the code."""
        self._change(given.id, tries=given.tries + 1)
        found = select(PlaceCodeRow.lookup).where(PlaceCodeRow.id == given.id)
        return self.session.exec(found).one() == self._lookup(code, given.contact)

    def use(self, given: str, now: datetime) -> None:
        """Mark a code as used."""
        self._change(given, used_at=now)

    def given_since(self, member: str, since: datetime) -> int:
        """How many codes were sent to places for this member at or after `since`."""
        return self.session.exec(
            select(func.count())
            .select_from(PlaceCodeRow)
            .where(
                PlaceCodeRow.member == member,
                col(PlaceCodeRow.contact).is_not(None),
                PlaceCodeRow.created_at >= since,
            )
        ).one()

    def _lookup(self, code: str, contact: str | None) -> str:
        # six digits alone would be the same for many people
        return self.seals.code_hash(f"place:{contact or ''}:{code}")

    def _change(self, given: str, **values: object) -> None:
        self.session.exec(update(PlaceCodeRow).where(col(PlaceCodeRow.id) == given).values(values))
