"""HTTP: which route leads where."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot import chart_page, class_page, remark_page, voices_page
from bot.app import Koe
from bot.webhooks import LineWebhook, TelegramWebhook
from storage.database import StoreUnavailable

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def make_app(
    koe: Koe, *, extra_routes: Sequence[BaseRoute] = (), lifespan: Lifespan | None = None
) -> Starlette:
    """The web application over a Koe."""
    registry = CollectorRegistry()
    events = Counter("koe_events", "Events taken in", ["channel"], registry=registry)
    line = LineWebhook(koe=koe, events=events)
    telegram = TelegramWebhook(koe=koe, events=events)
    state = State(koe=koe, registry=registry)
    routes: list[BaseRoute] = [
        Route("/webhooks/line", line.receive, methods=["POST"]),
        Route("/webhooks/telegram", telegram.receive, methods=["POST"]),
        Route("/healthz", state.health),
        Route("/readyz", state.ready),
        Route("/metrics", state.metrics),
        *class_page.routes(koe),
        *chart_page.routes(koe),
        *remark_page.routes(koe),
        *voices_page.routes(koe),
        *extra_routes,
    ]
    return Starlette(routes=routes, lifespan=lifespan)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How the program is: alive, ready, and its counters."""

    koe: Koe
    registry: CollectorRegistry

    async def health(self, _request: Request) -> Response:
        """GET /healthz: the process answers."""
        return PlainTextResponse("ok\n")

    async def ready(self, _request: Request) -> Response:
        """GET /readyz: the database answers and has its schema."""
        try:
            await self.koe.look(lambda work: work.uow.jobs.last("digest"))
        except StoreUnavailable:
            return PlainTextResponse("database unavailable\n", status_code=503)
        return PlainTextResponse("ok\n")

    async def metrics(self, _request: Request) -> Response:
        """GET /metrics: Prometheus text, never labelled by person."""
        return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)
