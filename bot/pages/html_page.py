"""A page of HTML from a template, and the files that belong to it; nothing from elsewhere."""

import hashlib
from collections.abc import Awaitable, Callable
from functools import cache
from importlib.resources import files
from typing import Final, TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from storage.database import StoreUnavailable
from surveys import wording
from surveys.model import Language

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]

SAFE_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
"""Sent with every page: only our own files, never in a frame, no address handed on."""

_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def html_page(template: str, *, status: int = 200, **values: object) -> Response:
    """A template as a page that is not kept by anybody. `language` must be among the values."""
    text = environment().get_template(template).render(**values)
    return HTMLResponse(
        text, status_code=status, headers={**SAFE_HEADERS, "Cache-Control": "no-store"}
    )


def note_page(text: str, *, status: int, language: Language, centre: str) -> Response:
    """A page of one clear line."""
    return html_page("note.html", status=status, text=text, language=language, centre=centre)


def reader_language(request: Request) -> Language:
    """The language that a browser asks for first; for pages that know nothing of the reader."""
    wanted = request.headers.get("accept-language", "").strip().lower()
    if wanted.startswith("en"):
        return Language.EN
    return Language.ZH if wanted.startswith("zh") else Language.JA


def answering(endpoint: Endpoint, centre: str) -> Endpoint:
    """An endpoint that says so in one line while the database cannot be reached (503)."""

    async def answered(request: Request) -> Response:
        try:
            return await endpoint(request)
        except StoreUnavailable:
            language = reader_language(request)
            text = wording.built_in().say("page_unavailable", language)
            return note_page(text, status=503, language=language, centre=centre)

    return answered


def static_routes() -> list[BaseRoute]:
    """The files that pages refer to: GET /static/{name}. Every page brings them along."""
    return [Route("/static/{name}", _static)]


async def _static(request: Request) -> Response:
    """A file of ours. Its address changes with its content, so it may be kept for a year."""
    name = request.path_params["name"]
    content = _contents().get(name)
    if content is None:
        return PlainTextResponse("no such file\n", status_code=404)
    current = request.query_params.get("v") == _fingerprint(name)
    kept = "public, max-age=31536000, immutable" if current else "no-cache"
    return Response(
        content,
        media_type=_TYPES[name[name.rindex(".") :]],
        headers={**SAFE_HEADERS, "Cache-Control": kept},
    )


@cache
def environment() -> Environment:
    """The templates, read when they are first used. A value that is not given is an error."""
    made = Environment(
        loader=PackageLoader("bot", "pages/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = lambda name: f"/static/{name}?v={_fingerprint(name)}"
    made.globals["say"] = wording.built_in().say
    return made


@cache
def _contents() -> dict[str, bytes]:
    """Only what is listed here is served, so a name can lead nowhere else."""
    folder = files("bot") / "pages" / "static"
    return {
        entry.name: entry.read_bytes()
        for entry in folder.iterdir()
        if entry.name.endswith(tuple(_TYPES))
    }


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256(_contents()[name]).hexdigest()[:12]
