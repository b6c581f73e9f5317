"""`koe setup line`: the webhook's address and the rich menus, set through LINE's API.

Doing it again changes nothing: what is already as it should be is left alone.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from linebot.v3.messaging import (
    AsyncApiClient,
    AsyncMessagingApi,
    AsyncMessagingApiBlob,
    Configuration,
    GetWebhookEndpointResponse,
    RichMenuRequest,
    SetWebhookEndpointRequest,
)
from linebot.v3.messaging.exceptions import ApiException

from bot.channels.line_content import data_base_url
from bot.channels.line_parsing import MENU_PREFIX
from bot.opening import Problem
from bot.rich_menu import RichMenu, rich_menus, staff_menus
from bot.settings import PREFIX as SETTING
from bot.settings import Settings

LIMIT: Final[dict[str, Any]] = {"_request_timeout": aiohttp.ClientTimeout(total=15)}
"""Given with each call; the SDK's own time limit is five minutes."""

LINE_ERRORS: Final = (ApiException, aiohttp.ClientError, TimeoutError, ValueError)
"""What a call may raise. ValueError: LINE answered something that the SDK cannot read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineApis:
    """The SDK's two faces: `api`, and `blob` for pictures, which LINE takes at another host."""

    api: AsyncMessagingApi
    blob: AsyncMessagingApiBlob


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedMenus:
    """How many menus were made, found as they should be, and removed as ours of before."""

    made: int
    kept: int
    removed: int


def webhook_url(settings: Settings) -> str:
    """The address that LINE shall send events to.

    Raises:
        Problem: there is no public address.
    """
    if settings.public_url is None:
        raise Problem(
            f"{SETTING}PUBLIC_URL: is not set; LINE needs an address such as https://koe.example.jp"
        )
    return f"{settings.public_url}/webhooks/line"


@asynccontextmanager
async def line_apis(settings: Settings) -> AsyncIterator[LineApis]:
    """LINE's API with the token of the settings, for one command.

    Raises:
        Problem: the settings name no LINE channel.
    """
    token = settings.line_channel_access_token
    if token is None or not settings.has_line():
        raise Problem(
            f"{SETTING}LINE_CHANNEL_SECRET and {SETTING}LINE_CHANNEL_ACCESS_TOKEN are not set; "
            "docs/line.md tells where to find them"
        )
    access, base = token.get_secret_value(), settings.line_api_base_url
    configurations = [
        Configuration(access_token=access, host=host) for host in (base, data_base_url(base))
    ]
    async with (
        AsyncApiClient(configurations[0]) as client,
        AsyncApiClient(configurations[1]) as data_client,
    ):
        yield LineApis(api=AsyncMessagingApi(client), blob=AsyncMessagingApiBlob(data_client))


async def set_up_line(settings: Settings) -> list[str]:
    """Set webhook and menus; returns a line for each.

    Raises:
        Problem: a setting is missing, or LINE refused or could not be reached.
    """
    address = webhook_url(settings)
    async with line_apis(settings) as line:
        try:
            changed = await put_webhook(line, address)
            menus = await put_menus(line)
        except LINE_ERRORS as error:
            raise Problem("; ".join(explained(error))) from None
    done = "設定しました" if changed else "すでに設定されています"
    return [
        f"Webhook URL：{done}（{address}）",
        f"リッチメニュー：作成 {menus.made}、変更なし {menus.kept}、削除 {menus.removed}",
    ]


async def put_webhook(line: LineApis, address: str) -> bool:
    """Register the address for events; returns whether that was a change.

    Raises:
        One of LINE_ERRORS.
    """
    endpoint = await webhook_endpoint(line)
    if endpoint is not None and endpoint.endpoint == address:
        return False
    await line.api.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint=address), **LIMIT)
    return True


async def webhook_endpoint(line: LineApis) -> GetWebhookEndpointResponse | None:
    """The address that LINE sends events to now and whether it does; None where it has none.

    Raises:
        One of LINE_ERRORS.
    """
    try:
        return await line.api.get_webhook_endpoint(**LIMIT)
    except ApiException as error:
        if error.status != 404:
            raise
        return None


async def put_menus(line: LineApis) -> PlacedMenus:
    """Make the menus that are missing, show the default one to all, remove ours of before.

    A menu that was left without its picture, by a run that broke off, gets it now.

    Raises:
        One of LINE_ERRORS.
    """
    wanted = (*rich_menus(), *staff_menus())
    listed = (await line.api.get_rich_menu_list(**LIMIT)).richmenus
    there = {menu.name: str(menu.rich_menu_id) for menu in reversed(listed)}
    placed = [await _placed(line, menu, there.get(menu.name)) for menu in wanted]
    await _show_to_all(line, placed[0])
    old = [
        menu.rich_menu_id
        for menu in listed
        if menu.name.startswith(MENU_PREFIX) and menu.rich_menu_id not in placed
    ]
    for menu_id in old:
        await line.api.delete_rich_menu(menu_id, **LIMIT)
    kept = sum(menu.name in there for menu in wanted)
    return PlacedMenus(made=len(wanted) - kept, kept=kept, removed=len(old))


async def _placed(line: LineApis, menu: RichMenu, menu_id: str | None) -> str:
    """The id of the menu at LINE, made where it is not there yet."""
    if menu_id is not None and await _has_picture(line, menu_id):
        return menu_id
    if menu_id is None:
        request = RichMenuRequest.from_dict(menu.request)
        menu_id = str((await line.api.create_rich_menu(request, **LIMIT)).rich_menu_id)
    await line.blob.set_rich_menu_image(
        menu_id, body=menu.picture, _headers={"Content-Type": "image/png"}, **LIMIT
    )
    return menu_id


async def _has_picture(line: LineApis, menu_id: str) -> bool:
    try:
        await line.blob.get_rich_menu_image(menu_id, **LIMIT)
    except ApiException as error:
        if error.status != 404:
            raise
        return False
    return True


async def _show_to_all(line: LineApis, menu_id: str) -> None:
    try:
        shown = (await line.api.get_default_rich_menu_id(**LIMIT)).rich_menu_id
    except ApiException as error:
        if error.status != 404:
            raise
        shown = None
    if shown != menu_id:
        await line.api.set_default_rich_menu(menu_id, **LIMIT)


def explained(error: Exception) -> tuple[str, str]:
    """One of LINE_ERRORS in words, and what to do. Nothing of what was sent is repeated."""
    match error:
        case ApiException(status=401):
            remedy = f"docs/line.md の手順で発行し直し、{SETTING}LINE_CHANNEL_ACCESS_TOKEN に設定"
            return "チャネルアクセストークンが通りません", remedy
        case ApiException(status=429):
            return "呼び出しが多すぎると断られました", "しばらく待って、もう一度"
        case ApiException():
            said = f"LINE に断られました（{error.status} {_message(error)}）"
            return said, "設定と docs/line.md を確認"
        case TimeoutError() | aiohttp.ClientError():
            said = f"LINE に届きません（{type(error).__name__}）"
            return said, f"ネットワークと {SETTING}LINE_API_BASE_URL を確認"
        case _:
            return "LINE の答えが読めません", f"{SETTING}LINE_API_BASE_URL を確認"


def _message(error: ApiException) -> str:
    """LINE's own explanation."""
    try:
        return str(json.loads(error.body or "{}").get("message", ""))[:100]
    except (ValueError, AttributeError):
        return ""
