"""What LINE parents are promised: no push, few taps, one answer however often LINE delivers."""

import json
import os
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from handlers.work import Work
from surveys.model import CONSENT, FreeText, Language, MultipleChoice, Survey
from surveys.response import DONE, Status
from tests.universe import Universe, universe

PARENTS = 30
AT_ONCE = 30 if "KOE_PROVE" in os.environ else 10
SEED = 7


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest) -> Iterator[Universe]:
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    with universe(request.getfixturevalue(name), free_text="chat") as made:
        yield made


class Answering:
    """One parent who answers at random, always the same way for the same number."""

    def __init__(self, world: Universe, number: int, code: str) -> None:
        self.phone = world.parent(1000 + number)
        self.random = random.Random(SEED + number)  # noqa: S311 - a test's parent
        self.survey: Survey = world.koe.house.catalog.latest("aonico-core")
        self.code = code
        self.deeds = 0
        self.asked: list[str] = []

    def go(self) -> None:
        """From the pre-filled text to the thanks."""
        self._do(lambda: self.phone.say(f"アンケート {self.code}"))
        self._do(lambda: self.phone.tap("はい（今日だけ）"))
        while "ひとことどうぞ" not in self.phone.screen:
            self._answer()
        self._do(lambda: self.phone.tap("書かずに終わる"))
        assert "ありがとうございました" in self.phone.screen

    def _answer(self) -> None:
        question = next(
            one
            for one in self.survey.questions
            if one.text[Language.JA] in self.phone.screen and not isinstance(one, FreeText)
        )
        self.asked.append(question.key)
        eligible = [choice for choice in question.choices if choice.eligible]
        label = self.random.choice(eligible).label[Language.JA]
        self._do(lambda: self.phone.tap(label))
        if isinstance(question, MultipleChoice):
            self._do(lambda: self.phone.tap("つぎへ"))

    def _do(self, deed: Callable[[], object]) -> None:
        self.deeds += 1
        deed()
        self.phone.await_reply()


def answers(world: Universe) -> Counter[frozenset[tuple[str, str | None]]]:
    """What an export would hold, response by response."""

    def found(work: Work) -> Counter[frozenset[tuple[str, str | None]]]:
        rows = work.uow.figures.answers(work.now - timedelta(days=9), work.now)
        by_response: dict[str, set[tuple[str, str | None]]] = {}
        for row in rows:
            by_response.setdefault(row.response, set()).add((row.question, row.choice))
        return Counter(frozenset(pairs) for pairs in by_response.values())

    return world.koe.see(found)


def test_thirty_parents_cost_no_push_and_few_taps(world: Universe) -> None:
    code = world.collector().code
    parents = [Answering(world, number, code) for number in range(PARENTS)]
    for parent in parents:
        parent.go()
    used = Counter(call.path for call in world.line.calls if call.method == "POST")
    assert set(used) == {"/v2/bot/message/reply"}
    assert used["/v2/bot/message/reply"] == sum(parent.deeds for parent in parents)
    assert max(len(parent.asked) for parent in parents) <= 7
    deeds = sorted(parent.deeds for parent in parents)
    assert deeds[len(deeds) // 2] <= 10
    assert sum(answers(world).values()) == PARENTS


def test_complete_after_the_last_closed_question(world: Universe) -> None:
    parent = Answering(world, 1, world.collector().code)
    parent._do(lambda: parent.phone.say(f"アンケート {parent.code}"))
    parent._do(lambda: parent.phone.tap("はい（今日だけ）"))
    while "ひとことどうぞ" not in parent.phone.screen:
        parent._answer()

    def statuses(work: Work) -> list[str]:
        rows = work.uow.figures.responses(work.now - timedelta(days=1), work.now)
        return [row.status for row in rows]

    assert world.koe.see(statuses) == [Status.COMPLETED.value]
    assert {CONSENT, DONE}.isdisjoint(parent.asked)


class Careless:
    """LINE as it really delivers: each webhook once in order, and copies of it whenever."""

    def __init__(self, deliver: Callable[[bytes, dict[str, str]], int]) -> None:
        self._deliver = deliver
        self._random = random.Random(SEED)  # noqa: S311 - a test's mishaps
        self._lock = threading.Lock()
        self._kept: list[tuple[bytes, dict[str, str]]] = []
        self._pool = ThreadPoolExecutor(3)
        self._flying: list[Future[int]] = []

    def __call__(self, body: bytes, headers: dict[str, str]) -> int:
        with self._lock:
            self._kept += [(body, headers)] * self._random.randint(0, 2)
            self._random.shuffle(self._kept)
            while self._kept and self._random.random() < 0.5:
                copy, its_headers = self._kept.pop()
                self._flying.append(self._pool.submit(self._deliver, copy, its_headers))
        return self._deliver(body, headers)

    def finish(self) -> list[int]:
        """Deliver the copies that are left; the statuses of all copies."""
        for body, headers in self._kept:
            self._flying.append(self._pool.submit(self._deliver, body, headers))
        statuses = [future.result() for future in self._flying]
        self._pool.shutdown()
        return statuses


def test_copies_at_any_time_change_nothing(world: Universe) -> None:
    code = world.collector().code
    once = [Answering(world, number, code) for number in range(AT_ONCE)]
    for parent in once:
        parent.go()
    expected = answers(world)

    second = world.collector().code
    deliver = world.line.webhooks.deliver_to
    assert deliver is not None
    careless = Careless(deliver)
    world.line.webhooks.deliver_to = careless
    twice = [Answering(world, number, second) for number in range(AT_ONCE)]
    for offset, parent in enumerate(twice):
        parent.phone = world.parent(5000 + offset)
    with ThreadPoolExecutor(6) as together:
        list(together.map(Answering.go, twice))
    statuses = careless.finish()
    world.settle()
    assert len(statuses) > AT_ONCE
    assert set(statuses) == {200}
    assert answers(world) == Counter({pairs: 2 * times for pairs, times in expected.items()})
    for parent in twice:
        no_page_twice(parent.phone.messages)


def no_page_twice(messages: list[Any]) -> None:
    """No two messages in a row are the same, but for the ticks of a multiple choice."""
    shown = [json.dumps(message, ensure_ascii=False, sort_keys=True) for message in messages]
    assert all(one != next_ for one, next_ in pairwise(shown))
