"""Long-running tasks of the process: kept running, each by itself."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final

import structlog

RESTART_AFTER: Final = 1.0

_log = structlog.get_logger("koe.tasks")


async def keep_running(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Run a task, and run it again when it fails; a failure is logged with its traceback.

    One task's fault must stop neither the others nor itself for good.
    """
    while True:
        task = asyncio.ensure_future(run())
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            while not task.done():  # a library may swallow a cancellation
                task.cancel()
                await asyncio.wait({task}, timeout=RESTART_AFTER)
            raise
        failure = task.exception()
        if failure is None:
            return
        _log.error("task_failed", task=name, exc_info=failure)
        await asyncio.sleep(RESTART_AFTER)


@asynccontextmanager
async def running(tasks: Mapping[str, Callable[[], Awaitable[None]]]) -> AsyncIterator[None]:
    """Tasks that run while the block is entered, and are gone when it is left."""
    started = [asyncio.create_task(keep_running(name, run)) for name, run in tasks.items()]
    try:
        yield
    finally:
        for task in started:
            task.cancel()
        await asyncio.gather(*started, return_exceptions=True)
