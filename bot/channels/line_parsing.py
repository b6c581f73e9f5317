"""LINE's webhook: signature first, then every event by itself, tolerantly.

Event types, properties and enum values are added by LINE without notice; what is not understood
is left out and never spoils the other events of a batch.
"""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any, Final

from handlers.inbound import (
    AddedToGroup,
    DocumentReceived,
    Edited,
    Followed,
    Inbound,
    OtherReceived,
    TapReceived,
    TextReceived,
    Unfollowed,
    Unsent,
    What,
)

CHANNEL: Final = "line"

MENU_PREFIX: Final = "koe:"
"""How the names of our rich menus begin; the language and a colon follow."""

STAFF_MENU_PREFIX: Final = f"{MENU_PREFIX}staff:"
"""The same for the menus that members see."""

GROUPS: Final = ("group", "room")

_LATEST_MS: Final = 32_503_680_000_000


class NotSignedError(Exception):
    """The signature is missing or wrong: not from LINE, nothing may be stored."""


class UnreadableError(Exception):
    """Signed, but not the JSON of a webhook."""


def check_signature(body: bytes, signature: str | None, secret: str) -> None:
    """Compare `x-line-signature` = base64(HMAC-SHA256(channel secret, body)) in constant time.

    Raises:
        NotSignedError: it does not match.
    """
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    expected = base64.b64encode(digest)
    if not hmac.compare_digest(expected, (signature or "").encode("utf-8", "replace")):
        raise NotSignedError


def parse(body: bytes, signature: str | None, secret: str) -> list[Inbound]:
    """The events of a webhook that concern us, in LINE's order.

    Raises:
        NotSignedError: the signature does not match.
        UnreadableError: the body is no webhook.
    """
    check_signature(body, signature, secret)
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableError from None
    events = data.get("events") if isinstance(data, dict) else None
    if not isinstance(events, list):
        raise UnreadableError
    return [inbound for event in events if (inbound := _inbound(event)) is not None]


def _inbound(event: object) -> Inbound | None:
    if not isinstance(event, dict) or event.get("mode") == "standby":
        return None
    user, what = _who(event), _what(event)
    key, at = event.get("webhookEventId"), _moment(event)
    if not (_word(user) and _word(key)) or at is None or what is None:
        return None
    token = event.get("replyToken")
    usable = _word(token) and set(str(token)) not in ({"0"}, {"f"})
    return Inbound(
        channel=CHANNEL,
        event=str(key),
        address=str(user),
        at=at,
        what=what,
        reply_token=str(token) if usable else None,
        answerable=usable,
    )


def _who(event: dict[str, Any]) -> object:
    """The person's id; of a group only where the bot was just added to it. None for the rest."""
    source = event.get("source")
    if not isinstance(source, dict):
        return None
    kind, joined = source.get("type"), event.get("type") == "join"
    if kind == "user":
        return None if joined else source.get("userId")
    return source.get(f"{kind}Id") if joined and kind in GROUPS else None


def _word(value: object) -> bool:
    """A non-empty string of moderate length that a database can store."""
    return isinstance(value, str) and 0 < len(value) <= 200 and value.isprintable()


def _moment(event: dict[str, Any]) -> datetime | None:
    stamp = event.get("timestamp")
    if isinstance(stamp, bool) or not isinstance(stamp, int) or not 0 < stamp < _LATEST_MS:
        return None
    return datetime.fromtimestamp(stamp / 1000, UTC)


def _what(event: dict[str, Any]) -> What | None:
    match event.get("type"):
        case "message":
            return _message(event.get("message"))
        case "postback":
            postback = event.get("postback")
            data = postback.get("data") if isinstance(postback, dict) else None
            return TapReceived(data=data) if isinstance(data, str) else None
        case "follow":
            return Followed()
        case "unfollow":
            return Unfollowed()
        case "join":
            return AddedToGroup()
        case "messageEdited":
            return _edited(event.get("message"))
        case "unsend":
            unsend = event.get("unsend")
            message = unsend.get("messageId") if isinstance(unsend, dict) else None
            return Unsent(message=str(message)) if _word(message) else None
        case _:
            return None


def _message(message: object) -> What | None:
    if not isinstance(message, dict):
        return None
    kind = message.get("type")
    if kind == "text":
        text, key = message.get("text"), message.get("id")
        if not isinstance(text, str):
            return None
        return TextReceived(text=_storable(text), message=str(key) if _word(key) else None)
    if kind == "file" and _word(message.get("id")):
        return _file(message)
    return OtherReceived(kind=kind) if isinstance(kind, str) else None


def _file(message: dict[str, Any]) -> What:
    name, size = message.get("fileName"), message.get("fileSize")
    counted = isinstance(size, int) and not isinstance(size, bool)
    return DocumentReceived(
        name=_storable(name) if isinstance(name, str) else "",
        file=str(message["id"]),
        size=size if counted else None,
    )


def _edited(message: object) -> What | None:
    if not isinstance(message, dict):
        return None
    key, text = message.get("id"), message.get("text")
    if not _word(key) or not isinstance(text, str):
        return None
    return Edited(message=str(key), text=_storable(text))


def _storable(text: str) -> str:
    """Without NUL and lone surrogates, which PostgreSQL and UTF-8 refuse."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
