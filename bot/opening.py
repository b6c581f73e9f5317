"""Opening a Koe for one command: settings, key, schema, composition."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bot import clock
from bot.app import Koe, compose
from bot.settings import Settings, read_settings, secret_key
from storage.database import open_store
from storage.migrate import upgrade

UNSEALED: Final = "commands that only count never open an address"
"""Stands in for the key in commands that neither read nor write addresses."""


class Problem(Exception):  # noqa: N818 - it is told to a person as it is
    """Something a command explains in one line; the exit code is 1."""


@contextmanager
def opened(*, secret_needed: bool) -> Iterator[Koe]:
    """A composed Koe over a migrated database, for one command."""
    settings = read_settings()
    secret = secret_key(settings) if secret_needed else secret_or(settings, UNSEALED)
    migrated(settings)
    koe = compose(settings, secret, clock=clock.now)
    try:
        yield koe
    finally:
        koe.close()


def secret_or(settings: Settings, otherwise: str) -> str:
    """The secret key, or something else where none is set."""
    return settings.secret_key.get_secret_value() if settings.secret_key else otherwise


def migrated(settings: Settings) -> tuple[str | None, str]:
    """Bring the database to the newest schema; returns the revisions before and after.

    Raises:
        StoreUnavailable: the database cannot be reached.
    """
    store = open_store(settings.database_url, UNSEALED)
    try:
        with store.look():  # the migrations' own error would not tell what it means
            pass
    finally:
        store.close()
    return upgrade(settings.database_url)
