"""A year of Mondays on one process: 52 digests, none late, none twice, across the new year."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.scheduler import digest_tick, weekly_trigger
from bot.settings import week_time
from surveys.outbound import Claimed, Purpose
from surveys.people import MemberRole
from tests.handlers.talks import Talks, talks
from tests.surveys.analysis.rows import ZONE

WEEKS: Final = 52
AT: Final = week_time("mon 09:00")
LOOKED_BESIDES: Final = (
    timedelta(seconds=0),
    timedelta(minutes=5),
    timedelta(days=3),
    timedelta(days=6, hours=23, minutes=55),
)
"""After its moment the digest is looked for again and again; a few of these."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Talks]:
    with talks(tmp_path) as made:
        yield made


def mondays(start: datetime) -> Iterator[datetime]:
    """The moments that the scheduler's own trigger computes."""
    trigger = weekly_trigger(AT, ZONE)
    before, now = None, start.astimezone(ZONE)
    for _ in range(WEEKS):
        moment = trigger.get_next_fire_time(before, now)
        assert moment is not None
        yield moment
        before = now = moment


def digests(rows: list[Claimed]) -> list[Claimed]:
    return [row for row in rows if row.outgoing.purpose is Purpose.DIGEST]


def test_fifty_two_digests(world: Talks) -> None:
    world.member(MemberRole.COORDINATOR)
    tick = digest_tick(AT, ZONE)
    texts: list[str] = []
    moments = list(mondays(world.clock()))
    assert [moment.strftime("%a %H:%M") for moment in moments] == ["Mon 09:00"] * WEEKS
    for moment in moments:
        for after in LOOKED_BESIDES:
            world.clock.now = moment + after
            world.koe.do(tick)
            sent = digests(world.deliver())
            assert len(sent) == (1 if after == LOOKED_BESIDES[0] else 0), (moment, after)
            texts += [row.outgoing.messages[0].text for row in sent]
    heads = [text.splitlines()[0] for text in texts]
    assert len(heads) == len(set(heads)) == WEEKS
    assert all(head.startswith("【週報】") for head in heads), "late ones begin otherwise"
    # each week begins where the one before ended
    first = moments[0].date() - timedelta(days=7)
    assert [head.split("】")[1] for head in heads] == [
        f"{day.month}/{day.day}(月)～{end.month}/{end.day}(日)"
        for day in (first + timedelta(weeks=number) for number in range(WEEKS))
        for end in [day + timedelta(days=6)]
    ]
    assert "【週報】3/29(月)～4/4(日)" in heads, "the week in which the fiscal year turns"


def test_of_several_weeks_missed_the_last_is_sent(world: Talks) -> None:
    world.member(MemberRole.COORDINATOR)
    tick = digest_tick(AT, ZONE)
    moments = list(mondays(world.clock()))
    world.clock.now = moments[3] + timedelta(hours=30)  # off for a month
    world.koe.do(tick)
    (row,) = digests(world.deliver())
    assert row.outgoing.messages[0].text.startswith("（遅れてお送りしています）\n【週報】12/7")
    world.koe.do(tick)
    assert world.deliver() == []
