"""Which errors of a database mean that it is not there, and which that we made a mistake."""

import sqlite3

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import OperationalError

from storage.dialects import is_unavailable


def wrapped(error: BaseException) -> OperationalError:
    return OperationalError("SELECT 1", {}, error)


@pytest.mark.parametrize(
    ("name", "unavailable"),
    [
        ("SQLITE_BUSY", True),
        ("SQLITE_BUSY_SNAPSHOT", True),
        ("SQLITE_LOCKED_SHAREDCACHE", True),
        ("SQLITE_CANTOPEN", True),
        ("SQLITE_IOERR_WRITE", True),
        ("SQLITE_FULL", True),
        ("SQLITE_ERROR", False),
        ("SQLITE_READONLY", False),
    ],
)
def test_codes_of_sqlite(name: str, *, unavailable: bool) -> None:
    error = sqlite3.OperationalError("made for a test")
    error.sqlite_errorcode = getattr(sqlite3, name)
    assert is_unavailable(wrapped(error)) is unavailable


@pytest.mark.parametrize(
    ("kind", "unavailable"),
    [
        (psycopg.OperationalError, True),
        (errors.ConnectionFailure, True),
        (errors.DeadlockDetected, True),
        (errors.SerializationFailure, True),
        (errors.TooManyConnections, True),
        (errors.LockNotAvailable, True),
        (errors.AdminShutdown, True),
        (errors.CannotConnectNow, True),
        (errors.QueryCanceled, False),
        (errors.SystemError, False),
        (sqlite3.OperationalError, False),
        (ValueError, False),
    ],
)
def test_kinds_of_errors(kind: type[Exception], *, unavailable: bool) -> None:
    assert is_unavailable(wrapped(kind("made for a test"))) is unavailable
