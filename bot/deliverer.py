"""Rows of the outbox leave here: claimed, sent by their channel, written down."""

import asyncio
import contextlib
from typing import Final

import structlog

from bot.app import Koe
from bot.channels.ports import PlanTeller
from handlers.delivery import claim, record
from handlers.quota import told
from handlers.work import Work
from storage.database import StoreUnavailable
from surveys.outbound import Claimed, Outcome, Refused

AT_ONCE: Final = 40

_log = structlog.get_logger("koe.delivery")


async def deliver_forever(koe: Koe) -> None:
    """Send whenever something is committed, and sweep for what is due again."""
    while True:
        with contextlib.suppress(TimeoutError):
            # not wait_for: until Python 3.12 it can swallow a cancellation
            async with asyncio.timeout(koe.sweep_seconds):
                await koe.something_to_send.wait()
        koe.something_to_send.clear()
        try:
            await deliver_due(koe)
        except StoreUnavailable as error:
            _log.warning("database_unavailable", error=str(error))


async def deliver_due(koe: Koe) -> int:
    """Send everything that is due now; returns the number of rows tried."""
    tried = 0
    while not (claims := await koe.run(lambda work: claim(work, AT_ONCE))).empty:
        await asyncio.gather(
            *(_deliver(koe, row) for row in claims.rows),
            *(_ask_for_figures(koe, channel) for channel in claims.unsure),
        )
        tried += len(claims.rows)
    return tried


async def _ask_for_figures(koe: Koe, name: str) -> None:
    """Ask a platform what is left of the month; its pushes are claimed after that."""
    channel = koe.channels.get(name)
    plan = await channel.quota() if isinstance(channel, PlanTeller) else None
    _log.info("quota", channel=name, plan=plan)
    await koe.run(lambda work: told(work, name, plan))


async def _deliver(koe: Koe, claimed: Claimed) -> None:
    channel = koe.channels.get(claimed.channel)
    outcome: Outcome
    if channel is None:
        outcome = Refused(reason=f"channel {claimed.channel} is off")
    else:
        outcome = await channel.send(claimed)
    _log.info(
        "sent",
        row=claimed.outgoing.id,
        channel=claimed.channel,
        purpose=claimed.outgoing.purpose.value,
        attempt=claimed.attempt,
        outcome=type(outcome).__name__,
        reason=getattr(outcome, "reason", None),
    )

    def write_down(work: Work) -> None:
        record(work, claimed, outcome)

    await koe.run(write_down)
