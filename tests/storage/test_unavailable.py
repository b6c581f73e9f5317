"""A database that is down, locked or set up wrongly, and what the store says then."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from storage.database import SqlStore, StoreUnavailable, open_store
from storage.dialects import reading
from surveys.model import Language
from tests.storage.samples import (
    NOW,
    SEALED_WITH,
    add_contact,
)


def test_our_own_mistakes_are_not_called_unavailable(empty_url: str) -> None:
    store = open_store(empty_url, SEALED_WITH)
    with pytest.raises((OperationalError, ProgrammingError)), store.begin() as uow:
        add_contact(uow)
    store.close()


def _executes(statement: str) -> Callable[..., None]:
    return lambda connection: connection.exec_driver_sql(statement)


def test_a_lock_held_too_long(store: SqlStore) -> None:
    with store.begin() as uow:
        add_contact(uow)
    other = open_store(store.engine.url.render_as_string(hide_password=False), SEALED_WITH)
    with store.begin() as uow:
        add_contact(uow)
        if store.engine.dialect.name == "sqlite":
            # The wait is set when a connection is made; the test's is made beforehand.
            event.listen(other.engine, "connect", _impatient)
        else:
            event.listen(other.engine, "begin", _executes("SET LOCAL lock_timeout = '1ms'"))
        with pytest.raises(StoreUnavailable), other.begin() as late:
            add_contact(late)
    with other.begin() as uow:
        assert add_contact(uow).id == "c1"
    other.close()


def _impatient(connection: sqlite3.Connection, _entry: object) -> None:
    connection.execute("PRAGMA busy_timeout = 0")


def test_no_connection_is_free(url: str, store: SqlStore) -> None:
    engine = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.01)
    narrow = SqlStore(engine=engine, reader=reading(engine), seals=store.seals, turns=None)
    with narrow.look(), pytest.raises(StoreUnavailable), narrow.look():
        pass
    narrow.close()


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://koe@127.0.0.1:1/koe", "sqlite:////proc/1/koe.db"]
)
def test_a_database_that_is_not_there(url: str) -> None:
    store = open_store(url, SEALED_WITH)
    with pytest.raises(StoreUnavailable), store.begin():
        pass
    store.close()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_connection_that_is_cut(store: SqlStore) -> None:
    with pytest.raises(StoreUnavailable), store.begin() as uow:  # noqa: PT012 - as above
        with store.begin() as other:
            victim = uow.contacts.session.connection().exec_driver_sql("SELECT pg_backend_pid()")
            other.contacts.session.connection().execute(
                text("SELECT pg_terminate_backend(:process)"), {"process": victim.scalar_one()}
            )
        add_contact(uow)
    with store.begin() as uow:
        assert uow.contacts.find_or_add("line", "U1", "c1", Language.JA, NOW).id == "c1"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_takes_the_write_lock_at_once(store: SqlStore) -> None:
    other = sqlite3.connect(str(store.engine.url.database), timeout=0, isolation_level=None)
    with store.look():
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    with store.begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_turn_that_does_not_come(store: SqlStore) -> None:
    with store.begin() as uow:
        add_contact(uow)
        with pytest.raises(StoreUnavailable), replace(store, wait_seconds=0.01).begin():
            pass
    with store.begin() as uow:
        assert uow.contacts.get("c1").id == "c1"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_is_set_up(store: SqlStore) -> None:
    with store.begin() as uow:
        connection = uow.contacts.session.connection()
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in (
                "journal_mode",
                "foreign_keys",
                "busy_timeout",
                "synchronous",
                "secure_delete",
            )
        }
    assert found == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 10_000,
        "synchronous": 1,
        "secure_delete": 1,
    }


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("sqlite://", SEALED_WITH),
        ("sqlite:///:memory:", SEALED_WITH),
        ("postgresql://localhost/koe", SEALED_WITH),
        ("mysql://localhost/koe", SEALED_WITH),
        ("sqlite:///koe.db", ""),
    ],
)
def test_what_cannot_be_opened(url: str, secret: str) -> None:
    with pytest.raises(ValueError, match=r"database is|secret is"):
        open_store(url, secret)
