"""People and occasions: courses, lessons, collectors, members, contacts."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from surveys.model import Language


class MemberRole(IntEnum):
    """What a member may do; a higher role includes the lower ones."""

    STAFF = 1
    COORDINATOR = 2
    ADMIN = 3


class LessonStatus(StrEnum):
    """Whether a lesson took place, as far as is known."""

    SCHEDULED = "scheduled"
    HELD = "held"
    NOT_HELD = "not_held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """講座: a kind of class."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """開催回: one occasion of a course. Attendance is None until it was counted.

    `uid` is the name that an imported schedule has for the lesson, at most 200 characters.
    """

    id: str
    course: Course
    starts_at: datetime
    ends_at: datetime
    place: str
    status: LessonStatus = LessonStatus.SCHEDULED
    families: int | None = None
    people: int | None = None
    uid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collector:
    """One survey opened for one lesson. Open while `closed_at` is None and before `closes_at`."""

    id: str
    lesson: Lesson
    survey: str
    version: str
    code: str
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether answers are taken at this moment."""
        return self.closed_at is None and now < self.closes_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person's place on one channel; the address itself stays in storage, sealed.

    `respondent` and `member` are ids, None where the person is not that. `awaiting` names what
    the bot asked outside a survey, with its subject after a colon: `erase`, `finish:<lesson>`.
    """

    id: str
    channel: str
    language: Language
    respondent: str | None = None
    member: str | None = None
    awaiting: str | None = None
    blocked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Staff, coordinator or admin."""

    id: str
    role: MemberRole
    joined_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A one-time code by which a person becomes a member."""

    id: str
    role: MemberRole
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCode:
    """A one-time code by which a further place becomes a member's.

    With a `contact` the code was sent there and proves that the member reads it; without one it
    attaches the place that it is sent from. `tries` counts wrong and right ones.
    """

    id: str
    member: str
    contact: str | None
    expires_at: datetime
    used_at: datetime | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How far a collector has come. `completed` never exceeds `opened`."""

    opened: int
    completed: int
    families: int | None
