"""Acceptance 1, 2 and 5: intervals hold what they promise, and what no interval repairs."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from surveys.analysis.levels import Level
from surveys.analysis.nonresponse import observed_share
from surveys.analysis.stratified import stratified_difference
from surveys.validation.drawn import COURSES, Setting, drawn_shares, drawn_years
from surveys.validation.estimators import Estimates, contrasts, crude, differences, shares
from surveys.validation.lines import Line, Trial, checked, share_of, told
from surveys.validation.looks import Flags, followed, looks_at_shares

INDICATORS: Final = {
    "I1": (0.70, 5.0),
    "I2": (0.40, 5.0),
    "I3": (0.17, 5.0),
    "I4": (0.65, 5.0),
    "I5": (0.70, 2.0),
}
"""True share, and answers per lesson: I5 is asked of users only."""

CONFOUNDED_USE: Final = (0.15, 0.30, 0.50, 0.70)
CONFOUNDED_BASE: Final = (0.30, 0.45, 0.60, 0.80)
"""Courses in which more people use the app are those in which more people are content."""

TRUE_USE: Final = 0.40

FULL: Final = 2000
"""Simulated years of the full trial."""


def coverage(trial: Trial) -> Iterator[Line]:
    """95 % intervals of shares at r = 1, without confounding."""
    for number, (lessons, icc) in enumerate([(150, 0.05), (40, 0.05), (40, 0.10), (12, 0.05)]):
        generator = trial.generator(100 + number)
        for indicator, (share, size) in INDICATORS.items():
            setting = Setting(
                years=trial.years, lessons=lessons, answers=round(size * lessons), icc=icc
            )
            counts, totals = drawn_shares(generator, setting, share)
            covered = share_of(_holds(shares(counts, totals, 0.5), share))
            what = f"95 % interval of {indicator} ({share:.0%}) holds the truth, {lessons} lessons"
            name = f"1 {indicator} G={lessons} ICC={icc:.2f}"
            if lessons >= 40:
                yield trial.within(name, what, covered, 0.935, 0.975)
            else:
                yield trial.at_least(name, what, covered, 0.93)
            trial.tell()


def confounding(trial: Trial) -> Iterator[Line]:
    """Courses differ in use and in outcome: stratifying covers, the crude difference does not."""
    true = 0.05
    setting = Setting(
        years=trial.years,
        lessons=200,
        answers=1000,
        use=CONFOUNDED_USE,
        base=CONFOUNDED_BASE,
        effect=true,
    )
    drawn = drawn_years(trial.generator(200), setting)
    pooled = share_of(_holds(differences(drawn.counts, drawn.courses), true))
    trial.tell()
    naive = share_of(_holds(crude(drawn.counts), true))
    trial.tell()
    yield trial.at_least(
        "2 MH", "stratified difference holds the truth within strata", pooled, 0.93
    )
    yield Line(
        name="2 crude",
        what="the crude difference in the same years (it must fail)",
        result=f"{naive:.4f}",
        threshold="< 0.800",
        passed=naive < 0.80,
    )
    fewer = resampled(trial.years)
    held = []
    for year in range(fewer):
        found = stratified_difference(
            contrasts(drawn.counts[year], drawn.courses), generator=trial.generator(10_000 + year)
        )
        held.append(found is not None and found.difference.low <= true <= found.difference.high)
        if year % 20 == 0:
            trial.tell()
    few = Trial(years=len(held), seed=trial.seed, tell=trial.tell)
    what = f"the same with limits from the lesson bootstrap ({len(held)} years)"
    yield few.at_least("2 MH bootstrap", what, float(np.mean(held)), 0.93)


def resampled(years: int) -> int:
    """How many of the years get the bootstrap, which draws 1,999 times for each: all if full."""
    return years if years >= FULL else max(20, years // 4)


def readiness(trial: Trial) -> Iterator[Line]:
    """Users answer r times as readily: no interval shows it; r* must not claim otherwise."""
    for ratio in (1.5, 1.25):
        setting = Setting(
            years=trial.years, lessons=200, answers=600, use=(TRUE_USE,) * COURSES, ratio=ratio
        )
        drawn = drawn_years(trial.generator(500 + round(100 * ratio)), setting)
        users, totals = drawn.counts[:, :, 1], drawn.counts[:, :, 1] + drawn.counts[:, :, 3]
        looks = looks_at_shares(users, totals, drawn.weeks, TRUE_USE)
        outcome = followed(looks, planned=600, target=TRUE_USE, tell=trial.tell)
        mean, formula = float(np.mean(outcome.estimate)), observed_share(TRUE_USE, ratio)
        confirmed = np.array([level is Level.E3 for level in outcome.levels])
        yield checked(
            f"5 bias r={ratio}",
            f"truth {TRUE_USE:.2f}: mean estimate against the formula's {formula:.3f}",
            f"{mean:.4f}",
            f"{formula:.3f} ± 0.010",
            passed=abs(mean - formula) <= 0.010 + trial.slack(0.01),
        )
        yield trial.at_least(
            f"5 r* r={ratio}",
            f"the tipping point printed does not reach the true r of {ratio}",
            share_of(outcome.tipping < ratio),
            0.96,
        )
        name = f"5 level r={ratio}"
        if ratio > 1.25:
            yield told(
                name,
                "確認 although only readiness differs (r beyond the 1.25 that E3 withstands)",
                f"{share_of(confirmed):.4f}",
            )
        else:
            what = "確認 although only readiness differs, r within what E3 must withstand"
            yield trial.at_most(name, what, share_of(confirmed), 0.035)


def _holds(found: Estimates, truth: float) -> Flags:
    known = ~np.isnan(found.estimate)
    return np.asarray((found.low[known] <= truth) & (truth <= found.high[known]))
