"""A remark on its way to coordinators, and what one of them decided about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ReviewStatus(StrEnum):
    """What became of a remark: it may be shown to others, or it may not."""

    APPROVED = "approved"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceId:
    """One revision of one remark."""

    response: str
    question: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A coordinator's decision. `text` is what may be shown, None where nothing may."""

    voice: VoiceId
    status: ReviewStatus
    text: str | None
    member: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """The newest revision of a remark with the lesson it was written after.

    `text` is as it was written, None once that was deleted or taken back. `respondent` is there
    to count persons, never to be shown.
    """

    id: VoiceId
    respondent: str
    course: str
    starts_at: datetime
    answered_at: datetime
    text: str | None
    review: Review | None = None
