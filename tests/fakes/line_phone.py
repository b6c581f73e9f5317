"""A person with LINE on the phone: says things, taps buttons, sees what comes."""

import threading
from collections.abc import Sequence
from typing import Protocol
from urllib.parse import unquote, urlsplit

from tests.fakes.edge import Json
from tests.fakes.line_events import Events
from tests.fakes.line_screen import Tappable, quick_replies, tappables, texts
from tests.fakes.patience import PATIENCE


class Chat(Protocol):
    """What a phone needs of LINE."""

    @property
    def events(self) -> Events: ...

    @property
    def basic_id(self) -> str: ...

    def keep(self, message: str, content: bytes) -> None:
        """Hold the bytes of a file message for the bot."""

    def send(self, event: Json) -> int:
        """Bring an event to the bot; status of its answer, 0 while events are collected."""


class Phone:
    """One person. `sent` are this person's message events, `opened` the links they followed.

    `blocked` means that the person blocked the account. On LINE for PC (`on_pc`) there are no
    quick replies.
    """

    def __init__(self, chat: Chat, user_id: str, *, name: str, language: str, on_pc: bool) -> None:
        self.user_id = user_id
        self.name = name
        self.language = language
        self.blocked = False
        self.sent: list[Json] = []
        self.opened: list[str] = []
        self._chat = chat
        self._on_pc = on_pc
        self._replies: list[list[Json]] = []
        self._seen = 0
        self._quick = False
        self._news = threading.Condition()

    # what the person does -----------------------------------------------------------------

    def say(self, text: str) -> int:
        """Type a message and send it."""
        return self._message({"type": "text", "text": text})

    def sticker(self) -> int:
        """Send a sticker."""
        place = {"packageId": "446", "stickerId": "1988", "stickerResourceType": "STATIC"}
        return self._message({"type": "sticker", **place})

    def image(self) -> int:
        """Send a picture."""
        return self._message({"type": "image", "contentProvider": {"type": "line"}})

    def file(self, name: str, content: bytes) -> int:
        """Send a file."""
        event = self._chat.events.message(
            self.user_id, {"type": "file", "fileName": name, "fileSize": len(content)}
        )
        self._chat.keep(event["message"]["id"], content)
        return self._sent(event)

    def follow(self) -> int:
        """Add the account as a friend, or take the block away."""
        unblocked, self.blocked = self.blocked, False
        return self._act(self._chat.events.follow(self.user_id, unblocked=unblocked))

    def unfollow(self) -> int:
        """Block the account."""
        self.blocked = True
        return self._act(self._chat.events.unfollow(self.user_id))

    def unsend(self, index: int = -1) -> int:
        """Take back one of the messages in `sent`."""
        message = self.sent[index]["message"]["id"]
        return self._act(self._chat.events.unsend(self.user_id, message))

    def tap(self, label: str) -> int | None:
        """Tap a quick reply of the last message, or a button inside any message, newest first.

        A link adds to `opened` and tells the bot nothing (None).

        Raises:
            LookupError: there is no such button.
        """
        for button in self._reachable():
            if button.label == label:
                return self._do(button)
        raise LookupError(f"no button {label!r}; there are {[b.label for b in self._reachable()]}")

    def scan(self, address: str) -> int:
        """Open a link to the chat (`https://line.me/R/oaMessage/…`) and send the text it fills in.

        Raises:
            ValueError: the link is not one to this account's chat.
        """
        parts = urlsplit(address)
        path = unquote(parts.path)
        if parts.netloc != "line.me" or path != f"/R/oaMessage/{self._chat.basic_id}/":
            raise ValueError(f"{address} does not open the chat of {self._chat.basic_id}")
        return self.say(unquote(parts.query))

    # what the person sees -----------------------------------------------------------------

    @property
    def messages(self) -> list[Json]:
        """All messages received, as LINE got them."""
        return [message for reply in self._replies for message in reply]

    @property
    def screen(self) -> str:
        """The text of the newest reply: all its messages, one text a line, without buttons."""
        newest = self._replies[-1] if self._replies else []
        return "\n".join(text for message in newest for text in texts(message))

    @property
    def buttons(self) -> list[str]:
        """Labels of the newest reply that can be tapped now, from top to bottom.

        Older messages' own buttons can be tapped too; `tap` finds them.
        """
        newest = self._replies[-1] if self._replies else []
        return [
            button.label
            for message in newest
            for button in tappables(message)
            if not button.quick or (button in self._quick_replies() and message is newest[-1])
        ]

    def await_reply(self, seconds: float = PATIENCE) -> str:
        """Wait until something has come since this person's last deed; the screen then.

        Raises:
            TimeoutError: nothing came.
        """
        with self._news:
            if not self._news.wait_for(lambda: len(self._replies) > self._seen, seconds):
                raise TimeoutError(f"nothing new for {self.name} within {seconds} seconds")
        return self.screen

    # called by LINE -----------------------------------------------------------------------

    def receive(self, messages: Sequence[Json]) -> bool:
        """Messages arrive; False where the person blocked the account."""
        if self.blocked:
            return False
        with self._news:
            self._replies.append(list(messages))
            self._quick = True
            self._news.notify_all()
        return True

    @property
    def profile(self) -> Json:
        """What the account may know of the person."""
        return {"userId": self.user_id, "displayName": self.name, "language": self.language}

    # inside -------------------------------------------------------------------------------

    def _message(self, content: Json) -> int:
        return self._sent(self._chat.events.message(self.user_id, content))

    def _sent(self, event: Json) -> int:
        self.sent.append(event)
        self._quick = False
        return self._act(event)

    def _act(self, event: Json) -> int:
        if self.blocked and event["type"] != "unfollow":
            raise RuntimeError(f"{self.name} blocked the account and cannot write to it")
        with self._news:
            self._seen = len(self._replies)
        return self._chat.send(event)

    def _do(self, button: Tappable) -> int | None:
        action = button.action
        match action["type"]:
            case "message":
                return self.say(action["text"])
            case "postback":
                # a quick reply is gone once tapped, and so it is when the tap shows as a message
                self._quick &= not button.quick and "displayText" not in action
                return self._act(self._chat.events.postback(self.user_id, action["data"]))
            case "uri":
                self.opened.append(action["uri"])
                return None
            case kind:
                raise LookupError(f"{button.label}: the fake cannot tap an action {kind!r}")

    def _quick_replies(self) -> list[Tappable]:
        if self._on_pc or not self._quick or not self._replies:
            return []
        return quick_replies(self._replies[-1][-1])

    def _reachable(self) -> list[Tappable]:
        inside = [
            button
            for message in reversed(self.messages)
            for button in tappables(message)
            if not button.quick
        ]
        return [*self._quick_replies(), *inside]
