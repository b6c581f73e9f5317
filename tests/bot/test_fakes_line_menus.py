"""Rich menus of the fake LINE, through the real SDK."""

import io
from typing import Any

import pytest
from linebot.v3.messaging import (
    ApiException,
    AsyncMessagingApiBlob,
    CreateRichMenuAliasRequest,
    RichMenuRequest,
    UpdateRichMenuAliasRequest,
)
from PIL import Image

from tests.fakes.line_menus import image_complaints, menu_complaints
from tests.fakes.line_sdk import HANA, JUN, a_bot

MENU: dict[str, Any] = {
    "size": {"width": 2500, "height": 843},
    "selected": True,
    "name": "みんなのメニュー",
    "chatBarText": "メニュー",
    "areas": [
        {
            "bounds": {"x": 0, "y": 0, "width": 2500, "height": 843},
            "action": {"type": "message", "label": "ことば", "text": "言語"},
        }
    ],
}


def picture(width: int = 2500, height: int = 843, form: str = "PNG") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height)).save(stream, form)
    return stream.getvalue()


async def test_a_menu_is_made_shown_and_taken_away() -> None:
    async with a_bot() as bot:
        api, blob = bot.api, AsyncMessagingApiBlob(bot.api.api_client)
        menu = (await api.create_rich_menu(RichMenuRequest.from_dict(MENU))).rich_menu_id
        with pytest.raises(ApiException) as early:
            await api.set_default_rich_menu(menu)
        assert early.value.status == 400  # no picture yet
        png = {"Content-Type": "image/png"}
        await blob.set_rich_menu_image(menu, body=picture(), _headers=png)
        await api.set_default_rich_menu(menu)
        await api.link_rich_menu_id_to_user(JUN, menu)
        await api.create_rich_menu_alias(
            CreateRichMenuAliasRequest(rich_menu_alias_id="everybody", rich_menu_id=menu)
        )
        listed = await api.get_rich_menu_list()
        assert [each.rich_menu_id for each in listed.richmenus] == [menu]
        assert (await api.get_default_rich_menu_id()).rich_menu_id == menu
        assert (await api.get_rich_menu_alias("everybody")).rich_menu_id == menu
        shown = bot.line.menus.menu_of(HANA)
        assert shown is not None
        assert shown["areas"][0]["action"]["text"] == "言語"
        await api.delete_rich_menu(menu)
        assert bot.line.menus.menu_of(HANA) is None
        assert bot.line.violations == []


async def test_names_and_people_of_a_menu() -> None:
    async with a_bot() as bot:
        api, blob = bot.api, AsyncMessagingApiBlob(bot.api.api_client)
        request = RichMenuRequest.from_dict(MENU)
        await api.validate_rich_menu_object(request)
        menus = [(await api.create_rich_menu(request)).rich_menu_id for _ in range(2)]
        for menu in menus:
            await blob.set_rich_menu_image(
                menu, body=picture(), _headers={"Content-Type": "image/png"}
            )
        assert bytes(await blob.get_rich_menu_image(menus[0])) == picture()
        named = CreateRichMenuAliasRequest(rich_menu_alias_id="a", rich_menu_id=menus[0])
        await api.create_rich_menu_alias(named)
        await api.update_rich_menu_alias("a", UpdateRichMenuAliasRequest(rich_menu_id=menus[1]))
        listed = await api.get_rich_menu_alias_list()
        assert [(each.rich_menu_alias_id, each.rich_menu_id) for each in listed.aliases] == [
            ("a", menus[1])
        ]
        await api.set_default_rich_menu(menus[0])
        await api.link_rich_menu_id_to_user(HANA, menus[1])
        assert (await api.get_rich_menu_id_of_user(HANA)).rich_menu_id == menus[1]
        assert (await api.get_rich_menu(menus[1])).name == "みんなのメニュー"
        await api.unlink_rich_menu_id_from_user(HANA)
        await api.cancel_default_rich_menu()
        await api.delete_rich_menu_alias("a")
        await api.create_rich_menu_alias(named)
        refused: list[tuple[Any, list[Any], int]] = [
            (api.create_rich_menu_alias, [named], 400),  # the name is taken
            (api.get_rich_menu_id_of_user, [HANA], 404),
            (api.get_default_rich_menu_id, [], 404),
            (api.get_rich_menu, ["richmenu-none"], 404),
            (api.get_rich_menu_alias, ["b"], 404),
        ]
        for method, given, status in refused:
            with pytest.raises(ApiException) as error:
                await method(*given)
            assert error.value.status == status
        assert bot.line.violations == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({}, []),
        ({"size": {"width": 799, "height": 300}}, ["size", "areas[0].bounds"]),
        ({"size": {"width": 2500, "height": 1725}}, ["size"]),
        ({"chatBarText": "あ" * 15}, ["chatBarText"]),
        ({"areas": MENU["areas"] * 21}, ["areas"]),
    ],
)
def test_limits_of_a_menu(change: dict[str, Any], where: list[str]) -> None:
    assert [wrong.where for wrong in menu_complaints({**MENU, **change})] == where


@pytest.mark.parametrize(
    ("image", "kind", "where"),
    [
        (picture(), "image/png", []),
        (picture(form="JPEG"), "image/jpeg", []),
        (picture(), "image/jpeg", ["image"]),
        (picture(width=1200), "image/png", ["image"]),
        (picture(), "image/webp", ["content-type"]),
        (b"\0" * 1_048_577, "image/png", ["image"]),
        (b"no picture", "image/png", ["image"]),
    ],
)
def test_limits_of_a_picture(image: bytes, kind: str, where: list[str]) -> None:
    assert [wrong.where for wrong in image_complaints(image, kind, MENU["size"])] == where
