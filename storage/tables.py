"""Tables of people, lessons and responses. Rows are rows: they check nothing and travel nowhere.

Ids are strings of at most 64 characters. Times are stored as UTC and come back aware. What a
person answered is held apart from what a person wrote: `answer` and `remark`.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, MetaData, UniqueConstraint
from sqlmodel import Field, SQLModel

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class Row(SQLModel):
    """Base of all rows, with names for constraints so that migrations can speak of them."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


class NamedRow(Row):
    """Base of rows with an id of our own making."""

    id: str = Field(primary_key=True, max_length=64)


class RespondentRow(NamedRow, table=True):
    """A pseudonymous person."""

    __tablename__ = "respondent"

    created_at: datetime


class ProfileRow(Row, table=True):
    """Something remembered about a respondent until a day."""

    __tablename__ = "profile"

    respondent: str = Field(
        primary_key=True, max_length=64, foreign_key="respondent.id", ondelete="CASCADE"
    )
    key: str = Field(primary_key=True, max_length=64)
    choice: str = Field(max_length=64)
    until: datetime


class MemberRow(NamedRow, table=True):
    """Staff, coordinator or admin; `role` is the number of the MemberRole."""

    __tablename__ = "member"

    role: int
    joined_at: datetime
    revoked_at: datetime | None = None


class InvitationRow(NamedRow, table=True):
    """A one-time invitation; of its code only a keyed hash."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("lookup"),)

    lookup: str = Field(max_length=64)
    role: int
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    member: str | None = Field(
        default=None, max_length=64, foreign_key="member.id", ondelete="SET NULL"
    )


class ContactRow(NamedRow, table=True):
    """An address: a keyed hash to find it by, and the sealed address to send to."""

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("channel", "lookup"),
        Index(None, "respondent"),
        Index(None, "member"),
    )

    channel: str = Field(max_length=16)
    lookup: str = Field(max_length=64)
    sealed: str
    language: str = Field(max_length=16)
    respondent: str | None = Field(
        default=None, max_length=64, foreign_key="respondent.id", ondelete="SET NULL"
    )
    member: str | None = Field(
        default=None, max_length=64, foreign_key="member.id", ondelete="SET NULL"
    )
    awaiting: str | None = Field(default=None, max_length=160)
    blocked: bool = False
    created_at: datetime


class CourseRow(NamedRow, table=True):
    """講座."""

    __tablename__ = "course"
    __table_args__ = (UniqueConstraint("name"),)

    name: str = Field(max_length=200)


class LessonRow(NamedRow, table=True):
    """開催回."""

    __tablename__ = "lesson"
    __table_args__ = (
        Index(None, "starts_at"),
        Index(None, "course", "starts_at"),
        Index(None, "uid", unique=True),
    )

    course: str = Field(max_length=64, foreign_key="course.id")
    starts_at: datetime
    ends_at: datetime
    place: str = Field(max_length=200)
    status: str = Field(max_length=16)
    families: int | None = None
    people: int | None = None
    uid: str | None = Field(default=None, max_length=200)


class CollectorRow(NamedRow, table=True):
    """A survey opened for a lesson: one for each lesson, codes never used twice."""

    __tablename__ = "collector"
    __table_args__ = (
        UniqueConstraint("lesson"),
        UniqueConstraint("code"),
        Index(None, "opened_at"),
        Index(None, "closed_at", "closes_at"),
    )

    lesson: str = Field(max_length=64, foreign_key="lesson.id")
    survey: str = Field(max_length=64)
    version: str = Field(max_length=32)
    code: str = Field(max_length=64)
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None = None


class ResponseRow(NamedRow, table=True):
    """A response without its answers."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("respondent", "collector", "wave"),
        Index(None, "respondent", "moved_at"),
        Index(None, "collector", "created_at"),
    )

    respondent: str = Field(max_length=64, foreign_key="respondent.id", ondelete="CASCADE")
    collector: str = Field(max_length=64, foreign_key="collector.id")
    survey: str = Field(max_length=64)
    version: str = Field(max_length=32)
    wave: str = Field(max_length=16)
    mode: str = Field(max_length=16)
    language: str = Field(max_length=16)
    status: str = Field(max_length=16)
    at: str = Field(max_length=64)
    consent: str | None = Field(default=None, max_length=64)
    ticked: list[str] = Field(sa_type=JSON)
    orders: dict[str, Any] = Field(sa_type=JSON)
    profile: dict[str, Any] = Field(sa_type=JSON)
    short: bool
    created_at: datetime
    started_at: datetime | None = None
    completed_at: datetime | None = None
    moved_at: datetime
    closes_at: datetime | None = None


class AnswerRow(Row, table=True):
    """One revision of an answer. `revision` is ours and never falls; `counted` is the engine's.

    The two part ways when an answer was dropped and is given again: the engine then starts at 1.
    """

    __tablename__ = "answer"

    response: str = Field(
        primary_key=True, max_length=64, foreign_key="response.id", ondelete="CASCADE"
    )
    question: str = Field(primary_key=True, max_length=64)
    revision: int = Field(primary_key=True)
    counted: int
    choices: list[str] = Field(sa_type=JSON)
    newest: bool
    answered_at: datetime


class RemarkRow(Row, table=True):
    """One revision of a remark. `text` is NULL when the message was taken back."""

    __tablename__ = "remark"
    __table_args__ = (Index(None, "channel", "message"),)

    response: str = Field(
        primary_key=True, max_length=64, foreign_key="response.id", ondelete="CASCADE"
    )
    question: str = Field(primary_key=True, max_length=64)
    revision: int = Field(primary_key=True)
    counted: int
    text: str | None = None
    channel: str = Field(max_length=16)
    message: str | None = Field(default=None, max_length=128)
    newest: bool
    answered_at: datetime


class ConsentRow(Row, table=True):
    """What was agreed to, and to which version's text."""

    __tablename__ = "consent"
    __table_args__ = (Index(None, "response"),)

    number: int | None = Field(default=None, primary_key=True)
    response: str = Field(max_length=64, foreign_key="response.id", ondelete="CASCADE")
    level: str = Field(max_length=64)
    survey: str = Field(max_length=64)
    version: str = Field(max_length=32)
    agreed_at: datetime
