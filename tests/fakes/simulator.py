"""People at the chat simulator: they use its HTTP routes, as its page does."""

import threading
from collections import Counter
from typing import Any

import httpx
from typing_extensions import override

from bot.channels.web import WebChannel
from surveys.outbound import Claimed, Outcome
from tests.fakes.patience import PATIENCE


class WatchedChannel(WebChannel):
    """The web channel, telling when something was put into a talk."""

    def __init__(self) -> None:
        super().__init__()
        self.news = threading.Condition()
        self.told: Counter[str] = Counter()

    @override
    async def send(self, claimed: Claimed) -> Outcome:
        outcome = await super().send(claimed)
        with self.news:
            self.told[claimed.address] += 1
            self.news.notify_all()
        return outcome


class SimulatorPerson:
    """One person of the simulator."""

    def __init__(self, client: httpx.Client, channel: WatchedChannel, person: str) -> None:
        self.address = person
        self._channel = channel
        self._client = client
        self._seen = 0

    def say(self, text: str) -> int:
        """Type a text."""
        return self._post({"text": text})

    def tap(self, label: str) -> int:
        """Tap a button, newest message first. Raises LookupError."""
        for message in reversed(self._told()):
            for button in message["buttons"]:
                if shown(button) == label:
                    return self._post({"tap": button["data"], "label": button["label"]})
        raise LookupError(f"no button {label!r}")

    def await_reply(self, seconds: float = PATIENCE) -> str:
        """Wait for what comes back. Raises TimeoutError."""
        with self._channel.news:
            told = self._channel.told
            if not self._channel.news.wait_for(lambda: told[self.address] > self._seen, seconds):
                raise TimeoutError(f"nothing new for {self.address}")
        return self.screen

    @property
    def screen(self) -> str:
        """The newest message, with its progress above it."""
        message = self._told()[-1]
        progress = message["progress"]
        above = f"{progress['step']}/{progress['steps']}\n" if progress else ""
        return f"{above}{message['text']}"

    @property
    def buttons(self) -> list[str]:
        """The newest message's buttons."""
        return [shown(button) for button in self._told()[-1]["buttons"]]

    def _told(self) -> list[dict[str, Any]]:
        talk = self._client.get(f"/demo/talk/{self.address}").json()["messages"]
        return [message for message in talk if message["from"] == "koe"]

    def _post(self, deed: dict[str, str]) -> int:
        self._seen = self._channel.told[self.address]
        return self._client.post(f"/demo/say/{self.address}", json=deed).status_code


def shown(button: dict[str, Any]) -> str:
    """A button as the page shows it."""
    return f"✓ {button['label']}" if button["ticked"] else str(button["label"])
