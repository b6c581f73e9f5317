"""The table of where imported lessons come from."""

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables import Row


class LessonOriginRow(Row, table=True):
    """The schedule that made a lesson; `offer` is the button that would call it off."""

    __tablename__ = "lesson_origin"
    __table_args__ = (Index(None, "offer"),)

    lesson: str = Field(
        primary_key=True, max_length=64, foreign_key="lesson.id", ondelete="CASCADE"
    )
    source: str = Field(max_length=64)
    offer: str | None = Field(default=None, max_length=64)
