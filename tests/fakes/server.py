"""A Starlette app over real HTTP on loopback, in its own thread."""

import asyncio
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

import httpx
import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.fakes.patience import PATIENCE

Deliver = Callable[[bytes, dict[str, str]], int]
"""Brings a webhook to the bot: raw body and headers in, status of the answer out."""

_STOP_SECONDS = 5.0


class _Config(uvicorn.Config):
    """uvicorn's settings, with the open connections so that one can be cut."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            app,
            loop="asyncio",
            http=_Protocol,
            ws="none",
            lifespan="auto",
            log_config=None,
            access_log=False,
            proxy_headers=False,
        )
        self.connections: dict[tuple[str, int], asyncio.Transport] = {}
        self.one_closed = asyncio.Event()


class _Protocol(H11Protocol):
    """HTTP/1.1 whose transports can be found by the client's address."""

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn declares it
        super().connection_made(transport)
        if self.client is not None and isinstance(self.config, _Config):
            self.config.connections[self.client] = transport

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if self.client is not None and isinstance(self.config, _Config):
            self.config.connections.pop(self.client, None)
            self.config.one_closed.set()
        super().connection_lost(exc)


class _Uvicorn(uvicorn.Server):
    """uvicorn that tells when it has started and stops at once when told to."""

    def __init__(self, config: _Config) -> None:
        super().__init__(config)
        self._open = config
        self.listening = threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.loop = asyncio.get_running_loop()
        self.listening.set()

    @override
    async def main_loop(self) -> None:
        # uvicorn's own loop looks every 0.1 s; tests start and stop many servers
        await self._stop.wait()

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # uvicorn's own way takes a tenth of a second even where there is nothing to wait for
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=_STOP_SECONDS)
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await self._connections_closed()
        except TimeoutError:
            for transport in list(self._open.connections.values()):
                transport.abort()
            await self._connections_closed()
        await self.lifespan.shutdown()

    async def _connections_closed(self) -> None:
        while self._open.connections:
            self._open.one_closed.clear()
            await self._open.one_closed.wait()

    def ask_to_stop(self) -> None:
        """Let `main_loop` return; from any thread."""
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self._stop.set)


class Server:
    """Serves an app on 127.0.0.1, on a port that the system picks.

    A context manager; `url` has no slash at its end. The port is known before the start.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._config = _Config(app)
        self._uvicorn = _Uvicorn(self._config)
        # asyncio turns Nagle's delay (40 ms an answer) off only where the protocol is named
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(
            target=self._uvicorn.run, kwargs={"sockets": [self._socket]}, daemon=True
        )
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def start(self) -> None:
        """Start and wait until connections are accepted.

        Raises:
            RuntimeError: it did not start; the reason is in the log of the thread.
        """
        self._thread.start()
        if not self._uvicorn.listening.wait(PATIENCE):
            raise RuntimeError("the fake's server did not start")

    def stop(self) -> None:
        """Stop and wait until every connection is closed."""
        if self._thread.ident is None:
            self._socket.close()
            return
        self._uvicorn.ask_to_stop()
        self._thread.join()

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop in which the app runs. Raises RuntimeError before the start."""
        if self._uvicorn.loop is None:
            raise RuntimeError("the server has not started")
        return self._uvicorn.loop

    def cut(self, client: tuple[str, int]) -> None:
        """Reset the connection of a client's address; on the server's own loop only."""
        transport = self._config.connections.get(client)
        if transport is not None:
            transport.abort()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def posting_to(url: str) -> Deliver:
    """A `Deliver` that POSTs to an address over HTTP, giving up after ten seconds."""

    def deliver(body: bytes, headers: dict[str, str]) -> int:
        # trust_env would send loopback calls to a proxy where one is configured
        with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
            return client.post(url, content=body, headers=headers).status_code

    return deliver
