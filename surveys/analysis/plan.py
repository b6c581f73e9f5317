"""The year's evidence plan as data: goals, claims, targets, thresholds (EVIDENCE 2, 3.6, 4.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from surveys.analysis.levels import Kind, Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A 重点目標 of one fiscal year, with last year's 課題 that it answers.

    `number` is its place in the form; `heading` the form's short heading, as in 周知・発信.
    """

    number: int
    heading: str
    goal: str
    issue: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedClaim:
    """A sentence registered in advance.

    `indicator` is a key of the survey's indicators. `exposure` (associations only) is the key of
    the indicator whose base and counted choices tell users from non-users. `name` is what the
    form calls the indicator (Aonicoの認知率); `answer` completes 「…人は」 and 「…と答えた」.
    `target` and `gap` are shares between 0 and 1; `gap` is the difference that would matter,
    from which planned and missing answers are computed, never from what was observed.
    """

    id: str
    indicator: str
    kind: Kind
    goal: int
    name: str
    answer: str
    primary: bool = False
    target: float | None = None
    gap: float = 0.05
    planned_answers: int = 0
    exposure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan of a fiscal year, in force from `since`; a changed plan is a new version.

    `alpha` is shared by all primary claims over all looks. `actions` maps a choice of the
    question on barriers to what the centre would do about it (K5). `placeholders` tells that
    the targets are drafts which the ward has not set yet.
    """

    fiscal_year: int
    version: int
    since: date
    survey: str
    goals: tuple[Goal, ...]
    claims: tuple[PlannedClaim, ...]
    thresholds: Thresholds = field(default_factory=Thresholds)
    alpha: float = 0.05
    cell_public: int = 10
    cell_internal: int = 5
    barrier_question: str | None = None
    actions: Mapping[str, str] = field(default_factory=dict)
    placeholders: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A plan as it was fixed: its text's SHA-256 and the time. `source` is the text itself."""

    plan: Plan
    source: str
    sha256: str
    registered_at: datetime
