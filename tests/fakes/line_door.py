"""What every endpoint of LINE's API does before and after its own work."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request

from tests.fakes.contracts import Complaint
from tests.fakes.edge import Answer, Json, json_answer

USER_ID: Final = re.compile(r"U[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request that got through the door. `json` is None where there is no JSON body."""

    path: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    json: Any
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRoute:
    """One endpoint: the path is the template of LINE's OpenAPI file.

    A `raw` body is not JSON. `blocking` work may wait for the bot, and is done beside the
    server's loop.
    """

    method: str
    path: str
    work: Callable[[Incoming], Answer]
    raw: bool = False
    optional_body: bool = False
    blocking: bool = False


class RefusedError(Exception):
    """LINE's error answer. `complaints` are breaches of schema or limit, kept as violations."""

    def __init__(
        self,
        status: int,
        message: str,
        complaints: Iterable[Complaint] = (),
        *,
        headers: Mapping[str, str] | None = None,
        more: Json | None = None,
    ) -> None:
        super().__init__(message)
        self.complaints = tuple(complaints)
        details = [{"message": c.message, "property": c.where} for c in self.complaints]
        content: Json = {"message": message} | ({"details": details} if details else {})
        self.answer = json_answer({**content, **(more or {})}, status=status, headers=headers)


def breach(complaints: Iterable[Complaint]) -> None:
    """Refuse with 400 where there is anything to complain about.

    Raises:
        RefusedError: there is.
    """
    found = tuple(complaints)
    if found:
        count = len(found)
        message = f"The request body has {count} error{'s' if count > 1 else ''}"
        raise RefusedError(400, message, found)


def refuse_stranger(request: Request, token: str) -> None:
    """Only the holder of the channel access token may come in.

    Raises:
        RefusedError: 401.
    """
    if request.headers.get("authorization") != f"Bearer {token}":
        raise RefusedError(
            401,
            "Authentication failed due to the following reason: invalid token. Confirm that the "
            "access token in the authorization header is valid.",
        )


def read_json(request: Request, body: bytes) -> Any:
    """The JSON of a body, None where it is empty.

    Raises:
        RefusedError: 415 or 400.
    """
    if not body:
        return None
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/json":
        complaint = Complaint(message=f"content type is {kind!r}", where="content-type")
        raise RefusedError(415, "The content type is not supported", [complaint])
    try:
        return json.loads(body)
    except ValueError as error:
        complaint = Complaint(message=str(error), where="body")
        message = "The request body could not be parsed as JSON"
        raise RefusedError(400, message, [complaint]) from error
