"""GET, POST /voices/{token}: a coordinator reads remarks, masked, and decides; no JavaScript.

The remarks stay here instead of in a talk that the company behind it keeps.
"""

from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.app import Koe
from bot.pages.html_page import (
    SAFE_HEADERS,
    answering,
    html_page,
    note_page,
    reader_language,
    static_routes,
)
from bot.webhooks import read_body
from handlers.reviewing_page import Deed, Form, Reading, Turned, reading, turn

MAX_FIELDS: Final = 10

MAX_SHORT: Final = 100
"""Characters of a field that no person types into."""

_DEEDS: Final[dict[str, Deed]] = {"approve": "approve", "dismiss": "dismiss"}


def routes(koe: Koe) -> list[BaseRoute]:
    """The routes of the coordinators' page."""
    page = VoicesPage(koe=koe)
    centre = koe.house.centre.name
    return [
        Route("/voices/{token}", answering(page.show, centre), methods=["GET"]),
        Route("/voices/{token}", answering(page.decide, centre), methods=["POST"]),
        *static_routes(),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicesPage:
    """Shows the remarks that wait, one after the other; takes what is decided about each."""

    koe: Koe

    async def show(self, request: Request) -> Response:
        """GET: the remark named by `at`, or the first that waits. Changes nothing."""
        token, query = request.path_params["token"], request.query_params
        at, note = query.get("at", ""), query.get("told", "")
        found = await self.koe.look(lambda work: reading(work, token, at, note))
        return self._nowhere(request) if found is None else self._page(found)

    async def decide(self, request: Request) -> Response:
        """POST: do it, then lead on to the next, so that reloading decides nothing."""
        body = await read_body(request)
        if body is None:
            return PlainTextResponse("too large or broken off\n", status_code=413)
        token, form = request.path_params["token"], form_of(body)
        done = await self.koe.run(partial(turn, token=token, form=form))
        if done is None:
            return self._nowhere(request)
        return self._page(done) if isinstance(done, Reading) else _onward(request, done)

    def _page(self, found: Reading) -> Response:
        return html_page(
            "voices.html",
            status=422 if found.unfit else 200,
            language=found.language,
            centre=self.koe.house.centre.name,
            page=found,
        )

    def _nowhere(self, request: Request) -> Response:
        """The same for whatever is wrong with an address or with who opens it."""
        language, house = reader_language(request), self.koe.house
        text = house.wording.say("remark_unknown", language)
        return note_page(text, status=404, language=language, centre=house.centre.name)


def form_of(body: bytes) -> Form:
    """A form as a browser sends it; what is missing is empty, lines end with one character."""
    try:
        fields = parse_qs(
            body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS
        )
    except ValueError:
        fields = {}
    first = {name: values[0] for name, values in fields.items()}
    text = first.get("text", "").replace("\x00", "")
    return Form(
        subject=first.get("subject", "")[:MAX_SHORT],
        seen=first.get("seen", "")[:MAX_SHORT],
        text=text.replace("\r\n", "\n").replace("\r", "\n"),
        deed=_DEEDS.get(first.get("deed", ""), "later"),
    )


def _onward(request: Request, done: Turned) -> Response:
    given = {"at": done.at, "told": done.note}
    query = urlencode({name: value for name, value in given.items() if value is not None})
    address = f"{request.url.path}?{query}" if query else request.url.path
    headers = {**SAFE_HEADERS, "Cache-Control": "no-store"}
    return RedirectResponse(address, status_code=303, headers=headers)
