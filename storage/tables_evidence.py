"""Tables of what was registered in advance, and of what each look at the data came to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from storage.tables import NamedRow, Row


class PlanRow(Row, table=True):
    """A plan as it was registered, with its text."""

    __tablename__ = "plan"

    fiscal_year: int = Field(primary_key=True)
    version: int = Field(primary_key=True)
    since: date
    source: str
    sha256: str = Field(max_length=64)
    registered_at: datetime


class LookRow(Row, table=True):
    """A claim at one look. `position` is its place in the plan, `entry` all that is known."""

    __tablename__ = "look"

    fiscal_year: int = Field(primary_key=True)
    look: str = Field(primary_key=True, max_length=16)
    claim: str = Field(primary_key=True, max_length=64)
    looked_at: datetime
    position: int
    level: str = Field(max_length=2)
    inputs_sha256: str = Field(max_length=64)
    entry: dict[str, Any] = Field(sa_type=JSON)


class DecisionRow(NamedRow, table=True):
    """What a person decided about a claim; `member` is kept when the member has left."""

    __tablename__ = "decision"

    fiscal_year: int = Field(index=True)
    claim: str = Field(max_length=64)
    deed: str = Field(max_length=16)
    level: str = Field(max_length=2)
    member: str = Field(max_length=64)
    decided_at: datetime
    why: str | None = None
