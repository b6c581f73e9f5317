"""LINE's webhook events as the platform writes them, and the signature over them."""

import base64
import hashlib
import hmac
import itertools
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from tests.fakes.edge import Json

_QUOTABLE: Final = frozenset({"text", "image", "video", "sticker"})


def line_user_id(number: int) -> str:
    """A well-formed user id for the n-th person of a test."""
    return f"U{number:032x}"


def signature(secret: str, body: bytes) -> str:
    """`x-line-signature`: base64 of HMAC-SHA256 over the raw body."""
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()


def webhook_body(bot: str, events: Sequence[Json]) -> bytes:
    """The raw body of a webhook with some events."""
    content = {"destination": bot, "events": list(events)}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def redelivered(event: Json) -> Json:
    """The same event, delivered again because the first time failed; id and token stay."""
    return {**event, "deliveryContext": {"isRedelivery": True}}


class Events:
    """Makes events with fresh ids. Ids are counted, so a test's events are the same every time."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._count = itertools.count(1)  # safe from any thread

    def message(self, user: str, content: Json) -> Json:
        """A person's message; `content` has its type and what belongs to that type."""
        number = next(self._count)
        known = {"id": str(500_000_000_000_000_000 + number)}
        if content["type"] in _QUOTABLE:
            known["quoteToken"] = _secret("q", number)
        return {**self._event("message", user, token=True), "message": {**known, **content}}

    def postback(self, user: str, data: str, params: dict[str, str] | None = None) -> Json:
        """A tap on a button with data."""
        postback: Json = {"data": data} | ({"params": params} if params else {})
        return {**self._event("postback", user, token=True), "postback": postback}

    def follow(self, user: str, *, unblocked: bool) -> Json:
        """The person adds the account as a friend, or takes the block away."""
        event = self._event("follow", user, token=True)
        return {**event, "follow": {"isUnblocked": unblocked}}

    def unfollow(self, user: str) -> Json:
        """The person blocks the account; there is no reply token."""
        return self._event("unfollow", user, token=False)

    def unsend(self, user: str, message: str) -> Json:
        """The person takes a message back; there is no reply token."""
        return {**self._event("unsend", user, token=False), "unsend": {"messageId": message}}

    def _event(self, kind: str, user: str, *, token: bool) -> Json:
        number = next(self._count)
        reply: Json = {"replyToken": _secret("t", number)} if token else {}
        return {
            "type": kind,
            **reply,
            "mode": "active",
            "timestamp": int(self._clock().timestamp() * 1000),
            "source": {"type": "user", "userId": user},
            "webhookEventId": f"01KAN{number:021d}",
            "deliveryContext": {"isRedelivery": False},
        }


def _secret(kind: str, number: int) -> str:
    return hashlib.sha256(f"{kind}{number}".encode()).hexdigest()[:32]
