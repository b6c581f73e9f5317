"""LINE's sending endpoints: reply tokens, retry keys, the month's quota."""

import itertools
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tests.fakes.contracts import Complaint
from tests.fakes.edge import Answer, Json, json_answer
from tests.fakes.line_door import USER_ID, Incoming, LineRoute, RefusedError, breach
from tests.fakes.line_limits import message_complaints

TOKEN_LIFE: Final = timedelta(seconds=60)
KEY_LIFE: Final = timedelta(hours=24)
_BILLED_IN: Final = ZoneInfo("Asia/Tokyo")

Receive = Callable[[str, list[Json]], bool]
"""Shows messages to a user; False where nobody gets them (blocked, deleted, unknown)."""


@dataclass(slots=True, kw_only=True)
class _Token:
    user: str
    until: datetime
    used: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Accepted:
    at: datetime
    request_id: str
    sent: list[Json]


class Sending:
    """Takes messages to people. `quota` is pushes a month, None for a plan without limit."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        receive: Receive,
        friends: Callable[[], Collection[str]],
        quota: int | None,
    ) -> None:
        self.quota = quota
        self.usage: Counter[str] = Counter()
        self._clock = clock
        self._receive = receive
        self._friends = friends
        self._tokens: dict[str, _Token] = {}
        self._keys: dict[str, _Accepted] = {}
        self._ids = itertools.count(600_000_000_000_000_000)

    def routes(self) -> list[LineRoute]:
        """The endpoints."""
        base = "/v2/bot/message"
        works = {"reply": self._reply, "push": self._push, "multicast": self._multicast}
        works["broadcast"] = self._broadcast
        sending = [
            LineRoute(method="POST", path=f"{base}/{name}", work=work)
            for name, work in works.items()
        ]
        validating = [
            LineRoute(method="POST", path=f"{base}/validate/{name}", work=self._validate)
            for name in (*works, "narrowcast")
        ]
        quota = [
            LineRoute(method="GET", path=f"{base}/quota", work=self._quota),
            LineRoute(method="GET", path=f"{base}/quota/consumption", work=self._consumption),
        ]
        return [*sending, *validating, *quota]

    @property
    def month(self) -> str:
        """The month that is billed now, in Japan's time."""
        return self._clock().astimezone(_BILLED_IN).strftime("%Y-%m")

    def issue(self, token: str, user: str) -> None:
        """A token goes out with a webhook; going out again it lives on, unless it was used."""
        known = self._tokens.setdefault(token, _Token(user=user, until=self._clock()))
        known.until = self._clock() + TOKEN_LIFE

    def _reply(self, call: Incoming) -> Answer:
        if "x-line-retry-key" in call.headers:
            place = Complaint(message="not allowed for replies", where="X-Line-Retry-Key")
            raise RefusedError(400, "The retry key is not supported by this endpoint", [place])
        breach(message_complaints(call.json["messages"]))
        token = self._tokens.get(call.json["replyToken"])
        if token is None or token.used or self._clock() > token.until:
            raise RefusedError(400, "Invalid reply token")
        token.used = True
        self._receive(token.user, call.json["messages"])
        return json_answer({"sentMessages": self._sent(call.json["messages"])})

    def _push(self, call: Incoming) -> Answer:
        return self._deliver(call, [call.json["to"]], tells_ids=True)

    def _multicast(self, call: Incoming) -> Answer:
        return self._deliver(call, list(dict.fromkeys(call.json["to"])), tells_ids=False)

    def _broadcast(self, call: Incoming) -> Answer:
        return self._deliver(call, sorted(self._friends()), tells_ids=False)

    def _validate(self, call: Incoming) -> Answer:
        breach(message_complaints(call.json["messages"]))
        return json_answer({})

    def _deliver(self, call: Incoming, to: Sequence[str], *, tells_ids: bool) -> Answer:
        key = call.headers.get("x-line-retry-key")
        if key is not None:
            self._refuse_second(key)
        messages = call.json["messages"]
        breach(message_complaints(messages))
        if any(USER_ID.fullmatch(user) is None for user in to):
            place = Complaint(message="not the id of a user", where="to")
            raise RefusedError(400, "The property, 'to', in the request body is invalid", [place])
        if self.quota is not None and self.usage[self.month] + len(to) > self.quota:
            raise RefusedError(429, "You have reached your monthly limit.")
        # LINE bills only those who get it; blocked and unknown ones are answered 200 all the same
        self.usage[self.month] += sum(self._receive(user, messages) for user in to)
        sent = self._sent(messages)
        if key is not None:
            accepted = _Accepted(at=self._clock(), request_id=call.request_id, sent=sent)
            self._keys[key] = accepted
        return json_answer({"sentMessages": sent} if tells_ids else {})

    def _refuse_second(self, key: str) -> None:
        try:
            uuid.UUID(key)
        except ValueError as error:
            place = Complaint(message=f"{key!r} is not a UUID", where="X-Line-Retry-Key")
            raise RefusedError(400, "The retry key is invalid", [place]) from error
        before = self._keys.get(key)
        if before is not None and self._clock() - before.at < KEY_LIFE:
            raise RefusedError(
                409,
                "The retry key is already accepted",
                headers={"x-line-accepted-request-id": before.request_id},
                more={"sentMessages": before.sent},
            )

    def _sent(self, messages: Sequence[Json]) -> list[Json]:
        return [{"id": str(next(self._ids))} for _ in messages]

    def _quota(self, _: Incoming) -> Answer:
        if self.quota is None:
            return json_answer({"type": "none"})
        return json_answer({"type": "limited", "value": self.quota})

    def _consumption(self, _: Incoming) -> Answer:
        return json_answer({"totalUsage": self.usage[self.month]})
