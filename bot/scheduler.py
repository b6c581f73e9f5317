"""What happens by the clock. Jobs are idempotent ticks; due work is rows, never job stores."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.app import Koe
from bot.settings import week_time
from handlers.closing import close_overdue
from handlers.delivery import forget_leaving
from handlers.digest_sending import send_due
from handlers.work import Work
from storage.database import StoreUnavailable

CLOSING_SECONDS: Final = 60
DIGEST_SECONDS: Final = 300
"""The digest is looked for this often besides its moment: a late start catches up."""

_log = structlog.get_logger("koe.jobs")

Tick = Callable[[Work], dict[str, int]]


@asynccontextmanager
async def scheduling(koe: Koe) -> AsyncIterator[None]:
    """The scheduler runs while the block is entered. Every job is also run once at the start."""
    at = week_time(koe.settings.digest_at)
    zone = koe.house.centre.timezone

    def digest(work: Work) -> dict[str, int]:
        return send_due(work, at)

    scheduler = AsyncIOScheduler(
        timezone=zone,
        # APScheduler's default grace of one second would skip a late job in silence.
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    weekly = CronTrigger(
        day_of_week=at.weekday, hour=at.hour, minute=at.minute, second=0, timezone=zone
    )
    every = IntervalTrigger(seconds=DIGEST_SECONDS, timezone=zone)
    closing = IntervalTrigger(seconds=CLOSING_SECONDS, timezone=zone)
    for trigger, name, tick in (
        (weekly, "digest", digest),
        (every, "digest_catch_up", digest),
        (closing, "closing", close_overdue),
        (closing, "forgetting", forget_leaving),
    ):
        scheduler.add_job(run_tick, trigger, args=[koe, name, tick], id=name)
    await run_tick(koe, "digest", digest)
    await run_tick(koe, "closing", close_overdue)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


async def run_tick(koe: Koe, name: str, tick: Tick) -> dict[str, int]:
    """Run one tick in a transaction of its own; with the database down it is left for later."""
    counts: dict[str, Any] = {}
    try:
        counts = await koe.run(tick)
    except StoreUnavailable as error:
        _log.warning("database_unavailable", job=name, error=str(error))
    if any(counts.values()):
        _log.info("done", job=name, **counts)
        koe.something_to_send.set()
    return counts
