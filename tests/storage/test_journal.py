import pytest
from sqlmodel import Session, select

from storage.database import SqlStore
from storage.traffic import AuditRow
from tests.storage.samples import NOW, at


def test_an_event_is_taken_once_for_each_channel(store: SqlStore) -> None:
    with store.begin() as uow:
        assert uow.inbox.record("line", "e1", NOW)
        assert not uow.inbox.record("line", "e1", at(1))
    with store.begin() as uow:
        assert not uow.inbox.record("line", "e1", at(2))
        assert uow.inbox.record("telegram", "e1", NOW)
        assert uow.inbox.record("line", "e2", NOW)


def test_a_job_is_started_once_for_each_period(store: SqlStore) -> None:
    with store.begin() as uow:
        assert uow.jobs.start("digest", "2026-W47", NOW)
        assert not uow.jobs.start("digest", "2026-W47", NOW)
        assert uow.jobs.start("digest", "2026-W48", NOW)
        assert uow.jobs.start("closing", "2026-W47", NOW)


def test_the_last_period_is_the_greatest_that_was_finished(store: SqlStore) -> None:
    with store.begin() as uow:
        assert uow.jobs.last("digest") is None
        for period in ("2026-W46", "2026-W47", "2026-W45"):
            uow.jobs.start("digest", period, NOW)
        assert uow.jobs.last("digest") is None
        uow.jobs.finish("digest", "2026-W46", at(1), {"sent": 2})
        uow.jobs.finish("digest", "2026-W45", at(1), {})
        assert uow.jobs.last("digest") == "2026-W46"
        assert uow.jobs.last("closing") is None


def test_a_job_that_was_not_started_cannot_be_finished(store: SqlStore) -> None:
    with store.begin() as uow, pytest.raises(KeyError):
        uow.jobs.finish("digest", "2026-W47", NOW, {})


def test_changes_are_written_down(store: SqlStore) -> None:
    with store.begin() as uow:
        uow.audit.record(
            new_id="a1",
            at=at(1),
            actor="m1",
            action="closed",
            subject="k1",
            detail={"opened": 8, "of": [12]},
        )
    with Session(store.engine) as session:
        row = session.exec(select(AuditRow)).one()
    assert row.model_dump() == {
        "id": "a1",
        "recorded_at": at(1),
        "actor": "m1",
        "action": "closed",
        "subject": "k1",
        "detail": {"opened": 8, "of": [12]},
    }
