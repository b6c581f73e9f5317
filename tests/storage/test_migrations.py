"""From nothing to the newest schema, which is the one that the tables describe."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from storage import traffic
from storage.database import open_store
from storage.dialects import open_engine
from storage.migrate import current, head, migrations, upgrade
from storage.tables import Row
from tests.storage.samples import SEALED_WITH, add_collector, add_response

assert traffic.OutboxRow.__tablename__ in Row.metadata.tables


def test_from_empty_to_the_newest_and_no_further(empty_url: str) -> None:
    assert current(empty_url) is None
    assert upgrade(empty_url) == (None, head())
    assert current(empty_url) == head()
    assert upgrade(empty_url) == (head(), head())


def test_the_schema_is_what_the_tables_say(url: str) -> None:
    engine = open_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []
        assert set(inspect(connection).get_table_names()) == {
            "alembic_version",
            *Row.metadata.tables,
        }
    engine.dispose()


def test_a_difference_would_be_found(url: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_audit_recorded_at")
        connection.exec_driver_sql("ALTER TABLE course ADD COLUMN colour VARCHAR(8)")
        found = compare_metadata(MigrationContext.configure(connection), Row.metadata)
    engine.dispose()
    assert sorted(difference[0] for difference in found) == ["add_index", "remove_column"]


def test_an_upgrade_keeps_the_rows(url: str) -> None:
    store = open_store(url, SEALED_WITH)
    with store.begin() as uow:
        add_collector(uow)
        made = add_response(uow)
    upgrade(url)
    with store.look() as uow:
        assert uow.responses.get("r1") == made
    store.close()


def test_several_processes_may_upgrade_at_once(empty_url: str) -> None:
    with ThreadPoolExecutor(3) as pool:
        results = list(pool.map(upgrade, [empty_url] * 3))
    assert sorted(results, key=str) == [(head(), head()), (head(), head()), (None, head())]


def test_back_to_nothing(url: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        config: Config = migrations(connection)
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    engine.dispose()
    assert current(url) is None


def test_a_broken_upgrade_leaves_nothing_behind(empty_url: str) -> None:
    engine = open_engine(empty_url)
    with engine.begin() as connection:
        # In the way of one of the last tables.
        connection.exec_driver_sql("CREATE TABLE job (job INTEGER)")
    with pytest.raises(Exception, match="already exists"):
        upgrade(empty_url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["job"]
    engine.dispose()
