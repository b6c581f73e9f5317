"""The demo without a browser: a Koe with the web channel, its pages, and callers of them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
from starlette.applications import Starlette

from bot.app import Koe, compose
from bot.channels.web import WebChannel
from bot.class_page import routes as class_routes
from bot.deliverer import deliver_due
from bot.remark_page import routes as remark_routes
from bot.settings import read_settings
from bot.simulator import Simulator, demo_people
from bot.web import Lifespan, make_app
from handlers.inviting import invite
from handlers.work import Work
from storage.migrate import upgrade
from surveys.model import SKIPPED, Language
from surveys.people import Collector, Lesson, MemberRole
from surveys.response import Answer, Response, Status
from tests.fakes.clock import Clock

SECRET: Final = "a key for tests, long enough"
CODE: Final = "K7M2P"
NOON: Final = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
"""Wednesday 2026-11-18 12:00 in Tokyo."""


@dataclass(kw_only=True)
class Demo:
    """A Koe with the web channel, and everybody who is in the demo."""

    koe: Koe
    channel: WebChannel
    simulator: Simulator
    clock: Clock

    def app(self, lifespan: Lifespan | None = None) -> Starlette:
        routes = [
            *self.simulator.routes(),
            *class_routes(self.koe),
            *remark_routes(self.koe),
        ]
        return make_app(self.koe, extra_routes=routes, lifespan=lifespan)

    def lesson(self, course: str = "ハローベビークラス") -> Lesson:
        """A lesson of an hour that ended five minutes ago."""

        def added(work: Work) -> Lesson:
            ends = work.now - timedelta(minutes=5)
            known, _ = work.uow.lessons.course(course, work.house.new_id())
            lesson = Lesson(
                id=work.house.new_id(),
                course=known,
                starts_at=ends - timedelta(hours=1),
                ends_at=ends,
                place="2階",
            )
            work.uow.lessons.add(lesson)
            return lesson

        return self.koe.do(added)

    def remark_address(self) -> str:
        """The page of somebody who has answered everything but the remark."""
        collector = opened(self)

        def added(work: Work) -> Response:
            respondent = work.house.new_id()
            work.uow.respondents.add(respondent, work.now)
            survey = work.house.catalog.get(collector.survey, collector.version)
            closed = [q for q in survey.questions if q.wave == "w1" and q.key != "voice"]
            response = Response(
                id=work.house.new_id(),
                respondent=respondent,
                collector=collector.id,
                survey=collector.survey,
                version=collector.version,
                wave="w1",
                mode="line",
                language=Language.JA,
                status=Status.COMPLETED,
                at="voice",
                answers={
                    question.key: Answer(question=question.key, choices=(SKIPPED,), at=work.now)
                    for question in closed
                },
                created_at=work.now,
                completed_at=work.now,
                moved_at=work.now,
            )
            work.uow.responses.add(response)
            return response

        response = self.koe.do(added)
        return f"/t/{response.id}{self.koe.house.sign(response.id)}"

    async def enrol(self) -> None:
        """Staff and coordinator join by invitation."""
        for person, role in (
            ("staff-1", MemberRole.STAFF),
            ("coordinator-1", MemberRole.COORDINATOR),
        ):
            await self.simulator.say(person, f"参加 {self.invitation(role)}")
            await self.deliver()

    async def deliver(self) -> None:
        """Send what waits to be sent."""
        await deliver_due(self.koe)

    def invitation(self, role: MemberRole) -> str:
        return self.koe.do(lambda work: invite(work, role, timedelta(days=7)))


@contextmanager
def demo(url: str, **settings: object) -> Iterator[Demo]:
    """The demo on the database at `url`; nothing is delivered by itself."""
    upgrade(url)
    clock, channel = Clock(NOON), WebChannel()
    known = read_settings(database_url=url, centre_name="ラフール", **settings)
    koe = compose(known, SECRET, clock=clock, channels=[channel])
    try:
        simulator = Simulator(koe, channel, demo_people())
        yield Demo(koe=koe, channel=channel, simulator=simulator, clock=clock)
    finally:
        koe.close()


@dataclass(kw_only=True)
class Caller:
    """Calls the routes as the page's script does."""

    client: httpx.AsyncClient
    koe: Koe

    async def say(self, person: str, **said: str) -> int:
        """Say or tap something, and let the answer be delivered; returns the status."""
        answer = await self.client.post(f"/demo/say/{person}", json=said)
        await deliver_due(self.koe)
        return answer.status_code

    async def talk(self, person: str, after: int = 0) -> list[dict[str, Any]]:
        answer = await self.client.get(f"/demo/talk/{person}", params={"after": after})
        assert answer.status_code == 200
        return list(answer.json()["messages"])

    async def tap(self, person: str, label: str) -> int:
        """Tap a button of the newest message that has one with this label."""
        for message in reversed(await self.talk(person)):
            for button in message["buttons"]:
                if button["label"] == label:
                    return await self.say(person, tap=button["data"], label=label)
        raise AssertionError(f"no button {label!r}")


