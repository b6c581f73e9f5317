"""Telegram's Bot API over HTTP: the token, the check of every call and result, the errors."""

import inspect
from collections.abc import Awaitable, Callable, Mapping

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.fakes.contracts import telegram_contract
from tests.fakes.edge import Answer, Edge, json_answer, kept_breaches
from tests.fakes.faults import Failure, RateLimited
from tests.fakes.telegram_door import BotError, Parameters, error_answer, read_parameters
from tests.fakes.telegram_schema import TelegramSchema
from tests.fakes.telegram_world import World

Method = Callable[[Parameters], object | Awaitable[object]]


class TelegramApi:
    """The methods as an app. `violations` has a line for each breach of schema or limit."""

    def __init__(self, token: str, world: World, methods: Mapping[str, Method]) -> None:
        self.edge = Edge(_fail)
        self.violations = kept_breaches()
        self._token = token
        self._world = world
        self._methods = methods
        contract = telegram_contract()
        self._schema = None if contract is None else TelegramSchema(contract)
        self.app = Starlette(
            routes=[
                Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
                Route("/file/bot{token}/documents/{name}", self._download, methods=["GET"]),
            ]
        )

    async def _call(self, request: Request) -> Response:
        return await self._serve(request, self._carry)

    async def _download(self, request: Request) -> Response:
        return await self._serve(request, self._content)

    async def _serve(
        self, request: Request, work: Callable[[Request], Awaitable[Answer]]
    ) -> Response:
        async def answer() -> Answer:
            try:
                self._refuse_stranger(request)
                return await work(request)
            except BotError as refused:
                name = request.url.path.rpartition("/")[2]
                self.violations += [
                    f"{name} {wrong.where}: {wrong.message}" for wrong in refused.complaints
                ]
                return refused.answer

        return await self.edge.serve(request, answer)

    def _refuse_stranger(self, request: Request) -> None:
        if request.path_params["token"] != self._token:
            raise BotError(401, "Unauthorized")

    async def _carry(self, request: Request) -> Answer:
        name = request.path_params["method"]
        schema = self._schema
        given = await read_parameters(request, schema.text_names(name) if schema else ())
        if schema is not None:
            wrong = schema.call_complaints(name, given)
            if wrong:
                described = f"{wrong[0].where} {wrong[0].message}"
                raise BotError(400, f"Bad Request: {described}", wrong)
        if name not in self._methods:
            self.violations.append(f"{name}: the fake has no such method")
            raise BotError(404, "Not Found")
        result = self._methods[name](given)
        if inspect.isawaitable(result):
            result = await result
        if schema is not None:
            own = schema.result_complaints(name, result)
            if own:
                raise AssertionError(f"the fake's result is not Telegram's: {own}")
        return json_answer({"ok": True, "result": result})

    async def _content(self, request: Request) -> Answer:
        file = self._world.files.get(request.path_params["name"])
        if file is None:
            raise BotError(404, "Not Found")
        return Answer(body=file.content, media_type="application/octet-stream")


def _fail(fault: Failure | RateLimited) -> Answer:
    match fault:
        case Failure():
            return error_answer(fault.status, fault.text, fault.parameters)
        case RateLimited():
            text = f"Too Many Requests: retry after {fault.seconds}"
            return error_answer(429, text, {"retry_after": fault.seconds})
