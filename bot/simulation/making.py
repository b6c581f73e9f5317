"""Making a simulated year: an empty database, the year in it, its truth beside it."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from bot.app import read_catalog
from bot.opening import UNSEALED, Problem, secret_or
from bot.settings import read_settings
from bot.simulation.writing import check_empty, write_year
from storage.database import open_store
from storage.migrate import current, upgrade
from surveys.simulation.knobs import Knobs
from surveys.simulation.truth import truth_of
from surveys.simulation.year import simulated

SURVEY: Final = "aonico-core"
FILE: Final = "sqlite:///"


def checked_knobs(**given: Any) -> Knobs:
    """The knobs of a year.

    Raises:
        Problem: one of them makes no sense.
    """
    try:
        return Knobs(**given)
    except ValueError as error:
        raise Problem(str(error)) from None


def make_year(knobs: Knobs, url: str, tell: Callable[[int, int], None]) -> Path:
    """Write a year to the database at `url`; the path of its truth.

    Raises:
        Problem: the database holds something already, is of another kind, or the truth cannot
            be written.
    """
    settings = read_settings()
    truth = truth_path(url)
    try:
        store = open_store(url, secret_or(settings, UNSEALED))
    except ValueError as error:
        raise Problem(f"--out: {error}") from None
    with closing(store):
        # looked at before anything is drawn, and before a foreign schema is touched
        if current(url) is not None:
            with store.look() as uow:
                check_empty(uow)
        upgrade(url)
        year = simulated(knobs, read_catalog(settings.surveys_dir).latest(SURVEY), tell)
        write_year(store, year)
    text = json.dumps(truth_of(year), ensure_ascii=False, indent=2)
    try:
        truth.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise Problem(f"{truth}: cannot be written ({error.strerror})") from None
    return truth


def truth_path(url: str) -> Path:
    """Where the truth goes: beside a file, or into the present folder for a server."""
    if url.startswith(FILE):
        return Path(url.removeprefix(FILE)).parent / "truth.json"
    return Path("truth.json")
