"""What both fakes do with a request: read it, let a fault strike, answer, keep a record."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, assert_never

from starlette.requests import Request
from starlette.responses import Response

from tests.fakes.faults import Failure, Fault, Faults, Hold, RateLimited, Reset

Json: TypeAlias = dict[str, Any]


_KEPT: list[list[str]] = []


def kept_breaches() -> list[str]:
    """A list for a fake's breaches of schema or limit, which the whole suite looks at too."""
    breaches: list[str] = []
    _KEPT.append(breaches)
    return breaches


def breaches_so_far() -> list[str]:
    """The breaches that any fake has kept since this was last asked."""
    found = [breach for breaches in _KEPT for breach in breaches]
    _KEPT.clear()
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the platform answers; `body` is JSON unless `media_type` says otherwise."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


def json_answer(
    content: object, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Answer:
    """An answer from JSON values."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return Answer(status=status, body=body, headers=headers or {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One API call as it came. `status` is that of the answer, 0 where the connection was cut."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    status: int

    @property
    def json(self) -> Any:
        """The body as JSON values."""
        return json.loads(self.body)


class Edge:
    """The door of a fake. `calls` is in the order of the answers."""

    def __init__(self, fail: Callable[[Failure | RateLimited], Answer]) -> None:
        self.calls: list[Call] = []
        self._news = threading.Condition()
        self.faults = Faults()
        self._fail = fail
        self.cut: Callable[[tuple[str, int]], None] | None = None

    async def serve(self, request: Request, work: Callable[[], Awaitable[Answer]]) -> Response:
        """Answer a request by `work`, or by the fault that waits for its path."""
        body = await request.body()
        answer = await self._answer(self.faults.take(request.url.path), work)
        with self._news:
            self.calls.append(
                Call(
                    method=request.method,
                    path=request.url.path,
                    headers=dict(request.headers),
                    body=body,
                    status=0 if answer is None else answer.status,
                )
            )
            self._news.notify_all()
        if answer is None:
            await self._reset(request)
            return Response(status_code=500)
        return Response(
            answer.body,
            status_code=answer.status,
            headers=dict(answer.headers),
            media_type=answer.media_type,
        )

    def wait_for(self, path: str, seconds: float) -> Call:
        """Wait for a call of this path. Raises TimeoutError."""

        def found() -> Call | None:
            return next((call for call in self.calls if call.path == path), None)

        with self._news:
            call = self._news.wait_for(found, seconds)
        if call is None:
            raise TimeoutError(f"no call of {path} within {seconds} seconds")
        return call

    async def _answer(
        self, fault: Fault | None, work: Callable[[], Awaitable[Answer]]
    ) -> Answer | None:
        match fault:
            case None:
                return await work()
            case Failure():
                if fault.accepted:
                    await work()
                return self._fail(fault)
            case RateLimited():
                return self._fail(fault)
            case Reset():
                if fault.accepted:
                    await work()
                return None
            case Hold():
                return await _held(fault, work)
            case _:
                assert_never(fault)

    async def _reset(self, request: Request) -> None:
        if self.cut is None or request.client is None:
            raise RuntimeError("this fake cannot cut connections: it is not being served")
        self.cut((request.client.host, request.client.port))
        while (await request.receive())["type"] != "http.disconnect":
            pass


async def _held(hold: Hold, work: Callable[[], Awaitable[Answer]]) -> Answer:
    if hold.accepted:
        answer = await work()
        hold.arrived()
        await asyncio.wrap_future(hold.released)
        return answer
    hold.arrived()
    await asyncio.wrap_future(hold.released)
    return await work()
