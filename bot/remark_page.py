"""GET, POST /t/{token}: the optional remark, one field, without JavaScript."""

from dataclasses import dataclass
from functools import partial
from typing import Final, assert_never
from urllib.parse import parse_qs

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
from handlers.remarks import (
    Asked,
    Closed,
    NotNow,
    Unfit,
    Written,
    remark_asked,
    write_remark,
)
from handlers.work import Work
from surveys.events import Refusal

MAX_FIELDS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The fields of the form: the remark, the mark of the page shown, and consent to quote."""

    text: str
    once: str
    quote: bool


def routes(koe: Koe) -> list[BaseRoute]:
    """The routes of the remark's page."""
    page = RemarkPage(koe=koe)
    centre = koe.house.centre.name
    return [
        Route("/t/{token}", answering(page.show, centre), methods=["GET"]),
        Route("/t/{token}", answering(page.write, centre), methods=["POST"]),
        *static_routes(),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkPage:
    """Shows the question, takes the remark."""

    koe: Koe

    async def show(self, request: Request) -> Response:
        """GET: the question, or one line that says why there is none."""
        token = request.path_params["token"]
        shown = await self.koe.look(lambda work: remark_asked(work, token))
        match shown:
            case Asked():
                return self._form(shown)
            case NotNow() | Closed() | None:
                return self._told(request, shown)
            case _:
                assert_never(shown)

    async def write(self, request: Request) -> Response:
        """POST: store the remark, then lead back to the page, so that reloading sends nothing."""
        body = await read_body(request)
        if body is None:
            return PlainTextResponse("too large or broken off\n", status_code=413)
        token, form = request.path_params["token"], form_of(body)
        outcome = await self.koe.run(partial(_write, token=token, form=form))
        match outcome:
            case Written():
                self.koe.something_to_send.set()  # an alert does not wait for the next look
                return RedirectResponse(request.url.path, status_code=303, headers=SAFE_HEADERS)
            case Unfit(asked=asked, why=why):
                return self._form(asked, text=form.text, why=why)
            case NotNow() | Closed() | None:
                return self._told(request, outcome)
            case _:
                assert_never(outcome)

    def _form(self, asked: Asked, *, text: str = "", why: Refusal | None = None) -> Response:
        say, language = self.koe.house.wording.say, asked.language
        mistake = None
        if why is not None:
            key = "too_long" if why is Refusal.TOO_LONG else "remark_empty"
            mistake = say(key, language, max=asked.max_length)
        return html_page(
            "remark.html",
            status=200 if why is None else 422,
            language=language,
            centre=self.koe.house.centre.name,
            asked=asked,
            text=text,
            mistake=mistake,
            once=self.koe.house.new_id(),
        )

    def _told(self, request: Request, shown: NotNow | Closed | None) -> Response:
        """One clear line: not now, closed, or an address that leads nowhere."""
        match shown:
            case NotNow(language=language):
                status, key = 409, "remark_not_now"
            case Closed(language=language):
                status, key = 410, "code_closed"
            case None:
                language = reader_language(request)
                status, key = 404, "remark_unknown"
            case _:
                assert_never(shown)
        text = self.koe.house.wording.say(key, language)
        centre = self.koe.house.centre.name
        return note_page(text, status=status, language=language, centre=centre)


def form_of(body: bytes) -> Form:
    """A form as a browser sends it; what is missing is empty, lines end with one character."""
    try:
        fields = parse_qs(
            body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS
        )
    except ValueError:
        fields = {}
    text = fields.get("text", [""])[0].replace("\x00", "")
    # Browsers send line ends as two characters, but count them as one in `maxlength`.
    return Form(
        text=text.replace("\r\n", "\n").replace("\r", "\n"),
        once=fields.get("once", [""])[0][:32],
        quote="quote" in fields,
    )


def _write(work: Work, *, token: str, form: Form) -> Written | Unfit | NotNow | Closed | None:
    once = form.once or work.house.new_id()
    return write_remark(work, token, form.text, once=once, quote=form.quote)
