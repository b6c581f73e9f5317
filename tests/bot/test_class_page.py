"""The class page over HTTP: what it shows, what it never shows, what LINE fetches."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Final

import cv2
import httpx
import numpy as np
import pytest
from PIL import Image

from bot.class_page import seen
from bot.pictures import HEIGHT, WIDTH
from handlers.entry import entry_link
from handlers.work import Work
from storage.database import StoreUnavailable
from surveys.model import Language
from surveys.people import Collector
from surveys.response import DONE, Response, Status
from tests.bot.demo_world import CODE, Demo, demo, opened


def answered(world: Demo, collector: Collector, *, completed: int, begun: int = 0) -> None:
    """So many responses, completed and only begun."""

    def added(work: Work) -> None:
        for number in range(completed + begun):
            respondent = work.house.new_id()
            work.uow.respondents.add(respondent, work.now)
            done = number < completed
            work.uow.responses.add(
                Response(
                    id=work.house.new_id(),
                    respondent=respondent,
                    collector=collector.id,
                    survey=collector.survey,
                    version=collector.version,
                    wave="w1",
                    mode="line",
                    language=Language.JA,
                    status=Status.COMPLETED if done else Status.STARTED,
                    at=DONE,
                    created_at=work.now,
                    completed_at=work.now if done else None,
                    moved_at=work.now,
                )
            )

    world.koe.do(added)


@asynccontextmanager
async def visiting(world: Demo) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=world.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://koe.test") as client:
        yield client


def words(page: str) -> str:
    """What is read on the page: no tags, no hidden parts, single spaces."""
    shown = ""
    depth = 0
    for part in page.partition("<body")[2].split("<"):
        tag, _, text = part.partition(">")
        if tag.startswith(("span", "p")) and (depth or " hidden" in tag):
            depth += 1
        elif tag.startswith(("/span", "/p")) and depth:
            depth -= 1
        shown += "" if depth else text
    return " ".join(shown.split())


def qr_text(picture: bytes) -> str:
    pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert pixels is not None
    return str(cv2.QRCodeDetector().detectAndDecode(pixels)[0])


CHECK: Final = "参加数をご確認ください"


@pytest.mark.parametrize(
    ("families", "completed", "begun", "line", "rate"),
    [
        (12, 8, 2, "回答 8 / 参加 12組（67%）", 67),
        (12, 0, 0, "回答 0 / 参加 12組（0%）", 0),
        (12, 12, 0, "回答 12 / 参加 12組（100%）", 100),
        (12, 13, 0, f"回答 13 / 参加 12組 回答が参加数より多くなっています。{CHECK}", None),
        (None, 3, 0, "回答 3 受付", None),
    ],
)
async def test_the_count(
    families: int | None,
    completed: int,
    begun: int,
    line: str,
    rate: int | None,
    sqlite_url: str,
) -> None:
    with demo(sqlite_url) as world:
        answered(world, opened(world, families=families), completed=completed, begun=begun)
        async with visiting(world) as client:
            page = await client.get(f"/c/{CODE}")
            assert page.status_code == 200
            read = words(page.text)
            assert line in read.replace(" （", "（")
            assert ("%" in read) == (rate is not None)
            assert (CHECK in read) == (CHECK in line)
            count = (await client.get(f"/c/{CODE}/count")).json()
            assert count == {
                "completed": completed,
                "families": families,
                "rate": rate,
                "open": True,
            }


async def test_what_is_on_the_page_and_what_is_not(sqlite_url: str) -> None:
    with demo(sqlite_url) as world:
        collector = opened(world)
        answered(world, collector, completed=1)
        async with visiting(world) as client:
            page = await client.get(f"/c/{CODE.lower()}")
            read = words(page.text)
            for text in (
                "ハローベビークラス",
                CODE,
                "受付 11/21(土) 12:00 まで",
                "11/18(水) 10:55",
            ):
                assert text in read
            for language in Language:
                assert f'lang="{language}"' in page.text
            assert f'src="/c/{CODE}/qr.png"' in page.text
            assert '<noscript><meta http-equiv="refresh"' in page.text
            assert collector.id not in page.text
            assert collector.lesson.id not in page.text
            assert page.headers["content-security-policy"].startswith("default-src 'none'")
            assert page.headers["referrer-policy"] == "no-referrer"
            assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("basic_id", "telegram", "begin"),
    [
        ("@koe", None, "LINEで読み取り、出てきた文字をそのまま送信してください"),
        (None, "koe_bot", "スマホで読み取って、「開始」を押してください"),
        (None, None, "このコードをトークに送ってください"),
    ],
)
async def test_how_to_begin_fits_what_the_qr_holds(
    basic_id: str | None, telegram: str | None, begin: str, sqlite_url: str
) -> None:
    with demo(sqlite_url) as world:
        opened(world)
        centre = replace(world.koe.house.centre, line_basic_id=basic_id, telegram_name=telegram)
        world.koe.house = replace(world.koe.house, centre=centre)
        async with visiting(world) as client:
            assert begin in (await client.get(f"/c/{CODE}")).text
            picture = await client.get(f"/c/{CODE}/qr.png")
            card = await client.get(f"/c/{CODE}/card.png")
            assert (await client.get("/c/ZZZZZ/card.png")).status_code == 404
        with Image.open(BytesIO(card.content)) as painted:
            assert (painted.format, painted.size) == ("PNG", (WIDTH, HEIGHT))
        assert len(card.content) < 1_000_000, "LINE takes no larger preview"
        assert picture.headers["content-type"] == "image/png"
        assert picture.headers["cache-control"] == "public, max-age=3600"
        if entry_link(centre, CODE).isascii():  # the decoder reads nothing else
            assert qr_text(picture.content) == entry_link(centre, CODE)


async def test_a_closed_survey_says_so_and_can_be_opened_again(sqlite_url: str) -> None:
    with demo(sqlite_url) as world:
        collector = opened(world)
        async with visiting(world) as client:
            world.clock.forward(hours=72)
            page = await client.get(f"/c/{CODE}")
            assert page.status_code == 200
            assert "受付は終わりました" in page.text
            assert "qr.png" not in page.text
            assert "<script" not in page.text
            assert (await client.get(f"/c/{CODE}/count")).json()["open"] is False
            assert (await client.get(f"/c/{CODE}/qr.png")).status_code == 200
            until = world.clock() + timedelta(days=1)
            again = replace(collector, closed_at=None, closes_at=until)
            world.koe.do(lambda work: work.uow.collectors.save(again))
            assert "受付は終わりました" not in (await client.get(f"/c/{CODE}")).text


async def test_the_card_to_print_has_qr_code_and_deadline_in_four_languages(
    sqlite_url: str,
) -> None:
    with demo(sqlite_url) as world:
        opened(world)
        async with visiting(world) as client:
            page = await client.get(f"/c/{CODE}/card")
            assert page.status_code == 200
            assert f'src="/c/{CODE}/qr.png"' in page.text
            assert f"<strong>{CODE}</strong>" in page.text
            for text in ("アンケートにご協力ください", "受付", "まで", "Open until", "截止"):
                assert text in page.text
            assert page.text.count("<li lang=") == 4
            assert 'id="count"' not in page.text  # paper does not count on
            assert "Aonico" not in page.text
            for name in ("card.css", "card.js"):
                assert (await client.get(f"/static/{name}")).status_code == 200
            world.clock.forward(hours=72)
            closed = await client.get(f"/c/{CODE}/card")
            assert "受付は終わりました" in closed.text
            assert "qr.png" not in closed.text
            assert (await client.get("/c/QQQQQ/card")).status_code == 404


@pytest.mark.parametrize("code", ["QQQQQ", "x", "K7M2P0", "%3Cscript%3E", "アンケート"])
async def test_an_unknown_code_is_one_clear_line(code: str, sqlite_url: str) -> None:
    with demo(sqlite_url) as world:
        opened(world)
        async with visiting(world) as client:
            page = await client.get(f"/c/{code}")
            assert page.status_code == 404
            assert "このコードのアンケートは見つかりません" in page.text
            assert "script" not in page.text
            assert (await client.get(f"/c/{code}/count")).status_code == 404
            assert (await client.get(f"/c/{code}/qr.png")).status_code == 404


@pytest.mark.parametrize("written", [CODE, CODE.lower(), "Ｋ７Ｍ２Ｐ", f" {CODE} "])
def test_a_code_is_read_however_it_is_written(written: str, sqlite_url: str) -> None:
    with demo(sqlite_url) as world:
        opened(world)
        shown = world.koe.see(lambda work: seen(work, written))
        assert shown is not None
        assert shown.code == CODE


@pytest.mark.parametrize(
    ("wanted", "line"),
    [
        ("ja,en;q=0.8", "つながりにくく"),
        ("en-GB,en", "cannot be reached"),
        ("zh-CN", "无法连接"),
        ("", "つながりにくく"),
    ],
)
async def test_without_a_database_it_says_so(wanted: str, line: str, sqlite_url: str) -> None:
    class Unreachable:
        """A store whose database is down."""

        def begin(self) -> None:
            raise StoreUnavailable("down")

        look = begin

    with demo(sqlite_url) as world:
        async with visiting(world) as client:
            store, world.koe.store = world.koe.store, Unreachable()  # type: ignore[assignment]  # it only raises
            page = await client.get(f"/c/{CODE}", headers={"accept-language": wanted})
            world.koe.store = store
            assert page.status_code == 503
            assert line in page.text
