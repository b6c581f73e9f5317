"""What digests name of remarks, week after week: persons, and never the step of one to four."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from surveys.analysis.weeks import week_ends
from surveys.voices.theme_release import Remark, released
from tests.surveys.analysis.rows import ZONE, tokyo

START = tokyo("2026-04-06 10:00")
TEXTS = ("予約がとれない", "会場が遠い", "予約も会場も遠くて", "英語の案内がほしい", "とくになし")


def ends(until: str = "2026-08-10 00:00") -> list[datetime]:
    return list(week_ends(2026, tokyo(until), ZONE))


def wrote(text: str, people: Sequence[int], week: int = 0) -> list[Remark]:
    """People who write the same in one week."""
    at = START + timedelta(days=7 * week)
    return [Remark(person=f"p{one}", text=text, at=at + timedelta(minutes=one)) for one in people]


def shown(remarks: Sequence[Remark], weeks: Sequence[datetime], least: int = 5) -> dict[str, int]:
    return {one.key: one.persons for one in released(remarks, weeks, least=least)}


def test_persons_are_counted_not_remarks_and_few_are_not_shown() -> None:
    remarks = [*wrote("予約がとれない", range(6)), *wrote("会場が遠い", range(5))]
    remarks += [*wrote("駅から遠い", [1]), *wrote("英語で", range(4)), *wrote("English", [1])]
    assert list(shown(remarks, ends()).items()) == [("booking", 6), ("place", 5)]
    assert shown(remarks, ends(), least=6) == {"booking": 6}
    assert len(shown(remarks, ends(), least=1)) == 2  # five stay the least
    assert shown(remarks, []) == {}  # no week is over


@pytest.mark.parametrize(
    ("new", "counts"),
    [
        ([5], [5]),
        ([4, 1], [None, 5]),
        ([7, 4, 1, 9], [7, 7, 12, 21]),
        ([6, 0, 4, 0, 4], [6, 6, 6, 6, 14]),
        ([0, 0], [None, None]),
    ],
)
def test_a_theme_moves_when_five_more_wrote_of_it(
    new: list[int], counts: list[int | None]
) -> None:
    remarks, person = [], 0
    for week, count in enumerate(new):
        remarks += wrote("予約がとれない", range(person, person + count), week)
        person += count
    weeks = [end for end in ends() if end > START][: len(new)]
    found = [shown(remarks, [*weeks[: place + 1]]).get("booking") for place in range(len(new))]
    assert found == counts


def test_who_writes_again_is_nobody_new() -> None:
    remarks = [*wrote("予約がとれない", range(5)), *wrote("予約が", range(5), week=3)]
    assert shown(remarks, ends()) == {"booking": 5}


def drawn(number: int) -> list[Remark]:
    """A few remarks a week, of several themes, some by people who have written before."""
    chance = random.Random(number)  # noqa: S311 - an example, not a secret
    remarks = []
    for week in range(16):
        for _ in range(chance.choice([0, 1, 2, 3, 6, 11])):
            person = chance.randrange(120)
            remarks += wrote(chance.choice(TEXTS), [person], week)
    return remarks


def exact(remarks: Sequence[Remark], until: datetime) -> dict[str, int]:
    """What a digest would name that counts everybody to the end of its week."""
    known = [one for one in remarks if one.at < until]
    return shown(known, [until])


def leaks(digests: Sequence[dict[str, int]]) -> list[str]:
    """Pairs of digests, however far apart, between which a theme moves by one to four."""
    return [
        f"{theme}: {one.get(theme, 0)}, {count}"
        for one, two in combinations([{}, *digests], 2)
        for theme, count in two.items()
        if 0 < abs(count - one.get(theme, 0)) < 5
    ]


@seed(20261122)
@settings(max_examples=25, deadline=None, database=None)
@given(number=st.integers(min_value=0, max_value=10_000))
def test_no_two_digests_tell_what_one_person_wrote_of(number: int) -> None:
    remarks, weeks = drawn(number), ends()
    digests = [shown(remarks, weeks[: place + 1]) for place in range(len(weeks))]
    assert leaks(digests) == []
    assert len({tuple(digest.items()) for digest in digests}) > 2  # they move


def test_the_attack_finds_what_exact_counts_would_give_away() -> None:
    remarks = drawn(3)
    assert leaks([exact(remarks, end) for end in ends()]) != []
