"""A year's weekly looks, for thousands of years: which of them would have confirmed something."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from surveys.analysis.levels import Evidence, Kind, Level, Moment, level_of
from surveys.analysis.nonresponse import tipping_point
from surveys.analysis.sequential import Look, LookRule, look_at, sup_brownian_constant
from surveys.validation.drawn import WEEKS, Drawn
from surveys.validation.estimators import Estimates, Numbers, agreeing, differences, shares

ONE_CLAIM: Final = sup_brownian_constant()
THREE_CLAIMS: Final = sup_brownian_constant(claims=3)
ORDINARY: Final = 1.959964
"""The bar of the naive rule: the 95 % interval of each week leaves out the target."""

RESPONSE_RATE: Final = 0.45
"""The response rate of the simulated years: above the gates, which are not tried here."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One look at all years: the estimates, and (for differences) how many courses agree."""

    week: int
    estimates: Estimates
    agreeing: Numbers | None = None
    counted: Numbers | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of each year, True or False by year; `levels` are those at the freeze.

    `crossed` by the constant of the rule, on either side; `above` on the good side only. `naive`
    tells whether any week's ordinary interval left out the target, on either side.
    """

    crossed: dict[float, Flags]
    above: dict[float, Flags]
    naive: Flags
    naive_above: Flags
    levels: tuple[Level, ...]
    ever: dict[Level, Flags]
    estimate: Numbers
    tipping: Numbers = field(default_factory=lambda: np.zeros(0))


def looks_at_differences(years: Drawn) -> Iterator[Seen]:
    """The stratified difference at the end of every week."""
    for week, lessons in _ends(years.weeks):
        counts, courses = years.counts[:, :lessons], years.courses[:lessons]
        found = differences(counts, courses)
        same, told = agreeing(counts, courses, found.estimate)
        yield Seen(week=week, estimates=found, agreeing=same, counted=told)


def looks_at_shares(
    counts: Numbers, totals: Numbers, weeks: Sequence[int], target: float
) -> Iterator[Seen]:
    """A share at the end of every week."""
    for week, lessons in _ends(weeks):
        yield Seen(week=week, estimates=shares(counts[:, :lessons], totals[:, :lessons], target))


def followed(
    looks: Iterator[Seen], *, planned: int, target: float | None, tell: Callable[[], None]
) -> Outcome:
    """Follow the weekly looks as the product does; the level is taken with the strict bar.

    `target` is None for differences. `tell` is called after each look.
    """
    rules = {c: LookRule(constant=c, planned=planned) for c in (ONE_CLAIM, THREE_CLAIMS)}
    state: _State | None = None
    for seen in looks:
        state = state or _State.of(len(seen.estimates.estimate))
        _cross(state, seen, rules)
        _levels(state, seen, target)
        tell()
    if state is None:
        raise ValueError("a year without a look")
    return Outcome(
        crossed=state.crossed,
        above=state.above,
        naive=state.naive,
        naive_above=state.naive_above,
        levels=tuple(state.levels),
        ever=state.ever,
        estimate=state.estimate,
        tipping=state.tipping,
    )


@dataclass(slots=True, kw_only=True)
class _State:
    """What has become of each year so far."""

    crossed: dict[float, Flags]
    above: dict[float, Flags]
    over: Flags
    naive: Flags
    naive_above: Flags
    levels: list[Level]
    tendency: Flags
    ever: dict[Level, Flags]
    estimate: Numbers
    tipping: Numbers

    @classmethod
    def of(cls, years: int) -> "_State":
        def no() -> Flags:
            return np.zeros(years, dtype=bool)

        return cls(
            crossed={ONE_CLAIM: no(), THREE_CLAIMS: no()},
            above={ONE_CLAIM: no(), THREE_CLAIMS: no()},
            over=no(),
            naive=no(),
            naive_above=no(),
            levels=[Level.E0] * years,
            tendency=no(),
            ever={level: no() for level in Level},
            estimate=np.zeros(years),
            tipping=np.zeros(years),
        )


def _cross(state: _State, seen: Seen, rules: dict[float, LookRule]) -> None:
    """Hold every year's look against the bars; after the look that fulfils the plan none is."""
    one = seen.estimates
    state.estimate = one.estimate
    fulfilled = state.over.copy()
    for year, (answers, smallest, statistic) in enumerate(
        zip(one.answers.tolist(), one.smallest.tolist(), one.statistic.tolist(), strict=True)
    ):
        if state.over[year] or np.isnan(statistic):
            continue
        look = Look(answers=int(answers), smallest_group=int(smallest), statistic=statistic)
        for constant, rule in rules.items():
            verdict = look_at(rule, look)
            fulfilled[year] |= verdict.information >= 1
            if verdict.crossed:
                state.crossed[constant][year] = True
                state.above[constant][year] |= statistic > 0
        if smallest >= 30:
            state.naive[year] |= abs(statistic) >= ORDINARY
            state.naive_above[year] |= statistic >= ORDINARY
    state.over = fulfilled


def _levels(state: _State, seen: Seen, target: float | None) -> None:
    """The level of every year at this look, by the product's own rule."""
    last = seen.week == WEEKS - 1
    quarter = (seen.week + 1) % 13 == 0
    moment = Moment.FREEZE if last else Moment.QUARTER_END if quarter else Moment.WEEK
    one = seen.estimates
    if target is not None:
        state.tipping = np.array([tipping_point(low, target) for low in one.low.tolist()])
    for year in np.flatnonzero(~np.isnan(one.estimate)).tolist():
        row = Evidence(
            kind=Kind.ASSOCIATION if target is None else Kind.REACH,
            moment=moment,
            answers=int(one.answers[year]),
            lessons=int(one.lessons[year]),
            response_rate=RESPONSE_RATE,
            rated=1.0,
            smallest_cell=int(one.smallest[year]),
            estimate=float(one.estimate[year]),
            low=float(one.low[year]),
            high=float(one.high[year]),
            low80=float(one.low80[year]),
            high80=float(one.high80[year]),
            null=target or 0.0,
            crossed=bool(state.above[THREE_CLAIMS][year]),
            tipping=None if target is None else float(state.tipping[year]),
            courses_agreeing=0 if seen.agreeing is None else int(seen.agreeing[year]),
            courses_counted=0 if seen.counted is None else int(seen.counted[year]),
            tendency_before=bool(state.tendency[year]),
        )
        level = level_of(row)
        state.levels[year] = level
        state.ever[level][year] = True
        if moment is not Moment.WEEK:
            state.tendency[year] = level in {Level.E2, Level.E3}


def _ends(weeks: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each week with how many lessons there were up to its end."""
    for week in range(WEEKS):
        lessons = sum(one <= week for one in weeks)
        if lessons:
            yield week, lessons
