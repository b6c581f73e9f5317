"""The chat simulator over HTTP, without a browser: people, talks, what is refused."""

from datetime import timedelta
from io import BytesIO

import httpx
import pytest
from PIL import Image

from bot.channels.web import KEPT_LINES, Heard, Told, WebChannel
from bot.simulator import MAX_PEOPLE
from bot.web import make_app
from surveys.messages import Message
from surveys.model import Language
from surveys.outbound import Claimed, Outgoing, Purpose
from tests.bot.demo_world import NOON, calling, demo


def message(text: str) -> Message:
    return Message(text=text, language=Language.JA)


def row(number: int, *texts: str) -> Claimed:
    outgoing = Outgoing(
        id=f"row {number}",
        key=f"key {number}",
        contact="contact",
        purpose=Purpose.REPLY,
        messages=tuple(message(text) for text in texts),
        retry_key=f"retry {number}",
        created_at=NOON,
        due_at=NOON,
        expires_at=NOON + timedelta(hours=1),
    )
    return Claimed(outgoing=outgoing, channel="web", address="parent-1", attempt=1)


async def test_a_talk_keeps_the_order_and_a_row_that_comes_twice_is_shown_once() -> None:
    channel = WebChannel()
    await channel.open()
    channel.hear("parent-1", "こんにちは")
    await channel.send(row(1, "はい", "どうぞ"))
    await channel.send(row(1, "はい", "どうぞ"))
    await channel.close()
    assert channel.lines("parent-1") == [
        Heard(number=1, text="こんにちは"),
        Told(number=2, message=message("はい")),
        Told(number=3, message=message("どうぞ")),
    ]
    assert [line.number for line in channel.lines("parent-1", after=2)] == [3]
    assert channel.lines("parent-2") == []


def test_a_long_talk_keeps_its_newest_lines_and_goes_on_counting() -> None:
    channel = WebChannel()
    for number in range(KEPT_LINES + 3):
        channel.hear("parent-1", str(number))
    lines = channel.lines("parent-1")
    assert len(lines) == KEPT_LINES
    assert (lines[0].number, lines[-1].number) == (4, KEPT_LINES + 3)


async def test_the_page_brings_everything_from_its_own_house(sqlite_url: str) -> None:
    with demo(sqlite_url) as world:
        async with calling(world) as caller:
            page = await caller.client.get("/demo")
            assert page.status_code == 200
            policy = page.headers["content-security-policy"]
            assert policy.startswith("default-src 'none'; script-src 'self';")
            assert "unsafe" not in policy
            assert page.headers["x-content-type-options"] == "nosniff"
            assert "<style" not in page.text
            assert "style=" not in page.text
            assert "//" not in page.text.replace("<!doctype", "")
            for name, kind in (("simulator.js", "text/javascript"), ("koe.css", "text/css")):
                address = page.text.partition(f"/static/{name}")[2].partition('"')[0]
                file = await caller.client.get(f"/static/{name}{address}")
                assert file.headers["content-type"].startswith(kind)
                assert "immutable" in file.headers["cache-control"]
                plain = await caller.client.get(f"/static/{name}")
                assert plain.headers["cache-control"] == "no-cache"
            for name in ("nothing.js", "..%2Fhtml_page.py", "%2e%2e"):
                assert (await caller.client.get(f"/static/{name}")).status_code == 404


async def test_people_are_listed_and_parents_can_be_added(sqlite_url: str) -> None:
    with demo(sqlite_url) as world:
        async with calling(world) as caller:
            people = (await caller.client.get("/demo/people")).json()
            assert {person["role"] for person in people} == {"parent", "staff", "coordinator"}
            assert all(set(person) == {"id", "name", "role"} for person in people)
            added = await caller.client.post("/demo/people")
            assert added.status_code == 201
            assert added.json() == {"id": "parent-5", "name": "保護者 5", "role": "parent"}
            assert (await caller.client.get("/demo/people")).json() == [*people, added.json()]
            assert await caller.say("parent-5", text="ヘルプ") == 200
            while len(world.simulator.people) < MAX_PEOPLE:
                await caller.client.post("/demo/people")
            assert (await caller.client.post("/demo/people")).status_code == 409


