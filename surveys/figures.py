"""Rows that figures are computed from: no addresses, pseudonyms only."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonRow:
    """A lesson and how far its survey came. `collector` is None where none was opened."""

    lesson: str
    course: str
    starts_at: datetime
    ends_at: datetime
    place: str
    status: str
    families: int | None
    people: int | None
    collector: str | None
    opened_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRow:
    """A response without its answers. `status` is the stored Status value."""

    response: str
    respondent: str
    lesson: str
    course: str
    lesson_starts_at: datetime
    survey: str
    version: str
    wave: str
    mode: str
    language: str
    status: str
    short: bool
    consent: str | None
    profile: dict[str, str]
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One chosen choice, or one remark (then `choice` is None)."""

    response: str
    question: str
    choice: str | None
    text: str | None
    answered_at: datetime
