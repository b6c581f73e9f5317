"""LINE's rich menu: what is drawn, what its areas type, and who is shown which."""

import io

import pytest
from linebot.v3.messaging import ApiException, AsyncMessagingApiBlob, RichMenuRequest
from PIL import Image, ImageChops, ImageFont

from bot import rich_menu as rich_menu_module
from bot.channels.line import LineChannel
from bot.pictures import GREEN, INK, font_file
from bot.rich_menu import RichMenu, rich_menu, rich_menus, staff_menus
from bot.setup_line import LineApis, PlacedMenus, put_menus
from surveys import phrases, wording
from surveys.messages import Message
from surveys.model import Language
from surveys.outbound import Accepted
from surveys.phrases import Command
from tests.bot.test_serving import claimed
from tests.fakes.faults import Failure
from tests.fakes.line_menus import image_complaints, menu_complaints
from tests.fakes.line_sdk import CHANNEL as ACCESS_TOKEN
from tests.fakes.line_sdk import HANA, JUN, Bot, a_bot

MENUS = {menu.language: menu for menu in rich_menus()}
STAFF = {menu.language: menu for menu in staff_menus()}
BOTH = pytest.mark.parametrize("menus", [MENUS, STAFF], ids=["parents", "staff"])
LABELS = (
    *("menu_start", "menu_language", "menu_erase", "menu_help"),
    *("menu_finish", "menu_today", "menu_status"),
)


def apis(bot: Bot) -> LineApis:
    return LineApis(api=bot.api, blob=AsyncMessagingApiBlob(bot.api.api_client))


def texts(menu: dict[str, object] | None) -> list[str]:
    assert menu is not None
    areas = menu["areas"]
    assert isinstance(areas, list)
    return [area["action"]["text"] for area in areas]


@BOTH
@pytest.mark.parametrize("language", list(Language))
def test_a_menu_keeps_the_limits(language: Language, menus: dict[Language, RichMenu]) -> None:
    menu = menus[language]
    assert menu_complaints(menu.request) == []
    assert image_complaints(menu.picture, "image/png", menu.request["size"]) == []
    assert len(menu.picture) < 500_000  # half of what is allowed


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        (Language.JA, ["はじめる", "ことば", "データ削除", "ヘルプ"]),
        (Language.EASY, ["スタート", "ことばを かえる", "ぜんぶ けす", "へるぷ"]),
        (Language.EN, ["start", "language", "delete my data", "help"]),
        (Language.ZH, ["开始", "语言", "删除数据", "帮助"]),
    ],
)
def test_the_areas_type_commands_in_their_language(language: Language, typed: list[str]) -> None:
    said = texts(MENUS[language].request)
    assert said == typed
    read = [phrases.built_in().read(text) for text in said]
    assert [each and each.command for each in read] == [
        Command.START, Command.LANGUAGE, Command.ERASE, Command.HELP,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        (Language.JA, ["終了", "きょうの講座", "状況", "ヘルプ"]),
        (Language.EASY, ["しゅうりょう", "きょうの こうざ", "じょうきょう", "へるぷ"]),
        (Language.EN, ["finish", "today", "status", "help"]),
        (Language.ZH, ["结束", "今天的课程", "状况", "帮助"]),
    ],
)
def test_the_staffs_areas_type_their_commands(language: Language, typed: list[str]) -> None:
    said = texts(STAFF[language].request)
    assert said == typed
    read = [phrases.built_in().read(text) for text in said]
    assert [each and each.command for each in read] == [
        Command.FINISH, Command.TODAY, Command.STATUS, Command.HELP,
    ]  # fmt: skip


def test_every_spot_of_the_menu_belongs_to_one_area() -> None:
    bounds = [area["bounds"] for area in MENUS[Language.JA].request["areas"]]
    for x, y in [(x, y) for x in range(0, 2500, 50) for y in range(0, 843, 20)]:
        within = [
            b
            for b in bounds
            if b["x"] <= x < b["x"] + b["width"] and b["y"] <= y < b["y"] + b["height"]
        ]
        assert len(within) == 1, (x, y)
    assert sum(b["width"] * b["height"] for b in bounds) == 2500 * 843


def _glyph(letter: str) -> bytes:
    return bytes(ImageFont.truetype(str(font_file()), 64).getmask(letter))


@pytest.mark.parametrize("language", list(Language))
def test_every_character_that_is_drawn_is_in_the_font(language: Language) -> None:
    missing = _glyph("\U0010fffd")
    assert _glyph("问") == missing  # simplified Chinese that Japanese does not have
    drawn = "".join(wording.built_in().say(key, language) for key in LABELS)
    assert [letter for letter in drawn if letter != "\n" and _glyph(letter) == missing] == []


@BOTH
@pytest.mark.parametrize("language", list(Language))
def test_nothing_is_drawn_over_an_edge(
    language: Language, menus: dict[Language, RichMenu]
) -> None:
    with Image.open(io.BytesIO(menus[language].picture)) as picture:
        image = picture.convert("RGB")
    for area in menus[language].request["areas"]:
        b, edge = area["bounds"], 8  # the smoothed edge of the area itself
        right, bottom = b["x"] + b["width"] - edge, b["y"] + b["height"] - edge
        part = image.crop((b["x"] + edge, b["y"] + edge, right, bottom))
        ground = Image.new("RGB", part.size, part.getpixel((20, 20)))
        drawn = ImageChops.difference(part, ground).getbbox()
        assert drawn is not None
        assert drawn[0] >= 40, "left"
        assert drawn[1] >= 20, "above"
        assert drawn[2] <= part.width - 40, "right"
        assert drawn[3] <= part.height - 20, "below"


