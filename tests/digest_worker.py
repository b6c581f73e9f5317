"""One process of Koe that sends the week's digest, and dies where a test wants it to.

Run as `python -m tests.digest_worker SETTINGS POINT MARK` (JSON, a point of the run or `-`, a
file). The first process that reaches the point makes MARK and is killed there, by itself. Lines
on stdin move the clock: each is a moment; after each the process ticks, delivers and says `idle`.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.app import Koe
from bot.channels.ports import Channel
from bot.deliverer import deliver_due
from bot.server import serving_koe
from bot.settings import read_settings, week_time
from handlers.digest_sending import send_due
from handlers.work import Work
from surveys.outbound import Claimed, Outcome
from tests.fakes.clock import Clock

POINTS: Final = (
    "before the commit",
    "after the commit",
    "claimed",
    "accepted by telegram",
    "accepted by line",
    "accepted by mail",
    "settled",
)


class Death:
    """Kills this process at a point, unless another one died there before."""

    def __init__(self, point: str, mark: Path) -> None:
        self._point = point
        self._mark = mark

    def at(self, point: str) -> None:
        """Die here, where this is the point."""
        if point != self._point:
            return
        try:
            self._mark.touch(exist_ok=False)
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)


class Watched:
    """A channel, with death before it sends and after the platform's acceptance."""

    def __init__(self, inner: Channel, death: Death) -> None:
        self._inner = inner
        self._death = death

    @property
    def name(self) -> str:
        return self._inner.name

    async def open(self) -> None:
        await self._inner.open()

    async def close(self) -> None:
        await self._inner.close()

    async def send(self, claimed: Claimed) -> Outcome:
        self._death.at("claimed")
        outcome = await self._inner.send(claimed)
        self._death.at(f"accepted by {self.name}")
        return outcome

    async def quota(self) -> object:
        return await self._inner.quota()  # type: ignore[attr-defined]  # LINE alone is asked


async def run(koe: Koe, clock: Clock, death: Death) -> None:
    """Tick and deliver at every moment that stdin names."""
    at = week_time(koe.settings.digest_at)

    def tick(work: Work) -> dict[str, int]:
        counts = send_due(work, at)
        if counts:
            death.at("before the commit")
        return counts

    lines: Callable[[], str] = sys.stdin.readline
    while line := await asyncio.to_thread(lines):
        clock.now = datetime.fromisoformat(line.strip()).astimezone(UTC)
        if await koe.run(tick):
            death.at("after the commit")
        if await deliver_due(koe):
            death.at("settled")
        sys.stdout.write("idle\n")
        sys.stdout.flush()


async def main(settings: str, point: str, mark: str) -> None:
    """Open the channels and work until stdin ends."""
    known = json.loads(settings)
    clock = Clock()
    death = Death(point, Path(mark))
    koe = serving_koe(read_settings(**known), known["secret_key"], clock)
    for channel in koe.channels.values():
        await channel.open()
    koe.channels = {name: Watched(channel, death) for name, channel in koe.channels.items()}
    try:
        await run(koe, clock, death)
    finally:
        for channel in koe.channels.values():
            await channel.close()
        koe.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
