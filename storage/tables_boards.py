"""The table of messages with a live count."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables import NamedRow


class BoardRow(NamedRow, table=True):
    """A message of ours at a platform that tells a collector's count."""

    __tablename__ = "board"
    __table_args__ = (Index(None, "ended", "next_at"), Index(None, "contact", "collector"))

    collector: str = Field(max_length=64, foreign_key="collector.id")
    contact: str = Field(max_length=64, foreign_key="contact.id", ondelete="CASCADE")
    message: str = Field(max_length=64)
    heading: str = Field(max_length=32)
    shown: str
    next_at: datetime
    ended: bool = False
