"""Acceptance 3, 4 and 6: what a year of weekly looks claims wrongly, and what it finds."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from surveys.analysis.levels import Level
from surveys.analysis.proportions import Part
from surveys.analysis.sentences import AssociationRow, sentence_of
from surveys.validation.drawn import Setting, drawn_primaries, drawn_years
from surveys.validation.lines import Line, Trial, checked, share_of, told
from surveys.validation.looks import (
    ONE_CLAIM,
    THREE_CLAIMS,
    Flags,
    Outcome,
    followed,
    looks_at_differences,
    looks_at_shares,
)

LESSONS: Final = 400
ANSWERS: Final = 1280

AWARE: Final = 0.60
LED: Final = 0.15
"""Targets of I1 and I3; in the years of acceptance 3 the truth is exactly there."""

CAUSAL: Final = ("効果", "により")


def false_claims(trial: Trial) -> Iterator[Line]:
    """Nothing is true: how often something is said to be confirmed in some week."""
    setting = Setting(years=trial.years, lessons=LESSONS, answers=ANSWERS)
    drawn = drawn_primaries(trial.generator(300), setting, aware=AWARE, led=LED)
    weeks = drawn.compared.weeks
    i4 = followed(
        looks_at_differences(drawn.compared), planned=ANSWERS, target=None, tell=trial.tell
    )
    i1 = followed(
        looks_at_shares(drawn.aware, drawn.totals, weeks, AWARE),
        planned=ANSWERS,
        target=AWARE,
        tell=trial.tell,
    )
    i3 = followed(
        looks_at_shares(drawn.led, drawn.totals, weeks, LED),
        planned=ANSWERS,
        target=LED,
        tell=trial.tell,
    )
    yield trial.at_most(
        "3 I4 rule", "δ = 0: I4 crosses 2.2414/√t in some week", _crossed(i4, ONE_CLAIM), 0.060
    )
    said = i4.ever[Level.E3] | i4.ever[Level.E4]
    yield trial.at_most(
        "3 I4 確認", "δ = 0: 確認/検証 said of I4 in some week", share_of(said), 0.060
    )
    yield Line(
        name="3 naive",
        what="the naive rule in the same years (it must fail): 95 % interval without 0",
        result=f"{share_of(i4.naive):.4f}",
        threshold="> 0.150",
        passed=share_of(i4.naive) > 0.15,
    )
    for name, outcome in (("I1", i1), ("I3", i3)):
        yield trial.at_most(
            f"3 {name} rule",
            f"truth at target: {name} crosses 2.2414/√t upwards in some week",
            share_of(outcome.above[ONE_CLAIM]),
            0.035,
        )
        yield told(
            f"3 {name} naive",
            "the naive rule in the same years",
            f"{share_of(outcome.naive_above):.4f}",
        )
    together = i1.above[THREE_CLAIMS] | i3.above[THREE_CLAIMS] | i4.crossed[THREE_CLAIMS]
    yield trial.at_most(
        "3 together", "any of the three crosses the product's 2.6383/√t", share_of(together), 0.060
    )
    for name, outcome in (("I1", i1), ("I3", i3), ("I4", i4)):
        yield told(f"3 {name} levels", "levels at the freeze · in any week", _levels(outcome))


def power(trial: Trial) -> Iterator[Line]:
    """δ = .10: the rule finds it."""
    setting = Setting(years=trial.years, lessons=LESSONS, answers=ANSWERS, effect=0.10)
    drawn = drawn_years(trial.generator(400), setting)
    found = followed(looks_at_differences(drawn), planned=ANSWERS, target=None, tell=trial.tell)
    yield trial.at_least(
        "4 one claim", "δ = .10 is found at 2.2414/√t", share_of(found.above[ONE_CLAIM]), 0.85
    )
    yield trial.at_least(
        "4 three claims",
        "δ = .10 is found at 2.6383/√t",
        share_of(found.above[THREE_CLAIMS]),
        0.78,
    )
    full = np.array([level is Level.E3 for level in found.levels])
    yield told("4 E3", "… and full E3 at the freeze", f"{share_of(full):.4f}")
    yield told("4 levels", "levels at the freeze · in any week", _levels(found))


def unmeasured(trial: Trial) -> Iterator[Line]:
    """γ > 0, δ = 0: users were content anyway. It is found, and must not be called an effect."""
    setting = Setting(years=trial.years, lessons=LESSONS, answers=ANSWERS, effect=0.12)
    drawn = drawn_years(trial.generator(600), setting)
    found = followed(looks_at_differences(drawn), planned=ANSWERS, target=None, tell=trial.tell)
    confirmed = np.array([level is Level.E3 for level in found.levels])
    yield told(
        "6 found",
        "unmeasured γ: 確認 of an association in so many years",
        f"{share_of(confirmed):.4f}",
    )
    texts = []
    for year, level in enumerate(found.levels):
        x1, n1, x0, n0 = (int(number) for number in drawn.counts[year].sum(axis=0))
        row = AssociationRow(
            level=level,
            indicator="情報が間に合うと感じる割合",
            answer="「間に合うころに届いている」",
            exposed=Part(count=x1, total=n1),
            unexposed=Part(count=x0, total=n0),
            estimate=float(found.estimate[year]),
            low=float(found.estimate[year]) - 0.05,
            high=float(found.estimate[year]) + 0.05,
        )
        texts.append(sentence_of(row).text)
    causal = sum(any(word in text for word in CAUSAL) for text in texts)
    yield checked(
        "6 words",
        "sentences of these years with 効果 or により",
        str(causal),
        "0",
        passed=causal == 0,
    )


def _crossed(outcome: Outcome, constant: float) -> float:
    return share_of(outcome.crossed[constant])


def _levels(outcome: Outcome) -> str:
    """E2 .10 · .22, … for every level that occurs."""
    shown = []
    for level in Level:
        last: Flags = np.array([one is level for one in outcome.levels])
        if outcome.ever[level].any():
            shown.append(f"{level} {share_of(last):.3f} · {share_of(outcome.ever[level]):.3f}")
    return ", ".join(shown)
