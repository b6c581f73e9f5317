"""What two packs tell together of kinds of families and of reasons: never a few people."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from surveys.analysis.claim_release import Year, claim_moments
from surveys.analysis.digest_release import Figure, releases
from surveys.analysis.disclosure import ranges
from surveys.analysis.evidence import build_pack
from surveys.analysis.pack_model import Basis, Pack
from surveys.analysis.pack_records import evidence_record
from surveys.analysis.pack_respondents import Shown
from surveys.analysis.plan import Registered
from surveys.analysis.suppression import Published
from surveys.analysis.table_release import (
    KINDS,
    REASONS,
    Asked,
    lacking_in,
    table_figures,
    told_kinds,
    waits_for,
)
from surveys.analysis.weeks import week_ends
from tests.surveys.analysis.digest_years import mondays, plan
from tests.surveys.analysis.rows import FULL, ZONE, Rows, survey, tokyo
from tests.surveys.analysis.test_claim_release import known

REASON_KEYS = ("howto", "nomore", "enough", "nocontent", "notyet")


@cache
def year(number: int, weeks: int = 16) -> Rows:
    """Some dozen people a week: kinds and reasons of very different frequency."""
    chance = random.Random(number)  # noqa: S311 - an example, not a secret
    rows, person = Rows(), 0
    for day in mondays(weeks):
        lesson = rows.lesson(f"{day + timedelta(days=2, hours=10):%Y-%m-%d %H:%M}", families=90)
        for _ in range(chance.choice([0, 2, 5, 14, 26, 60])):
            rows.answered(lesson, f"p{person}", said(chance))
            person += 1
    return rows


def said(chance: random.Random) -> dict[str, str | tuple[str, ...]]:
    kinds = ["pregnant", "age0", "age1", "age2", "age3p", "other"]
    use = chance.choices(["never_heard", "name_only", "lapsed", "weekly"], [25, 30, 15, 30])[0]
    answers: dict[str, str | tuple[str, ...]] = {
        **FULL, "stage": chance.choices(kinds, [20, 40, 25, 8, 4, 3])[0], "aonico_use": use,
        "route": chance.choice(["aonico", "staff"]), "timely": chance.choice(["2", "4"]),
    }  # fmt: skip
    if use == "weekly":
        answers["useful"] = chance.choice(["3", "5"])
    if use in {"name_only", "lapsed"}:
        reasons = chance.choices(REASON_KEYS, [40, 30, 20, 7, 3], k=2)
        answers["barrier"] = tuple(sorted(set(reasons)))
    return answers


def pack_at(rows: Rows, moment: datetime, *, guarded: bool = True) -> Pack:
    counted = known(rows, moment)
    of_year = Year(counted=counted, survey=survey(), fiscal_year=2026, zone=ZONE, plan=plan())
    basis = Basis(
        year=2026,
        survey=survey(),
        plan=plan(),
        entries=(),
        told=claim_moments(of_year, moment) if guarded else None,
        as_of=moment,
        zone=ZONE,
    )
    return build_pack(counted, basis)


def moments() -> list[datetime]:
    """Mondays, and the Thursdays of some weeks: packs a few days apart."""
    days = [tokyo("2026-04-20 09:00") + timedelta(days=7 * week) for week in range(13)]
    return sorted([*days, *(day + timedelta(days=3) for day in days[:3])])


@cache
def packs(number: int, *, guarded: bool = True) -> list[Pack]:
    """The packs of one year at all these moments."""
    return [pack_at(year(number), moment, guarded=guarded) for moment in moments()]


def as_cells(table: Sequence[Shown], *, whole: bool) -> dict[str, int]:
    """All numbers that can be read off a table, with those that follow from them.

    `whole`: its cells add up, so that the hidden ones together are known.
    """
    total = next((one.total for one in table), None)
    if total is None:
        return {}
    cells = {"total": total} | {one.key: one.count for one in table if one.count is not None}
    if whole:
        cells["hidden"] = total - sum(one.count or 0 for one in table)
        return cells
    return cells | {f"not {key}": total - count for key, count in cells.items() if key != "total"}


def steps(shown: Sequence[dict[str, int]]) -> list[str]:
    """Numbers that move by one to four between two packs, however far apart."""
    return [
        f"{cell}: {one[cell]}, {two[cell]}"
        for one, two in combinations(shown, 2)
        for cell in one.keys() & two.keys()
        if cell != "hidden" or one.keys() == two.keys()  # else they are not the same people
        if 0 < abs(two[cell] - one[cell]) < 5
    ]


def found_out(tables: Sequence[tuple[Shown, ...]], k: int = 10) -> list[str]:
    """Hidden numbers that two packs together pin down to fewer than k possibilities."""
    history = [published(one) for one in tables if one[0].total is not None]
    distinct = [one for place, one in enumerate(history) if one not in history[:place]]
    return [
        f"{place}: {spot}"
        for pair in pairwise(distinct)
        for (_, place), spot in ranges(pair).items()
        if spot.width < k - 1e-6
    ]


KEYS = ("pregnant", "age0", "age1", "age2", "age3p", "other", "")


def published(table: Sequence[Shown]) -> Published:
    """A table of kinds as the attack reads it: one row, its total known."""
    counts = {one.key: one.count for one in table}
    return Published(
        rows=("n",),
        columns=KEYS,
        counts=(tuple(counts.get(key, 0) for key in KEYS),),
        row_totals=(table[0].total,),
        column_totals=(),
        total=table[0].total,
    )


@seed(20261122)
@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
@given(number=st.integers(min_value=0, max_value=10_000))
def test_no_two_packs_tell_the_kind_or_reason_of_a_few(number: int) -> None:
    found = packs(number)
    assert steps([as_cells(one.stages, whole=True) for one in found]) == []
    assert steps([as_cells(one.barriers, whole=False) for one in found]) == []
    assert found_out([one.stages for one in found]) == []
    assert close(pregnant(found, year(number))) == []


def pregnant(found: Sequence[Pack], rows: Rows) -> set[int]:
    """How many pregnant people there were, by the table or by what the claims about them count."""
    counted = rows.tally().passes
    told = {
        sum(
            one.known["stage"] == ("pregnant",) and pack.basis.tells(claim, one.row.completed_at)
            for one in counted
        )
        for pack in found
        for claim in ("I8a", "I8b", "I8c")
        if pack.basis.counted_to(claim) is not None
    }
    return told | {one.count for pack in found for one in pack.stages[:1] if one.count is not None}


def close(counts: set[int]) -> list[tuple[int, int]]:
    """Numbers of the same people that differ by one to four."""
    return [pair for pair in pairwise(sorted(counts)) if pair[1] - pair[0] < 5]


def test_the_attack_finds_what_exact_packs_would_give_away() -> None:
    found = packs(3, guarded=False)
    assert steps([as_cells(one.stages, whole=True) for one in found]) != []
    assert steps([as_cells(one.barriers, whole=False) for one in found]) != []


def test_something_is_told_and_it_moves() -> None:
    for tables in ([one.stages for one in packs(3)], [one.barriers for one in packs(3)]):
        totals = [table[0].total for table in tables]
        assert totals[0] is None
        assert len(set(totals)) > 2
        assert any(one.count is not None for one in tables[-1])


def test_the_record_names_the_moments_of_the_tables() -> None:
    first, last = (evidence_record(packs(3)[place]) for place in (0, -1))
    assert (first["stages_counted_to"], first["barriers_counted_to"]) == (None, None)
    assert {one["total"] for one in first["barriers"]} == {None}
    assert last["stages_counted_to"] == "2026-06-21T15:00:00+00:00"
    assert last["barriers_counted_to"] == "2026-06-21T15:00:00+00:00"


def moved(weeks: Sequence[Sequence[int]], figure: Figure) -> list[int]:
    """In which of the weeks (people new in each cell, or of each reason) a figure moves."""
    people = [
        (tokyo("2026-04-07 10:00") + timedelta(days=7 * week), f"{week}-{cell}-{one}", cell)
        for week, new in enumerate(weeks)
        for cell, count in enumerate(new)
        for one in range(count)
    ]
    ends = list(week_ends(2026, tokyo("2026-08-10 00:00"), ZONE))[1:]
    place: dict[str, int | tuple[int, ...]] = {name: cell for _, name, cell in people}
    if figure.key == REASONS:
        pairs = range((figure.cells - 1) // 2)
        place = {name: (0, *(1 + 2 * n + (n != cell) for n in pairs)) for _, name, cell in people}
    placed = replace(figure, place=place, beside=())
    found = releases([placed], [(at, name) for at, name, _ in people], ends[: len(weeks)])
    return [ends.index(move.upto) for move in found.moves[figure.key]]


def figure_of(key: str, held: Registered | None = None, cell: int = 10) -> Figure:
    asked = Asked(survey=survey(), persons=(), plan=None if held is None else held.plan, cell=cell)
    return next(one for one in table_figures(asked) if one.key == key)


@pytest.mark.parametrize(
    ("weeks", "moves"),
    [
        # pregnant, age0, age1, age2, age3p, other, nobody knows
        ([(0, 20, 9, 0, 0, 0, 0)], []),  # too few people
        ([(9, 9, 9, 9, 0, 0, 0)], []),  # all of them hidden
        ([(15, 30, 15, 8, 3, 0, 0)], [0]),
        ([(15, 30, 15, 8, 3, 0, 0), (5, 5, 5, 5, 0, 0, 0)], [0, 1]),
        ([(15, 30, 15, 8, 3, 0, 0), (5, 4, 5, 5, 0, 0, 0)], [0]),  # four for what they are
        ([(15, 30, 15, 8, 3, 0, 0), (5, 5, 5, 3, 1, 0, 0)], [0]),  # four of the hidden
        ([(15, 30, 15, 8, 3, 0, 0), (5, 4, 5, 5, 0, 0, 0), (0, 1, 0, 0, 0, 0, 0)], [0]),
        ([(15, 30, 15, 8, 3, 0, 0), (5, 4, 5, 5, 0, 0, 0), (1, 1, 1, 1, 1, 0, 0)], [0, 2]),
        # age3p would appear: seven more among the hidden say too well how many it was
        ([(0, 30, 15, 9, 8, 0, 0), (0, 5, 5, 1, 6, 0, 0)], [0]),
        ([(0, 30, 15, 9, 8, 0, 0), (0, 5, 5, 1, 9, 0, 0)], [0, 1]),
        ([(10, 10, 10, 10, 10, 10, 10), (5, 5, 5, 5, 5, 5, 5)], [0, 1]),  # nothing is hidden
        ([(0, 30, 15, 8, 3, 0, 0), ()], [0]),
    ],
)
def test_kinds_move_when_five_are_new_in_all_that_is_told_and_in_the_rest(
    weeks: list[tuple[int, ...]], moves: list[int]
) -> None:
    assert moved(weeks, figure_of(KINDS, plan())) == moves


@pytest.mark.parametrize(
    ("weeks", "moves"),
    [
        # howto, nomore, enough
        ([(15, 14, 0)], []),  # too few were asked
        ([(15, 15, 0)], [0]),
        ([(15, 15, 0), (5, 5, 0)], [0, 1]),
        ([(15, 15, 0), (4, 9, 0)], [0]),  # four who gave a reason
        ([(15, 15, 0), (9, 0, 4)], [0]),  # nobody of those gave the other
        ([(15, 15, 5), (5, 5, 5)], [0, 1]),
        ([(15, 25, 8), (0, 5, 2)], [0]),
        ([(30, 0, 8), (5, 0, 2)], [0]),  # a third reason appears, with seven more people
        ([(30, 0, 8), (8, 0, 2)], [0, 1]),
        ([(15, 15, 0), (2, 2, 0)], [0]),
    ],
)
def test_reasons_move_when_five_more_gave_each_and_five_did_not(
    weeks: list[tuple[int, ...]], moves: list[int]
) -> None:
    assert moved(weeks, figure_of(REASONS, plan())) == moves


def test_kinds_that_claims_count_are_never_hidden_to_shield_others() -> None:
    counts = (12, 40, 30, 4, 0, 0, 0)
    assert told_kinds(counts, 10) == {1, 2}
    assert told_kinds(counts, 10, frozenset({0})) == {0, 1}
    assert told_kinds((4, 40, 30, 4, 5, 0, 0), 10, frozenset({0})) == {1, 2}
    assert told_kinds((30, 3, 0, 0, 0, 0, 0), 10, frozenset({0})) == frozenset()


def test_claims_about_cells_of_a_table_wait_for_it() -> None:
    held = plan().plan
    assert waits_for(survey(), held, "I8a") == (KINDS,)
    assert waits_for(survey(), held, "I9_howto") == (REASONS,)
    assert waits_for(survey(), held, "I1") == ()
    assert waits_for(survey(), held, "no such") == ()


@pytest.mark.parametrize(
    ("indicator", "lacks"), [("I2", True), ("I1", False), ("I3", False), ("I5", False)]
)
def test_reasons_speak_of_a_share_that_lacks_those_who_were_asked(
    indicator: str, *, lacks: bool
) -> None:
    assert lacking_in(survey(), plan().plan, indicator) is lacks
    unknown = replace(plan().plan, barrier_question=None)
    assert not lacking_in(survey(), unknown, indicator)


def test_without_a_plan_there_are_kinds_and_no_reasons() -> None:
    asked = Asked(survey=survey(), persons=(), plan=None, cell=10)
    assert [one.key for one in table_figures(asked)] == [KINDS]
