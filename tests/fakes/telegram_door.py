"""What comes in at Telegram's door, and how it is turned away."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from starlette.datastructures import UploadFile
from starlette.requests import Request

from tests.fakes.contracts import Complaint
from tests.fakes.edge import Answer, Json, json_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """A file that came as a part of the request."""

    name: str
    content: bytes


Parameters: TypeAlias = dict[str, Any]
"""A method's parameters: JSON values, and `Uploaded` for files."""

Work = Callable[[Parameters], object]
"""Carries a method out; JSON values are its result. Raises BotError."""

# Parameters that are text even where the text looks like JSON.
_TEXTS: Final = frozenset(
    {
        "text",
        "caption",
        "callback_query_id",
        "file_id",
        "parse_mode",
        "url",
        "secret_token",
        "language_code",
        "description",
        "short_description",
        "name",
    }
)


class BotError(Exception):
    """Telegram's error answer. `complaints` are breaches of schema or limit."""

    def __init__(
        self,
        status: int,
        description: str,
        complaints: Iterable[Complaint] = (),
        *,
        parameters: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__(description)
        self.complaints = tuple(complaints)
        self.answer = error_answer(status, description, parameters or {})


def error_answer(status: int, description: str, parameters: Mapping[str, int]) -> Answer:
    """An error as the Bot API writes it; 502 comes from the gateway before it, as HTML."""
    if status == 502:
        page = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
        return Answer(status=502, body=page, media_type="text/html")
    content: Json = {"ok": False, "error_code": status, "description": description}
    if parameters:
        content["parameters"] = dict(parameters)
    return json_answer(content, status=status)


def breach(description: str, where: str) -> BotError:
    """A refusal for a limit, to be raised."""
    complaint = Complaint(message=description, where=where)
    return BotError(400, f"Bad Request: {description}", [complaint])


async def read_parameters(request: Request, texts: Collection[str]) -> Parameters:
    """The parameters of a call: from the address, a form, a form with files, or JSON.

    `texts` are names whose values stay text.

    Raises:
        BotError: the body is not what its content type says.
    """
    given: Parameters = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/json":
        given.update(_json_object(await request.body()))
        return given
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                given[name] = Uploaded(name=value.filename or "", content=await value.read())
            else:
                given[name] = value
    return {name: _decoded(name, value, texts) for name, value in given.items()}


def _json_object(body: bytes) -> Json:
    try:
        content = json.loads(body)
    except ValueError as error:
        raise breach("can't parse JSON object", "body") from error
    if not isinstance(content, dict):
        raise breach("a JSON object was expected", "body")
    return content


def _decoded(name: str, value: object, texts: Collection[str]) -> object:
    if not isinstance(value, str) or name in _TEXTS or name in texts:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
