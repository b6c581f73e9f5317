"""Two staff finish the same lesson at the same moment: one survey, one QR, and no error."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import cv2
import numpy as np
import pytest

from handlers.inbound import Inbound, TapReceived
from handlers.prompting import ask_forgotten, prompt_ended
from handlers.receive import receive
from handlers.work import Work
from surveys.people import Collector, MemberRole
from surveys.taps import FinishTapped, pack
from tests.fakes.patience import PATIENCE
from tests.handlers.test_staff import joined
from tests.universe import Universe, universe

THREADS = 6


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest) -> Iterator[Universe]:
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    with universe(str(request.getfixturevalue(name)), line_basic_id="@koe") as made:
        yield made


def collectors(world: Universe) -> list[Collector]:
    start = world.koe.see(lambda work: work.today()[0])
    return world.koe.see(lambda work: list(work.uow.collectors.latest(start)))


def at_once(world: Universe, deed: Any, count: int = THREADS) -> list[Any]:
    """What a deed gives when several threads do it at the same moment."""
    ready = Barrier(count)

    def run(number: int) -> Any:
        ready.wait(PATIENCE)
        return deed(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_both_see_the_same_qr(world: Universe) -> None:
    line = joined(world, world.parent(1), MemberRole.STAFF)
    telegram = joined(world, world.telegram.user(1), MemberRole.STAFF)
    world.lesson()
    world.koe.do(prompt_ended)
    world.settle()
    taps = [lambda: line.tap("12"), lambda: telegram.tap("13")]
    at_once(world, lambda number: taps[number](), 2)
    line.await_reply()
    telegram.await_reply()
    world.settle()
    (collector,) = collectors(world)
    assert collector.lesson.families in {12, 13}
    screens = [line.screen, telegram.screen]
    for screen in screens:
        assert f"コード：{collector.code}" in screen
        assert f"参加 {collector.lesson.families}組" in screen
    assert sorted("開きました" in screen for screen in screens) == [False, True]
    picture = cv2.imdecode(np.frombuffer(telegram.photos[-1], np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    held, *_ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert held.endswith(collector.code)
    assert held in line.screen


def test_many_at_once_open_one_survey(world: Universe) -> None:
    """Transactions that overlap: here the webhook does not put them in order."""
    people = [world.telegram.user(number) for number in range(1, THREADS + 1)]
    for person in people:
        joined(world, person, MemberRole.STAFF)
    for attempt in range(4):
        lesson = world.lesson(f"講座{attempt}")

        def finish(number: int, lesson: str = lesson.id, attempt: int = attempt) -> bool:
            inbound = Inbound(
                channel="telegram",
                event=f"tap-{attempt}-{number}",
                address=str(people[number].id),
                at=world.clock(),
                what=TapReceived(data=pack(FinishTapped(lesson=lesson, families=number + 1))),
            )
            return world.koe.do(lambda work: receive(work, inbound))

        assert at_once(world, finish) == [True] * THREADS
        world.settle()
        (collector,) = [c for c in collectors(world) if c.lesson.id == lesson.id]
        told = [str(person.messages[-1]["caption"]) for person in people]
        assert all(f"コード：{collector.code}" in text for text in told)
        assert all(f"参加 {collector.lesson.families}組" in text for text in told)
        assert sum("開きました" in text for text in told) == 1
        world.clock.forward(hours=13)


def test_several_processes_ask_once(world: Universe) -> None:
    person = joined(world, world.telegram.user(1), MemberRole.STAFF)
    joined(world, world.parent(1), MemberRole.STAFF)
    world.lesson()

    def prompts(_: int) -> int:
        return world.koe.do(prompt_ended).get("messages", 0)

    assert sorted(at_once(world, prompts)) == [0] * (THREADS - 1) + [2]
    world.settle()
    world.clock.forward(hours=7)

    def evenings(_: int) -> int:
        return world.koe.do(ask_forgotten).get("messages", 0)

    assert sorted(at_once(world, evenings)) == [0] * (THREADS - 1) + [2]
    world.settle()
    assert len(person.messages) == 3


def test_a_code_that_is_taken_is_not_given_again(world: Universe) -> None:
    """The code may be taken between the look and the insert; then another one is drawn."""
    person = joined(world, world.telegram.user(1), MemberRole.STAFF)
    codes = iter(["AAAA2", "AAAA2", "BBBB2"])
    drawn = world.koe.house.new_code

    def new_code(length: int) -> str:
        return next(codes, None) or drawn(length)

    world.koe.house = replace(world.koe.house, new_code=new_code)
    for number in (1, 2):
        world.lesson(f"講座{number}")
        person.say(f"終了 {number}")
        person.await_reply()
        world.clock.forward(hours=13)
    assert {c.code for c in all_collectors(world)} == {"AAAA2", "BBBB2"}


def all_collectors(world: Universe) -> list[Collector]:
    def found(work: Work) -> list[Collector]:
        codes = (work.uow.collectors.by_code(code) for code in ("AAAA2", "BBBB2"))
        return [collector for collector in codes if collector is not None]

    return world.koe.see(found)
