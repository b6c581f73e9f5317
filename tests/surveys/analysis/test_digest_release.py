"""What two digests side by side would tell: never what one to four people answered."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from surveys.analysis.digest import Digest
from surveys.analysis.digest_release import Figure, releases
from surveys.analysis.shares import Share
from surveys.analysis.weeks import Week
from tests.surveys.analysis.digest_years import seen, small_year
from tests.surveys.analysis.rows import FULL, ZONE, Rows, tokyo

USES = {**FULL, "aonico_use": "weekly", "useful": "5"}
START = tokyo("2026-04-06 00:00")


def walk(weeks: list[tuple[int, int]]) -> list[tuple[int, int] | None]:
    """The share shown after each week, from how many chose it and did not in each."""
    completed: list[tuple[datetime, str]] = []
    place: dict[str, int] = {}
    ends = []
    for number, counts in enumerate(weeks):
        day = START + timedelta(days=7 * number)
        ends.append(day + timedelta(days=7))
        for cell, count in enumerate(counts):
            for one in range(count):
                name = f"{number}-{cell}-{one}"
                completed.append((day, name))
                place[name] = cell
    found = releases([Figure(key="I", place=place)], completed, ends)
    totals: list[tuple[int, int] | None] = []
    for end in ends:
        cut = found.last("I", end)
        until = None if cut is None else ends.index(cut) + 1
        shown = weeks[:until] if until else []
        sums = (sum(x for x, _ in shown), sum(y for _, y in shown))
        totals.append(sums if until else None)
    return totals


@pytest.mark.parametrize(
    ("weeks", "shown"),
    [
        ([(20, 20), (5, 5)], [(20, 20), (25, 25)]),
        ([(20, 20), (4, 9)], [(20, 20), (20, 20)]),  # four would be known for what they said
        ([(20, 20), (9, 4)], [(20, 20), (20, 20)]),
        ([(20, 20), (9, 0)], [(20, 20), (20, 20)]),  # all nine said the same: so did each
        ([(20, 20), (4, 4), (1, 1)], [(20, 20), (20, 20), (20, 20)]),  # two came: no new look
        ([(20, 20), (4, 4), (1, 4)], [(20, 20), (20, 20), (25, 28)]),
        ([(14, 15), (1, 4)], [None, (15, 19)]),  # thirty people at first
        ([(4, 40), (1, 4)], [None, (5, 44)]),  # a small cell is hidden from the start
        ([(0, 40), (0, 40)], [None, None]),  # hidden and empty look alike
        ([], []),
    ],
)
def test_a_figure_moves_when_five_are_new_in_each_cell(
    weeks: list[tuple[int, int]], shown: list[tuple[int, int] | None]
) -> None:
    assert walk(weeks) == shown


def weekly(rows: Rows, weeks: int) -> list[Digest]:
    one, found = Week.parse("2026-W15"), []
    for _ in range(weeks):
        found.append(seen(rows, str(one)))
        one = Week.of(one.end(ZONE), ZONE)
    return found


def numbers(digest: Digest) -> dict[str, Mapping[str, int]]:
    """Every count that the text's and the picture's percentages come from, by figure.

    What a comparison adds up to is among them: its users and others together are its indicator,
    and all its users are those who use the app.
    """
    standing = digest.standing

    def cells(share: Share) -> dict[str, int]:
        return {
            "numerator": share.numerator,
            "denominator": share.denominator,
            "rest": share.denominator - share.numerator,
        }

    found: dict[str, Mapping[str, int]] = {
        line.share.indicator: cells(line.share) for line in standing.indicators
    }
    for line in standing.comparisons:
        found[f"{line.claim} users"] = cells(line.exposed)
        found[f"{line.claim} others"] = cells(line.unexposed)
    found["people"] = {"people": standing.people}
    return found


def leaks(digests: list[Digest]) -> list[str]:
    """Pairs of digests, however far apart, between which a count moves by one to four."""
    found = []
    for (i, one), (j, two) in combinations(enumerate(map(numbers, digests)), 2):
        for figure in one.keys() & two.keys():
            for name, count in one[figure].items():
                if 0 < abs(two[figure][name] - count) < 5:
                    found.append(f"{i}-{j} {figure} {name}: {count}, {two[figure][name]}")
    return found


@seed(20261122)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
@given(number=st.integers(min_value=0, max_value=10_000))
def test_no_two_digests_give_an_answer_away(number: int) -> None:
    digests = weekly(small_year(number), 16)
    assert leaks(digests) == []
    # what users and others add up to is the indicator as it stands, not as it stood since
    for digest in digests:
        shares = {line.share.indicator: line.share for line in digest.standing.indicators}
        for line in digest.standing.comparisons:
            whole = shares[line.indicator].numerator
            part = line.exposed.numerator + line.unexposed.numerator
            assert whole == part or whole - part >= 5


def test_the_attack_finds_what_the_exact_counts_would_give_away() -> None:
    digests = weekly(small_year(3), 16)
    exact = [
        replace(one, standing=replace(one.standing, indicators=one.indicators)) for one in digests
    ]
    assert leaks(exact) != []


def test_something_is_shown_and_it_moves() -> None:
    digests = weekly(small_year(3), 16)
    shown = [numbers(digest)["I1"]["denominator"] for digest in digests]
    assert shown[0] == 0
    assert len(set(shown)) > 3
    assert [line.claim for line in digests[-1].standing.comparisons] == ["I4", "I6"]


def test_the_running_week_shows_what_the_last_one_showed() -> None:
    rows = small_year(3)
    before = seen(rows, "2026-W26").standing
    for day in ("2026-06-30 09:00", "2026-07-02 18:00", "2026-07-05 23:59"):
        running = seen(rows, "2026-W27", day)
        assert (running.partial, running.standing.indicators) == (True, before.indicators)
        assert running.standing.people == before.people


def test_who_answers_late_changes_no_digest_of_before() -> None:
    rows = small_year(3)
    lesson = rows.lessons[2]
    before = seen(rows, "2026-W20").standing
    for number in range(9):
        rows.answered(lesson, f"late{number}", USES, completed_at=tokyo("2026-05-20 10:00"))
    assert seen(rows, "2026-W20").standing == before
    assert seen(rows, "2026-W21").standing.people >= before.people + 9
