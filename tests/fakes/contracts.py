"""The platforms' own interface descriptions, read from outside the project, once per process.

They lie in the folder named by KOE_CONTRACTS, or in `shared/contracts` beside the project.
Without them the fakes check limits and behaviour only; in CI (CI=true) that is an error.
"""

import functools
import json
import os
import runpy
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.fakes.edge import Json


class SchemaError(Protocol):
    """The part of jsonschema's error that is read here."""

    @property
    def absolute_path(self) -> "list[str | int]": ...

    @property
    def message(self) -> str: ...


class Validator(Protocol):
    """The part of jsonschema's validator that is used here."""

    def iter_errors(self, instance: object) -> "list[SchemaError]": ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One thing wrong with a request: what, and where (`messages[0].text`)."""

    message: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineContract:
    """Bodies by (method, path template), and the schema of a webhook."""

    bodies: Mapping[tuple[str, str], Validator]
    webhook: Validator


def folder() -> Path | None:
    """Where the contracts are, None where there are none.

    Raises:
        RuntimeError: there are none and this is CI, where nothing may go unchecked.
    """
    named = os.environ.get("KOE_CONTRACTS")
    project = Path(__file__).resolve().parents[2]
    place = Path(named) if named else project.parent / "shared" / "contracts"
    if (place / "line_schema.py").is_file():
        return place
    if os.environ.get("CI") == "true":
        raise RuntimeError("no interface descriptions here: set KOE_CONTRACTS to their folder")
    return None


def need_contracts() -> None:
    """Skip the running test where there are no contracts; in CI it fails."""
    if folder() is None:
        pytest.skip("the platforms' interface descriptions are not here: set KOE_CONTRACTS")


@functools.cache
def line_contract() -> LineContract | None:
    """LINE's descriptions as strict validators."""
    place = folder()
    if place is None:
        return None
    load: Callable[..., Any] = runpy.run_path(str(place / "line_schema.py"))["load"]
    with warnings.catch_warnings():
        # the loader leaves closing its file to the interpreter, which warns about it
        warnings.simplefilter("ignore", ResourceWarning)
        bodies, _ = load(str(place / "line" / "messaging-api.yml"))
        _, webhook_schema = load(str(place / "line" / "webhook.yml"))
    return LineContract(bodies=bodies, webhook=webhook_schema("CallbackRequest"))


@functools.cache
def telegram_contract() -> Json | None:
    """Telegram's methods and types, as the file has them."""
    place = folder()
    if place is None:
        return None
    content: Json = json.loads((place / "telegram" / "api.min.json").read_text("utf-8"))
    return content


def complaints(validator: Validator, body: object) -> list[Complaint]:
    """What a schema finds wrong, by place."""
    found = [
        Complaint(message=error.message[:300], where=_written(error.absolute_path))
        for error in validator.iter_errors(body)
    ]
    return sorted(found, key=lambda complaint: complaint.where)


def _written(path: "list[str | int]") -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")
