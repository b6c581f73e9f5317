"""Telegram's updates: kept until the bot fetches and confirms them, or POSTed to its webhook."""

import asyncio
import itertools
import json
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from tests.fakes.edge import Json
from tests.fakes.patience import PATIENCE
from tests.fakes.server import Deliver, posting_to
from tests.fakes.telegram_door import BotError, Parameters

_NEW: Final = "new"
_TAKEN_OVER: Final = "taken over"
_STOPPED: Final = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One update as it was POSTed to the webhook, and the status that came back."""

    update: Json
    body: bytes
    headers: dict[str, str]
    status: int


class Updates:
    """Everything that happened and the bot has not confirmed yet.

    With a webhook (`url`), or with `deliver_to`, updates are POSTed with the secret token;
    one that is not answered 2xx stays and is POSTed again before the next.
    """

    def __init__(self, *, deliver_to: Deliver | None, secret_token: str | None) -> None:
        self.deliver_to = deliver_to
        self.secret_token = secret_token
        self.url = ""
        self.posted: list[Posted] = []
        self.happened: list[Json] = []
        self._numbers = itertools.count(900_001)
        self._lock = threading.Lock()
        self._polled = threading.Condition(self._lock)
        self._pending: list[Json] = []
        self._again: list[Json] = []
        self._allowed: list[str] = []
        self._waiting: Future[str] | None = None
        self._collected: list[Json] | None = None

    # from people and tests ----------------------------------------------------------------

    def happen(self, kind: str, content: Json) -> int:
        """Something a person did: `kind` is the update's field, such as `message`.

        Returns the status of the webhook's answer, 0 where the update waits to be fetched.
        """
        update: Json = {"update_id": next(self._numbers), kind: content}
        self.happened.append(update)
        if self._collected is not None:
            self._collected.append(update)
            return 0
        return self.deliver([update])

    @contextmanager
    def collecting(self) -> Iterator[list[Json]]:
        """While it lasts, updates gather in the list; the test passes them to `deliver`."""
        updates: list[Json] = []
        self._collected = updates
        try:
            yield updates
        finally:
            self._collected = None

    def deliver(self, updates: Sequence[Json]) -> int:
        """Queue or POST updates in this order; the status of the last answer, 0 where queued."""
        with self._lock:
            self._pending += updates
            self._wake(_NEW)
        return self.flush()

    def repeat(self, update: Json) -> int:
        """Let an update come once more with the same id, though it may have been confirmed."""
        if self._target() is not None:
            return self.deliver([update])
        with self._lock:
            self._again.append(update)
            self._wake(_NEW)
        return 0

    def flush(self) -> int:
        """POST what waits, where there is a webhook; the status of the last answer, else 0."""
        target = self._target()
        status = 0
        while target is not None and self._pending:
            update = self._pending[0]
            status = self._post(target, update)
            if not 200 <= status < 300:
                break
            self._pending.remove(update)
        return status

    def wait_until_polled(self, seconds: float = PATIENCE) -> None:
        """Wait until a getUpdates is waiting for something to happen.

        Raises:
            TimeoutError: none came.
        """
        with self._polled:
            if not self._polled.wait_for(lambda: self._waiting is not None, seconds):
                raise TimeoutError(f"nobody waits for updates after {seconds} seconds")

    def stop(self) -> None:
        """Let a waiting getUpdates return, so that the server can stop."""
        with self._lock:
            self._wake(_STOPPED)

    # from the bot -------------------------------------------------------------------------

    async def get(self, given: Parameters) -> list[Json]:
        """`getUpdates`. A second one at the same time turns the first away, as at Telegram."""
        if self.url:
            raise BotError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook "
                "to delete the webhook first",
            )
        timeout = given.get("timeout", 0)
        with self._lock:
            self._wake(_TAKEN_OVER)
            self._allowed = given.get("allowed_updates", self._allowed)
            self._confirm(given.get("offset", 0))
            found = self._take(given)
            if found or not timeout:
                return found
            waiting: Future[str] = Future()
            waiting.set_running_or_notify_cancel()  # from here on nobody can cancel it
            self._waiting = waiting
            self._polled.notify_all()
        done, _ = await asyncio.wait([asyncio.wrap_future(waiting)], timeout=timeout)
        with self._lock:
            self._waiting = None if self._waiting is waiting else self._waiting
            if done and waiting.result() == _TAKEN_OVER:
                raise BotError(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one "
                    "bot instance is running",
                )
            return self._take(given)

    def set_webhook(self, given: Parameters) -> bool:
        """`setWebhook`; an empty address takes it away."""
        self.url = given["url"]
        self.secret_token = given.get("secret_token")
        self._allowed = given.get("allowed_updates", self._allowed)
        return self._drop(given)

    def delete_webhook(self, given: Parameters) -> bool:
        """`deleteWebhook`."""
        self.url = ""
        return self._drop(given)

    def webhook_info(self, _: Parameters) -> Json:
        """`getWebhookInfo`."""
        return {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._pending),
        }

    # inside -------------------------------------------------------------------------------

    def _target(self) -> Deliver | None:
        if self.deliver_to is not None:
            return self.deliver_to
        return posting_to(self.url) if self.url else None

    def _post(self, target: Deliver, update: Json) -> int:
        body = json.dumps(update, ensure_ascii=False).encode()
        headers = {"content-type": "application/json"}
        if self.secret_token is not None:
            headers["x-telegram-bot-api-secret-token"] = self.secret_token
        status = target(body, headers)
        self.posted.append(Posted(update=update, body=body, headers=headers, status=status))
        return status

    def _wake(self, reason: str) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(reason)

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._pending = self._pending[offset:]
        else:
            self._pending = [u for u in self._pending if u["update_id"] >= offset]

    def _take(self, given: Parameters) -> list[Json]:
        again, self._again = self._again, []
        if self._allowed:
            self._pending = [u for u in self._pending if any(kind in u for kind in self._allowed)]
        return [*again, *self._pending][: given.get("limit", 100)]

    def _drop(self, given: Parameters) -> bool:
        if given.get("drop_pending_updates"):
            self._pending = []
        return True
