"""What an evidence pack is made from, and everything that its files are written from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from surveys.analysis.collection import Collection
from surveys.analysis.ledger import Entry
from surveys.analysis.pack_caveats import Caveat
from surveys.analysis.pack_claims import Claim
from surveys.analysis.pack_draft import Draft
from surveys.analysis.pack_flow import YearFlow
from surveys.analysis.pack_respondents import Shown
from surveys.analysis.plan import Goal, PlannedClaim, Registered
from surveys.analysis.sheets import Sheet
from surveys.analysis.suppression import PUBLIC
from surveys.model import Survey

Json: TypeAlias = dict[str, Any]

WITHOUT_PLAN: Final = (
    Goal(
        number=1,
        heading="周知・発信",
        goal="地域子育て支援拠点の機能や役割を知らせ、活用につなげていく。",
    ),
)
"""The part of the form that the survey speaks to, for a year that has no plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a pack is made from, beside the rows. `plan` is None where the year has none.

    `entries` is the ledger as at `as_of`; `told` the moment before which answers count in each
    claim (`claim_release`), None where all count to `as_of`; `smallest` the fewest people that
    the centre lets out; `quotes` are remarks approved for being quoted, `rows` how many rows
    there are of each kind.
    """

    year: int
    survey: Survey
    plan: Registered | None
    entries: tuple[Entry, ...]
    as_of: datetime
    zone: ZoneInfo
    told: Mapping[str, datetime] | None = None
    smallest: int = PUBLIC
    quotes: tuple[str, ...] = ()
    rows: tuple[tuple[str, int], ...] = ()

    @property
    def cell(self) -> int:
        """k: fewer people than this are not shown."""
        asked = PUBLIC if self.plan is None else self.plan.plan.cell_public
        return max(PUBLIC, asked, self.smallest)

    def counted_to(self, claim: str) -> datetime | None:
        """The moment before which answers count in a claim; None where it is not told yet."""
        return self.as_of if self.told is None else self.told.get(claim)

    def tells(self, claim: str, completed: datetime | None) -> bool:
        """Whether a claim counts an answer, by the moment of its completion."""
        moment = self.counted_to(claim)
        if moment is None or completed is None:
            return False
        return self.told is None or completed < moment

    @property
    def goals(self) -> tuple[Goal, ...]:
        """The year's goals."""
        return WITHOUT_PLAN if self.plan is None else self.plan.plan.goals

    def planned(self, entry: Entry) -> PlannedClaim:
        """What was registered about an entry's claim."""
        claims = () if self.plan is None else self.plan.plan.claims
        return next(one for one in claims if one.id == entry.claim)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighted:
    """A share after post-stratification and its worst case; None where it may not be shown."""

    claim: str
    name: str
    estimate: float | None
    low: float | None
    high: float | None
    lowest: float | None
    highest: float | None
    tipping: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Everything that the files of an evidence pack are written from."""

    basis: Basis
    collection: Collection
    claims: tuple[Claim, ...]
    draft: Draft
    flow: YearFlow
    caveats: tuple[Caveat, ...]
    stages: tuple[Shown, ...]
    barriers: tuple[Shown, ...]
    weighted: tuple[Weighted, ...]
    sheets: tuple[Sheet, ...]
    surveys: tuple[tuple[str, str], ...]
    snapshot: Json

    @property
    def fiscal_year(self) -> int:
        """The year, by the calendar year in which it begins."""
        return self.basis.year

    @property
    def respondents(self) -> int:
        """People with a complete full-form answer."""
        return self.collection.persons
