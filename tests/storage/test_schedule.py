"""Where imported lessons come from. On both databases."""

import pytest
from alembic import command

from storage.database import SqlStore, open_store
from storage.dialects import open_engine
from storage.migrate import migrations, upgrade
from tests.storage.samples import NOW, SEALED_WITH, add_lesson


def test_origins_and_the_newest_offer(store: SqlStore) -> None:
    with store.begin() as uow:
        for number in range(4):
            add_lesson(uow, number)
        uow.origins.add(["l0", "l1", "l2"], "table:a")
        uow.origins.offer(["l2", "l0", "l1"], "first")
        uow.origins.offer(["l1", "l3"], "second")
        uow.origins.withdraw(["l2", "l3"])
    with store.look() as uow:
        assert uow.origins.of(["l0", "l1", "l3", "none"]) == {"l0": "table:a", "l1": "table:a"}
        assert uow.origins.of([]) == {}
        assert uow.origins.offered("first") == ["l0"]
        assert uow.origins.offered("second") == ["l1"]
        assert uow.origins.offered("none") == []


def test_more_lessons_than_a_statement_takes(store: SqlStore) -> None:
    ids = [f"l{number}" for number in range(1, 1102)]
    with store.begin() as uow:
        for number in range(1, 1102):
            add_lesson(uow, number)
        uow.origins.add(ids, "table:a")
        uow.origins.offer(ids, "offer")
        assert uow.origins.offered("offer") == sorted(ids)
        assert len(uow.origins.of(ids)) == 1101


@pytest.mark.parametrize("again", [False, True])
def test_what_was_imported_before_is_of_one_table_or_one_calendar(
    url: str, *, again: bool
) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        command.downgrade(migrations(connection), "0008_evidence")
    store = open_store(url, SEALED_WITH)
    with store.begin() as uow:
        for number, uid in enumerate((None, "u@x", None)):
            add_lesson(uow, number, uid=uid)
        uow.audit.record(
            new_id="a1", at=NOW, actor="m", action="lesson_added", subject="l2", detail={}
        )
    upgrade(url)
    if again:
        with engine.begin() as connection:
            command.downgrade(migrations(connection), "0008_evidence")
        upgrade(url)
    engine.dispose()
    with store.look() as uow:
        assert uow.origins.of(["l0", "l1", "l2"]) == {
            "l0": "table:earlier",
            "l1": "calendar:earlier",
        }
    store.close()
