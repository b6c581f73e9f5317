"""Committed at the end, undone when the block raises, and plain about what went wrong."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from storage.database import SqlStore, StoreUnavailable
from storage.unit_of_work import SqlUnitOfWork
from tests.storage.samples import (
    NOW,
    add_collector,
    add_contact,
    add_lesson,
    at,
    collector,
    outgoing,
    response,
)


class Interrupted(BaseException):
    """What a process may be hit by, beside ordinary errors."""


@pytest.mark.parametrize("error", [ValueError, Interrupted])
def test_a_block_that_raises_leaves_nothing(store: SqlStore, error: type[BaseException]) -> None:
    with pytest.raises(error), store.begin() as uow:  # noqa: PT012 - the block is the matter
        add_contact(uow)
        uow.inbox.record("line", "e1", NOW)
        raise error
    with store.begin() as uow:
        assert uow.inbox.record("line", "e1", NOW)
        with pytest.raises(KeyError):
            uow.contacts.get("c1")


def test_each_shared_unit_of_work_is_undone_alone(store: SqlStore) -> None:
    outcomes = []
    with store.share() as shared:
        for number in (1, 2, 3):
            try:
                with shared.begin() as uow:
                    add_contact(uow, number)
                    uow.inbox.record("line", f"e{number}", NOW)
                    if number == 2:
                        add_contact(uow, 4, respondent="nobody")
            except IntegrityError:
                outcomes.append(number)
    assert outcomes == [2]
    with store.begin() as uow:
        taken = [number for number in (1, 2, 3) if not uow.inbox.record("line", f"e{number}", NOW)]
    assert taken == [1, 3]


def test_shared_units_of_work_are_committed_together(store: SqlStore) -> None:
    with pytest.raises(Interrupted), store.share() as shared:  # noqa: PT012 - as above
        with shared.begin() as uow:
            add_contact(uow)
        raise Interrupted
    with store.look() as uow, pytest.raises(KeyError):
        uow.contacts.get("c1")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_shared_unit_of_work_that_finds_a_lock(store: SqlStore) -> None:
    with store.begin() as uow:
        add_contact(uow, 1)
    with store.begin() as other, store.share() as shared:
        add_contact(other, 1)
        with pytest.raises(StoreUnavailable), shared.begin() as uow:  # noqa: PT012 - as above
            uow.inbox.record("line", "e1", NOW)
            uow.inbox.session.connection().execute(text("SET LOCAL lock_timeout = '1ms'"))
            add_contact(uow, 1)
        with shared.begin() as uow:
            assert add_contact(uow, 2).id == "c2"
            assert uow.inbox.record("line", "e1", NOW)


def test_looking_sees_one_view(store: SqlStore) -> None:
    with store.begin() as uow:
        add_lesson(uow)
    with store.look() as before:
        seen = before.lessons.get("l1")
        with store.begin() as uow:
            uow.lessons.save(replace(seen, families=9))
        assert before.lessons.get("l1") == seen
    with store.look() as after:
        assert after.lessons.get("l1").families == 9


def test_looking_changes_nothing(store: SqlStore) -> None:
    with pytest.raises(Exception, match=r"read-?only"), store.look() as uow:
        add_lesson(uow)
    with store.begin() as uow:
        add_lesson(uow)


def test_a_change_is_seen_within_its_transaction(store: SqlStore) -> None:
    with store.begin() as uow:
        before = add_lesson(uow)
        assert uow.lessons.get("l1").families is None
        uow.lessons.save(replace(before, families=9))
        assert uow.lessons.get("l1").families == 9


Deed = Callable[[SqlUnitOfWork], Any]


@pytest.mark.parametrize(
    "deed",
    [
        pytest.param(lambda uow: add_contact(uow, respondent="nobody"), id="contact.respondent"),
        pytest.param(lambda uow: add_contact(uow, member="nobody"), id="contact.member"),
        pytest.param(lambda uow: uow.respondents.remember("nobody", "k", "c", NOW), id="profile"),
        pytest.param(
            lambda uow: uow.lessons.save(
                replace(before := add_lesson(uow), course=replace(before.course, id="none"))
            ),
            id="lesson",
        ),
        pytest.param(
            lambda uow: uow.collectors.add(collector(replace(add_lesson(uow), id="l2"))),
            id="collector",
        ),
        pytest.param(
            lambda uow: (add_collector(uow), uow.responses.add(response())),
            id="response.respondent",
        ),
        pytest.param(
            lambda uow: (uow.respondents.add("p1", NOW), uow.responses.add(response())),
            id="response.collector",
        ),
        pytest.param(lambda uow: uow.responses.consent("r1", "all", "s", "1", NOW), id="consent"),
        pytest.param(lambda uow: uow.outbox.add(outgoing()), id="outbox"),
    ],
)
def test_rows_hang_together(store: SqlStore, deed: Deed) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), store.begin() as uow:
        deed(uow)


def test_moments_come_back_aware_and_in_utc(store: SqlStore) -> None:
    tokyo = timezone(timedelta(hours=9))
    with store.begin() as uow:
        add_lesson(uow, starts_at=at(5).astimezone(tokyo))
    with store.look() as uow:
        back = uow.lessons.get("l1").starts_at
        assert uow.lessons.between(at(5).astimezone(tokyo), at(6))
    assert (back, back.utcoffset()) == (at(5), timedelta(0))


def test_a_moment_without_a_zone_is_refused(store: SqlStore) -> None:
    with pytest.raises(StatementError, match="timezone"), store.begin() as uow:
        uow.inbox.record("line", "e1", NOW.replace(tzinfo=None))


def test_errors_do_not_repeat_what_somebody_wrote(store: SqlStore) -> None:
    with pytest.raises(IntegrityError) as caught, store.begin() as uow:
        uow.respondents.remember("nobody", "remark", "a word in confidence", NOW)
    assert "confidence" not in str(caught.value)
