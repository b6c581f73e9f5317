"""LINE's Messaging API over HTTP: who may come in, what a body must look like, how it answers."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.fakes.contracts import Complaint, Validator, complaints, line_contract
from tests.fakes.edge import Answer, Edge, json_answer, kept_breaches
from tests.fakes.faults import Failure, RateLimited
from tests.fakes.line_door import (
    Incoming,
    LineRoute,
    RefusedError,
    breach,
    read_json,
    refuse_stranger,
)


class LineApi:
    """The endpoints as an app. `violations` has a line for each breach of schema or limit."""

    def __init__(self, token: str, routes: Sequence[LineRoute]) -> None:
        self.edge = Edge(_fail)
        self.violations = kept_breaches()
        self._token = token
        self._request_ids = itertools.count(1)
        self.app = Starlette(
            routes=[Route(r.path, self._endpoint(r), methods=[r.method]) for r in routes],
            exception_handlers={404: self._unknown, 405: self._unknown},
        )

    def _endpoint(self, route: LineRoute) -> Callable[[Request], Awaitable[Response]]:
        contract = line_contract()
        schema = None if contract is None else contract.bodies.get((route.method, route.path))

        async def endpoint(request: Request) -> Response:
            return await self._serve(request, lambda id_: self._carry(route, schema, request, id_))

        return endpoint

    async def _unknown(self, request: Request, _: Exception) -> Response:
        async def refuse(request_id: str) -> Answer:
            raise RefusedError(404, "Not found", [Complaint(message="no such endpoint", where="")])

        return await self._serve(request, refuse)

    async def _serve(self, request: Request, work: Callable[[str], Awaitable[Answer]]) -> Response:
        request_id = f"{next(self._request_ids):08x}-0000-4000-8000-000000000000"

        async def answer() -> Answer:
            try:
                refuse_stranger(request, self._token)
                return await work(request_id)
            except RefusedError as refused:
                place = f"{request.method} {request.url.path}"
                self.violations += [
                    f"{place} {wrong.where}: {wrong.message}" for wrong in refused.complaints
                ]
                return refused.answer

        response = await self.edge.serve(request, answer)
        response.headers["x-line-request-id"] = request_id
        return response

    async def _carry(
        self, route: LineRoute, schema: Validator | None, request: Request, request_id: str
    ) -> Answer:
        body = await request.body()
        content = None if route.raw else read_json(request, body)
        if schema is not None and (content is not None or not route.optional_body):
            breach(complaints(schema, content))
        incoming = Incoming(
            path=request.path_params,
            headers=request.headers,
            body=body,
            json=content,
            request_id=request_id,
        )
        if route.blocking:
            return await asyncio.to_thread(route.work, incoming)
        return route.work(incoming)


def _fail(fault: Failure | RateLimited) -> Answer:
    match fault:
        case Failure():
            return json_answer({"message": fault.text}, status=fault.status)
        case RateLimited():
            text = "The API rate limit has been exceeded. Try again later."
            return json_answer({"message": text}, status=429)
