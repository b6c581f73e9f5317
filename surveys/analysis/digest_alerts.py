"""What somebody should see to, the most urgent first: a closed list.

`code` is what programs know an alert by and never changes; `key` names its text.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """Messages were given up because the month's pushes are used up or kept for others."""

    code: ClassVar[str] = "pushes_refused"
    key: ClassVar[str] = "digest_not_sent"

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotReached:
    """Coordinators who should get the digest have no place that takes messages."""

    code: ClassVar[str] = "digest_not_reached"
    key: ClassVar[str] = "digest_not_reached"

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaShort:
    """The month's pushes are running out: so many are left, so many are wanted."""

    code: ClassVar[str] = "quota_short"
    key: ClassVar[str] = "digest_quota_short"

    left: int
    planned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpsShort:
    """More follow-ups are due this month than pushes are left for them."""

    code: ClassVar[str] = "follow_ups_short"
    key: ClassVar[str] = "digest_follow_ups_short"

    due: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreThanFamilies:
    """A lesson has more answers than families; it is left out of the rate."""

    code: ClassVar[str] = "answers_exceed_families"
    key: ClassVar[str] = "digest_more_than_families"

    starts_at: datetime
    completed: int
    families: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FewAnswered:
    """A lesson's response is surely low: its upper 95 % limit lies under the centre's median."""

    code: ClassVar[str] = "low_response"
    key: ClassVar[str] = "digest_few_answered"

    starts_at: datetime
    completed: int
    families: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutSurvey:
    """Lessons took place and no survey was opened for them."""

    code: ClassVar[str] = "lesson_without_survey"
    key: ClassVar[str] = "digest_without_survey"

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceUnknown:
    """Lessons were surveyed without an attendance; they are left out of the rate."""

    code: ClassVar[str] = "attendance_unknown"
    key: ClassVar[str] = "digest_attendance_unknown"

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarksWaiting:
    """Remarks wait for a coordinator to read and approve them."""

    code: ClassVar[str] = "remarks_waiting"
    key: ClassVar[str] = "digest_remarks_waiting"

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalWaiting:
    """Claims crossed the look rule and wait for somebody to approve their sentence."""

    code: ClassVar[str] = "claim_approval_waiting"
    key: ClassVar[str] = "digest_approval_waiting"

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakOff:
    """Many stop at one question. `number` is its place in the questionnaire, from 1."""

    code: ClassVar[str] = "break_off"
    key: ClassVar[str] = "digest_break_off"

    number: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowAnswers:
    """The median time for a survey is longer than a minute."""

    code: ClassVar[str] = "slow_answers"
    key: ClassVar[str] = "digest_slow_answers"

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeNear:
    """The year's figures are frozen soon."""

    code: ClassVar[str] = "freeze_near"
    key: ClassVar[str] = "digest_freeze_near"

    on: date


Alert: TypeAlias = (
    NotSent
    | NotReached
    | QuotaShort
    | FollowUpsShort
    | MoreThanFamilies
    | FewAnswered
    | WithoutSurvey
    | AttendanceUnknown
    | RemarksWaiting
    | ApprovalWaiting
    | BreakOff
    | SlowAnswers
    | FreezeNear
)
"""Something that somebody should see to."""
