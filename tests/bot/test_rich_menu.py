"""LINE's rich menu: what is drawn, what its areas type, and who is shown which."""

import io

import pytest
from fontTools.ttLib import TTFont
from linebot.v3.messaging import AsyncMessagingApiBlob, RichMenuRequest
from PIL import Image, ImageChops

from bot.pictures import GREEN, INK, font_file
from bot.rich_menu import draw, link_menu, rich_menu, rich_menus
from bot.setup_line import LineApis, put_menus
from surveys import phrases, wording
from surveys.model import Language
from surveys.phrases import Command
from tests.fakes.line_menus import image_complaints, menu_complaints
from tests.fakes.line_sdk import HANA, JUN, Bot, a_bot

MENUS = {menu.language: menu for menu in rich_menus()}
LABELS = ("menu_start", "menu_language", "menu_erase", "menu_help")


def apis(bot: Bot) -> LineApis:
    return LineApis(api=bot.api, blob=AsyncMessagingApiBlob(bot.api.api_client))


def texts(menu: dict[str, object] | None) -> list[str]:
    assert menu is not None
    areas = menu["areas"]
    assert isinstance(areas, list)
    return [area["action"]["text"] for area in areas]


@pytest.mark.parametrize("language", list(Language))
def test_a_menu_keeps_the_limits(language: Language) -> None:
    menu = MENUS[language]
    assert menu_complaints(menu.request) == []
    assert image_complaints(menu.picture, "image/png", menu.request["size"]) == []
    assert len(menu.picture) < 500_000  # half of what is allowed


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        (Language.JA, ["はじめる", "ことば", "データ削除", "ヘルプ"]),
        (Language.EASY, ["スタート", "ことばを かえる", "ぜんぶ けす", "へるぷ"]),
        (Language.EN, ["/start", "language", "delete my data", "help"]),
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


@pytest.mark.parametrize("language", list(Language))
def test_every_character_that_is_drawn_is_in_the_font(language: Language) -> None:
    known = TTFont(str(font_file())).getBestCmap()
    drawn = "".join(wording.built_in().say(key, language) for key in LABELS)
    assert [letter for letter in drawn if letter != "\n" and ord(letter) not in known] == []


@pytest.mark.parametrize("language", list(Language))
def test_nothing_is_drawn_over_an_edge(language: Language) -> None:
    image = draw(language)
    for area in MENUS[language].request["areas"]:
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
        assert await link_menu(bot.api, HANA, Language.EN) is False  # not set up yet
        await put_menus(apis(bot))
        assert texts(bot.line.menus.menu_of(HANA))[1] == "ことば"
        assert await link_menu(bot.api, HANA, Language.EASY)
        assert texts(bot.line.menus.menu_of(HANA))[1] == "ことばを かえる"
        assert await link_menu(bot.api, HANA, Language.ZH)
        assert texts(bot.line.menus.menu_of(HANA))[1] == "语言"
        assert texts(bot.line.menus.menu_of(JUN))[1] == "ことば"
        assert await link_menu(bot.api, HANA, Language.JA)
        assert bot.line.menus.linked == {}
        assert bot.line.violations == []


async def test_what_goes_over_the_wire_is_the_whole_menu() -> None:
    async with a_bot() as bot:
        menu = MENUS[Language.EN]
        await bot.api.create_rich_menu(RichMenuRequest.from_dict(menu.request))
        assert bot.line.calls[-1].json == menu.request