@asynccontextmanager
async def calling(world: Demo) -> AsyncIterator[Caller]:
    transport = httpx.ASGITransport(app=world.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://koe.test") as client:
        yield Caller(client=client, koe=world.koe)


def opened(world: Demo, *, families: int | None = 12) -> Collector:
    """A survey opened just now for three days."""
    lesson = replace(world.lesson(), families=families)

    def added(work: Work) -> Collector:
        survey = work.house.catalog.latest(work.house.centre.survey)
        work.uow.lessons.save(lesson)
        collector = Collector(
            id=work.house.new_id(),
            lesson=lesson,
            survey=survey.key,
            version=survey.version,
            code=CODE,
            opened_at=work.now,
            closes_at=work.now + timedelta(hours=72),
        )
        work.uow.collectors.add(collector)
        return collector

    return world.koe.do(added)


WHOLE_WAY: Final = (
    "はい（今日だけ）",
    "2歳",
    "友だち・家族",
    "だいたい間に合う",
    "知らなかった",
)
"""The first taps of a parent in Japanese; whatever is asked then gets its first choice."""


@dataclass(kw_only=True)
class Visitor:
    """A parent with the link from the talk."""

    client: httpx.AsyncClient
    world: Demo
    path: str = ""

    async def answer_everything(self, person: str = "parent-1") -> None:
        """Answer in the talk until only the remark is left; the page's address is in it."""
        await self._say(person, text=opened(self.world).code)
        for _ in range(12):
            buttons = (await self._talk(person))[-1]["buttons"]
            links = [button["data"] for button in buttons if button["role"] == "link"]
            if links:
                self.path = links[0].removeprefix("https://koe.test")
                return
            labels = [button["label"] for button in buttons]
            label = next((label for label in WHOLE_WAY if label in labels), labels[0])
            data = buttons[labels.index(label)]["data"]
            await self._say(person, tap=data, label=label)
        raise AssertionError("the remark was not offered")

    async def say(self, text: str, person: str = "parent-1") -> str:
        """Say something in the talk; returns what comes back."""
        await self._say(person, text=text)
        return str((await self._talk(person))[-1]["text"])

    async def write(self, text: str, *, once: str = "", **more: str) -> httpx.Response:
        form = {"text": text, "once": once, **more}
        return await self.client.post(self.path, data=form)

    async def page(self, **headers: str) -> httpx.Response:
        return await self.client.get(self.path, headers=headers)

    def response(self) -> Response:
        """The response as it is stored."""
        return self.world.koe.do(lambda work: work.uow.responses.get(self.path[3:35]))

    def remark(self) -> Answer | None:
        return self.response().answers.get("voice")

    async def _say(self, person: str, **said: str) -> None:
        assert (await self.client.post(f"/demo/say/{person}", json=said)).status_code == 200
        await self.world.deliver()

    async def _talk(self, person: str) -> list[dict[str, Any]]:
        return list((await self.client.get(f"/demo/talk/{person}")).json()["messages"])


@asynccontextmanager
async def visitor(url: str) -> AsyncIterator[Visitor]:
    """Somebody who has answered everything but the remark."""
    with demo(url, public_url="https://koe.test") as world:
        transport = httpx.ASGITransport(app=world.app())
        async with httpx.AsyncClient(transport=transport, base_url="https://koe.test") as client:
            yield Visitor(client=client, world=world)
