"""The year's evidence plan as data: goals, claims, targets, thresholds (EVIDENCE 2, 3.6, 4.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from surveys.analysis.levels import Kind, Thresholds
from surveys.analysis.sequential import sup_brownian_constant
from surveys.analysis.weeks import APRIL, local_day, quarter_span


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
    `whom` names the base of a share where it is not all respondents (妊娠期の回答者).
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
    whom: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan of a fiscal year, in force from `since`; a changed plan is a new version.

    `alpha` is shared by all primary claims over all looks. `actions` maps a choice of the
    question on barriers to what the centre would do about it (K5). `placeholders` tells that
    the targets are drafts which the ward has not set yet. `stage_question` tells the strata of
    associations beside the course. `draft_on` and `freeze_on` are the days at whose end the
    draft form and the final annex are written; None stands for 31 January and 30 April.
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
    stage_question: str = "stage"
    draft_on: date | None = None
    freeze_on: date | None = None

    @property
    def primary(self) -> tuple[PlannedClaim, ...]:
        """The claims that share alpha."""
        return tuple(claim for claim in self.claims if claim.primary)

    @property
    def constant(self) -> float:
        """The look rule's c: alpha shared by the primary claims, 2.6383 for three."""
        return sup_brownian_constant(self.alpha, claims=max(1, len(self.primary)))

    @property
    def drafted_on(self) -> date:
        """The last day that the draft of the form looks at."""
        return self.draft_on or date(self.fiscal_year + 1, 1, 31)

    @property
    def frozen_on(self) -> date:
        """The last day that the final annex looks at."""
        return self.freeze_on or date(self.fiscal_year + 1, 4, 30)

    def claim(self, key: str) -> PlannedClaim:
        """The claim with this id.

        Raises:
            KeyError: the plan has no such claim.
        """
        for claim in self.claims:
            if claim.id == key:
                return claim
        raise KeyError(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A registered plan as it is kept: its text, and what it is found by."""

    fiscal_year: int
    version: int
    since: date
    source: str
    sha256: str
    registered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A plan as it was fixed: its text's SHA-256 and the time. `source` is the text itself.

    `draft` stands for a plan that nobody has registered: nothing is confirmed under it.
    `first_fixed` tells of each look rule (`rule_of`) when the first version of the year with it
    was registered; a rule that is not in it was fixed with this version.
    """

    plan: Plan
    source: str
    sha256: str
    registered_at: datetime
    draft: bool = False
    first_fixed: Mapping[str, datetime] = field(default_factory=dict)

    def fixed_at(self, claim: PlannedClaim) -> datetime:
        """When a claim's look rule was registered for the first time."""
        return self.first_fixed.get(rule_of(self.plan, claim), self.registered_at)

    def in_time(self, claim: PlannedClaim, zone: ZoneInfo) -> bool:
        """Whether a claim's look rule was registered before the first quarter was over."""
        return self.fixed_at(claim) < quarter_span(self.plan.fiscal_year, 1, zone)[1]

    def late(self, zone: ZoneInfo) -> bool:
        """Whether it was fixed after 1 April, so that answers may have been seen before."""
        first = date(self.plan.fiscal_year, APRIL, 1)
        return not self.draft and local_day(self.registered_at, zone) > first


def rule_of(plan: Plan, claim: PlannedClaim) -> str:
    """What a crossing of the look rule belongs to; another target is another rule."""
    compared = claim.exposure or claim.target
    return f"{claim.indicator}/{claim.kind}/{compared}/{claim.planned_answers}/{plan.constant:.4f}"
