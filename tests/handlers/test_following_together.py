"""Several processes look for follow-ups and reminders at the very same moment, on PostgreSQL."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from handlers.following import send_follow_ups
from handlers.reminding import remind
from storage.database import open_store
from storage.migrate import upgrade
from surveys.outbound import Purpose
from surveys.response import Status
from tests.fakes.patience import PATIENCE
from tests.handlers.filled import Filled
from tests.handlers.parents import Parents
from tests.surveys.analysis.rows import FULL, tokyo

NOW = tokyo("2026-11-18 11:00")


@pytest.fixture
def centre(postgres_url: str) -> Iterator[Parents]:
    upgrade(postgres_url)
    store = open_store(postgres_url, "a secret for tests, long enough to be one")
    try:
        yield Parents(filled=Filled(store=store))
    finally:
        store.close()


def test_each_is_sent_once(centre: Parents) -> None:
    past, yesterday = (
        centre.filled.lesson(start, 10) for start in ("2026-10-21 10:00", "2026-11-17 10:00")
    )
    for number in range(12):
        centre.filled.answered(past, f"then{number}", FULL, consent="yes_followup")
        centre.filled.answered(
            yesterday,
            f"now{number}",
            {"stage": "age0"},
            consent="yes_once",
            status=Status.STARTED,
            at="route",
            completed_at=None,
            moved_at=tokyo("2026-11-17 13:00"),
        )
        centre.parent(f"then{number}")
        centre.parent(f"now{number}", "telegram")
    together = threading.Barrier(4)

    def ticks(_: int) -> tuple[int, int]:
        together.wait(timeout=PATIENCE)
        queued = centre.do(send_follow_ups, NOW).get("queued", 0)
        return queued, centre.do(remind, NOW)["reminded"]

    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(ticks, range(4)))
    assert [sum(column) for column in zip(*done, strict=True)] == [12, 12]
    purposes = [one.outgoing.purpose for one in centre.sent(NOW)]
    assert sorted(purposes) == [Purpose.FOLLOW_UP] * 12 + [Purpose.REMINDER] * 12
