"""LINE's rich menus: which there are, and which one each person is shown."""

import json
from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp
import structlog
from linebot.v3.messaging.exceptions import ApiException

from bot.channels.line_parsing import MENU_PREFIX, STAFF_MENU_PREFIX
from surveys.model import Language
from surveys.outbound import Accepted, Claimed, Outcome, TryLater

EVERYBODY: Final = (Language.JA, False)
"""The parents' Japanese menu is the account's own: who is linked to none sees it."""

_log = structlog.get_logger("koe.line")


class LineMenus:
    """Links people to menus. A menu is known by its language and whether it is the staff's.

    What this process has linked is remembered, so that a reply costs a call only when something
    changes; other processes link too, so `put` relies on nothing remembered.
    """

    def __init__(
        self,
        *,
        ask: Callable[[str], Awaitable[str]],
        tell: Callable[[str, str], Awaitable[Outcome]],
    ) -> None:
        """`ask` gets a path's answer and raises; `tell` calls a path with a method."""
        self._ask, self._tell = ask, tell
        self._menus: dict[tuple[Language, bool], str] = {}
        self._shown: dict[str, tuple[Language, bool]] = {}

    async def learn(self) -> bool:
        """Which menus there are now; False, and what was known stays, when LINE does not tell."""
        try:
            listed = json.loads(await self._ask("/v2/bot/richmenu/list"))["richmenus"]
            self._menus = {
                (language, prefix == STAFF_MENU_PREFIX): menu["richMenuId"]
                for menu in listed
                for language in Language
                for prefix in (MENU_PREFIX, STAFF_MENU_PREFIX)
                if menu["name"].startswith(f"{prefix}{language.value}:")
            }
        except (ApiException, aiohttp.ClientError, TimeoutError):
            return False
        except (KeyError, TypeError, ValueError, AttributeError):
            _log.warning("menus_unreadable")
            return False
        return True

    async def follow(self, claimed: Claimed) -> None:
        """After a reply: the menu of its language and the person's role, where that has changed.

        Best effort, and asked once for each person and change: a menu in another language still
        works.
        """
        wanted = _wanted(claimed)
        known = self._shown.get(claimed.address, EVERYBODY)
        if wanted != known and wanted in self._menus:
            self._shown[claimed.address] = wanted
            await self._link(claimed.address, wanted)

    async def put(self, claimed: Claimed) -> Outcome:
        """The menu of the person's language and role, whatever they were shown before.

        A former member is freed from the staff's menu even where no menu of theirs is known.
        """
        wanted = _wanted(claimed)
        learned = await self.learn()
        if wanted not in self._menus and claimed.member:
            # before `koe setup line` there is nothing to show
            return Accepted() if learned else TryLater(reason="the menus are not known")
        outcome = await self._link(claimed.address, wanted)
        if isinstance(outcome, Accepted):
            self._shown[claimed.address] = wanted
        return outcome

    async def _link(self, address: str, wanted: tuple[Language, bool]) -> Outcome:
        user = f"/v2/bot/user/{address}/richmenu"
        if wanted == EVERYBODY or wanted not in self._menus:
            return await self._tell("DELETE", user)
        return await self._tell("POST", f"{user}/{self._menus[wanted]}")


def _wanted(claimed: Claimed) -> tuple[Language, bool]:
    return claimed.outgoing.messages[0].language, claimed.member
