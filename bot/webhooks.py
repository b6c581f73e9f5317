"""Platforms' webhooks. 200 is answered only once an event and all it caused are committed."""

import asyncio
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from prometheus_client import Counter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from bot.app import Koe
from bot.channels import line_parsing
from bot.channels.line import LineChannel
from bot.channels.telegram import TelegramChannel, read_update
from bot.documents import take
from bot.polling import take_update
from handlers.inbound import Inbound
from storage.database import StoreUnavailable

_log = structlog.get_logger("koe.webhooks")

MAX_BODY: Final = 1_000_000
"""Bytes; a platform's webhook is far smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWebhook:
    """POST /webhooks/line."""

    koe: Koe
    events: Counter

    async def receive(self, request: Request) -> Response:
        """Check, take in, answer. Wrong signature 403, no webhook 400, database down 503."""
        secret = self.koe.settings.line_channel_secret
        if secret is None:
            return PlainTextResponse("LINE is not set up\n", status_code=404)
        body = await read_body(request)
        if body is None:
            return PlainTextResponse("too large or broken off\n", status_code=413)
        signature = request.headers.get("x-line-signature")
        try:
            inbounds = line_parsing.parse(body, signature, secret.get_secret_value())
            await self._take(inbounds)
        except line_parsing.NotSignedError:
            return PlainTextResponse("wrong signature\n", status_code=403)
        except line_parsing.UnreadableError:
            return PlainTextResponse("not a webhook\n", status_code=400)
        except StoreUnavailable as error:
            _log.warning("database_unavailable", error=str(error))
            return PlainTextResponse("database unavailable\n", status_code=503)
        self.events.labels("line").inc(len(inbounds))
        return PlainTextResponse("ok\n")

    async def _take(self, inbounds: Sequence[Inbound]) -> None:
        """Take the events in; people who wait long for it see that something happens."""
        work = asyncio.ensure_future(take(self.koe, inbounds))
        await asyncio.wait({work}, timeout=self.koe.long_seconds)
        channel = self.koe.channels.get("line")
        if not work.done() and isinstance(channel, LineChannel):
            waiting = {inbound.address for inbound in inbounds if inbound.reply_token}
            await asyncio.gather(*(channel.show_loading(address) for address in waiting))
        await work


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramWebhook:
    """POST /webhooks/telegram, in webhook mode."""

    koe: Koe
    events: Counter

    async def receive(self, request: Request) -> Response:
        """Compare the secret token in constant time, take the update in, answer."""
        secret = self.koe.settings.telegram_webhook_secret
        channel = self.koe.channels.get("telegram")
        if secret is None or not isinstance(channel, TelegramChannel):
            return PlainTextResponse("Telegram webhooks are not set up\n", status_code=404)
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(secret.get_secret_value().encode(), given.encode()):
            return PlainTextResponse("wrong secret\n", status_code=403)
        update = read_update(await read_body(request), channel)
        if update is None:
            return PlainTextResponse("not an update\n", status_code=400)
        try:
            await take_update(self.koe, channel, update)
        except StoreUnavailable as error:
            _log.warning("database_unavailable", error=str(error))
            return PlainTextResponse("database unavailable\n", status_code=503)
        self.events.labels("telegram").inc()
        return PlainTextResponse("ok\n")


async def read_body(request: Request) -> bytes | None:
    """The raw body, None when it is larger than allowed or breaks off."""
    received = bytearray()
    try:
        async for chunk in request.stream():
            received += chunk
            if len(received) > MAX_BODY:
                return None
    except ClientDisconnect:
        return None
    return bytes(received)
