"""What became of a row that LINE was asked to send, by what LINE answered."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels import line as line_module
from bot.channels.line import LineChannel
from surveys.outbound import (
    Accepted,
    Outcome,
    Refused,
    TryLater,
    Uncertain,
)
from tests.bot.test_serving import Desk, claimed, one_loop
from tests.fakes.faults import Failure, Fault, Hold, RateLimited, Reset
from tests.fakes.jumping import let_pass
from tests.fakes.line_events import line_user_id
from tests.fakes.server import Server

PUSH, REPLY = "/v2/bot/message/push", "/v2/bot/message/reply"


@asynccontextmanager
async def answering(status: int, body: str) -> AsyncIterator[LineChannel]:
    """The channel in front of a LINE that always gives one answer."""

    async def answer(_request: Request) -> Response:
        return Response(body, status_code=status, headers={"x-line-request-id": "r1"})

    routes = [Route("/{path:path}", answer, methods=["GET", "POST"])]
    with Server(Starlette(routes=routes)) as server:
        channel = LineChannel(token="t", base_url=server.url, public_url=None, show_answer=False)
        await channel.open()
        try:
            yield channel
        finally:
            await channel.close()


LIMIT = '{"message": "You have reached your monthly limit."}'


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, "{}", Accepted()),
        (202, "", Accepted()),
        (409, '{"message": "The retry key is already accepted"}', Accepted()),
        (429, LIMIT, Refused(reason="monthly limit reached")),
        (429, '{"message": "Too many requests"}', TryLater(reason="rate limit")),
        (429, "", TryLater(reason="rate limit")),
        (401, "{}", TryLater(reason="status 401")),
        (408, "{}", TryLater(reason="status 408")),
        (500, "{}", TryLater(reason="status 500")),
        (503, "<html>", TryLater(reason="status 503")),
        (400, '{"message": "no"}', Refused(reason="status 400: no")),
        (400, "<html>", Refused(reason="status 400: ")),
        (403, "[]", Refused(reason="status 403: ")),
        (400, '{"message": "%s"}' % ("x" * 500), Refused(reason="status 400: " + "x" * 100)),
    ],
)
async def test_what_an_answer_means(status: int, body: str, expected: Outcome) -> None:
    async with answering(status, body) as channel:
        assert await channel.send(claimed("line", token=None)) == expected
        assert await channel.send(claimed("line", token="t")) == expected


async def test_a_refused_second_try_of_a_reply_may_have_arrived_before() -> None:
    async with answering(400, '{"message": "Invalid reply token"}') as channel:
        assert isinstance(await channel.send(claimed("line", token="t", attempt=1)), Refused)
        assert await channel.send(claimed("line", token="t", attempt=2)) == Uncertain(
            reason="after a try without answer: status 400: Invalid reply token"
        )
        assert isinstance(await channel.send(claimed("line", token=None, attempt=2)), Refused)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, '{"basicId": "@abc"}', "@abc"),
        (200, '{"basicId": ""}', None),
        (200, "{}", None),
        (401, "{}", None),
        (500, "", None),
    ],
)
async def test_the_basic_id(status: int, body: str, expected: str | None) -> None:
    async with answering(status, body) as channel:
        assert await channel.basic_id() == expected


async def test_nobody_listens() -> None:
    channel = LineChannel(
        token="t", base_url="http://127.0.0.1:1", public_url=None, show_answer=False
    )
    await channel.open()
    assert await channel.send(claimed("line", token=None)) == TryLater(
        reason="ClientConnectorError"
    )
    assert await channel.basic_id() is None
    await channel.close()
    await channel.close()  # a second time does nothing


async def test_a_reply_goes_out_with_its_token_and_without_a_retry_key(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        phone = desk.line.user(line_user_id(1))
        phone.say("ヘルプ")
        await desk.take()
        assert await desk.deliver() == 1
        assert desk.rows() == [("sent", None, 1)]
        assert "このトークで" in phone.screen
        (call,) = desk.line.calls
        assert (call.path, call.json["replyToken"]) == (REPLY, phone.sent[0]["replyToken"])
        assert "x-line-retry-key" not in call.headers
        assert await desk.deliver(after=60) == 0


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Failure(status=500), "status 500"),
        (Failure(status=500, accepted=True), "status 500"),
        (RateLimited(), "rate limit"),
        (Reset(), "ServerDisconnectedError"),
        (Reset(accepted=True), "ServerDisconnectedError"),
    ],
)
async def test_a_push_is_tried_again_with_its_key_and_shown_once(
    fault: Fault, reason: str, sqlite_url: str
) -> None:
    async with one_loop(sqlite_url) as desk:
        phone = desk.line.user(line_user_id(1))
        row = desk.push("line", phone.user_id)
        desk.line.faults.put(fault, path=PUSH)
        assert await desk.deliver() == 1
        ((status, said, _),) = desk.rows()
        # how a broken connection shows varies
        assert (status, said in {reason, "ClientOSError"}) == ("due", True)
        assert await desk.deliver(after=1.9) == 0
        assert await desk.deliver(after=0.2) == 1
        assert desk.rows()[0][::2] == ("sent", 2)
        assert [message["text"] for message in phone.messages] == ["お知らせ"]
        pushes = [call for call in desk.line.calls if call.path == PUSH]
        keys = {call.headers["x-line-retry-key"] for call in pushes}
        assert keys == {str(uuid.UUID(row.retry_key))}
        assert desk.line.used == 1


async def test_the_monthly_limit_ends_a_push(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        phone = desk.line.user(line_user_id(1))
        desk.push("line", phone.user_id, "まえ")
        await desk.deliver()
        desk.line.used = 200  # by somebody else, after we asked
        desk.push("line", phone.user_id)
        await desk.deliver()
        assert desk.rows()[1] == ("failed", "monthly limit reached", 1)
        assert await desk.deliver(after=3600) == 0
        assert phone.screen == "まえ"


@pytest.mark.parametrize(
    ("fault", "ended"),
    [
        (Failure(status=500), ("sent", "", 2)),
        (Failure(status=500, accepted=True), ("unknown", "after a try", 2)),
        (Reset(accepted=True), ("unknown", "after a try", 2)),
        (Failure(status=400, text="Invalid reply token"), ("failed", "status 400", 1)),
        (
            Failure(status=429, text="You have reached your monthly limit."),
            ("failed", "monthly", 1),
        ),
    ],
)
async def test_a_reply_never_becomes_a_push(
    fault: Fault, ended: tuple[str, str, int], sqlite_url: str
) -> None:
    async with one_loop(sqlite_url) as desk:
        phone = desk.line.user(line_user_id(1))
        phone.say("ヘルプ")
        await desk.take()
        desk.line.faults.put(fault, path=REPLY)
        for _ in range(4):
            await desk.deliver(after=3)
        ((status, reason, attempts),) = desk.rows()
        assert (status, attempts) == ended[::2]
        assert (reason or "").startswith(ended[1])
        assert {call.path for call in desk.line.calls} == {REPLY}
        assert len(phone.messages) <= 1
        assert desk.line.used == 0


async def test_a_token_that_ran_out_at_line_is_refused(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        phone = desk.line.user(line_user_id(1))
        phone.say("ヘルプ")
        desk.clock.forward(seconds=30)  # the webhook was held up on its way
        await desk.take()
        assert await desk.deliver(after=31) == 1
        assert desk.rows() == [("failed", "status 400: Invalid reply token", 1)]


async def test_a_reply_that_waited_too_long_is_not_tried(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        desk.line.user(line_user_id(1)).say("ヘルプ")
        await desk.take()
        assert await desk.deliver(after=56) == 0
        assert desk.rows() == [("failed", "expired", 0)]
        assert desk.line.calls == []


async def timed_out(desk: Desk, hold: Hold) -> None:
    """Deliver while LINE holds a request, until the bot has waited long enough."""
    sending = asyncio.create_task(desk.deliver())
    await asyncio.to_thread(hold.wait_until_arrived)
    let_pass(line_module.TIMEOUT + 1)
    await sending


async def test_a_time_out_and_then_a_used_token_is_uncertain(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        phone = desk.line.user(line_user_id(1))
        phone.say("ヘルプ")
        await desk.take()
        hold = Hold(accepted=True)
        desk.line.faults.put(hold, path=REPLY)
        await timed_out(desk, hold)
        assert desk.rows() == [("due", "time-out", 1)]
        await desk.deliver(after=2)
        reason = "after a try without answer: status 400: Invalid reply token"
        assert desk.rows() == [("unknown", reason, 2)]
        assert len(phone.messages) == 1
        hold.release()


@pytest.mark.parametrize("hold", [Hold(accepted=False), Hold(accepted=True)])
async def test_a_push_that_timed_out_is_shown_once(hold: Hold, sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        phone = desk.line.user(line_user_id(1))
        desk.push("line", phone.user_id)
        desk.line.faults.put(hold, path=PUSH)
        await timed_out(desk, hold)
        assert desk.rows() == [("due", "time-out", 1)]
        await desk.deliver(after=2)
        hold.release()
        assert desk.rows()[0][::2] == ("sent", 2)
        assert len(phone.messages) == 1
