"""Telegram's methods about the bot itself: who it is, its commands, its webhook, its files."""

import ipaddress
import json
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from tests.fakes.edge import Json
from tests.fakes.telegram_door import BotError, Parameters, Work, breach
from tests.fakes.telegram_limits import SECRET, check_commands
from tests.fakes.telegram_updates import Updates
from tests.fakes.telegram_world import World

_DOWNLOAD_BYTES: Final = 20_000_000


class Profile:
    """What the bot says of itself. `commands` by scope (as JSON) and language."""

    def __init__(self, world: World, updates: Updates) -> None:
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self._world = world
        self._updates = updates

    def methods(self) -> dict[str, Work]:
        """By name."""
        return {
            "getMe": lambda _: self._world.bot,
            "getFile": self._get_file,
            "setMyCommands": self._set_commands,
            "getMyCommands": lambda given: self.commands.get(_audience(given), []),
            "deleteMyCommands": self._delete_commands,
            "setMyName": self._setting("name"),
            "setMyDescription": self._setting("description"),
            "setMyShortDescription": self._setting("short_description"),
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._updates.delete_webhook,
            "getWebhookInfo": self._updates.webhook_info,
        }

    def _get_file(self, given: Parameters) -> Json:
        identity = given["file_id"]
        file = self._world.file(identity)
        if len(file.content) > _DOWNLOAD_BYTES:
            raise BotError(400, "Bad Request: file is too big")
        return {
            "file_id": identity,
            "file_unique_id": f"unique-{identity}",
            "file_size": len(file.content),
            "file_path": f"documents/{identity}",
        }

    def _set_commands(self, given: Parameters) -> bool:
        check_commands(given["commands"])
        self.commands[_audience(given)] = given["commands"]
        return True

    def _delete_commands(self, given: Parameters) -> bool:
        self.commands.pop(_audience(given), None)
        return True

    def _setting(self, name: str) -> Callable[[Parameters], bool]:
        def work(given: Parameters) -> bool:
            self.texts[name, given.get("language_code", "")] = given.get(name, "")
            return True

        return work

    def _set_webhook(self, given: Parameters) -> bool:
        if given["url"] and not _reachable(given["url"]):
            raise breach("bad webhook: An HTTPS URL must be provided for webhook", "url")
        secret = given.get("secret_token")
        if secret is not None and SECRET.fullmatch(secret) is None:
            raise breach("secret token contains unallowed characters", "secret_token")
        return self._updates.set_webhook(given)


def _audience(given: Parameters) -> tuple[str, str]:
    scope = given.get("scope", {"type": "default"})
    return json.dumps(scope, sort_keys=True), given.get("language_code", "")


def _reachable(address: str) -> bool:
    """Telegram wants https; loopback is let through, where tests serve without it."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname == "localhost"
