"""LINE's endpoints about the account itself, the people in it and its webhook."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from tests.fakes.contracts import Complaint
from tests.fakes.edge import Answer, Json, json_answer
from tests.fakes.line_door import USER_ID, Incoming, LineRoute, RefusedError, breach

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost"})

Profiles = Callable[[], Mapping[str, Json]]
"""The profile of each friend, by user id."""


class Account:
    """The official account. `knock` sends an empty webhook to an address (None: the usual one)."""

    def __init__(
        self,
        *,
        user_id: str,
        basic_id: str,
        clock: Callable[[], datetime],
        profiles: Profiles,
        knock: Callable[[str | None], int],
    ) -> None:
        self.endpoint: str | None = None
        self.loading: list[tuple[str, int]] = []
        self.left: list[str] = []
        self._info = {
            "userId": user_id,
            "basicId": basic_id,
            "displayName": "Koe",
            "chatMode": "bot",
            "markAsReadMode": "auto",
        }
        self._clock = clock
        self._profiles = profiles
        self._knock = knock

    def routes(self) -> list[LineRoute]:
        """The endpoints."""
        webhook = "/v2/bot/channel/webhook"
        rows: list[tuple[str, str, Callable[[Incoming], Answer]]] = [
            ("GET", "/v2/bot/info", lambda _: json_answer(self._info)),
            ("GET", "/v2/bot/profile/{userId}", self._profile),
            ("GET", "/v2/bot/followers/ids", self._followers),
            ("POST", "/v2/bot/chat/loading/start", self._start_loading),
            ("PUT", f"{webhook}/endpoint", self._set_endpoint),
            ("GET", f"{webhook}/endpoint", self._get_endpoint),
            ("POST", "/v2/bot/group/{groupId}/leave", self._leave),
            ("POST", "/v2/bot/room/{roomId}/leave", self._leave),
        ]
        routes = [LineRoute(method=method, path=path, work=work) for method, path, work in rows]
        test = LineRoute(
            method="POST",
            path=f"{webhook}/test",
            work=self._test,
            optional_body=True,
            blocking=True,
        )
        return [*routes, test]

    def _profile(self, call: Incoming) -> Answer:
        profile = self._profiles().get(call.path["userId"])
        if profile is None:
            raise RefusedError(404, "Not found")
        return json_answer(profile)

    def _followers(self, _: Incoming) -> Answer:
        return json_answer({"userIds": sorted(self._profiles())})

    def _start_loading(self, call: Incoming) -> Answer:
        chat, seconds = call.json["chatId"], call.json.get("loadingSeconds", 20)
        breach(_loading_complaints(chat, seconds))
        self.loading.append((chat, seconds))
        return json_answer({}, status=202)

    def _set_endpoint(self, call: Incoming) -> Answer:
        address = call.json["endpoint"]
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            breach([Complaint(message="Must be an https address", where="endpoint")])
        self.endpoint = address
        return json_answer({})

    def _get_endpoint(self, _: Incoming) -> Answer:
        if self.endpoint is None:
            raise RefusedError(404, "Webhook endpoint not found")
        return json_answer({"endpoint": self.endpoint, "active": True})

    def _test(self, call: Incoming) -> Answer:
        status = self._knock((call.json or {}).get("endpoint"))
        success = status == 200
        return json_answer(
            {
                "success": success,
                "timestamp": self._clock().isoformat(),
                "statusCode": status,
                "reason": "OK" if success else "ERROR_STATUS_CODE",
                "detail": str(status),
            }
        )

    def _leave(self, call: Incoming) -> Answer:
        self.left += call.path.values()
        return json_answer({})


def _loading_complaints(chat: Any, seconds: Any) -> list[Complaint]:
    found = []
    if USER_ID.fullmatch(str(chat)) is None:
        found.append(Complaint(message="only chats with one user", where="chatId"))
    if not isinstance(seconds, int) or seconds % 5 or not 5 <= seconds <= 60:
        found.append(Complaint(message="5 to 60 in steps of 5", where="loadingSeconds"))
    return found