def _contrast(one: str, other: str) -> float:
    """WCAG 2's ratio of two colours."""
    lights = []
    for colour in (one, other):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


@pytest.mark.parametrize(
    ("x", "y", "ground", "ink", "least"),
    [(30, 30, GREEN, "#FFFFFF", 4.5), (1500, 20, "#F3F8F5", INK, 7.0)],
)
def test_colours_can_be_told_apart(x: int, y: int, ground: str, ink: str, least: float) -> None:
    with Image.open(io.BytesIO(MENUS[Language.JA].picture)) as image:
        seen = image.convert("RGB").getpixel((x, y))
    assert isinstance(seen, tuple)
    assert "#{:02X}{:02X}{:02X}".format(*seen) == ground
    assert _contrast(ground, ink) >= least


def test_names_tell_language_and_content() -> None:
    names = [menu.name for menu in MENUS.values()]
    assert [name.rpartition(":")[0] for name in names] == [
        "koe:ja", "koe:ja-x-easy", "koe:en", "koe:zh-Hans",
    ]  # fmt: skip
    assert len({name.rpartition(":")[2] for name in names}) == 4
    assert rich_menu(Language.EN).name == MENUS[Language.EN].name


async def test_a_person_sees_the_menu_of_the_language_they_chose() -> None:
    async with a_bot() as bot:
        await put_menus(apis(bot))
        assert texts(bot.line.menus.menu_of(HANA))[1] == "ことば"
        channel = LineChannel(
            token=ACCESS_TOKEN, base_url=bot.line.url, public_url=None, show_answer=False
        )
        await channel.open()
        await channel.learn_menus()
        for language, language_entry in (
            (Language.EASY, "ことばを かえる"),
            (Language.ZH, "语言"),
            (Language.JA, "ことば"),
        ):
            bot.line.user(HANA).say("ヘルプ")
            token = bot.token
            said = Message(text="…", language=language)
            sent = await channel.send(claimed("line", said, token=token, address=HANA))
            assert sent == Accepted()
            assert texts(bot.line.menus.menu_of(HANA))[1] == language_entry
            assert texts(bot.line.menus.menu_of(JUN))[1] == "ことば"
        await channel.close()
        assert bot.line.menus.linked == {}
        assert bot.line.violations == []


async def test_what_goes_over_the_wire_is_the_whole_menu() -> None:
    async with a_bot() as bot:
        menu = MENUS[Language.EN]
        await bot.api.create_rich_menu(RichMenuRequest.from_dict(menu.request))
        assert bot.line.calls[-1].json == menu.request


def named(bot: Bot, start: str) -> str:
    """The id of the menu at LINE whose name begins so."""
    menus = bot.line.menus.menus.items()
    return next(menu_id for menu_id, menu in menus if menu["name"].startswith(start))


async def test_menus_of_before_go_and_those_of_others_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with a_bot() as bot:
        with monkeypatch.context() as other_colours:
            other_colours.setattr(rich_menu_module, "GREEN", "#123456")
            assert await put_menus(apis(bot)) == PlacedMenus(made=8, kept=0, removed=0)
        menus = bot.line.menus
        old, before = set(menus.menus), len(bot.line.calls)
        menus.menus["richmenu-foreign"] = {**MENUS[Language.JA].request, "name": "koen"}
        assert await put_menus(apis(bot)) == PlacedMenus(made=8, kept=0, removed=8)
        assert old.isdisjoint(menus.menus)
        assert "richmenu-foreign" in menus.menus
        assert menus.default == named(bot, "koe:ja:")
        changes = [call.method + call.path for call in bot.line.calls[before:]]
        shown = next(
            i for i, call in enumerate(changes) if call.startswith("POST/v2/bot/user/all")
        )
        gone = next(i for i, call in enumerate(changes) if call.startswith("DELETE"))
        assert shown < gone  # nobody is without a menu meanwhile


async def test_a_second_time_nothing_changes_and_people_keep_their_menu() -> None:
    async with a_bot() as bot:
        await put_menus(apis(bot))
        bot.line.menus.linked[HANA] = named(bot, "koe:en:")
        before = len(bot.line.calls)
        assert await put_menus(apis(bot)) == PlacedMenus(made=0, kept=8, removed=0)
        assert {call.method for call in bot.line.calls[before:]} == {"GET"}
        assert bot.line.menus.linked == {HANA: named(bot, "koe:en:")}


async def test_a_run_that_broke_off_is_finished_by_the_next() -> None:
    async with a_bot() as bot:
        bot.line.faults.put(Failure(), path="/content")
        with pytest.raises(ApiException):
            await put_menus(apis(bot))
        assert (len(bot.line.menus.menus), len(bot.line.menus.images)) == (1, 0)
        assert await put_menus(apis(bot)) == PlacedMenus(made=7, kept=1, removed=0)
        assert len(bot.line.menus.menus) == len(bot.line.menus.images) == 8


async def test_of_two_menus_with_one_name_one_goes() -> None:
    async with a_bot() as bot:
        await put_menus(apis(bot))
        await bot.api.create_rich_menu(RichMenuRequest.from_dict(MENUS[Language.EN].request))
        assert await put_menus(apis(bot)) == PlacedMenus(made=0, kept=8, removed=1)
        names = sorted(menu["name"] for menu in bot.line.menus.menus.values())
        assert names == sorted(menu.name for menu in (*MENUS.values(), *STAFF.values()))
        assert len(bot.line.menus.images) == 8
