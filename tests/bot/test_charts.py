"""The digest's picture: what is painted where, the same bytes always, and how channels show it."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from bot import chart_painting
from bot.app import compose
from bot.channels.line_messages import request_messages
from bot.chart_page import chart_address, pack, unpack
from bot.chart_painting import NO_SUCH, drawable
from bot.charts import chart_png
from bot.opening import Problem
from bot.report_commands import digest_picture
from bot.settings import read_settings
from surveys import wording
from surveys.analysis.digest_chart import digest_chart
from surveys.catalog import Catalog, built_in
from surveys.messages import Chart, ChartRow, Message
from surveys.model import Language
from surveys.outbound import Accepted
from tests.bot.demo_world import demo
from tests.bot.test_serving import claimed, one_loop
from tests.bot.test_telegram import channel_of
from tests.fakes.clock import Clock
from tests.fakes.line_limits import message_complaints
from tests.handlers.filled import filled
from tests.surveys.analysis.digest_years import long_year, seen
from tests.surveys.analysis.rows import FULL, tokyo

CHART = Chart(
    title="Aonicoの届き方（令和８年度 累計 421人）",
    legend="●今の値　帯＝95％信頼区間　｜目標　○前の四半期末　◎確認",
    rows=(
        ChartRow(label="知っている", estimate=0.71, low=0.66, high=0.75, target=0.5, proven=True),
        ChartRow(label="使っている", estimate=0.41, low=0.2, high=0.6, target=0.1, before=0.8),
        ChartRow(label="まだ", estimate=None, low=None, high=None, target=0.3),
    ),
)
STEP = (chart_painting.BOTTOM - chart_painting.TOP) / 3


def picture(chart: Chart = CHART) -> Image.Image:
    return Image.open(io.BytesIO(chart_png(chart))).convert("RGB")


def colour(image: Image.Image, row: int, share: float, above: float = 0) -> tuple[int, ...]:
    """The colour in the middle of a row at a share, or so many pixels above."""
    x = chart_painting.LEFT + share * (chart_painting.RIGHT - chart_painting.LEFT)
    y = chart_painting.TOP + STEP * (row + 0.5) - above
    found = image.getpixel((round(x), round(y)))
    assert isinstance(found, tuple)
    return found


def painted(name: str) -> tuple[int, ...]:
    return tuple(round(255 * part) for part in to_rgb(name))


def test_dot_band_and_tick_stand_where_the_figures_say() -> None:
    image = picture()
    assert image.size == (1040, 780)
    assert colour(image, 0, 0.71) == painted(chart_painting.GREEN)
    assert colour(image, 1, 0.41) == painted(chart_painting.SLATE)
    assert colour(image, 1, 0.21) == painted(chart_painting.BAND)
    assert colour(image, 1, 0.59) == painted(chart_painting.BAND)
    assert colour(image, 1, 0.19) == colour(image, 1, 0.61) == (255, 255, 255)
    assert colour(image, 0, 0.5, above=30) == painted(chart_painting.TARGET)
    assert colour(image, 1, 0.1, above=30) == painted(chart_painting.TARGET)
    assert colour(image, 1, 0.8) == (255, 255, 255)  # hollow
    assert colour(image, 1, 0.8, above=11) == painted(chart_painting.FAINT)
    assert colour(image, 2, 0.41) == (255, 255, 255)  # nothing may be shown


def test_it_reads_the_same_in_grey() -> None:
    """Shades that lie on each other differ in lightness, too."""

    def lightness(name: str) -> int:
        (found, _) = Image.new("RGB", (1, 1), name).convert("L").getextrema()
        assert isinstance(found, int)
        return found

    paper = 255
    for dark in (chart_painting.SLATE, chart_painting.GREEN, chart_painting.TARGET):
        for light in (chart_painting.BAND, chart_painting.BAND_PROVEN):
            assert lightness(light) - lightness(dark) > 60
            assert paper - lightness(light) > 40


def test_the_same_chart_gives_the_same_bytes_also_in_many_threads() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert len({*pool.map(chart_png, [CHART] * 4)}) == 1
    assert b"matplotlib" not in chart_png(CHART).lower()


def test_long_labels_are_made_smaller_and_touch_no_edge() -> None:
    rows = tuple(replace(row, label="とても長い名前の指標" * 2) for row in CHART.rows)
    image = picture(replace(CHART, title="題" * 60, legend="凡" * 99, rows=rows))
    for edge in [(0, 0, 8, 780), (1032, 0, 1040, 780), (0, 0, 1040, 8), (0, 772, 1040, 780)]:
        assert image.crop(edge).getextrema() == ((255, 255),) * 3


def test_a_chart_without_rows_is_a_scale() -> None:
    assert picture(replace(CHART, rows=())).size == (1040, 780)


@pytest.mark.parametrize("language", list(Language))
def test_every_character_of_a_chart_is_in_the_font(language: Language) -> None:
    said = wording.built_in()
    keys = [key for key in said.texts if key.startswith("digest_chart_")]
    assert len(keys) == 4
    texts = [said.texts[key][language] for key in keys]
    survey = Catalog.of(built_in()).latest("aonico-core")
    texts += [indicator.short[language] for indicator in survey.indicators]
    assert [text for text in texts if NO_SUCH in drawable(text)] == []
    assert drawable("达到时间") == "達到時間"
    assert drawable("龘😀") == NO_SUCH * 2


async def test_telegram_shows_it_above_the_text(sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        person = desk.telegram.user(7001)
        sent = Message(text="【週報】", language=Language.JA, chart=CHART)
        assert isinstance(await channel_of(desk).send(claimed("telegram", sent)), Accepted)
        assert person.photos == [chart_png(CHART)]
        assert person.screen == "【週報】"


# ---- LINE: a signed address, no storage ----


def test_line_is_told_an_address() -> None:
    sent = Message(text="【週報】", language=Language.JA, chart=CHART)
    address = "https://koe.example/charts/x.y.png"
    found = request_messages(
        [sent], public_url=None, show_answer=False, chart_address=lambda _: address
    )
    assert list(message_complaints(found)) == []
    assert [one["type"] for one in found] == ["image", "text"]
    assert found[0]["originalContentUrl"] == found[0]["previewImageUrl"] == address
    found = request_messages([sent], public_url=None, show_answer=False)
    assert [one["type"] for one in found] == ["text"]


def test_a_chart_survives_its_address() -> None:
    assert unpack(pack(CHART)) == CHART


@pytest.mark.parametrize(
    "packed", ["", "x", "!!!", pack(CHART)[:-9], "eJwDAAAAAAE", "eJyLjgUAARUAuQ", "日本"]
)
def test_what_is_no_chart_is_told_from_one(packed: str) -> None:
    assert unpack(packed) is None


@pytest.mark.parametrize("language", list(Language))
def test_the_address_of_a_real_chart_is_short_enough_for_line(
    language: Language, sqlite_url: str
) -> None:
    chart = digest_chart(seen(long_year(), "2026-W47"), language, wording.built_in())
    assert chart is not None
    with demo(sqlite_url) as world:
        house = world.koe.house
        public = replace(house.centre, public_url="https://koe.aoba-kosodate.example.or.jp")
        address = chart_address(replace(house, centre=public), chart)
        assert address is not None
        assert len(address) <= 1000
        plain = replace(house.centre, public_url="http://koe.example")
        assert chart_address(replace(house, centre=plain), chart) is None
        assert chart_address(replace(house, centre=replace(plain, public_url=None)), chart) is None
        long = replace(chart, title="".join(chr(0x4E00 + 37 * n) for n in range(400)))
        assert chart_address(replace(house, centre=public), long) is None


async def test_only_charts_of_ours_are_painted(sqlite_url: str) -> None:
    with demo(sqlite_url) as world:
        house = world.koe.house
        house = replace(house, centre=replace(house.centre, public_url="https://koe.example"))
        address = chart_address(house, CHART)
        assert address is not None
        path = urlsplit(address).path
        forged = replace(CHART, title="Aonicoの効果は100％")
        transport = httpx.ASGITransport(app=world.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://koe.test") as client:
            shown = await client.get(path)
            assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")
            assert shown.content == chart_png(CHART)
            for wrong in (
                path.replace(pack(CHART), pack(forged)),
                f"/charts/{pack(CHART)}.png",
                f"/charts/x.{house.sign('chart x')}.png",
                f"/charts/{pack(CHART)}.é.png",
            ):
                assert (await client.get(wrong)).status_code == 404


def test_the_command_writes_it_to_a_file(tmp_path: Path) -> None:
    with filled(tmp_path) as centre:
        lesson = centre.lesson("2026-11-18 10:00", families=60)
        for number in range(40):
            uses = {"aonico_use": "weekly", "useful": "5"} if number < 18 else {}
            centre.answered(lesson, f"p{number}", {**FULL, **uses})
    settings = read_settings(database_url=f"sqlite:///{tmp_path}/koe.db")
    clock = Clock(tokyo("2026-11-23 09:00"))
    koe = compose(settings, "a secret for tests, long enough to be one", clock=clock)
    try:
        written = digest_picture(koe, "2026-W47", tmp_path / "week.png")
        assert Image.open(io.BytesIO(written.read_bytes())).size == (1040, 780)
        with pytest.raises(Problem, match="cannot be written"):
            digest_picture(koe, "2026-W47", tmp_path / "nowhere" / "week.png")
    finally:
        koe.close()
