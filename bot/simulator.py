"""GET /demo: parent, staff and coordinator side by side, talking to the real bot.

Mounted by `koe demo` only. There is no login: whoever reaches the page is everybody.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, TypeAlias, assert_never

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.app import Koe
from bot.channels.web import (
    Heard,
    Line,
    Said,
    Told,
    UnreadableError,
    WebChannel,
    inbound_from,
    parse,
)
from bot.pages.html_page import SAFE_HEADERS, answering, html_page, static_routes
from bot.pictures import entry_card_png
from bot.webhooks import read_body
from handlers.entry import entry_link
from handlers.inbound import TextReceived
from handlers.work import Work
from surveys.messages import EntryCard, Message
from surveys.model import Language

Part: TypeAlias = Literal["parent", "staff", "coordinator"]

MAX_PEOPLE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a pane. `id` is the address on the web channel, `language` the phone's."""

    id: str
    name: str
    role: Part
    language: str | None = None


def demo_people() -> list[Person]:
    """Four parents with phones in three languages, one of the staff, one coordinator."""
    return [
        Person(id="parent-1", name="保護者 1", role="parent"),
        Person(id="parent-2", name="保護者 2", role="parent"),
        Person(id="parent-3", name="保護者 3（English）", role="parent", language="en"),
        Person(id="parent-4", name="保護者 4（中文）", role="parent", language="zh"),
        Person(id="staff-1", name="スタッフ", role="staff"),
        Person(id="coordinator-1", name="コーディネーター", role="coordinator"),
    ]


class Simulator:
    """The people of the demo and their talks."""

    def __init__(self, koe: Koe, channel: WebChannel, people: Iterable[Person]) -> None:
        """`channel` must be among those of `koe`."""
        self._koe = koe
        self._channel = channel
        self._people = {person.id: person for person in people}

    def routes(self) -> list[BaseRoute]:
        """The routes under /demo."""
        centre = self._koe.house.centre.name
        return [
            Route("/demo", self._page),
            Route("/demo/people", self._listed, methods=["GET"]),
            Route("/demo/people", self._added, methods=["POST"]),
            Route("/demo/talk/{person}", self._talk),
            Route("/demo/say/{person}", answering(self._said, centre), methods=["POST"]),
            Route("/demo/card/{code}.png", answering(self._card, centre)),
            *static_routes(),
        ]

    @property
    def people(self) -> list[Person]:
        """Everybody, in the order in which they came."""
        return list(self._people.values())

    def lines(self, person: str) -> list[Line]:
        """What was said in a person's talk so far."""
        return self._channel.lines(person)

    async def say(self, person: str, text: str) -> None:
        """Let a person type a text; the answer is in their talk once it has been delivered.

        Raises:
            KeyError: there is no such person.
        """
        await self._take(self._people[person], Said(what=TextReceived(text=text), shown=text))

    async def _take(self, person: Person, said: Said) -> None:
        # Heard first: the answer may arrive before `take` returns.
        self._channel.hear(person.id, said.shown)
        inbound = inbound_from(
            person.id,
            said,
            event=self._koe.house.new_id(),
            at=self._koe.clock(),
            language=person.language,
        )
        await self._koe.take([inbound])

    async def _page(self, _request: Request) -> Response:
        return html_page(
            "simulator.html", language=Language.JA, centre=self._koe.house.centre.name
        )

    async def _listed(self, _request: Request) -> Response:
        return _json([_told_person(person) for person in self.people])

    async def _added(self, _request: Request) -> Response:
        """One more parent, with a phone in Japanese."""
        if len(self._people) >= MAX_PEOPLE:
            return PlainTextResponse("there are enough people\n", status_code=409)
        number = 1 + sum(person.role == "parent" for person in self.people)
        person = Person(id=f"parent-{number}", name=f"保護者 {number}", role="parent")
        self._people[person.id] = person
        return _json(_told_person(person), status=201)

    async def _talk(self, request: Request) -> Response:
        person = self._people.get(request.path_params["person"])
        if person is None:
            return _nobody()
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) <= 9):
            return PlainTextResponse("after: a number is expected\n", status_code=400)
        lines = self._channel.lines(person.id, int(after))
        return _json({"messages": [_told_line(line) for line in lines]})

    async def _said(self, request: Request) -> Response:
        person = self._people.get(request.path_params["person"])
        if person is None:
            return _nobody()
        body = await read_body(request)
        if body is None:
            return PlainTextResponse("too large or broken off\n", status_code=413)
        try:
            said = parse(body)
        except UnreadableError as error:
            return PlainTextResponse(f"{error}\n", status_code=400)
        await self._take(person, said)
        return _json({"taken": True})

    async def _card(self, request: Request) -> Response:
        code = request.path_params["code"]
        card = await self._koe.look(lambda work: _entry_card(work, code))
        if card is None:
            return PlainTextResponse("unknown code\n", status_code=404)
        link = entry_link(self._koe.house.centre, card.code)
        picture = await asyncio.to_thread(entry_card_png, card, link)
        return Response(picture, media_type="image/png", headers=SAFE_HEADERS)


def _entry_card(work: Work, code: str) -> EntryCard | None:
    """The card as it is sent to staff on other channels."""
    collector = work.uow.collectors.by_code(code)
    if collector is None:
        return None
    return EntryCard(
        code=collector.code,
        course=collector.lesson.course.name,
        deadline=work.minute(collector.closes_at),
    )


def _json(content: object, *, status: int = 200) -> Response:
    headers = {**SAFE_HEADERS, "Cache-Control": "no-store"}
    return JSONResponse(content, status_code=status, headers=headers)


def _nobody() -> Response:
    return PlainTextResponse("no such person\n", status_code=404)


def _told_person(person: Person) -> dict[str, str]:
    return {"id": person.id, "name": person.name, "role": person.role}


def _told_line(line: Line) -> dict[str, Any]:
    """A line as the page's script reads it; both kinds have the same fields."""
    match line:
        case Heard(number=number, text=text):
            return {
                "n": number,
                "from": "me",
                "text": text,
                "language": None,
                "buttons": [],
                "progress": None,
                "card": None,
                "page": False,
            }
        case Told(number=number, message=message):
            return {"n": number, "from": "koe", **_told_message(message)}
        case _:
            assert_never(line)


def _told_message(message: Message) -> dict[str, Any]:
    return {
        "text": message.text,
        "language": message.language,
        "buttons": [
            {
                "label": button.label,
                "data": button.data,
                "role": button.role,
                "ticked": button.ticked,
            }
            for button in message.buttons
        ],
        "progress": asdict(message.progress) if message.progress else None,
        "card": f"/demo/card/{message.card.code}.png" if message.card else None,
        "page": message.page,
    }
