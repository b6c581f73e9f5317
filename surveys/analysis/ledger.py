"""The claims ledger: every claim at every look, with what its level rests on (EVIDENCE 4.1)."""

from dataclasses import dataclass
from datetime import datetime

from surveys.analysis.levels import Kind, Level, Moment
from surveys.analysis.proportions import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One claim at one look. Shares, differences and limits lie between −1 and 1.

    `look` is the ISO week (2026-W47) or `freeze`. `part` is the numerator and denominator of a
    share; of an association `part` is the users' and `unexposed` the others'. Figures are None
    where there was nothing to compute. `response_rate` is completed over families, `rr1` and
    `rr2` are AAPOR's, `rated` is the share of the answers that lie in the lessons they are of;
    the latter three are None in looks kept before they were written. `equal_odds` is the p-value
    that the strata of a difference agree, `strata` are their names where they do not.
    `evaluated` is the level by the rules, `level` the one that is shown: a person may have
    lowered it, with `lowered_by` and `lowered_why`.
    `information` is t, `statistic` Z, `boundary` c/√t (None before the first look);
    `crossed` tells whether the rule was crossed at this look or an earlier one.
    `inputs_sha256` is the hash of the rows the figures came from. `rule` names what the look rule
    was registered with; a crossing counts at later looks only under the same rule. `draft` tells
    that no plan was registered at this look. `versions` are the survey's versions behind the
    figures: where there are several, the series has a break.
    """

    claim: str
    fiscal_year: int
    indicator: str
    kind: Kind
    primary: bool
    goal: int
    plan_version: int
    plan_sha256: str
    look: str
    looked_at: datetime
    moment: Moment
    answers: int
    lessons: int
    response_rate: float | None
    part: Part
    rr1: float | None = None
    rr2: float | None = None
    rated: float | None = None
    unexposed: Part | None = None
    target: float | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    low80: float | None = None
    high80: float | None = None
    deff: float | None = None
    method: str = ""
    information: float = 0.0
    statistic: float | None = None
    boundary: float | None = None
    crossed: bool = False
    tipping: float | None = None
    courses_agreeing: int = 0
    courses_counted: int = 0
    crude: float | None = None
    crude_low: float | None = None
    crude_high: float | None = None
    equal_odds: float | None = None
    strata: tuple[str, ...] = ()
    evaluated: Level = Level.E0
    level: Level = Level.E0
    lowered_by: str | None = None
    lowered_why: str | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None
    inputs_sha256: str = ""
    rule: str = ""
    draft: bool = False
    versions: tuple[str, ...] = ()

    @property
    def smallest_cell(self) -> int:
        """The smallest number of people that a sentence on it would show or imply."""
        parts = [part for part in (self.part, self.unexposed) if part is not None]
        return min(min(part.count, part.total - part.count) for part in parts)

    @property
    def smallest_group(self) -> int:
        """Answers of the smaller group; of a share, all answers."""
        parts = [part for part in (self.part, self.unexposed) if part is not None]
        return min(part.total for part in parts)

    @property
    def series_break(self) -> bool:
        """Whether the survey's version changed while these answers were given."""
        return len(self.versions) > 1
