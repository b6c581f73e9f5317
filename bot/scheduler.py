"""What happens by the clock. Jobs are idempotent ticks; due work is rows, never job stores."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.app import Koe
from bot.settings import week_time
from handlers.closing import close_overdue
from handlers.delivery import forget_leaving
from handlers.digest_sending import DigestTime, latest_time, send_due
from handlers.following import send_follow_ups
from handlers.ledger import look
from handlers.prompting import ask_forgotten, prompt_ended
from handlers.reminding import remind
from handlers.voices import delete_raw
from handlers.work import Work
from storage.database import StoreUnavailable
from surveys.analysis.weeks import Week

CLOSING_SECONDS: Final = 60
DIGEST_SECONDS: Final = 300
"""The digest is looked for this often besides its moment: a late start catches up."""

PROMPT_SECONDS: Final = 30
"""Staff pack up when a lesson ends: the question has to be there by then."""

_log = structlog.get_logger("koe.jobs")

Tick = Callable[[Work], dict[str, int]]


@asynccontextmanager
async def scheduling(koe: Koe) -> AsyncIterator[None]:
    """The scheduler runs while the block is entered. Every job is also run once at the start."""
    at = week_time(koe.settings.digest_at)
    zone = koe.house.centre.timezone

    digest = digest_tick(at, zone)

    def comments(work: Work) -> dict[str, int]:
        return delete_raw(work, koe.settings.comment_days)

    scheduler = AsyncIOScheduler(
        timezone=zone,
        # APScheduler's default grace of one second would skip a late job in silence.
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    weekly = weekly_trigger(at, zone)
    every = IntervalTrigger(seconds=DIGEST_SECONDS, timezone=zone)
    closing = IntervalTrigger(seconds=CLOSING_SECONDS, timezone=zone)
    prompting = IntervalTrigger(seconds=PROMPT_SECONDS, timezone=zone)
    for trigger, name, tick in (
        (weekly, "digest", digest),
        (every, "digest_catch_up", digest),
        (closing, "closing", close_overdue),
        (closing, "forgetting", forget_leaving),
        (every, "reminder", remind),
        (every, "follow_up", send_follow_ups),
        (every, "comments", comments),
        (prompting, "prompt", prompt_ended),
        (prompting, "evening", ask_forgotten),
    ):
        scheduler.add_job(run_tick, trigger, args=[koe, name, tick], id=name)
    await run_tick(koe, "digest", digest)
    await run_tick(koe, "closing", close_overdue)
    await run_tick(koe, "follow_up", send_follow_ups)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


def weekly_trigger(at: DigestTime, zone: ZoneInfo) -> CronTrigger:
    """The digest's moment, every week."""
    return CronTrigger(
        day_of_week=at.weekday, hour=at.hour, minute=at.minute, second=0, timezone=zone
    )


def digest_tick(at: DigestTime, zone: ZoneInfo) -> Tick:
    """Look at the year's claims, then queue the digest of the last complete week."""

    def tick(work: Work) -> dict[str, int]:
        week = Week.of(latest_time(at, work.now, zone), zone).previous()
        return {**look(work, week), **send_due(work, at)}

    return tick


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
