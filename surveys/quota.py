"""Pushes that a platform counts: what a month allows, what is used, who may still send.

Replies cost nothing and are never asked about. Pure; the rows are counted in storage/quota.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from surveys.outbound import Purpose

TOKYO: Final = ZoneInfo("Asia/Tokyo")
"""Where LINE's months begin, whatever the centre's own zone."""

SMALLEST_PLAN: Final = 200
"""Pushes a month in the free plan; what is assumed until the platform has told."""

REFRESH_AFTER: Final = timedelta(minutes=10)
"""The platform is asked for its figures at most this often."""

NO_QUOTA: Final = "quota"
"""Reason of a row that the ledger refused."""

MONTH_SPENT: Final = "monthly limit reached"
"""Reason of a row that the platform refused because the month is spent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metered:
    """A channel whose pushes are counted; `budget` is the most of ours in a month, if any."""

    channel: str
    budget: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the platform tells: pushes allowed in a month (None: no limit) and used up so far."""

    limit: int | None
    used: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One channel's month, written 2026-11.

    `spent` counts our own pushes: those on their way, taken, or perhaps taken. `settled` is how
    many of them were not on their way any more when the platform told its `plan` at `told_at`.
    `asked_at` is the last time it was asked, answered or not; None: it should be asked now.
    """

    channel: str
    month: str
    spent: int = 0
    plan: Plan | None = None
    settled: int = 0
    told_at: datetime | None = None
    asked_at: datetime | None = None

    @property
    def used(self) -> int:
        """Pushes used by everybody: the platform's figure and what we have sent since.

        What was on its way when the platform told is counted once more: its figure may or may
        not have held it. The next asking corrects this.
        """
        if self.plan is None:
            return self.spent
        return max(self.spent, self.plan.used + self.spent - self.settled)

    def stale(self, now: datetime) -> bool:
        """Whether the platform should be asked before the next push."""
        return self.asked_at is None or now - self.asked_at >= REFRESH_AFTER

    def told(self, plan: Plan | None, on_their_way: int, now: datetime) -> "Account":
        """The account after the platform was asked; without an answer the figures stay."""
        if plan is None:
            return replace(self, asked_at=now)
        settled = max(0, self.spent - on_their_way)
        return replace(self, plan=plan, settled=settled, told_at=now, asked_at=now)

    def spent_up(self) -> "Account":
        """The account after the platform said that nothing is left; it is asked again soon."""
        known = None if self.plan is None else self.plan.limit
        limit = max(SMALLEST_PLAN if known is None else known, self.used)
        plan = Plan(limit=limit, used=limit)
        return replace(self, plan=plan, settled=self.spent, asked_at=None)

    def turned(self, month: str) -> "Account":
        """The account of a new month: the plan is still known, nothing of it is used."""
        plan = None if self.plan is None else replace(self.plan, used=0)
        return Account(channel=self.channel, month=month, plan=plan, told_at=self.told_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What a channel's month can still carry.

    `limit` is the plan's (None: no limit), of which `used` are gone; `budget` is the bound on
    our own pushes (None: no bound), of which `spent` are gone. `planned` counts pushes that are
    wanted in this month and have not been counted yet.
    """

    month: str
    limit: int | None
    used: int
    budget: int | None = None
    spent: int = 0
    planned: Mapping[Purpose, int] = field(default_factory=dict)

    @property
    def left(self) -> int | None:
        """Pushes that can still be sent; None where nothing bounds them."""
        bounds = []
        if self.limit is not None:
            bounds.append(self.limit - self.used)
        if self.budget is not None:
            bounds.append(self.budget - self.spent)
        return max(0, min(bounds)) if bounds else None

    def kept_from(self, purpose: Purpose) -> int:
        """Pushes that are kept for purposes with a better claim than this one."""
        rank = purpose.rank
        return sum(
            count
            for other, count in self.planned.items()
            if rank is not None and other.rank is not None and other.rank < rank
        )

    def may_push(self, purpose: Purpose) -> bool:
        """Whether one push for this purpose may leave now. What is free always may."""
        if purpose.rank is None or self.left is None:
            return True
        return self.left > self.kept_from(purpose)

    def pushed(self, purpose: Purpose) -> "Ledger":
        """The ledger after one planned push for this purpose was counted."""
        return replace(self.dropped(purpose), used=self.used + 1, spent=self.spent + 1)

    def dropped(self, purpose: Purpose) -> "Ledger":
        """The ledger after one planned push for this purpose was refused."""
        fewer = max(0, self.planned.get(purpose, 0) - 1)
        return replace(self, planned={**self.planned, purpose: fewer})


def ledger(account: Account, budget: int | None, planned: Mapping[Purpose, int]) -> Ledger:
    """The ledger of a month, by the free plan where the platform has never told its own."""
    plan = account.plan or Plan(limit=SMALLEST_PLAN, used=0)
    return Ledger(
        month=account.month,
        limit=plan.limit,
        used=account.used,
        budget=budget,
        spent=account.spent,
        planned=planned,
    )


def month_of(moment: datetime) -> str:
    """The month that a push at this moment counts toward, in Tokyo: 2026-11."""
    return f"{moment.astimezone(TOKYO):%Y-%m}"


def month_end(month: str) -> datetime:
    """The first moment, in Tokyo, that no longer belongs to a month."""
    year, number = (int(part) for part in month.split("-"))
    following = (year + 1, 1) if number == 12 else (year, number + 1)
    return datetime(*following, 1, tzinfo=TOKYO)
