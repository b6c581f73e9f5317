"""A person with Telegram: writes to the bot, taps its buttons, sees its messages."""

import itertools
import re
import threading
from typing import Final

from tests.fakes.edge import Json
from tests.fakes.graphemes import count_utf16
from tests.fakes.patience import PATIENCE
from tests.fakes.telegram_limits import START_PAYLOAD
from tests.fakes.telegram_world import Query, Shown, World

_COMMAND: Final = re.compile(r"(?<!\S)/[A-Za-z0-9_]+")


class Person:
    """One person and the private chat with the bot. `opened` are the links they followed.

    What they do returns the status of the webhook's answer, 0 where the bot fetches updates.
    """

    def __init__(self, world: World, number: int, *, language_code: str, name: str) -> None:
        self.id = number
        self.name = name
        self.blocked = False
        self.opened: list[str] = []
        self.shown: list[Shown] = []
        self._world = world
        self._user = {
            "id": number,
            "is_bot": False,
            "first_name": name,
            "language_code": language_code,
        }
        self._seen = 0
        self._touches = itertools.count(1)
        self._news = threading.Condition()

    # what the person does -----------------------------------------------------------------

    def say(self, text: str) -> int:
        """Type a message and send it; a word that begins with `/` is a command."""
        return self._write({"text": text, **_commands(text)})

    def start(self, payload: str = "") -> int:
        """Follow a `t.me/…?start=` link, or press Start.

        Raises:
            ValueError: a payload that no link can carry.
        """
        if START_PAYLOAD.fullmatch(payload) is None:
            raise ValueError(f"{payload!r} cannot be the payload of a link")
        return self.say(f"/start {payload}".strip())

    def document(self, name: str, content: bytes) -> int:
        """Send a file."""
        identity = self._world.store(name, content)
        described = {
            "file_id": identity,
            "file_unique_id": f"unique-{identity}",
            "file_name": name,
            "file_size": len(content),
        }
        return self._write({"document": described})

    def tap(self, label: str) -> int | None:
        """Tap an inline button, in the newest message that has it.

        A link adds to `opened` and tells the bot nothing (None).

        Raises:
            LookupError: there is no such button.
        """
        for shown in reversed(self.shown):
            for button in shown.buttons:
                if button["text"] == label:
                    return self._press(button, shown)
        there = [button["text"] for shown in self.shown for button in shown.buttons]
        raise LookupError(f"no button {label!r}; there are {there}")

    def block(self) -> int:
        """Stop and block the bot."""
        self.blocked = True
        return self._member("member", "kicked")

    def unblock(self) -> int:
        """Take the block away."""
        self.blocked = False
        return self._member("kicked", "member")

    # what the person sees -----------------------------------------------------------------

    @property
    def messages(self) -> list[Json]:
        """The bot's messages as they look now, as Message objects."""
        return [shown.message for shown in self.shown]

    @property
    def newest(self) -> list[Shown]:
        """The newest reply: what was sent or rewritten since the person's last deed.

        Where nothing was, the message that changed last.
        """
        since = [shown for shown in self.shown if shown.touched > self._seen]
        return since or sorted(self.shown, key=lambda shown: shown.touched)[-1:]

    @property
    def screen(self) -> str:
        """The text of the newest reply, one message a line."""
        return "\n".join(shown.text for shown in self.newest if shown.text)

    @property
    def buttons(self) -> list[str]:
        """Labels of the newest reply, from top to bottom. `tap` finds older messages' too."""
        return [button["text"] for shown in self.newest for button in shown.buttons]

    @property
    def photos(self) -> list[bytes]:
        """The pictures received, as they look now."""
        return [s.content for s in self.shown if "photo" in s.message and s.content is not None]

    @property
    def documents(self) -> list[tuple[str, bytes]]:
        """The files received: name and content."""
        found = [(s.message.get("document"), s.content) for s in self.shown]
        return [(file["file_name"], content) for file, content in found if file and content]

    def await_reply(self, seconds: float = PATIENCE) -> str:
        """Wait until something was sent or rewritten since this person's last deed.

        Raises:
            TimeoutError: nothing was.
        """
        with self._news:
            if not self._news.wait_for(self._has_news, seconds):
                raise TimeoutError(f"nothing new for {self.name} within {seconds} seconds")
        return self.screen

    # called by Telegram -------------------------------------------------------------------

    def touch(self, shown: Shown) -> None:
        """A message of the bot is new, or reads differently now."""
        with self._news:
            shown.touched = next(self._touches)
            if shown not in self.shown:
                self.shown.append(shown)
            self._news.notify_all()

    def lose(self, shown: Shown) -> None:
        """The bot deleted a message."""
        self.shown.remove(shown)

    @property
    def chat(self) -> Json:
        """The private chat."""
        return {"id": self.id, "type": "private", "first_name": self.name}

    # inside -------------------------------------------------------------------------------

    def _has_news(self) -> bool:
        return any(shown.touched > self._seen for shown in self.shown)

    def _act(self, kind: str, content: Json) -> int:
        if self.blocked and kind != "my_chat_member":
            raise RuntimeError(f"{self.name} blocked the bot and cannot write to it")
        with self._news:
            self._seen = max((shown.touched for shown in self.shown), default=0)
        return self._world.happen(kind, content)

    def _write(self, content: Json) -> int:
        head = {"message_id": next(self._world.numbers), "date": self._world.date}
        return self._act("message", {**head, "chat": self.chat, "from": self._user, **content})

    def _press(self, button: Json, shown: Shown) -> int | None:
        if "url" in button:
            self.opened.append(button["url"])
            return None
        query = Query(id=str(7_000_000 + next(self._world.numbers)), at=self._world.clock())
        self._world.queries[query.id] = query
        content = {
            "id": query.id,
            "from": self._user,
            "message": shown.message,
            "chat_instance": str(self.id),
            "data": button["callback_data"],
        }
        return self._act("callback_query", content)

    def _member(self, before: str, after: str) -> int:
        content = {
            "chat": self.chat,
            "from": self._user,
            "date": self._world.date,
            "old_chat_member": self._membership(before),
            "new_chat_member": self._membership(after),
        }
        return self._act("my_chat_member", content)

    def _membership(self, status: str) -> Json:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"status": status, "user": self._world.bot, **until}


def _commands(text: str) -> Json:
    entities = [
        {
            "type": "bot_command",
            "offset": count_utf16(text[: match.start()]),
            "length": count_utf16(match[0]),
        }
        for match in _COMMAND.finditer(text)
    ]
    return {"entities": entities} if entities else {}
