"""Tables of where members are reached: the digest's place, codes for another place, leases."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables import NamedRow, Row


class DigestPlaceRow(Row, table=True):
    """The contact to which a member wants the digest."""

    __tablename__ = "digest_place"

    member: str = Field(
        primary_key=True, max_length=64, foreign_key="member.id", ondelete="CASCADE"
    )
    contact: str = Field(max_length=64, foreign_key="contact.id", ondelete="CASCADE")


class PlaceCodeRow(NamedRow, table=True):
    """A one-time code of a member's; of the code only a keyed hash.

    Without a `contact` it attaches the place from which it is sent. With one it proves that the
    member reads what is sent there.
    """

    __tablename__ = "place_code"
    __table_args__ = (Index(None, "lookup"), Index(None, "contact"))

    lookup: str = Field(max_length=64)
    member: str = Field(max_length=64, foreign_key="member.id", ondelete="CASCADE")
    contact: str | None = Field(
        default=None, max_length=64, foreign_key="contact.id", ondelete="CASCADE"
    )
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    tries: int = 0


class LeaseRow(Row, table=True):
    """Something that one process at a time may do, and which one until when."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True, max_length=64)
    holder: str = Field(max_length=64)
    until: datetime
