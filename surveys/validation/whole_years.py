"""Acceptance 6 to 9 on whole simulated years, from taps to sentences."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from surveys.analysis.accounting import LessonAccount, Returned, account, final_counts, rates_of
from surveys.analysis.claim_sentences import cause_for, sentence_for
from surveys.analysis.evaluation import evaluate
from surveys.analysis.levels import Level, Moment
from surveys.analysis.plan import Registered
from surveys.analysis.shares import share
from surveys.analysis.tally import FIRST_WAVE, Tally, primary, tally
from surveys.analysis.weeks import fiscal_span
from surveys.catalog import Catalog
from surveys.simulation.fates import Fate
from surveys.simulation.knobs import ZONE, Knobs
from surveys.simulation.rows import answer_rows, lesson_rows, response_rows
from surveys.simulation.truth import truth_of
from surveys.simulation.year import Year, simulated
from surveys.validation.claims import CAUSAL
from surveys.validation.lines import Line, Tell, checked, told
from surveys.validation.secrecy import attack, masking

STEPS_OF_YEARS: Final = 5
"""How often `Ground.tell` is called."""

SAME_AS_DISPOSITION: Final = {
    Fate.COMPLETE: "complete",
    Fate.PARTIAL: "partial",
    Fate.BREAKOFF: "breakoff",
    Fate.REFUSED: "refused",
    Fate.INVITED: "invited",
    Fate.WITHDRAWN: "withdrawn",
    Fate.COOL_DOWN: "cool_down",
}
UNSEEN: Final = (Fate.NEVER_OPENED, Fate.LATE, Fate.ERASED)
"""Ends of which the database knows nothing: all count as families who never opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What whole years are made with and judged by."""

    catalog: Catalog
    plan: Registered
    seed: int
    lessons: int
    tell: Tell

    def year(self, **knobs: float) -> Year:
        """A year of this seed with some knobs turned."""
        survey = self.catalog.latest(self.plan.plan.survey)
        start = Knobs(seed=self.seed, lessons=self.lessons)
        made = simulated(replace(start, **knobs), survey)  # type: ignore[arg-type]  # all are numbers
        self.tell()
        return made


def tally_of(year: Year, catalog: Catalog) -> Tally:
    """A simulated year as the analysis sees it."""
    return tally(catalog, lesson_rows(year), response_rows(year), answer_rows(year))


def whole_years(ground: Ground) -> Iterator[Line]:
    """One year per setting, from taps to sentences."""
    plain = ground.year(effect=0.10)
    counted = tally_of(plain, ground.catalog)
    yield from _flow(plain, counted)
    yield from _shares(plain, counted)
    yield from _sentences(ground)
    ground.tell()
    yield from attack(plain, counted)
    ground.tell()
    yield from masking(ground.seed)
    ground.tell()


def accounts_of(counted: Tally) -> dict[str, LessonAccount]:
    """Every surveyed lesson's account, from the rows."""
    returned: defaultdict[str, list[Returned]] = defaultdict(list)
    for one in counted.passes:
        if one.row.wave == FIRST_WAVE:
            returned[one.row.lesson].append(
                Returned(disposition=one.disposition, short=one.row.short)
            )
    return {
        row.lesson: account(row.lesson, row.families, returned[row.lesson])
        for row in counted.lessons
        if row.collector is not None
    }


def _flow(year: Year, counted: Tally) -> Iterator[Line]:
    accounts = accounts_of(counted)
    ends: defaultdict[str, Counter[Fate]] = defaultdict(Counter)
    for one in year.attended:
        if one.fate is not Fate.NOT_ASKED:
            ends[one.lesson][one.fate] += 1
    wrong = 0
    for lesson, fates in ends.items():
        found = accounts[lesson]
        wrong += any(getattr(found, name) != fates[f] for f, name in SAME_AS_DISPOSITION.items())
        wrong += found.never_opened != sum(fates[fate] for fate in UNSEEN)
    families = sum(sum(fates.values()) for fates in ends.values())
    yield checked(
        "7 flow",
        f"lessons in which a family of {families} does not end in exactly one place",
        str(wrong),
        "0",
        passed=wrong == 0 and set(ends) == set(accounts),
    )
    final = final_counts(list(accounts.values()))
    rates = rates_of(final) if final else None
    true = truth_of(year)["flow"]["response_rate"]
    seen = rates.rr1 if rates else float("nan")
    yield checked(
        "7 RR1",
        f"RR1 from the rows; the truth is {true:.6f}",
        f"{seen:.6f}",
        "equal",
        passed=abs(seen - true) < 1e-12,
    )


def _shares(year: Year, counted: Tally) -> Iterator[Line]:
    """What the analysis says of those who answered, beside what they think."""
    people = primary(
        counted.passes, survey=year.survey.key, year=year.knobs.fiscal_year, zone=ZONE
    )
    true = truth_of(year)["indicators"]
    gaps = {
        key: abs((share(year.survey, year.survey.indicator(key), people).estimate or 0.0) - truth)
        for key, groups in true.items()
        if (truth := groups["respondents"]) is not None
    }
    worst = max(gaps, key=lambda key: gaps[key])
    yield checked(
        "7 shares",
        f"I1 to I6 of {len(people)} people beside what they think; slips of the finger count "
        f"(the greatest gap, {worst})",
        f"{gaps[worst]:.4f}",
        "≤ 0.030",
        passed=gaps[worst] <= 0.030,
    )


def _sentences(ground: Ground) -> Iterator[Line]:
    """Engaged parents use the app and are content; using it does nothing."""
    year = ground.year(confounding=1.5)
    plan = replace(ground.plan, draft=False)
    entries = evaluate(
        plan=plan,
        survey=year.survey,
        counted=tally_of(year, ground.catalog),
        now=fiscal_span(year.knobs.fiscal_year, ZONE)[1] + timedelta(days=30),
        look="freeze",
        moment=Moment.FREEZE,
        zone=ZONE,
    )
    texts = [sentence_for(entry, plan.plan).text for entry in entries]
    causal = sum(any(word in text for word in CAUSAL) for text in texts)
    compared = [e for e in entries if e.unexposed is not None and e.level is not Level.E0]
    levels = ", ".join(f"{entry.claim} {entry.level}" for entry in entries)
    yield told("6 year", "levels of a year with unmeasured γ, one look at the freeze", levels)
    yield checked(
        "6 year words",
        f"its {len(texts)} sentences with 効果 or により",
        str(causal),
        "0",
        passed=causal == 0,
    )
    cause = cause_for(entries)
    yield checked(
        "6 year K3",
        f"K3 stands beside its {len(compared)} comparisons",
        "there" if cause else "missing",
        "there",
        passed=cause is not None and bool(compared),
    )
