"""How far it is to a proof: from the gap set in the plan, never from the one observed."""

from dataclasses import replace
from typing import Any

import pytest

from surveys.analysis.digest_progress import Outlook, ProgressLine, progress
from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Kind, Level, Moment
from surveys.analysis.plan import Plan
from surveys.analysis.proportions import Part
from tests.surveys.analysis.digest_years import plan
from tests.surveys.analysis.rows import survey, tokyo


def entry(claim: str = "I3", **changes: Any) -> Entry:
    """I3 of the design: 76 of 421 people, design effect 1.25."""
    made = Entry(
        claim=claim,
        fiscal_year=2026,
        indicator=claim,
        kind=Kind.REACH,
        primary=True,
        goal=1,
        plan_version=1,
        plan_sha256="",
        look="2026-W47",
        looked_at=tokyo("2026-11-23 09:00"),
        moment=Moment.WEEK,
        answers=421,
        lessons=90,
        response_rate=0.5,
        part=Part(count=76, total=421),
        estimate=0.18,
        deff=1.25,
        information=0.47,
        level=Level.E2,
    )
    return replace(made, **changes)


def line(made: Entry, gone: float = 0.45) -> ProgressLine:
    (found,) = progress(plan().plan, survey(), [made], gone)
    return found


def test_the_example_of_the_design() -> None:
    found = line(entry())
    assert (found.needed, found.more, found.outlook) == (818, 397, Outlook.MORE)
    assert found.supposed == pytest.approx(0.20)
    assert (found.answers, found.planned) == (421, plan().plan.claim("I3").planned_answers)


@pytest.mark.parametrize(
    ("changes", "gone", "outlook", "more"),
    [
        # the rest of the year brings as many as what is over: 421 · (1 − .516) / .516 = 395
        ({}, 0.516, Outlook.OUT_OF_REACH, 397),
        ({}, 0.514, Outlook.MORE, 397),
        ({}, 0.0, Outlook.OUT_OF_REACH, 397),
        ({"part": Part(count=150, total=818)}, 0.9, Outlook.ENOUGH, 0),
        # crossed once, but the level says that it does not stand
        ({"crossed": True, "level": Level.U}, 0.45, Outlook.MORE, 397),
        ({"crossed": True, "level": Level.E4}, 0.9, Outlook.CONFIRMED, 0),
        ({"level": Level.E3}, 0.9, Outlook.CONFIRMED, 0),
        ({"information": 1.0}, 0.1, Outlook.OUT_OF_REACH, 397),  # no later look may claim
    ],
)
def test_what_the_rest_of_the_year_may_bring(
    changes: dict[str, Any], gone: float, outlook: Outlook, more: int
) -> None:
    found = line(entry(**changes), gone)
    assert (found.outlook, found.more) == (outlook, more)


def association(users: Part, others: Part | None) -> Entry:
    return entry("I4", kind=Kind.ASSOCIATION, part=users, unexposed=others)


def test_a_difference_needs_more_where_groups_are_unequal() -> None:
    even = line(association(Part(count=150, total=200), Part(count=116, total=200)))
    uneven = line(association(Part(count=75, total=100), Part(count=174, total=300)))
    assert even.needed is not None
    assert uneven.needed is not None
    assert uneven.needed > even.needed > 800
    assert even.supposed == pytest.approx(0.10)
    assert even.answers == 400


@pytest.mark.parametrize(
    "others", [None, Part(count=0, total=0), Part(count=29, total=30), Part(count=0, total=30)]
)
def test_where_no_number_of_answers_would_do(others: Part | None) -> None:
    found = line(association(Part(count=30, total=30), others))
    assert (found.needed, found.more, found.outlook) == (None, None, Outlook.OUT_OF_REACH)


def untargeted(found: Plan) -> Plan:
    return replace(found, claims=tuple(replace(claim, target=None) for claim in found.claims))


def test_a_share_without_a_target_has_no_way_to_go() -> None:
    (found,) = progress(untargeted(plan().plan), survey(), [entry()], 0.5)
    assert (found.needed, found.outlook) == (None, Outlook.OUT_OF_REACH)


def test_claims_that_nothing_is_known_about_are_left_out() -> None:
    other = replace(
        plan().plan,
        claims=tuple(replace(claim, indicator="gone") for claim in plan().plan.claims),
    )
    assert progress(plan().plan, survey(), [], 0.5) == ()
    assert progress(plan().plan, survey(), [entry(estimate=None)], 0.5) == ()
    assert progress(other, survey(), [entry()], 0.5) == ()
