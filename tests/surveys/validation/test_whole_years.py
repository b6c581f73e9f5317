"""Whole simulated years: what must hold of each, and the one whose figures are pinned."""

from functools import cache

import pytest

from surveys.analysis.plan import Registered
from surveys.analysis.plan_file import built_in_source, draft_of, read_plan
from surveys.analysis.shares import share
from surveys.analysis.tally import primary
from surveys.catalog import Catalog, built_in
from surveys.simulation.fates import Fate
from surveys.simulation.knobs import ZONE, Knobs
from surveys.simulation.truth import truth_of
from surveys.simulation.year import Year, simulated
from surveys.validation.lines import Line
from surveys.validation.whole_years import (
    STEPS_OF_YEARS,
    Ground,
    accounts_of,
    tally_of,
    whole_years,
)

CATALOG = Catalog.of(built_in())


def plan() -> Registered:
    source = built_in_source()
    return draft_of(source, read_plan(source, "the plan", CATALOG))


@cache
def golden() -> Year:
    return simulated(Knobs(seed=2026, lessons=120, effect=0.1), CATALOG.latest("aonico-core"))


@cache
def lines() -> tuple[dict[str, Line], int]:
    steps = []
    ground = Ground(
        catalog=CATALOG, plan=plan(), seed=4, lessons=160, tell=lambda: steps.append(1)
    )
    return {line.name: line for line in whole_years(ground)}, len(steps)


def test_every_line_holds() -> None:
    found, steps = lines()
    assert [line for line in found.values() if line.passed is False] == []
    assert steps == STEPS_OF_YEARS
    assert {"6 year K3", "7 flow", "7 RR1", "8 attack", "8 naive", "9 phone"} <= set(found)


def test_a_family_in_the_wrong_place_would_be_seen() -> None:
    """One answer fewer in the rows, and the account of its lesson is another."""
    counted = tally_of(golden(), CATALOG)
    lost = next(one for one in counted.passes if one.complete and not one.row.short)
    fewer = type(counted)(
        lessons=counted.lessons, passes=tuple(one for one in counted.passes if one is not lost)
    )
    before, after = accounts_of(counted)[lost.row.lesson], accounts_of(fewer)[lost.row.lesson]
    assert (after.complete, after.never_opened) == (
        before.complete - 1,
        (before.never_opened or 0) + 1,
    )


def test_the_year_that_is_pinned() -> None:
    """Where this changes, the simulation or what counts has changed: look before you write."""
    counted = tally_of(golden(), CATALOG)
    survey = golden().survey
    people = primary(counted.passes, survey=survey.key, year=2026, zone=ZONE)
    figures = {
        indicator.key: (found.numerator, found.denominator)
        for indicator in survey.indicators
        if indicator.in_digest
        for found in [share(survey, indicator, people)]
    }
    fates = {fate.value: number for fate, number in sorted(golden().fates().items())}
    assert (len(people), figures, fates) == PINNED


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_users_answer_more_readily_where_the_knob_says_so(ratio: float) -> None:
    year = simulated(Knobs(seed=3, lessons=240, nonresponse=ratio), CATALOG.latest("aonico-core"))
    use = truth_of(year)["indicators"]["I2"]
    answered, came = use["respondents"], use["attendees"]
    odds = answered / (1 - answered) * (1 - came) / came
    assert odds == pytest.approx(ratio, rel=0.25)


def test_every_family_has_one_fate() -> None:
    fates = golden().fates()
    assert sum(fates.values()) == sum(len(held.present) for held in golden().lessons)
    assert fates[Fate.COMPLETE] > 100


PINNED: tuple[int, dict[str, tuple[int, int]], dict[str, int]] = (
    340,
    {
        "I1": (226, 340),
        "I2": (116, 340),
        "I3": (54, 340),
        "I4": (201, 325),
        "I5": (87, 109),
        "I6": (225, 340),
    },
    {
        "breakoff": 40,
        "complete": 393,
        "cool_down": 36,
        "invited": 6,
        "late": 13,
        "never_opened": 395,
        "not_asked": 192,
        "partial": 28,
        "refused": 24,
        "withdrawn": 1,
    },
)
