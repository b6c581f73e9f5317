"""LINE as a strict, stateful fake on loopback: the Messaging API, and people with phones."""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final, Self

from tests.fakes.edge import Call, Json
from tests.fakes.faults import Faults
from tests.fakes.line_account import Account
from tests.fakes.line_api import LineApi
from tests.fakes.line_content import Contents
from tests.fakes.line_door import USER_ID
from tests.fakes.line_events import Events
from tests.fakes.line_menus import Menus
from tests.fakes.line_phone import Phone
from tests.fakes.line_sending import Sending
from tests.fakes.line_webhooks import Delivery, Webhooks
from tests.fakes.patience import PATIENCE
from tests.fakes.server import Deliver, Server

BOT_USER_ID: Final = "U" + "b" * 32
BASIC_ID: Final = "@koe0000"


class FakeLine:
    """LINE's platform. A context manager: it serves at `url` between enter and exit.

    Webhooks go to `webhooks.deliver_to`, which may be set later; where it is None they go by
    HTTP to the endpoint that the bot registered. `quota` is pushes a month, None for a plan
    without limit. One process's memory holds everything; nothing leaves loopback.
    """

    def __init__(
        self,
        secret: str,
        token: str,
        clock: Callable[[], datetime],
        *,
        quota: int | None = 200,
        deliver_to: Deliver | None = None,
    ) -> None:
        self._phones: dict[str, Phone] = {}
        self._lock = threading.Lock()
        self.events = Events(clock)
        self.basic_id = BASIC_ID
        self.sending = Sending(
            clock=clock, receive=self._receive, friends=self._profiles, quota=quota
        )
        self.menus = Menus()
        self.contents = Contents()
        self.account = Account(
            user_id=BOT_USER_ID,
            basic_id=BASIC_ID,
            clock=clock,
            profiles=self._profiles,
            knock=self._knock,
        )
        self.webhooks = Webhooks(
            secret=secret,
            bot=BOT_USER_ID,
            issue=self.sending.issue,
            endpoint=lambda: self.account.endpoint,
            deliver_to=deliver_to,
        )
        routes = [
            *self.sending.routes(),
            *self.account.routes(),
            *self.menus.routes(),
            *self.contents.routes(),
        ]
        self._api = LineApi(token, routes)
        self._server = Server(self._api.app)
        self._api.edge.cut = self._server.cut
        self.url = self._server.url

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.faults.release_all()
        self._server.stop()

    # people -------------------------------------------------------------------------------

    def user(
        self, user_id: str, *, name: str = "はな", language: str = "ja", on_pc: bool = False
    ) -> Phone:
        """The person with this id (`U` and 32 hexadecimal digits), made on first mention."""
        if USER_ID.fullmatch(user_id) is None:
            raise ValueError(f"{user_id!r} is not a user id: see line_events.line_user_id")
        with self._lock:
            if user_id not in self._phones:
                phone = Phone(self, user_id, name=name, language=language, on_pc=on_pc)
                self._phones[user_id] = phone
            return self._phones[user_id]

    def keep(self, message: str, content: bytes) -> None:
        """Hold the bytes of a file message for the bot to fetch."""
        self.contents.keep(message, content)

    def send(self, event: Json) -> int:
        """What a phone calls: the event goes to the bot."""
        return self.webhooks.send(event)

    # webhooks -----------------------------------------------------------------------------

    @property
    def deliveries(self) -> list[Delivery]:
        """Every webhook so far."""
        return self.webhooks.deliveries

    def deliver(
        self, events: Sequence[Json], *, signed: bool = True, redelivery: bool = False
    ) -> int:
        """POST events in one webhook; see `Webhooks.deliver`."""
        return self.webhooks.deliver(events, signed=signed, redelivery=redelivery)

    def redeliver(self, delivery: Delivery) -> int:
        """The same events again, marked as redelivery."""
        return self.webhooks.redeliver(delivery)

    def repeat(self, delivery: Delivery) -> int:
        """The same bytes again."""
        return self.webhooks.repeat(delivery)

    def collecting(self) -> AbstractContextManager[list[Json]]:
        """While it lasts, phones' events gather in a list and are not delivered.

        The test brings them to the bot by `deliver`: together, in another order, twice or never.
        """
        return self.webhooks.collecting()

    # the record ---------------------------------------------------------------------------

    @property
    def calls(self) -> list[Call]:
        """Every API call, in the order of the answers."""
        return self._api.edge.calls

    def wait_for(self, path: str, seconds: float = PATIENCE) -> Call:
        """Wait for an API call of this path. Raises TimeoutError."""
        return self._api.edge.wait_for(path, seconds)

    @property
    def violations(self) -> list[str]:
        """A line for each breach of schema or limit: a sound bot leaves it empty."""
        return self._api.violations

    @property
    def faults(self) -> Faults:
        """What shall go wrong with the next calls."""
        return self._api.edge.faults

    @property
    def used(self) -> int:
        """Pushes counted in the current month; may be set."""
        return self.sending.usage[self.sending.month]

    @used.setter
    def used(self, pushes: int) -> None:
        self.sending.usage[self.sending.month] = pushes

    # what the parts need of each other ----------------------------------------------------

    def _receive(self, user: str, messages: list[Json]) -> bool:
        phone = self._phones.get(user)
        return phone is not None and phone.receive(messages)

    def _profiles(self) -> dict[str, Json]:
        phones = list(self._phones.values())
        return {phone.user_id: phone.profile for phone in phones if not phone.blocked}

    def _knock(self, address: str | None) -> int:
        return self.webhooks.knock(address)
