"""LINE: everything that leaves for it, with its limits, retry rules and errors."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

import aiohttp
import structlog
from linebot.v3.messaging import AsyncApiClient, Configuration
from linebot.v3.messaging.exceptions import ApiException

from bot.channels.line_content import fetch_content
from bot.channels.line_menus import LineMenus
from bot.channels.line_messages import ChartAddress, nowhere, request_messages
from bot.channels.line_parsing import CHANNEL
from surveys.outbound import (
    Accepted,
    Claimed,
    Outcome,
    Purpose,
    Refused,
    TryLater,
    Uncertain,
)
from surveys.quota import MONTH_SPENT, Plan

TIMEOUT: Final = 8.0
"""Seconds for one call; the SDK's own default is five minutes."""

LOADING_SECONDS: Final = 10
"""Between 5 and 60, in steps of 5."""

MONTHLY_LIMIT: Final = "You have reached your monthly limit."

_ADDRESS: Final = re.compile(r"(?<=/)[CRU][0-9a-f]{32}(?=/)")

_log = structlog.get_logger("koe.line")


class LineChannel:
    """The Messaging API through the official SDK's client. Create it inside the running loop."""

    def __init__(
        self,
        *,
        token: str,
        base_url: str,
        public_url: str | None,
        show_answer: bool,
        chart_address: ChartAddress = nowhere,
    ) -> None:
        """Nothing is opened yet. `chart_address` tells where a chart's picture is served."""
        self._chart_address = chart_address
        self._token, self._base_url = token, base_url
        self._configuration = Configuration(access_token=token, host=base_url)
        self._public_url = public_url
        self._show_answer = show_answer
        self._client: Any = None
        self._menus = LineMenus(
            ask=lambda path: self._call("GET", path, None, {}),
            tell=lambda method, path: self._called(path, {}, {}, method=method),
        )

    @property
    def name(self) -> str:
        """Line."""
        return CHANNEL

    async def open(self) -> None:
        """Make the client."""
        self._client = AsyncApiClient(self._configuration)

    async def close(self) -> None:
        """Close its connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def send(self, claimed: Claimed) -> Outcome:
        """Reply with the token, or push with the row's retry key.

        A reply never becomes a push, whatever happens to it.
        """
        outgoing = claimed.outgoing
        if outgoing.purpose is Purpose.MENU:
            return await self._menus.put(claimed)
        messages = request_messages(
            outgoing.messages,
            public_url=self._public_url,
            show_answer=self._show_answer,
            chart_address=self._chart_address,
        )
        if outgoing.reply_token is not None:
            body = {"replyToken": outgoing.reply_token, "messages": messages}
            outcome = await self._called("/v2/bot/message/reply", body, {})
            if outgoing.purpose is Purpose.LEAVE:
                await self._leave(claimed.address)
            if isinstance(outcome, Accepted) and outgoing.purpose is Purpose.REPLY:
                await self._menus.follow(claimed)
            return self._reply_outcome(outcome, claimed.attempt)
        if outgoing.purpose.rank is None:
            return Refused(reason="a reply without its token")
        body = {"to": claimed.address, "messages": messages}
        retry_key = {"X-Line-Retry-Key": _uuid(outgoing.retry_key)}
        return await self._called("/v2/bot/message/push", body, retry_key)

    async def fetch(self, file: str) -> bytes | None:
        """The bytes of a file message; None when it is not to be had now."""
        return await fetch_content(self._token, self._base_url, file)

    async def show_loading(self, address: str) -> None:
        """Dots in a person's chat for some seconds, or until the next message. Best effort."""
        body = {"chatId": address, "loadingSeconds": LOADING_SECONDS}
        await self._called("/v2/bot/chat/loading/start", body, {})

    async def _leave(self, address: str) -> None:
        """Leave a group (its id begins with C) or a room; when it fails, nothing is lost."""
        kind = "group" if address.startswith("C") else "room"
        await self._called(f"/v2/bot/{kind}/{address}/leave", {}, {})

    async def learn_menus(self) -> None:
        """Which rich menus there are (`koe setup line` makes them)."""
        await self._menus.learn()

    async def basic_id(self) -> str | None:
        """The bot's basic id (@…) as LINE tells it; None when it cannot be asked now."""
        try:
            answer = await self._call("GET", "/v2/bot/info", None, {})
        except (ApiException, aiohttp.ClientError, TimeoutError):
            return None
        return str(json.loads(answer).get("basicId") or "") or None

    async def quota(self) -> Plan | None:
        """The month's plan and use as LINE tells them; None when it cannot be asked now.

        The figure of use is approximate and may lag behind.
        """
        try:
            allowed = json.loads(await self._call("GET", "/v2/bot/message/quota", None, {}))
            used = await self._call("GET", "/v2/bot/message/quota/consumption", None, {})
            return Plan(
                limit=int(allowed["value"]) if allowed["type"] == "limited" else None,
                used=int(json.loads(used)["totalUsage"]),
            )
        except (ApiException, aiohttp.ClientError, TimeoutError):
            return None
        except (KeyError, TypeError, ValueError):
            _log.warning("quota_unreadable")
            return None

    @staticmethod
    def _reply_outcome(outcome: Outcome, attempt: int) -> Outcome:
        """A second try that finds the token used may mean that the first one arrived."""
        if attempt > 1 and isinstance(outcome, Refused):
            return Uncertain(reason=f"after a try without answer: {outcome.reason}")
        return outcome

    async def _called(
        self, path: str, body: dict[str, Any], headers: dict[str, str], *, method: str = "POST"
    ) -> Outcome:
        try:
            await self._call(method, path, body, headers)
        except ApiException as error:
            return _outcome(error)
        except TimeoutError:
            return TryLater(reason="time-out")
        except aiohttp.ClientError as error:
            return TryLater(reason=type(error).__name__)
        return Accepted()

    async def _call(
        self, method: str, path: str, body: dict[str, Any] | None, headers: dict[str, str]
    ) -> str:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        call: Callable[..., Awaitable[Any]] = self._client.call_api
        status, request_id = 0, None
        try:
            answer = await call(
                path,
                method,
                header_params={"Content-Type": "application/json", **headers},
                body=body,
                response_types_map={},
                auth_settings=["Bearer"],
                _request_timeout=aiohttp.ClientTimeout(total=TIMEOUT),
            )
            status, request_id = answer.status_code, answer.headers.get("x-line-request-id")
            return str(answer.raw_data)
        except ApiException as error:
            status = error.status
            request_id = (error.headers or {}).get("x-line-request-id")
            raise
        finally:
            _log.info(
                "called",
                method=method,
                endpoint=_ADDRESS.sub("*", path),
                status=status,
                request_id=request_id,
                seconds=round(loop.time() - begun, 3),
            )


def _uuid(key: str) -> str:
    """A key of 32 hexadecimal digits in the form of a UUID, which LINE asks for."""
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


def _outcome(error: ApiException) -> Outcome:
    """What an error of LINE's means for the row. 409: the retry key was accepted before."""
    status = int(error.status or 0)
    message = _message(error)
    if status == 409:
        return Accepted()
    if status == 429:
        if message == MONTHLY_LIMIT:
            return Refused(reason=MONTH_SPENT)
        return TryLater(reason="rate limit")
    if status >= 500 or status in {401, 408}:
        return TryLater(reason=f"status {status}")
    return Refused(reason=f"status {status}: {message[:100]}")


def _message(error: ApiException) -> str:
    try:
        return str(json.loads(error.body or "{}").get("message", ""))
    except (ValueError, AttributeError):
        return ""
