"""The table of decisions about remarks."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field

from storage.tables import Row


class RemarkReviewRow(Row, table=True):
    """A coordinator's decision about one revision of a remark; it goes where the remark goes.

    `text` is the masked text that was approved; NULL where the remark was dismissed.
    """

    __tablename__ = "remark_review"
    __table_args__ = (
        ForeignKeyConstraint(
            ["response", "question", "revision"],
            ["remark.response", "remark.question", "remark.revision"],
            ondelete="CASCADE",
        ),
    )

    response: str = Field(primary_key=True, max_length=64)
    question: str = Field(primary_key=True, max_length=64)
    revision: int = Field(primary_key=True)
    status: str = Field(max_length=16)
    text: str | None = None
    member: str | None = Field(
        default=None, max_length=64, foreign_key="member.id", ondelete="SET NULL"
    )
    reviewed_at: datetime
