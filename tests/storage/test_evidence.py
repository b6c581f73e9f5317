"""Plans, looks and decisions are kept as they were written. On both databases."""

from dataclasses import replace
from datetime import date

from storage.database import SqlStore
from surveys.analysis.decisions import Decision, Deed
from surveys.analysis.levels import Level
from surveys.analysis.plan import Filed
from tests.storage.samples import NOW, at
from tests.surveys.analysis.examples import looked, weak

PLAN = Filed(
    fiscal_year=2026,
    version=1,
    since=date(2026, 4, 1),
    source='[plan]\nname = "計画"\n',
    sha256="a" * 64,
    registered_at=NOW,
)
DECISION = Decision(
    id="d1",
    fiscal_year=2026,
    claim="I1",
    deed=Deed.LOWER,
    level=Level.E1,
    by="m1",
    at=NOW,
    why="数え間違い",
)


def test_plans_come_back_by_version_and_none_is_replaced(store: SqlStore) -> None:
    second = replace(PLAN, version=2, since=date(2026, 10, 1))
    with store.begin() as uow:
        assert uow.plans.add(second)
        assert uow.plans.add(PLAN)
        assert not uow.plans.add(replace(PLAN, source="another"))
        assert uow.plans.add(replace(PLAN, fiscal_year=2027))
    with store.look() as uow:
        assert list(uow.plans.of_year(2026)) == [PLAN, second]
        assert list(uow.plans.of_year(2025)) == []


def test_looks_come_back_in_order_to_the_last_bit_and_none_is_rewritten(store: SqlStore) -> None:
    entries = list(looked(weak()).values())
    later = [replace(entry, look="2026-W48", looked_at=at(5)) for entry in entries]
    first = [replace(entry, look="2026-W47", looked_at=NOW) for entry in entries]
    with store.begin() as uow:
        uow.looks.add(later)
        uow.looks.add(first)
        uow.looks.add([replace(entry, answers=0) for entry in first])
    with store.look() as uow:
        assert list(uow.looks.of_year(2026)) == [*first, *later]
        assert list(uow.looks.of_year(2027)) == []


def test_decisions_come_back_oldest_first(store: SqlStore) -> None:
    approved = replace(DECISION, id="d0", deed=Deed.APPROVE, level=Level.E3, at=at(5), why=None)
    with store.begin() as uow:
        uow.looks.decide(approved)
        uow.looks.decide(DECISION)
        uow.looks.decide(replace(DECISION, id="d2", fiscal_year=2027))
    with store.look() as uow:
        assert list(uow.looks.decisions(2026)) == [DECISION, approved]
