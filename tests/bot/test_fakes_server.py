"""The fakes' server: real HTTP on loopback, started and stopped without a trace."""

import threading

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests.fakes.server import Server, posting_to


async def echo(request: Request) -> Response:
    return PlainTextResponse(await request.body(), status_code=201)


APP = Starlette(routes=[Route("/echo", echo, methods=["POST"])])


def test_it_serves_between_enter_and_exit() -> None:
    before = threading.active_count()
    with Server(APP) as server:
        assert posting_to(f"{server.url}/echo")(b"hello", {}) == 201
    assert threading.active_count() == before
    with pytest.raises(httpx.ConnectError):
        posting_to(f"{server.url}/echo")(b"hello", {})


def test_two_run_side_by_side() -> None:
    with Server(APP) as first, Server(APP) as second:
        assert first.url != second.url
        for server in (first, second):
            assert posting_to(f"{server.url}/echo")(b"", {}) == 201


def test_it_stops_with_a_connection_kept_open() -> None:
    with httpx.Client(trust_env=False) as client, Server(APP) as server:
        assert client.post(f"{server.url}/echo", content=b"1").content == b"1"


def test_one_that_never_started_closes_its_port() -> None:
    Server(APP).stop()
