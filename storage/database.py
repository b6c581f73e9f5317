"""Where transactions begin."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import Session

from storage.dialects import WAIT_SECONDS, is_unavailable, open_engine, reading, writers
from storage.sealing import Seals, seals_from
from storage.turns import Turns, TurnTimeoutError
from storage.unit_of_work import SqlUnitOfWork, unit_of_work

# Rows are read for each question and never kept: what the database says is what is true.
_FRESH: Final = {"populate_existing": True, "synchronize_session": False}


class StoreUnavailable(Exception):  # noqa: N818 - it names a state
    """The database is down, or was locked for too long; the same call may succeed later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlStore:
    """A database that may be used from any thread. Made by `open_store`."""

    engine: Engine
    reader: Engine
    seals: Seals
    turns: Turns | None
    wait_seconds: float = WAIT_SECONDS

    @contextmanager
    def begin(self) -> Iterator[SqlUnitOfWork]:
        """A transaction that may write: committed at the end, rolled back when the block raises.

        On SQLite it takes the write lock at once. Raises StoreUnavailable.
        """
        with self._turn(), _transaction(self.engine) as session:
            yield unit_of_work(session, self.seals, writes=True)

    @contextmanager
    def look(self) -> Iterator[SqlUnitOfWork]:
        """A transaction that only reads; one consistent view. Raises StoreUnavailable."""
        with _transaction(self.reader) as session:
            yield unit_of_work(session, self.seals, writes=False)

    @contextmanager
    def share(self) -> Iterator["SharedTransaction"]:
        """One transaction for several units of work that wait; all are committed at its end.

        Raises StoreUnavailable, and then none of them took place.
        """
        with self._turn(), _transaction(self.engine) as session:
            yield SharedTransaction(session=session, seals=self.seals)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self.turns is None:
            yield
            return
        try:
            with self.turns.turn(self.wait_seconds):
                yield
        except TurnTimeoutError as error:
            raise StoreUnavailable("another transaction takes too long") from error

    def close(self) -> None:
        """Close the connections that nobody uses; a later transaction opens new ones."""
        self.engine.dispose()


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedTransaction:
    """A transaction in which units of work follow each other, each on a savepoint of its own."""

    session: Session
    seals: Seals

    @contextmanager
    def begin(self) -> Iterator[SqlUnitOfWork]:
        """A unit of work that may write; when the block raises, it alone is undone.

        Raises StoreUnavailable.
        """
        with _errors_in_our_words(), self.session.begin_nested():
            yield unit_of_work(self.session, self.seals, writes=True)


def open_store(url: str, secret: str) -> SqlStore:
    """The store at `sqlite:///path` (its folder is made) or `postgresql+psycopg://…`.

    The schema must be there (storage/migrate.py). `secret` keys the hashes and the seals:
    with another one, no address is found or opened.

    Raises:
        ValueError: another database, SQLite without a file, or an empty secret.
    """
    seals = seals_from(secret)
    engine = open_engine(url)
    return SqlStore(engine=engine, reader=reading(engine), seals=seals, turns=writers(engine))


@contextmanager
def _transaction(engine: Engine) -> Iterator[Session]:
    fresh = Session(engine, execution_options=_FRESH)
    with _errors_in_our_words(), fresh as session, session.begin():
        # A session begins when it is first used; the lock is wanted now.
        session.connection()
        yield session


@contextmanager
def _errors_in_our_words() -> Iterator[None]:
    try:
        yield
    except PoolTimeoutError as error:
        raise StoreUnavailable("no connection became free") from error
    except OperationalError as error:
        if is_unavailable(error):
            raise StoreUnavailable(type(error.orig).__name__) from error
        raise
