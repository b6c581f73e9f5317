"""Tasks that are kept running, and are gone when they should be."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
import structlog

from bot import tasks
from bot.tasks import keep_running, running
from tests.fakes.patience import PATIENCE


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "RESTART_AFTER", 0.001)


def failing(times: int, then: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """A task that fails so many times, and then goes on as told."""
    left = [times]

    async def run() -> None:
        left[0] -= 1
        if left[0] >= 0:
            raise ValueError(f"fault {times - left[0]}")
        await then()

    return run


async def at_its_end() -> None:
    """Nothing more to do."""


async def test_a_fault_is_logged_and_the_task_runs_again() -> None:
    with structlog.testing.capture_logs() as logged:
        async with asyncio.timeout(PATIENCE):
            await keep_running("delivery", failing(3, at_its_end))
    assert [(line["event"], line["task"], str(line["exc_info"])) for line in logged] == [
        ("task_failed", "delivery", f"fault {number}") for number in (1, 2, 3)
    ]


async def test_a_task_that_comes_to_its_end_is_left_there() -> None:
    async with asyncio.timeout(PATIENCE):
        await keep_running("once", at_its_end)


async def test_one_task_s_fault_does_not_stop_the_other() -> None:
    alive = asyncio.Event()

    async def works() -> None:
        alive.set()
        await asyncio.Event().wait()

    async with running({"faulty": failing(2, works), "sound": works}):
        async with asyncio.timeout(PATIENCE):
            await alive.wait()


async def test_leaving_the_block_ends_the_tasks() -> None:
    started, ended = asyncio.Event(), asyncio.Event()

    async def works() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with asyncio.timeout(PATIENCE):
        async with running({"works": works}):
            await started.wait()
        assert ended.is_set()


async def test_a_task_that_swallows_its_cancellation_is_cancelled_again() -> None:
    started = asyncio.Event()
    swallowed: list[str] = []

    async def stubborn() -> None:
        started.set()
        while len(swallowed) < 3:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                swallowed.append("once more")

    async with asyncio.timeout(PATIENCE):
        task = asyncio.create_task(keep_running("stubborn", stubborn))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert len(swallowed) == 3
