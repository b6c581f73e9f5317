"""Every test that asks for `url` or `store` runs on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage.database import SqlStore, open_store
from storage.migrate import upgrade
from tests.postgres import fresh_database, running_server
from tests.storage.samples import SEALED_WITH


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database that a test runs on."""
    return str(request.param)


@pytest.fixture
def empty_url(database: str, tmp_path: Path) -> Iterator[str]:
    """A database in which nothing is yet."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path}/empty/koe.db"
    else:
        with fresh_database(running_server()) as url:
            yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema, to be copied."""
    path = tmp_path_factory.mktemp("schema") / "koe.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_template() -> Iterator[str]:
    """The name of a PostgreSQL database with the schema, to be copied."""
    with fresh_database(running_server()) as url:
        upgrade(url)
        yield url.partition("?")[0].rpartition("/")[2]


@pytest.fixture
def url(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database with the newest schema and no rows."""
    if database == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "koe.db")
        yield f"sqlite:///{tmp_path}/koe.db"
    else:
        template = request.getfixturevalue("migrated_template")
        with fresh_database(running_server(), template=template) as fresh:
            yield fresh


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    """A store with the newest schema and no rows."""
    with opened(url) as store:
        yield store


@contextmanager
def opened(url: str) -> Iterator[SqlStore]:
    """A store whose connections are closed at the end."""
    store = open_store(url, SEALED_WITH)
    try:
        yield store
    finally:
        store.close()
