"""The month's pushes as a table: what is left, what is kept for better claims, who may send."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from surveys.outbound import Purpose
from surveys.quota import SMALLEST_PLAN, Account, Ledger, Plan, ledger, month_end, month_of

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
NOVEMBER = Account(channel="line", month="2026-11")


def book(left: int | None, **planned: int) -> Ledger:
    """A ledger with so many pushes left, and these planned."""
    limit = None if left is None else 200
    return Ledger(
        month="2026-11",
        limit=limit,
        used=200 - (left or 0),
        planned={Purpose(name): count for name, count in planned.items()},
    )


def test_the_order_of_claims() -> None:
    ranked = [purpose for purpose in Purpose if purpose.rank is not None]
    assert sorted(ranked, key=lambda purpose: purpose.rank or 0) == [
        Purpose.ALERT,
        Purpose.DIGEST,
        Purpose.PROMPT,
        Purpose.FOLLOW_UP,
        Purpose.REMINDER,
        Purpose.NOTICE,
    ]
    assert [purpose for purpose in Purpose if purpose.rank is None] == [
        Purpose.REPLY,
        Purpose.FAREWELL,
        Purpose.LEAVE,
        Purpose.MENU,
    ]


@pytest.mark.parametrize(
    ("ledger_", "purpose", "may"),
    [
        (book(1), Purpose.REMINDER, True),
        (book(0), Purpose.REMINDER, False),
        (book(0), Purpose.ALERT, False),
        (book(0), Purpose.REPLY, True),
        (book(None, digest=9999), Purpose.REMINDER, True),
        # what is planned for others with a better claim is kept for them
        (book(3, digest=3), Purpose.REMINDER, False),
        (book(4, digest=3), Purpose.REMINDER, True),
        (book(3, alert=1, digest=1, prompt=1), Purpose.FOLLOW_UP, False),
        (book(4, alert=1, digest=1, prompt=1), Purpose.FOLLOW_UP, True),
        # but not for one's own kind, nor for those that come after
        (book(1, reminder=9), Purpose.REMINDER, True),
        (book(1, reminder=9, digest=9), Purpose.DIGEST, True),
        (book(1, reminder=9, digest=9), Purpose.ALERT, True),
        (book(1, alert=1), Purpose.DIGEST, False),
    ],
)
def test_who_may_push(ledger_: Ledger, purpose: Purpose, *, may: bool) -> None:
    assert ledger_.may_push(purpose) is may


def test_the_whole_month_goes_by_the_order_of_claims() -> None:
    wanted = [Purpose.REMINDER, Purpose.ALERT, Purpose.DIGEST, Purpose.REMINDER, Purpose.PROMPT]
    now = book(3, reminder=2, alert=1, digest=1, prompt=1)
    sent = []
    for purpose in wanted:
        if now.may_push(purpose):
            now = now.pushed(purpose)
            sent.append(purpose)
        else:
            now = now.dropped(purpose)
    assert sent == [Purpose.ALERT, Purpose.DIGEST, Purpose.PROMPT]
    assert (now.left, sum(now.planned.values())) == (0, 0)


@pytest.mark.parametrize(
    ("limit", "used", "budget", "spent", "left"),
    [
        (200, 150, None, 40, 50),
        (200, 201, None, 40, 0),
        (200, 150, 100, 40, 50),
        (200, 150, 60, 40, 20),
        (200, 150, 30, 40, 0),
        (200, 0, 0, 0, 0),
        (None, 999, None, 40, None),
        (None, 999, 60, 40, 20),
    ],
)
def test_what_is_left(
    limit: int | None, used: int, budget: int | None, spent: int, left: int | None
) -> None:
    found = Ledger(month="2026-11", limit=limit, used=used, budget=budget, spent=spent)
    assert found.left == left


@pytest.mark.parametrize(
    ("account", "used"),
    [
        (NOVEMBER, 0),
        (replace(NOVEMBER, spent=7), 7),
        (replace(NOVEMBER, spent=7, plan=Plan(limit=200, used=50), settled=5), 52),
        (replace(NOVEMBER, spent=7, plan=Plan(limit=200, used=3), settled=7), 7),
    ],
    ids=["nothing known", "ours alone", "others too", "the platform lags behind"],
)
def test_what_is_used(account: Account, used: int) -> None:
    assert account.used == used


def test_what_the_platform_tells_holds_until_it_tells_again() -> None:
    asked = replace(NOVEMBER, spent=5).told(Plan(limit=200, used=20), 2, NOW)
    assert asked.used == 22, "two were on their way and may not be in its figure"
    assert not asked.stale(NOW + timedelta(minutes=9, seconds=59))
    assert asked.stale(NOW + timedelta(minutes=10))
    silent = asked.told(None, 0, NOW + timedelta(minutes=10))
    assert (silent.used, silent.told_at) == (22, NOW)
    assert not silent.stale(NOW + timedelta(minutes=19))


def test_without_figures_the_smallest_plan_is_assumed() -> None:
    assert ledger(replace(NOVEMBER, spent=3), None, {}).left == SMALLEST_PLAN - 3
    unlimited = NOVEMBER.told(Plan(limit=None, used=9), 0, NOW)
    assert ledger(unlimited, None, {}).left is None


@pytest.mark.parametrize(
    ("plan", "limit"), [(None, 200), (Plan(limit=30, used=4), 30), (Plan(limit=None, used=4), 200)]
)
def test_when_the_platform_says_it_is_spent_nothing_is_left(plan: Plan | None, limit: int) -> None:
    before = replace(NOVEMBER, spent=2, plan=plan, settled=2, asked_at=NOW)
    after = before.spent_up()
    assert (ledger(after, None, {}).left, after.stale(NOW)) == (0, True)
    assert after.plan == Plan(limit=limit, used=limit)
    assert after.spent == 2


def test_a_new_month_begins_with_the_same_plan_unused() -> None:
    december = NOVEMBER.told(Plan(limit=5000, used=4999), 0, NOW).turned("2026-12")
    assert ledger(december, None, {}).left == 5000
    assert december.stale(NOW)
    assert NOVEMBER.turned("2026-12") == Account(channel="line", month="2026-12")


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (datetime(2026, 11, 30, 14, 59, 59, tzinfo=UTC), "2026-11"),
        (datetime(2026, 11, 30, 15, 0, tzinfo=UTC), "2026-12"),
        (datetime(2026, 12, 31, 15, 0, tzinfo=UTC), "2027-01"),
    ],
)
def test_months_begin_in_tokyo(moment: datetime, month: str) -> None:
    assert month_of(moment) == month


def test_a_month_ends_where_the_next_begins() -> None:
    for month, following in (("2026-11", "2026-12"), ("2026-12", "2027-01")):
        end = month_end(month)
        assert month_of(end - timedelta(seconds=1)) == month
        assert month_of(end) == following
