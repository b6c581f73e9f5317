"""Responses that stand in the middle, follow-ups that were never sent, consent that is lowered."""

from dataclasses import replace
from typing import Any

import pytest

from storage.database import SqlStore
from surveys.outbound import Accepted, Blocked, Outcome, Refused, TryLater, Uncertain
from surveys.response import DONE, Status
from tests.storage.samples import (
    ADDRESS,
    NOW,
    add_collector,
    add_contact,
    add_response,
    answered,
    at,
    chose,
    outgoing,
    response,
)

MIDDLE: dict[str, Any] = {"status": Status.STARTED, "at": "route", "consent": "yes_once"}


@pytest.fixture
def opened(store: SqlStore) -> SqlStore:
    with store.begin() as uow:
        add_collector(uow)
    return store


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, True),
        ({"moved_at": at(-60)}, False),
        ({"moved_at": at(-59)}, True),
        ({"moved_at": at(0.1)}, False),
        ({"at": DONE}, False),
        ({"consent": None}, False),
        ({"status": Status.STOPPED}, False),
        ({"wave": "w2"}, False),
    ],
)
def test_who_stands_in_the_middle(
    opened: SqlStore, changes: dict[str, Any], *, found: bool
) -> None:
    with opened.begin() as uow:
        made = add_response(uow, **{**MIDDLE, **changes})
        made = answered(made, chose("stage", "age0"), status=made.status)
        uow.responses.save(made, source=None)
    with opened.look() as uow:
        assert list(uow.following.unfinished(NOW, at(-60), NOW)) == [made] * found


def test_a_collector_that_takes_nothing_more(opened: SqlStore) -> None:
    with opened.begin() as uow:
        add_response(uow, **MIDDLE)
        closing = uow.collectors.get("k1")
        assert uow.following.unfinished(closing.closes_at, at(-60), NOW) == []
        uow.collectors.save(replace(closing, closed_at=NOW))
        assert uow.following.unfinished(NOW, at(-60), NOW) == []


def test_the_earliest_first(opened: SqlStore) -> None:
    with opened.begin() as uow:
        for number, minute in ((1, -1), (2, -3), (3, -2)):
            add_response(uow, number, **MIDDLE, moved_at=at(minute))
        found = uow.following.unfinished(NOW, at(-60), NOW)
    assert [one.id for one in found] == ["r2", "r3", "r1"]


@pytest.mark.parametrize(
    ("outcome", "removed"),
    [
        (None, False),
        (Accepted(), False),
        (Uncertain(reason="time-out"), False),
        (TryLater(reason="time-out"), True),
        (Refused(reason="quota"), True),
        (Blocked(), True),
    ],
)
def test_a_follow_up_that_was_not_sent_is_removed(
    opened: SqlStore, outcome: Outcome | None, *, removed: bool
) -> None:
    with opened.begin() as uow:
        add_contact(uow)
        first = add_response(uow)
        uow.responses.add(replace(first, id="r9", wave="w2", at="fu_action"))
        uow.outbox.add(outgoing(key="follow_up:r9"))
        if outcome is not None:
            uow.outbox.claim(at(1), at(2), 9)
            uow.outbox.settle("o1", outcome, at(1), None)
    with opened.begin() as uow:
        assert uow.following.retract_unsent() == removed
        assert uow.following.retract_unsent() == 0
        assert uow.responses.get("r1") == first
        left = uow.responses.latest("p1")
    assert left is not None
    assert (left.id == "r1") is removed


def test_one_that_was_answered_anyhow_stays(opened: SqlStore) -> None:
    with opened.begin() as uow:
        add_contact(uow)
        add_response(uow, id="r9", wave="w2", status=Status.STARTED)
        uow.outbox.add(outgoing(key="follow_up:r9"))
        uow.outbox.claim(at(1), at(2), 9)
        uow.outbox.settle("o1", Refused(reason="quota"), at(1), None)
        assert uow.following.retract_unsent() == 0


def test_one_level_of_consent_is_lowered_for_one_person(opened: SqlStore) -> None:
    with opened.begin() as uow:
        add_response(uow, 1, consent="yes_followup")
        uow.responses.add(response(1, id="r3", wave="w2", consent="yes_followup"))
        add_response(uow, 2, consent="yes_followup")
        add_response(uow, 4, consent="decline")
        lowered = uow.following.lower_consent("p1", "yes_followup", "yes_once")
        assert list(lowered) == ["r1", "r3"]
        assert uow.following.lower_consent("p1", "yes_followup", "yes_once") == []
        assert uow.following.lower_consent("p4", "yes_followup", "yes_once") == []
        levels = [uow.responses.get(name).consent for name in ("r1", "r3", "r2", "r4")]
    assert levels == ["yes_once", "yes_once", "yes_followup", "decline"]


def test_a_contact_is_found_without_being_made(store: SqlStore) -> None:
    with store.begin() as uow:
        made = add_contact(uow)
    with store.look() as uow:
        assert uow.contacts.find("line", f"{ADDRESS}1") == made
        assert uow.contacts.find("telegram", f"{ADDRESS}1") is None
        assert uow.contacts.find("line", f"{ADDRESS}2") is None
