"""A bot that is nothing but LINE's SDK: for the fake's own tests, which say each move."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import httpx
import pytest
from linebot.v3.messaging import (
    ApiException,
    AsyncApiClient,
    AsyncMessagingApi,
    Configuration,
    PushMessageRequest,
    ReplyMessageRequest,
    TextMessage,
)

from tests.fakes.clock import Clock
from tests.fakes.line import FakeLine
from tests.fakes.line_events import line_user_id
from tests.fakes.patience import PATIENCE

HANA, JUN = line_user_id(1), line_user_id(2)
CHANNEL: Final = "token-of-the-channel"
PUSH: Final = "/v2/bot/message/push"


class Bot:
    """The bot's side: webhooks taken in, and LINE's SDK to answer with."""

    def __init__(self, line: FakeLine, api: AsyncMessagingApi) -> None:
        self.line = line
        self.api = api
        self.events: list[dict[str, Any]] = []
        line.webhooks.deliver_to = self.take

    def take(self, body: bytes, _: dict[str, str]) -> int:
        self.events += json.loads(body)["events"]
        return 200

    @property
    def token(self) -> str:
        token: str = self.events[-1]["replyToken"]
        return token

    async def reply(self, text: str, token: str | None = None) -> None:
        messages = [TextMessage(text=text)]
        await self.api.reply_message(
            ReplyMessageRequest(reply_token=token or self.token, messages=messages)
        )

    async def push(self, text: str, to: str = HANA, key: str | None = None) -> Any:
        return await self.api.push_message_with_http_info(
            PushMessageRequest(to=to, messages=[TextMessage(text=text)]),
            x_line_retry_key=key,
            _request_timeout=PATIENCE,
        )


@asynccontextmanager
async def a_bot(clock: Clock | None = None, *, quota: int | None = 200) -> AsyncIterator[Bot]:
    with FakeLine("secret", CHANNEL, clock or Clock(), quota=quota) as line:
        settings = Configuration(host=line.url, access_token=CHANNEL)
        async with AsyncApiClient(settings) as client:
            yield Bot(line, AsyncMessagingApi(client))


def raw(
    line: FakeLine,
    method: str,
    path: str,
    body: object,
    headers: dict[str, str] | None = None,
    *,
    content: bytes | None = None,
) -> httpx.Response:
    """A call that the SDK would not make: a body as JSON, or `content` as it is."""
    allowed = {"authorization": f"Bearer {CHANNEL}", **(headers or {})}
    with httpx.Client(trust_env=False) as client:
        return client.request(
            method, f"{line.url}{path}", json=body, content=content, headers=allowed
        )


def refused(error: pytest.ExceptionInfo[ApiException]) -> tuple[int, str]:
    return error.value.status, json.loads(error.value.body)["message"]
