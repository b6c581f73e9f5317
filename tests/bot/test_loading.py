"""Who waits long for an answer on LINE sees that it is coming; who does not, sees nothing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from handlers.ports import Store, UnitOfWork
from tests.fakes.patience import PATIENCE
from tests.universe import Universe, universe

LOADING = "/v2/bot/chat/loading/start"


class Slow:
    """A store whose next writing transaction begins when it is told to."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.go = threading.Event()

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        assert self.go.wait(PATIENCE)
        with self.store.begin() as uow:
            yield uow

    @contextmanager
    def look(self) -> Iterator[UnitOfWork]:
        with self.store.look() as uow:
            yield uow


@pytest.fixture
def world(sqlite_url: str) -> Iterator[Universe]:
    with universe(sqlite_url) as made:
        yield made


def paths(world: Universe) -> list[str]:
    return [call.path for call in world.line.calls if call.method == "POST"]


def test_a_quick_answer_shows_no_dots(world: Universe) -> None:
    world.koe.long_seconds = PATIENCE
    parent = world.parent(1)
    parent.say("ヘルプ")
    parent.await_reply()
    assert paths(world) == ["/v2/bot/message/reply"]


def test_a_slow_one_does(world: Universe) -> None:
    slow = Slow(world.koe.store)
    world.koe.store = slow
    world.koe.long_seconds = 0.0
    parent = world.parent(1)
    asking = threading.Thread(target=parent.say, args=("ヘルプ",))
    asking.start()
    shown = world.line.wait_for(LOADING)
    slow.go.set()
    asking.join()
    parent.await_reply()
    world.koe.store = slow.store
    assert shown.json == {"chatId": parent.user_id, "loadingSeconds": 10}
    assert paths(world) == [LOADING, "/v2/bot/message/reply"]
