"""What must not be in the database is in no column, and on SQLite not in the file either."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from storage import traffic
from storage.database import SqlStore, open_store
from storage.sealing import SealError
from storage.tables import Row
from storage.unit_of_work import SqlUnitOfWork
from surveys.model import Language
from surveys.outbound import Accepted, Purpose
from surveys.people import Invitation, MemberRole
from surveys.response import Status
from tests.storage.samples import (
    ADDRESS,
    NOW,
    SEALED_WITH,
    add_collector,
    add_contact,
    add_response,
    answered,
    at,
    chose,
    message,
    outgoing,
    wrote,
)

CODE = "K7QX93MB"
REPLY = "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA"
REMARK = "the-remark-of-one-person"
CHOICE = "the-choice-of-one-person"
assert traffic.OutboxRow.__tablename__ in Row.metadata.tables


def everything(store: SqlStore) -> str:
    """All rows of all tables as text; on SQLite the bytes of its files too."""
    parts = []
    with store.engine.connect() as connection:
        for table in Row.metadata.sorted_tables:
            parts += [repr(tuple(row)) for row in connection.execute(table.select())]
    if store.engine.dialect.name == "sqlite":
        path = Path(str(store.engine.url.database))
        # Bring the log into the file, as time does.
        checkpoint = sqlite3.connect(path)
        checkpoint.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        checkpoint.close()
        for file in (path, *path.parent.glob(f"{path.name}-*")):
            parts.append(file.read_bytes().decode("latin-1"))
    return "\n".join(parts)


@pytest.fixture
def lived_in(store: SqlStore) -> SqlStore:
    """A store in which one person has answered, and another has too."""
    with store.begin() as uow:
        uow.members.invite(Invitation(id="i1", role=MemberRole.STAFF, expires_at=at(9)), CODE, NOW)
        add_collector(uow)
        for number in (1, 2):
            made = add_response(uow, number)
            mine = number == 1
            add_contact(uow, number, respondent=f"p{number}")
            uow.outbox.add(
                outgoing(
                    number,
                    f"c{number}",
                    purpose=Purpose.REPLY,
                    reply_token=REPLY if mine else None,
                    messages=(message(CHOICE if mine else "hello"),),
                )
            )
            if mine:
                uow.respondents.remember("p1", "child_age", CHOICE, at(99))
                uow.responses.consent("r1", CHOICE, "aonico-core", "1", NOW)
                first = answered(made, chose("q1", CHOICE), wrote("q7", REMARK))
                second = answered(made, chose("q1", "b", revision=2), wrote("q7", REMARK))
                uow.responses.save(first, source="message-of-p1")
                uow.responses.save(second, source="message-of-p1b")
    return store


def test_addresses_tokens_and_codes_are_nowhere_in_clear(lived_in: SqlStore) -> None:
    found = everything(lived_in)
    assert REMARK in found, "the search works"
    assert [word for word in (ADDRESS, REPLY, CODE) if word in found] == []


Deed = Callable[[SqlUnitOfWork], object]


def withdraw(uow: SqlUnitOfWork) -> None:
    uow.responses.save(answered(uow.responses.get("r1"), status=Status.WITHDRAWN), source=None)


def settle(uow: SqlUnitOfWork) -> None:
    uow.outbox.claim(at(1), at(2), 9)
    uow.outbox.settle("o1", Accepted(), at(1), None)


def forget(uow: SqlUnitOfWork) -> None:
    uow.respondents.erase("p1")
    uow.contacts.forget("c1")


@pytest.mark.parametrize(
    ("deeds", "gone", "left"),
    [
        pytest.param([withdraw], [REMARK, "message-of-p1"], ["p1", "c1"], id="withdraw"),
        pytest.param([settle], [REPLY], ["o1", "p1"], id="settle"),
        pytest.param(
            [settle, lambda uow: uow.respondents.erase("p1")],
            [REMARK, CHOICE, "message-of-p1", "p1", "r1"],
            ["c1", "p2", "r2", "k1"],
            id="erase",
        ),
        pytest.param(
            [forget],
            [REMARK, CHOICE, "message-of-p1", "p1", "r1", "c1", "o1"],
            ["c2", "o2", "p2", "r2"],
            id="forget",
        ),
    ],
)
def test_what_is_removed_is_nowhere(
    lived_in: SqlStore, deeds: list[Deed], gone: list[str], left: list[str]
) -> None:
    with lived_in.begin() as uow:
        for deed in deeds:
            deed(uow)
    cells = _cells(lived_in)
    assert [word for word in gone if word in cells] == []
    assert [word for word in left if word not in cells] == []
    # An id is short and may turn up in any ciphertext; the long words may not.
    found = everything(lived_in)
    assert [word for word in gone if len(word) > 9 and word in found] == []


def _cells(store: SqlStore) -> set[str]:
    with store.engine.connect() as connection:
        return {
            str(cell)
            for table in Row.metadata.sorted_tables
            for row in connection.execute(table.select())
            for cell in row
        }


def test_a_settled_row_keeps_neither_token_nor_text(lived_in: SqlStore) -> None:
    table = traffic.OutboxRow
    with lived_in.begin() as uow:
        settle(uow)
        rows = uow.outbox.session.connection().execute(
            Row.metadata.tables[str(table.__tablename__)].select()
        )
        kept = {row.id: (row.reply_token, row.messages) for row in rows}
    assert kept["o1"] == (None, [])
    assert kept["o2"][1] != []


def test_a_forgotten_address_leaves_no_hash(lived_in: SqlStore) -> None:
    lookup = lived_in.seals.address_hash("line", f"{ADDRESS}1")
    assert lookup in _cells(lived_in)
    with lived_in.begin() as uow:
        uow.contacts.forget("c1")
    assert lookup not in everything(lived_in)


def test_another_secret_finds_and_opens_nothing(lived_in: SqlStore) -> None:
    url = lived_in.engine.url.render_as_string(hide_password=False)
    other = open_store(url, SEALED_WITH + "!")
    with other.begin() as uow:
        found = uow.contacts.find_or_add("line", f"{ADDRESS}1", "c9", Language.JA, NOW)
        assert found.id == "c9"
        assert uow.members.invitation(CODE) is None
    with pytest.raises(SealError), other.begin() as uow:
        uow.outbox.claim(at(1), at(2), 9)
    other.close()
