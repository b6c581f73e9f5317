"""A registered plan and the ledger of the strong year of EVIDENCE 4.3, by hand."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, Final

from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Kind, Level, Moment
from surveys.analysis.pack_model import Pack
from surveys.analysis.plan import Goal, Plan, PlannedClaim, Registered
from surveys.analysis.proportions import Part
from tests.surveys.analysis.rows import Rows, tokyo
from tests.surveys.analysis.years import FREEZE, pack, strong

GOALS: Final = (
    Goal(number=1, heading="周知・発信", goal="機能や役割を知らせ、活用につなげる。"),
    Goal(number=2, heading="次世代からの支援", goal="将来親となる次世代を支援する。"),
)

CLAIMS: Final = (
    PlannedClaim(
        id="aware",
        indicator="I1",
        kind=Kind.REACH,
        goal=1,
        name="Aonicoの認知率",
        answer="Aonicoを知っている",
        primary=True,
        target=0.6,
        planned_answers=600,
    ),
    PlannedClaim(
        id="trigger",
        indicator="I3",
        kind=Kind.REACH,
        goal=1,
        name="Aonicoがきっかけの率",
        answer="Aonicoが講座参加のきっかけとなった",
        primary=True,
        target=0.15,
        planned_answers=600,
    ),
    PlannedClaim(
        id="timely",
        indicator="I4",
        kind=Kind.ASSOCIATION,
        goal=1,
        name="情報の間に合う率",
        answer="講座やひろばの情報が「間に合うころに届いている」",
        primary=True,
        exposure="I2",
        planned_answers=600,
    ),
)

PLAN: Final = Plan(
    fiscal_year=2026,
    version=1,
    since=date(2026, 4, 1),
    survey="aonico-core",
    goals=GOALS,
    claims=CLAIMS,
    barrier_question="barrier",
    actions={"howto": "入れ方の案内"},
)

REGISTERED: Final = Registered(
    plan=PLAN, source="", sha256="a" * 64, registered_at=tokyo("2026-03-20 09:00")
)

AWARE: Final = Entry(
    claim="aware",
    fiscal_year=2026,
    indicator="I1",
    kind=Kind.REACH,
    primary=True,
    goal=1,
    plan_version=1,
    plan_sha256="a" * 64,
    look="freeze",
    looked_at=FREEZE,
    moment=Moment.FREEZE,
    answers=640,
    lessons=286,
    response_rate=0.4542,
    rr1=0.4542,
    rr2=0.4849,
    rated=1.0,
    part=Part(count=460, total=640),
    target=0.6,
    estimate=0.71875,
    low=0.678,
    high=0.756,
    deff=1.25,
    method="clustered_wilson",
    information=1.0,
    statistic=5.9,
    boundary=2.6383,
    crossed=True,
    tipping=1.4,
    evaluated=Level.E3,
    level=Level.E3,
    inputs_sha256="b" * 64,
)

TRIGGER: Final = replace(
    AWARE,
    claim="trigger",
    indicator="I3",
    part=Part(count=118, total=640),
    target=0.15,
    estimate=0.184375,
    low=0.153,
    high=0.22,
    tipping=1.02,
    crossed=False,
    evaluated=Level.E2,
    level=Level.E2,
)

TIMELY: Final = replace(
    AWARE,
    claim="timely",
    indicator="I4",
    kind=Kind.ASSOCIATION,
    part=Part(count=214, total=268),
    unexposed=Part(count=223, total=372),
    target=None,
    estimate=0.199,
    low=0.13,
    high=0.268,
    crude=0.199,
    crude_low=0.124,
    crude_high=0.269,
    courses_agreeing=4,
    courses_counted=4,
    method="mantel_haenszel",
    tipping=None,
)

ENTRIES: Final = (AWARE, TRIGGER, TIMELY)


def planned(rows: Rows, *entries: Entry, **changes: Any) -> Pack:
    """The pack of rows under the registered plan; all three claims unless others are given."""
    return pack(rows, **{"plan": REGISTERED, "entries": entries or ENTRIES, **changes})


@cache
def strong_pack() -> Pack:
    """The pack of the strong year with all three claims."""
    return planned(strong())
