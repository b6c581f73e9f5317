"""The only place where SQLite and PostgreSQL differ: connecting, locking, conflicts, errors."""

import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from storage.tables import Row
from storage.turns import Turns

WAIT_SECONDS: Final = 10
"""How long a transaction waits for a lock or a free connection before it gives up."""

_CONNECT_SECONDS: Final = 5
_READS_ONLY: Final = "koe_reads_only"
_MIGRATION_LOCK: Final = 0x4B6F65
"""Number of the advisory lock under which PostgreSQL's schema is changed; "Koe" in ASCII."""

_IMPORT_LOCK: Final = _MIGRATION_LOCK + 1
"""The same for imports of lessons."""

# Primary result codes of SQLite that speak of the file or the lock, not of our SQL.
_SQLITE_UNAVAILABLE: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
# Classes of SQLSTATE: connection, rollback (deadlock), resources, lock wait, shutdown.
_POSTGRES_UNAVAILABLE: Final = ("08", "40", "53", "55P03", "57P")


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:///path` or `postgresql+psycopg://…`; it connects when first used.

    Errors name the statement and never its parameters, which may be somebody's answers.

    Raises:
        ValueError: another database, or SQLite without a file.
    """
    parsed = make_url(url)
    match parsed.drivername:
        case "sqlite" if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            engine = create_engine(
                parsed, hide_parameters=True, pool_size=8, pool_timeout=WAIT_SECONDS
            )
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        case "postgresql+psycopg":
            given = parsed.query.get("options", "")
            wait = f"-c lock_timeout={WAIT_SECONDS}s -c timezone=UTC"
            return create_engine(
                parsed,
                hide_parameters=True,
                pool_size=8,
                pool_timeout=WAIT_SECONDS,
                pool_pre_ping=True,
                connect_args={
                    "connect_timeout": _CONNECT_SECONDS,
                    "options": f"{given} {wait}",
                },
            )
        case _:
            raise ValueError("the database is sqlite:///path or postgresql+psycopg://…")


def reading(engine: Engine) -> Engine:
    """The same engine for transactions that only read, each with one view of the data."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{_READS_ONLY: True})
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def writers(engine: Engine) -> Turns | None:
    """Turns for the writers of this process; None where the database serves them in order."""
    return Turns() if engine.dialect.name == "sqlite" else None


def hold_migration_lock(connection: Connection) -> None:
    """Wait until nobody else migrates. SQLite's transaction holds its write lock already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})


def hold_import_lock(session: Session) -> None:
    """Wait until nobody else imports lessons. SQLite's transaction holds its write lock already.

    Two imports of the same schedule would each find none of the other's lessons, and both add
    them. The statements after the lock see what the other one has committed.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(
            text("SELECT pg_advisory_xact_lock(:key)"), {"key": _IMPORT_LOCK}
        )


def insert_if_new(session: Session, row: Row) -> bool:
    """Insert a row; False (and nothing inserted) when it meets a unique key that is taken."""
    statement = _insert(session, row).on_conflict_do_nothing()
    # For an INSERT the driver's count of rows is thrown away unless it is asked for.
    return session.exec(statement.execution_options(preserve_rowcount=True)).rowcount == 1


def insert_or_replace(session: Session, row: Row, *, key: tuple[str, ...]) -> None:
    """Insert a row, or overwrite the one with the same `key` columns."""
    values = {name: value for name, value in _values(row).items() if name not in key}
    statement = _insert(session, row).on_conflict_do_update(index_elements=key, set_=values)
    session.exec(statement)


def is_unavailable(error: OperationalError) -> bool:
    """Whether the database is down or locked, rather than our SQL at fault."""
    match error.orig:
        case sqlite3.OperationalError(sqlite_errorcode=int(code)):
            # The low byte is the primary code; the rest tells what kind of it.
            return code & 0xFF in _SQLITE_UNAVAILABLE
        case psycopg.OperationalError(sqlstate=str(state)):
            return state.startswith(_POSTGRES_UNAVAILABLE)
        case psycopg.OperationalError():
            # No answer from the server at all.
            return True
        case _:
            return False


def _insert(session: Session, row: Row) -> "sqlite.Insert | postgresql.Insert":
    table = type(row)
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table).values(_values(row))
    return postgresql.insert(table).values(_values(row))


def _values(row: Row) -> Mapping[str, Any]:
    # A number that the database is to give is left out, or NULL would be inserted.
    return {name: value for name, value in row.model_dump().items() if name != "number"}


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver must not begin transactions of its own: `_begin_sqlite` says how they begin.
    connection.isolation_level = None
    cursor = connection.cursor()
    # SQLite does not wait for a lock here. If somebody has it, they are changing the mode of a
    # new file, which then is ours too; whatever else is wrong shows when the transaction begins.
    with suppress(sqlite3.OperationalError):
        cursor.execute("PRAGMA journal_mode = WAL")
    for pragma in (
        f"busy_timeout = {WAIT_SECONDS * 1000}",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        # What is erased is overwritten, not only forgotten.
        "secure_delete = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reads_only = connection.get_execution_options().get(_READS_ONLY, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reads_only else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