async def test_staff_opens_a_survey_and_a_parent_begins_it(sqlite_url: str) -> None:
    with demo(sqlite_url) as world:
        world.lesson()
        await world.enrol()
        async with calling(world) as caller:
            assert await caller.say("staff-1", text="終了 12") == 200
            mine, opened = (await caller.talk("staff-1"))[-2:]
            assert (mine["from"], mine["text"], mine["buttons"]) == ("me", "終了 12", [])
            code = opened["card"].removeprefix("/demo/card/").removesuffix(".png")
            assert code in opened["text"]
            picture = await caller.client.get(opened["card"])
            assert picture.headers["content-type"] == "image/png"
            assert Image.open(BytesIO(picture.content)).size == (1080, 1440)

            await caller.say("parent-1", text=code)
            consent = (await caller.talk("parent-1"))[-1]
            assert (consent["from"], consent["language"], consent["page"]) == ("koe", "ja", True)
            assert consent["buttons"][0]["role"] == "choice"
            await caller.tap("parent-1", "はい（今日だけ）")
            mine, asked = await caller.talk("parent-1", after=consent["n"])
            assert (mine["from"], mine["text"]) == ("me", "はい（今日だけ）")
            assert asked["progress"]["step"] == 1
            assert asked["n"] == mine["n"] + 1 == consent["n"] + 2


async def test_ticks_are_told(sqlite_url: str) -> None:
    with demo(sqlite_url) as world:
        world.lesson()
        await world.enrol()
        async with calling(world) as caller:
            await caller.say("staff-1", text="終了 12")
            card = (await caller.talk("staff-1"))[-1]["card"]
            await caller.say("parent-1", text=card[len("/demo/card/") : -len(".png")])
            await caller.tap("parent-1", "はい（今日だけ）")
            for label in ("2歳", "ラフールや区役所の人", "どちらともいえない", "以前使っていた"):
                await caller.tap("parent-1", label)
            page = (await caller.talk("parent-1"))[-1]
            ticked = page["buttons"][0]["label"]
            await caller.tap("parent-1", ticked)
            page = (await caller.talk("parent-1"))[-1]
            assert [b["label"] for b in page["buttons"] if b["ticked"]] == [ticked]


@pytest.mark.parametrize(
    ("person", "code_sent", "language"),
    [("parent-1", "ヘルプ", "ja"), ("parent-3", "help", "en"), ("parent-4", "帮助", "zh-Hans")],
)
async def test_phones_have_languages(
    person: str, code_sent: str, language: str, sqlite_url: str
) -> None:
    with demo(sqlite_url) as world:
        async with calling(world) as caller:
            await caller.say(person, text=code_sent)
            assert (await caller.talk(person))[-1]["language"] == language


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"text": "x"}', 200),
        (b'{"tap": "1l", "label": "x"}', 200),
        (b'{"text": "\\ud800\\u0000x"}', 200),
        (b"not json", 400),
        (b"", 400),
        (b"[1]", 400),
        (b"{}", 400),
        (b'{"text": 5}', 400),
        (b'{"text": ""}', 400),
        (b'{"text": "  "}', 400),
        (b'{"tap": "1l"}', 400),
        (b'{"tap": 7, "label": "x"}', 400),
        (b"[" * 100_000, 400),
        (b'{"text": "' + b"x" * 5000 + b'"}', 200),
        (b'{"text": "' + b"x" * 5001 + b'"}', 400),
        (b'{"tap": "1l", "label": "' + b"x" * 5000 + b'"}', 400),
        (b'{"text": "' + b"x" * 1_000_001 + b'"}', 413),
    ],
    ids=lambda value: str(value)[:24],
)
async def test_what_can_be_said(body: bytes, status: int, sqlite_url: str) -> None:
    with demo(sqlite_url) as world:
        async with calling(world) as caller:
            answer = await caller.client.post("/demo/say/parent-1", content=body)
            assert answer.status_code == status
            said = [line for line in world.simulator.lines("parent-1") if isinstance(line, Heard)]
            assert len(said) == (status == 200)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/demo/talk/nobody", 404),
        ("POST", "/demo/say/nobody", 404),
        ("GET", "/demo/card/QQQQQ.png", 404),
        ("GET", "/demo/talk/parent-1?after=x", 400),
        ("GET", "/demo/talk/parent-1?after=-1", 400),
        ("GET", "/demo/talk/parent-1?after=٣", 400),
        ("GET", "/demo/talk/parent-1", 200),
    ],
)
async def test_what_leads_nowhere(method: str, path: str, status: int, sqlite_url: str) -> None:
    with demo(sqlite_url) as world:
        async with calling(world) as caller:
            answer = await caller.client.request(method, path, json={"text": "x"})
            assert answer.status_code == status


async def test_nobody_else_is_written_to_by_name(sqlite_url: str) -> None:
    with demo(sqlite_url) as world, pytest.raises(KeyError):
        await world.simulator.say("nobody", "こんにちは")


async def test_the_simulator_is_not_there_unless_mounted(sqlite_url: str) -> None:
    with demo(sqlite_url) as world:
        transport = httpx.ASGITransport(app=make_app(world.koe))
        async with httpx.AsyncClient(transport=transport, base_url="http://koe.test") as client:
            assert (await client.get("/demo")).status_code == 404
