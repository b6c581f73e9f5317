"""What people and methods of the fake Telegram share."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from tests.fakes.edge import Json
from tests.fakes.telegram_door import breach


# compared by identity: two messages may look the same
@dataclass(slots=True, kw_only=True, eq=False)
class Shown:
    """A message of the bot as it looks now. `touched` grows when its contents change."""

    message: Json
    content: bytes | None = None
    touched: int = 0

    @property
    def text(self) -> str:
        """What there is to read."""
        return str(self.message.get("text") or self.message.get("caption") or "")

    @property
    def buttons(self) -> list[Json]:
        """The inline buttons, row by row."""
        rows = self.message.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]


@dataclass(slots=True, kw_only=True)
class Query:
    """A tap that the bot should answer: `answer` is what it said, None where nothing yet."""

    id: str
    at: datetime
    answer: Json | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file at Telegram."""

    name: str
    content: bytes


@dataclass(slots=True, kw_only=True)
class World:
    """The bot, the clock, the counters, the files and the taps."""

    bot: Json
    clock: Callable[[], datetime]
    happen: Callable[[str, Json], int]
    queries: dict[str, Query] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def date(self) -> int:
        """Now, in seconds since 1970."""
        return int(self.clock().timestamp())

    def store(self, name: str, content: bytes) -> str:
        """Keep a file; its id."""
        identity = f"file-{next(self.numbers)}"
        self.files[identity] = File(name=name, content=content)
        return identity

    def file(self, identity: object) -> File:
        """The file with this id.

        Raises:
            BotError: there is none.
        """
        found = self.files.get(str(identity))
        if found is None:
            raise breach("wrong file identifier/HTTP URL specified", "file_id")
        return found
