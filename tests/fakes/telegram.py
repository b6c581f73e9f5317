"""Telegram as a strict, stateful fake on loopback: the Bot API, and people who use a bot."""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Self

from tests.fakes.contracts import telegram_contract
from tests.fakes.edge import Call, Json
from tests.fakes.faults import Faults
from tests.fakes.server import Deliver, Server
from tests.fakes.telegram_account import Profile
from tests.fakes.telegram_api import Method, TelegramApi
from tests.fakes.telegram_messages import Messages
from tests.fakes.telegram_person import Person
from tests.fakes.telegram_schema import TelegramSchema
from tests.fakes.telegram_updates import Updates
from tests.fakes.telegram_world import World


class FakeTelegram:
    """Telegram's platform. A context manager: it serves between enter and exit.

    `token` is `<digits>:<secret>`, as BotFather gives it. `base_url` and `file_url` are what
    python-telegram-bot takes as `base_url` and `base_file_url`. Updates wait for getUpdates
    unless the bot set a webhook or the test gives `deliver_to`.
    """

    def __init__(
        self,
        token: str,
        clock: Callable[[], datetime],
        *,
        username: str = "koe_test_bot",
        deliver_to: Deliver | None = None,
        secret_token: str | None = None,
    ) -> None:
        self.updates = Updates(deliver_to=deliver_to, secret_token=secret_token)
        bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Koe",
            "username": username,
        }
        self.world = World(bot=bot, clock=clock, happen=self._happen)
        self.profile = Profile(self.world, self.updates)
        self._people: dict[int, Person] = {}
        self._lock = threading.Lock()
        methods: dict[str, Method] = {
            **self.profile.methods(),
            **Messages(self.world, self._people).methods(),
            "getUpdates": self.updates.get,
        }
        self._api = TelegramApi(token, self.world, methods)
        self._server = Server(self._api.app)
        self._api.edge.cut = self._server.cut
        self.url = self._server.url
        self.base_url = f"{self.url}/bot"
        self.file_url = f"{self.url}/file/bot"

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.faults.release_all()
        self.updates.stop()
        self._server.stop()

    # people -------------------------------------------------------------------------------

    def user(self, number: int, *, language_code: str = "ja", name: str = "はな") -> Person:
        """The person with this id, made on first mention."""
        with self._lock:
            if number not in self._people:
                person = Person(self.world, number, language_code=language_code, name=name)
                self._people[number] = person
            return self._people[number]

    @property
    def unanswered(self) -> list[str]:
        """Ids of taps that the bot has not answered: the person sees a clock turning."""
        return [query.id for query in self.world.queries.values() if query.answer is None]

    # updates ------------------------------------------------------------------------------

    def deliver(self, updates: Sequence[Json]) -> int:
        """Bring updates to the bot in this order; see `Updates.deliver`."""
        return self.updates.deliver(updates)

    def repeat(self, update: Json) -> int:
        """Let an update come once more, with the same id."""
        return self.updates.repeat(update)

    def collecting(self) -> AbstractContextManager[list[Json]]:
        """While it lasts, updates gather in a list for the test to `deliver`, or not."""
        return self.updates.collecting()

    # the record ---------------------------------------------------------------------------

    @property
    def calls(self) -> list[Call]:
        """Every API call, in the order of the answers."""
        return self._api.edge.calls

    @property
    def violations(self) -> list[str]:
        """A line for each breach of schema or limit: a sound bot leaves it empty."""
        return self._api.violations

    @property
    def faults(self) -> Faults:
        """What shall go wrong with the next calls."""
        return self._api.edge.faults

    def _happen(self, kind: str, content: Json) -> int:
        contract = telegram_contract()
        if contract is not None:
            update = {"update_id": 1, kind: content}
            wrong = TelegramSchema(contract).value_complaints(update, ["Update"], kind)
            if wrong:
                raise AssertionError(f"the fake made an update that Telegram would not: {wrong}")
        return self.updates.happen(kind, content)
