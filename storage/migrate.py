"""The schema's version: bring a database up to date, and say where it stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.dialects import hold_migration_lock, open_engine


def upgrade(url: str) -> tuple[str | None, str]:
    """Bring the database to the newest revision; do nothing where it is there already.

    One transaction: all revisions or none. Several processes may do this at once, they wait for
    each other.

    Returns:
        The revision before (None for an empty database) and after.
    """
    with _connected(url) as connection:
        hold_migration_lock(connection)
        before = _revision(connection)
        command.upgrade(migrations(connection), "head")
    return before, head()


def current(url: str) -> str | None:
    """The revision that the database is at, None where it is empty."""
    with _connected(url) as connection:
        return _revision(connection)


def head() -> str:
    """The newest revision that this version of Koe knows."""
    # One line of history: with two heads this fails here rather than in somebody's database.
    (newest,) = ScriptDirectory.from_config(migrations()).get_heads()
    return newest


def migrations(connection: Connection | None = None) -> Config:
    """What alembic's commands need: where the scripts are, and on which connection to run them."""
    # No alembic.ini: the scripts are found beside this file, installed or not.
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
