"""Tables of what comes in, what goes out, what was done and who did it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables import NamedRow, Row


class InboxRow(Row, table=True):
    """An event taken in; the key lets it in once."""

    __tablename__ = "inbox"

    channel: str = Field(primary_key=True, max_length=16)
    event: str = Field(primary_key=True, max_length=128)
    received_at: datetime


class OutboxRow(Row, table=True):
    """One request to a platform. `number` is the order of creation, `reply_token` is sealed."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("id"),
        UniqueConstraint("key"),
        Index(None, "contact", "status"),
        Index(None, "status", "due_at"),
    )

    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(max_length=64)
    key: str = Field(max_length=200)
    contact: str = Field(max_length=64, foreign_key="contact.id", ondelete="CASCADE")
    purpose: str = Field(max_length=16)
    messages: list[dict[str, Any]] = Field(sa_type=JSON)
    reply_token: str | None = None
    retry_key: str = Field(max_length=64)
    created_at: datetime
    due_at: datetime
    expires_at: datetime
    status: str = Field(max_length=16)
    attempts: int
    claimed_until: datetime | None = None
    reason: str | None = None
    settled_at: datetime | None = None
    charged: str | None = Field(default=None, max_length=7)
    """The month whose quota this push counts toward; NULL while, or where, it does not."""
    perhaps_arrived: bool = False
    """Whether an earlier attempt may have reached the person."""


class QuotaRow(Row, table=True):
    """One channel's month of pushes; see surveys/quota.py."""

    __tablename__ = "quota"

    channel: str = Field(primary_key=True, max_length=16)
    month: str = Field(primary_key=True, max_length=7)
    spent: int = 0
    plan_limit: int | None = None
    plan_used: int | None = None
    settled: int = 0
    told_at: datetime | None = None
    asked_at: datetime | None = None


class JobRow(Row, table=True):
    """A job and a period: the row is the claim."""

    __tablename__ = "job"

    job: str = Field(primary_key=True, max_length=64)
    period: str = Field(primary_key=True, max_length=64)
    started_at: datetime
    finished_at: datetime | None = None
    counts: dict[str, Any] = Field(sa_type=JSON)


class AuditRow(NamedRow, table=True):
    """Who changed what: ids and codes only."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "recorded_at"),)

    recorded_at: datetime
    actor: str = Field(max_length=64)
    action: str = Field(max_length=64)
    subject: str = Field(max_length=160)
    detail: dict[str, Any] = Field(sa_type=JSON)
