"""What a pack beside digests, or beside another pack, would tell: never what a few answered."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import combinations, product

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from surveys.analysis.claim_release import Year, claim_moments
from surveys.analysis.evaluation import evaluate
from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Moment
from surveys.analysis.plan import Registered
from surveys.analysis.proportions import Part
from surveys.analysis.tally import Tally
from tests.surveys.analysis.digest_years import plan as registered
from tests.surveys.analysis.digest_years import seen, small_year
from tests.surveys.analysis.rows import ZONE, Rows, survey, tokyo

Cells = Mapping[str, tuple[int, ...]]
"""By figure, how many chose it and did not; of a comparison for users, then for others."""


FREEZES = (date(2026, 6, 7), date(2026, 7, 10))
"""Freezes within the weeks of the small years: a Sunday, and a Friday."""


@cache
def plan() -> Registered:
    """The plan of the program with its freezes early in the year."""
    made = registered()
    return replace(made, plan=replace(made.plan, draft_on=FREEZES[0], freeze_on=FREEZES[1]))


def known(rows: Rows, moment: datetime) -> Tally:
    """The rows as they were at a moment."""
    counted = rows.tally()
    passes = (one for one in counted.passes if one.row.completed_at is not None)
    return Tally(
        lessons=counted.lessons,
        passes=tuple(one for one in passes if (one.row.completed_at or moment) <= moment),
    )


def ledger(rows: Rows, moment: datetime, *, guarded: bool = True) -> tuple[Entry, ...]:
    """The entries that a pack of this moment tells."""
    counted = known(rows, moment)
    year = Year(counted=counted, survey=survey(), fiscal_year=2026, zone=ZONE, plan=plan())
    return evaluate(
        plan=plan(),
        survey=survey(),
        counted=counted,
        now=moment,
        look="a pack",
        moment=Moment.WEEK,
        zone=ZONE,
        resample=False,
        upto=claim_moments(year, moment) if guarded else None,
    )


def of_part(part: Part | None) -> tuple[int, ...]:
    return () if part is None else (part.count, part.total - part.count)


def of_pack(entries: tuple[Entry, ...]) -> Cells:
    return {
        entry.claim if entry.unexposed is None else f"{entry.claim} compared": (
            *of_part(entry.part),
            *of_part(entry.unexposed),
        )
        for entry in entries
        if entry.estimate is not None
    }


def of_digest(rows: Rows, moment: datetime) -> Cells:
    """The same figures as the digest of the last week shows them."""
    week = f"{moment - timedelta(days=7):%G-W%V}"
    standing = seen(rows, week, f"{moment:%Y-%m-%d %H:%M}", under=plan()).standing
    found: dict[str, tuple[int, ...]] = {}
    for line in standing.indicators:
        share = line.share
        found[line.share.indicator] = (share.numerator, share.denominator - share.numerator)
    for group in standing.comparisons:
        sides = (group.exposed, group.unexposed)
        cells = [(side.numerator, side.denominator - side.numerator) for side in sides]
        found[f"{group.claim} compared"] = (*cells[0], *cells[1])
    return {figure: cells for figure, cells in found.items() if sum(cells)}


def leaks(shown: list[Cells]) -> list[str]:
    """Pairs between which a cell moves by one to four, or appears with fewer than five."""
    found = []
    for one, two in combinations([{}, *shown], 2):
        for figure in two:
            before = one.get(figure, (0,) * len(two[figure]))
            moves = [abs(new - old) for new, old in zip(two[figure], before, strict=True)]
            if any(0 < move < 5 for move in moves):
                found.append(f"{figure}: {before}, {two[figure]}")
    return found


def moments() -> list[datetime]:
    """Mondays at nine and some days between, from May to July."""
    days = [tokyo("2026-05-04 09:00") + timedelta(days=7 * week) for week in range(11)]
    return [day + timedelta(days=more) for day, more in product(days, (0, 3, 5))]


@seed(20261122)
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
@given(number=st.integers(min_value=0, max_value=10_000))
def test_neither_digest_and_pack_nor_two_packs_give_an_answer_away(number: int) -> None:
    rows = small_year(number)
    packs = [of_pack(ledger(rows, moment)) for moment in moments()]
    digests = [of_digest(rows, moment) for moment in moments()[::3]]
    assert leaks([*packs, *digests]) == []


def test_the_attack_finds_what_exact_packs_would_give_away() -> None:
    rows = small_year(3)
    exact = [of_pack(ledger(rows, moment, guarded=False)) for moment in moments()]
    assert leaks(exact) != []
    digests = [of_digest(rows, moment) for moment in moments()[::3]]
    assert leaks([*digests, exact[-1]]) != []


def test_a_report_at_a_freeze_counts_everybody() -> None:
    rows = small_year(3)
    for day, slow in zip(FREEZES, ({"I4 compared", "I5", "I8a"}, set()), strict=True):
        end = datetime.combine(day + timedelta(days=1), time(), tzinfo=ZONE)
        told, exact = of_pack(ledger(rows, end)), of_pack(ledger(rows, end, guarded=False))
        # five weeks after the first freeze slow figures may not have moved again
        figures = {"I1", "I2", "I3", *slow}
        assert {one: told[one] for one in figures} == {one: exact[one] for one in figures}
    week_before = of_pack(ledger(rows, tokyo("2026-06-01 09:00")))
    assert week_before["I1"] != of_pack(ledger(rows, tokyo("2026-06-08 09:00")))["I1"]


def test_what_may_not_be_told_says_how_many_answered() -> None:
    (first, *_) = ledger(small_year(3), tokyo("2026-04-12 09:00"))
    assert (first.part, first.answers > 0, first.estimate) == (
        Part(count=0, total=first.answers),
        True,
        None,
    )


def test_pack_and_digest_of_one_monday_tell_the_same() -> None:
    rows = small_year(3)
    pack, digest = of_pack(ledger(rows, moments()[-3])), of_digest(rows, moments()[-3])
    both = pack.keys() & digest.keys()
    assert both == {"I1", "I2", "I3", "I5", "I4 compared", "I6 compared"}
    assert {figure: pack[figure] for figure in both} == {figure: digest[figure] for figure in both}
