"""Webhooks of the fake LINE: signed, together, out of order, again, to the right place."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.fakes.clock import Clock
from tests.fakes.contracts import need_contracts
from tests.fakes.line import BOT_USER_ID, FakeLine
from tests.fakes.line_events import line_user_id, signature, webhook_body
from tests.fakes.line_sdk import CHANNEL, raw
from tests.fakes.server import Server

HANA, JUN = line_user_id(1), line_user_id(2)


class Heard(list[dict[str, Any]]):
    """The events that the bot heard."""

    def deliver(self, body: bytes, headers: dict[str, str]) -> int:
        assert headers["x-line-signature"] == signature("secret", body)
        self += json.loads(body)["events"]
        return 200


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def line(heard: Heard) -> Iterator[FakeLine]:
    with FakeLine("secret", CHANNEL, Clock(), deliver_to=heard.deliver) as fake:
        yield fake
        assert fake.violations == []


def test_the_official_vector_of_the_signature() -> None:
    body = webhook_body("U8e742f61d673b39c7fff3cecb7536ef0", [])
    made = signature("8c570fa6dd201bb328f1c1eac23a96d8", body)
    assert made == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def test_events_of_two_people_in_one_webhook_in_any_order(line: FakeLine, heard: Heard) -> None:
    with line.collecting() as events:
        line.user(HANA).say("1")
        line.user(JUN).say("2")
    assert heard == []
    assert line.deliver(events[::-1]) == 200
    assert [event["message"]["text"] for event in heard] == ["2", "1"]
    assert len(line.deliveries) == 1


def test_the_same_event_again(line: FakeLine, heard: Heard) -> None:
    line.user(HANA).say("1")
    (first,) = line.deliveries
    line.redeliver(first)
    line.repeat(first)
    original, again, same = heard
    assert same == original
    assert again == {**original, "deliveryContext": {"isRedelivery": True}}


def test_a_forged_webhook() -> None:
    seen: list[tuple[bytes, str]] = []

    def deliver(body: bytes, headers: dict[str, str]) -> int:
        seen.append((body, headers["x-line-signature"]))
        return 401

    with FakeLine("secret", CHANNEL, Clock(), deliver_to=deliver) as line:
        with line.collecting() as events:
            line.user(HANA).say("1")
        assert line.deliver(events, signed=False) == 401
    body, signed = seen[0]
    assert signed != signature("secret", body)


def test_the_webhook_goes_to_the_registered_endpoint() -> None:
    bodies: list[bytes] = []

    async def take(request: Request) -> Response:
        bodies.append(await request.body())
        return Response(status_code=200 if len(bodies) < 3 else 503)

    app = Starlette(routes=[Route("/line", take, methods=["POST"])])
    with Server(app) as bot, FakeLine("secret", CHANNEL, Clock()) as line:
        hana = line.user(HANA)
        with pytest.raises(RuntimeError, match="nowhere"):
            hana.say("1")
        place = "/v2/bot/channel/webhook/endpoint"
        assert raw(line, "GET", place, None).status_code == 404
        assert raw(line, "PUT", place, {"endpoint": "http://example.org/"}).status_code == 400
        assert raw(line, "PUT", place, {"endpoint": f"{bot.url}/line"}).status_code == 200
        assert raw(line, "GET", place, None).json()["active"] is True
        hana.say("2")
        tested = [raw(line, "POST", "/v2/bot/channel/webhook/test", {}).json() for _ in range(2)]
    assert json.loads(bodies[1]) == {"destination": BOT_USER_ID, "events": []}
    assert [(test["success"], test["statusCode"]) for test in tested] == [
        (True, 200),
        (False, 503),
    ]


def test_an_event_that_line_would_not_send(line: FakeLine) -> None:
    need_contracts()
    with pytest.raises(AssertionError, match="LINE would not"):
        line.send({"type": "message"})
