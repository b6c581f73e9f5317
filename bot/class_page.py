"""GET /c/{code}: the class page for tablet and projector, and its card to print. No names."""

import asyncio
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.app import Koe
from bot.pages.html_page import SAFE_HEADERS, answering, html_page, note_page, static_routes
from bot.pictures import entry_card_png, qr_png
from handlers.enrolment import code_in
from handlers.entry import entry_link, line_link, telegram_link
from handlers.work import Centre, Work
from surveys.messages import EntryCard
from surveys.model import Language

QR_KEPT: Final = "public, max-age=3600"
CARD_KEPT: Final = "public, max-age=60"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How far an open survey has come. Families and rate are None where they say nothing."""

    completed: int
    families: int | None
    open: bool
    rate: int | None

    @property
    def too_many(self) -> bool:
        """More answers than families: the count of families should be checked."""
        return self.families is not None and self.completed > self.families


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page shows of a lesson and its survey."""

    code: str
    course: str
    when: str
    deadline: str
    reached: Reached


def seen(work: Work, code: str) -> Shown | None:
    """The lesson whose survey has this code, however it is written; None where there is none."""
    known = code_in(code)
    collector = work.uow.collectors.by_code(known) if known is not None else None
    if collector is None:
        return None
    count = work.uow.collectors.count(collector.id)
    families = count.families or None
    rate = None
    if families is not None and count.completed <= families:
        rate = round(100 * count.completed / families)
    return Shown(
        code=collector.code,
        course=collector.lesson.course.name,
        when=work.minute(collector.lesson.starts_at),
        deadline=work.minute(collector.closes_at),
        reached=Reached(
            completed=count.completed,
            families=families,
            open=collector.is_open(work.now),
            rate=rate,
        ),
    )


def routes(koe: Koe) -> list[BaseRoute]:
    """The routes of the class page."""
    page = ClassPage(koe=koe)
    centre = koe.house.centre.name
    return [
        Route("/c/{code}", answering(page.show, centre)),
        Route("/c/{code}/card", answering(page.card, centre)),
        Route("/c/{code}/count", answering(page.count, centre)),
        Route("/c/{code}/qr.png", answering(page.picture, centre)),
        Route("/c/{code}/card.png", answering(page.painted_card, centre)),
        *static_routes(),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPage:
    """Page, count and picture of one code."""

    koe: Koe

    async def show(self, request: Request) -> Response:
        """The page; one clear line where the code is unknown (404)."""
        return await self._page(request, "class.html")

    async def card(self, request: Request) -> Response:
        """The same to print and hand out: no count, no script, A6, or larger as paper allows."""
        return await self._page(request, "card.html")

    async def _page(self, request: Request, template: str) -> Response:
        shown = await self._shown(request)
        house = self.koe.house
        if shown is None:
            text = house.wording.say("class_unknown", Language.JA)
            centre = house.centre.name
            return note_page(text, status=404, language=Language.JA, centre=centre)
        return html_page(
            template,
            language=Language.JA,
            centre=house.centre.name,
            shown=shown,
            reached=shown.reached,
            languages=list(Language),
            begin=_beginning(house.centre),
        )

    async def count(self, request: Request) -> Response:
        """The live count as JSON: completed, families, rate, open."""
        shown = await self._shown(request)
        if shown is None:
            return JSONResponse({"error": "unknown code"}, status_code=404)
        reached = shown.reached
        content = {
            "completed": reached.completed,
            "families": reached.families,
            "rate": reached.rate,
            "open": reached.open,
        }
        return JSONResponse(content, headers={**SAFE_HEADERS, "Cache-Control": "no-store"})

    async def picture(self, request: Request) -> Response:
        """The QR alone. LINE fetches it too, so it does not depend on the survey being open."""
        shown = await self._shown(request)
        if shown is None:
            return PlainTextResponse("unknown code\n", status_code=404)
        picture = qr_png(entry_link(self.koe.house.centre, shown.code))
        headers = {**SAFE_HEADERS, "Cache-Control": QR_KEPT}
        return Response(picture, media_type="image/png", headers=headers)

    async def painted_card(self, request: Request) -> Response:
        """The entry card as staff get it on Telegram; LINE fetches it for the message."""
        shown = await self._shown(request)
        if shown is None:
            return PlainTextResponse("unknown code\n", status_code=404)
        card = EntryCard(code=shown.code, course=shown.course, deadline=shown.deadline)
        link = entry_link(self.koe.house.centre, shown.code)
        picture = await asyncio.to_thread(entry_card_png, card, link)
        # short: a course's name or the deadline may change
        headers = {**SAFE_HEADERS, "Cache-Control": CARD_KEPT}
        return Response(picture, media_type="image/png", headers=headers)

    async def _shown(self, request: Request) -> Shown | None:
        code = request.path_params["code"]
        return await self.koe.look(lambda work: seen(work, code))


def _beginning(centre: Centre) -> str:
    """The wording's entry that says how to begin, which depends on what the QR holds."""
    if line_link(centre, "") is not None:
        return "class_begin_line"
    return "class_begin_code" if telegram_link(centre, "") is None else "class_begin_telegram"
