"""What one place refuses goes on to the next: danger alerts and prompts, as digests do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers import quota
from handlers.alerting import remark_stored
from handlers.delivery import claim, record
from handlers.prompting import ask_forgotten, prompt_ended
from handlers.work import Work
from surveys.outbound import (
    Accepted,
    Blocked,
    Claimed,
    Outcome,
    Outgoing,
    Purpose,
    Refused,
    TryLater,
    Uncertain,
)
from surveys.people import Contact, LessonStatus, MemberRole
from surveys.quota import Metered, Plan
from tests.handlers.filled import Filled, filled
from tests.surveys.analysis.rows import tokyo

START = "2026-11-18 10:00"
NOW = tokyo("2026-11-18 11:20")
MAIL_TOO = ("telegram", "line", "web", "mail")


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Filled]:
    with filled(tmp_path) as made:
        yield made


@contextmanager
def at(
    centre: Filled, *, later: timedelta = timedelta(0), metered: bool = False
) -> Iterator[Work]:
    """A moment in a house that sends mail, too."""
    with centre.at(NOW + later) as work:
        there = replace(
            work.house.centre,
            channels=MAIL_TOO,
            metered=(Metered(channel="line"),) if metered else (),
        )
        yield replace(work, house=replace(work.house, centre=there))


def alerted(centre: Filled) -> None:
    """Somebody writes a word of danger."""
    lesson = centre.lesson(START, families=4)
    response = centre.answered(lesson, "a", remark="もう死にたい")
    with at(centre) as work:
        assert remark_stored(work, response.id, "voice") > 0


def prompted(centre: Filled) -> None:
    """A lesson ends."""
    centre.lesson(START, families=None, status=LessonStatus.SCHEDULED)
    with at(centre) as work:
        assert prompt_ended(work)["messages"] > 0


def asked_at_night(centre: Filled) -> None:
    """A lesson of the day before is still without survey."""
    centre.lesson("2026-11-17 10:00", families=None, status=LessonStatus.SCHEDULED)
    with at(centre) as work:
        assert ask_forgotten(work)["messages"] > 0


def attempt(centre: Filled, outcome: Outcome, *, later: timedelta = timedelta(0)) -> list[Claimed]:
    """Everything that is due is tried once."""
    with at(centre, later=later) as work:
        rows = list(claim(work, 100).rows)
        for row in rows:
            record(work, row, outcome)
    return rows


REFUSALS = pytest.mark.parametrize(
    "outcome", [Blocked(), Refused(reason="400")], ids=["blocked", "refused"]
)


@REFUSALS
@pytest.mark.parametrize(
    ("queued", "places"),
    [
        (alerted, ["telegram", "line", "web", "mail"]),
        (prompted, ["telegram", "line", "web"]),  # a prompt asks for a button
        (asked_at_night, ["telegram", "line", "web"]),
    ],
)
def test_each_place_is_tried_once(
    centre: Filled, outcome: Outcome, queued: Callable[[Filled], None], places: list[str]
) -> None:
    centre.member("mail", "web", "line", "telegram")
    queued(centre)
    tried = [attempt(centre, outcome) for _ in range(len(places) + 1)]
    assert [[row.channel for row in rows] for rows in tried] == [*([one] for one in places), []]
    first = tried[0][0].outgoing
    for rows in tried[1:-1]:
        assert rows[0].outgoing.messages == first.messages, "the same words and buttons"
        assert rows[0].outgoing.expires_at == first.expires_at
        assert rows[0].outgoing.retry_key != first.retry_key


@pytest.mark.parametrize(
    ("outcome", "later"),
    [(Accepted(), 0), (Uncertain(reason="timed out"), 0), (TryLater(reason="busy"), 0)],
)
def test_what_may_have_arrived_goes_nowhere_else(
    centre: Filled, outcome: Outcome, later: int
) -> None:
    centre.member("telegram", "line")
    alerted(centre)
    assert [row.channel for row in attempt(centre, outcome)] == ["telegram"]
    again = attempt(centre, Accepted(), later=timedelta(hours=1))
    assert {row.channel for row in again} <= {"telegram"}


@pytest.mark.parametrize("queued", [alerted, prompted])
def test_who_blocks_us_before_it_leaves_gets_it_elsewhere(
    centre: Filled, queued: Callable[[Filled], None]
) -> None:
    telegram, _ = centre.member("telegram", "line")
    queued(centre)
    with at(centre) as work:
        work.uow.contacts.save(replace(work.uow.contacts.get(telegram.id), blocked=True))
    assert [row.channel for row in attempt(centre, Accepted())] == ["line"]
    assert attempt(centre, Accepted()) == []


@pytest.mark.parametrize("left", [0, 50])
def test_a_spent_quota_sends_an_alert_by_mail(centre: Filled, left: int) -> None:
    centre.member("line", "mail")
    alerted(centre)
    with at(centre, metered=True) as work:
        quota.told(work, "line", Plan(limit=200, used=200 - left))
        found = [row.channel for row in claim(work, 100).rows]
    assert found == (["line"] if left else ["mail"])


def test_who_is_no_member_any_more_gets_nothing_elsewhere(centre: Filled) -> None:
    telegram, _ = centre.member("telegram", "line")
    alerted(centre)
    with at(centre) as work:
        (row,) = claim(work, 100).rows
        member = work.uow.members.get(telegram.member or "")
        work.uow.members.save(replace(member, revoked_at=NOW))
        record(work, row, Blocked())
    assert attempt(centre, Accepted()) == []


def test_others_are_told_once_all_the_same(centre: Filled) -> None:
    centre.member("telegram", "line")
    centre.member("line", role=MemberRole.ADMIN)
    alerted(centre)
    with at(centre) as work:
        rows = {row.channel: row for row in claim(work, 100).rows}
        record(work, rows["telegram"], Blocked())
        record(work, rows["line"], Accepted())
    assert [row.channel for row in attempt(centre, Accepted())] == ["line"]
    assert attempt(centre, Accepted()) == []


def test_a_number_typed_where_the_prompt_went_is_its_answer(centre: Filled) -> None:
    _, line = centre.member("telegram", "line", role=MemberRole.STAFF)
    prompted(centre)
    attempt(centre, Blocked())
    with at(centre) as work:
        assert (work.uow.contacts.get(line.id).awaiting or "").startswith("finish:")


def test_the_key_stays_as_long_as_a_key_may_be(centre: Filled) -> None:
    contacts: list[Contact] = centre.member("telegram", "line", "web", "mail")
    with at(centre) as work:
        for number in range(2):
            work.uow.outbox.add(
                Outgoing(
                    id=work.house.new_id(),
                    key=f"alert:{'x' * 159}:{number}:{contacts[0].member}",
                    contact=contacts[0].id,
                    purpose=Purpose.ALERT,
                    messages=(),
                    retry_key=work.house.new_id(),
                    created_at=NOW,
                    due_at=NOW,
                    expires_at=NOW + timedelta(hours=1),
                )
            )
    keys = []
    for _ in range(6):
        keys += [row.outgoing.key for row in attempt(centre, Refused(reason="400"))]
    assert len(keys) == len(set(keys)) == 8
    assert max(map(len, keys)) <= 200
