"""Composition: settings, storage, use cases and channels become one Koe."""

import asyncio
import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from bot.channels.ports import Channel
from bot.clock import Clock, new_code, new_id
from bot.settings import Settings, SettingsError
from handlers.inbound import Inbound
from handlers.ports import Store, UnitOfWork
from handlers.receive import receive
from handlers.work import Centre, House, Work
from storage.database import SqlStore, open_store
from surveys import catalog, phrases, wording
from surveys.quota import Metered

Result = TypeVar("Result")

LONG_SECONDS: Final = 0.7
"""After this somebody who waits for an answer is shown that it is coming."""

SWEEP_SECONDS: Final = 1.0
"""Between two looks at what has become due."""

THREADS = 8
"""Worker threads for transactions; SQLite writes one at a time whatever their number."""


@dataclass(kw_only=True)
class Koe:
    """The running program. Use cases run in worker threads, everything else in the loop."""

    settings: Settings
    store: Store
    house: House
    clock: Clock
    channels: Mapping[str, Channel]
    threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(THREADS, thread_name_prefix="koe")
    )
    something_to_send: asyncio.Event = field(default_factory=asyncio.Event)
    long_seconds: float | None = LONG_SECONDS
    """How long an answer may take before it is announced; None: for ever."""
    sweep_seconds: float | None = SWEEP_SECONDS
    """Between two looks at what is due, beside those after each commit; None: only these."""

    def work(self, uow: UnitOfWork) -> Work:
        """A use case's work at this moment."""
        return Work(house=self.house, uow=uow, now=self.clock())

    def do(self, use_case: Callable[[Work], Result]) -> Result:
        """Run a use case in a transaction of its own, in this thread."""
        with self.store.begin() as uow:
            return use_case(self.work(uow))

    def see(self, use_case: Callable[[Work], Result]) -> Result:
        """Run a use case that only reads, in this thread."""
        with self.store.look() as uow:
            return use_case(self.work(uow))

    async def run(self, use_case: Callable[[Work], Result]) -> Result:
        """Run a use case in a worker thread; it is committed when this returns."""
        return await self._in_thread(lambda: self.do(use_case))

    async def look(self, use_case: Callable[[Work], Result]) -> Result:
        """Run a use case that only reads in a worker thread."""
        return await self._in_thread(lambda: self.see(use_case))

    async def take(self, inbounds: Iterable[Inbound]) -> None:
        """Take events in, each committed by itself, in order; then wake the deliverer."""
        for inbound in inbounds:
            await self.run(_receiving(inbound))
        self.something_to_send.set()

    async def _in_thread(self, call: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self.threads, call)

    def close(self) -> None:
        """Let go of threads and database connections."""
        self.threads.shutdown(wait=True)
        if isinstance(self.store, SqlStore):
            self.store.close()


def _receiving(inbound: Inbound) -> Callable[[Work], bool]:
    return lambda work: receive(work, inbound)


def signer(secret: str) -> Callable[[str], str]:
    """A function that makes a 24-character proof for links, from a key of its own."""
    key = hashlib.sha256(f"koe link\0{secret}".encode()).digest()
    return lambda text: hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:24]


def centre_from(settings: Settings) -> Centre:
    """The centre as use cases know it."""
    return Centre(
        name=settings.centre_name,
        timezone=ZoneInfo(settings.timezone),
        survey="aonico-core",
        open_hours=settings.survey_open_hours,
        public_url=settings.public_url,
        line_basic_id=settings.line_basic_id,
        privacy_url=settings.privacy_url,
        contact=settings.contact,
        web_remarks=settings.web_remarks(),
        metered=metered_channels(settings),
        channels=channels_on(settings),
        cell_public=settings.minimum_cell_public,
        cell_internal=settings.minimum_cell_internal,
    )


def metered_channels(settings: Settings) -> tuple[Metered, ...]:
    """The channels that are on and count pushes: LINE alone."""
    line = Metered(channel="line", budget=settings.line_push_budget)
    return (line,) if settings.has_line() else ()


def channels_on(settings: Settings) -> tuple[str, ...]:
    """The channels that can send; the web's talks need no setting."""
    on = {
        "telegram": settings.has_telegram(),
        "line": settings.has_line(),
        "mail": settings.has_mail(),
        "web": True,
    }
    return tuple(name for name, is_on in on.items() if is_on)


def read_catalog(folder: Path | None) -> catalog.Catalog:
    """The questionnaires that come with the program, and those of `KOE_SURVEYS_DIR`.

    Raises:
        SettingsError: the folder cannot be read.
        DefinitionError: a definition has mistakes.
    """
    extra: list[tuple[str, str]] = []
    if folder is not None:
        if not folder.is_dir():
            raise SettingsError(f"KOE_SURVEYS_DIR: {folder} is not a folder")
        extra = [
            (path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))
        ]
    return catalog.Catalog.of([*catalog.built_in(), *extra])


def house_from(settings: Settings, secret: str) -> House:
    """What stays the same from event to event."""
    return House(
        centre=centre_from(settings),
        catalog=read_catalog(settings.surveys_dir),
        wording=wording.built_in(),
        phrases=phrases.built_in(),
        new_id=new_id,
        new_code=new_code,
        sign=signer(secret),
    )


def compose(
    settings: Settings, secret: str, *, clock: Clock, channels: Iterable[Channel] = ()
) -> Koe:
    """A Koe over the database of the settings, whose schema must be there."""
    store: Store = open_store(settings.database_url, secret)
    return Koe(
        settings=settings,
        store=store,
        house=house_from(settings, secret),
        clock=clock,
        channels={channel.name: channel for channel in channels},
    )
