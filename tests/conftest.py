"""What every test may ask for: empty databases of both kinds."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from bot.settings import Settings
from tests.fakes.edge import breaches_so_far
from tests.postgres import fresh_database, running_server

# a slow machine is no mistake of the program's
settings.register_profile("koe", deadline=None)
settings.load_profile("koe")


def pytest_configure() -> None:
    # The Telegram SDK is moving to timedeltas and warns of it in every flood limit.
    os.environ.setdefault("PTB_TIMEDELTA", "true")


@pytest.fixture(autouse=True)
def quiet_logs() -> Iterator[None]:
    """Log lines are kept out of the tests' output."""
    with structlog.testing.capture_logs():
        yield


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the developer's `.env` nor what they exported changes a test."""
    for name in os.environ:
        if name.startswith("KOE_") and name not in {"KOE_PROVE", "KOE_CONTRACTS"}:
            monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)


@pytest.fixture(autouse=True)
def sound_requests(request: pytest.FixtureRequest) -> Iterator[None]:
    """What any test sends to a platform keeps its schema and limits."""
    yield
    breaches = breaches_so_far()
    # the fakes' own tests show that breaches are found
    if not request.path.name.startswith("test_fakes"):
        assert breaches == []


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An SQLite database in which nothing is yet."""
    return f"sqlite:///{tmp_path}/koe.db"


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """A PostgreSQL database in which nothing is yet."""
    with fresh_database(running_server()) as url:
        yield url
