"""What was queued for a member who is none any more is not sent; to others it is."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.members_commands import revoke_member
from handlers import quota
from handlers.delivery import claim, record
from handlers.digest_sending import DigestTime, send_due
from handlers.inbound import Inbound, TextReceived
from handlers.prompting import prompt_ended
from handlers.receive import receive
from handlers.work import Work
from storage.database import SqlStore
from storage.traffic import AuditRow, OutboxRow
from surveys.messages import Message
from surveys.model import Language
from surveys.outbound import Claimed, Outgoing, Purpose, TryLater
from surveys.people import Lesson, MemberRole
from surveys.quota import Plan
from tests.handlers.talks import Somebody, Talks, talks
from tests.universe import NOON

STAFF, COORDINATOR, ADMIN = MemberRole
REASON = "no member with the role any more"
MONDAY = DigestTime(weekday=0, hour=9, minute=0)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Talks]:
    with talks(tmp_path) as made:
        yield made


def push(world: Talks, person: Somebody, purpose: Purpose) -> str:
    """A row for somebody; its id."""
    contact = person.contact().id

    def queued(work: Work) -> str:
        row = Outgoing(
            id=work.house.new_id(),
            key=work.house.new_id(),
            contact=contact,
            purpose=purpose,
            messages=(Message(text="知らせ", language=Language.JA),),
            retry_key=work.house.new_id(),
            created_at=work.now,
            due_at=work.now,
            expires_at=work.now + timedelta(days=1),
        )
        assert work.uow.outbox.add(row)
        return row.id

    return world.koe.do(queued)


def revoke(world: Talks, person: Somebody) -> None:
    """As `koe members revoke` does."""
    member = person.contact().member
    assert member is not None
    revoke_member(world.koe, member)


def row(world: Talks, row_id: str) -> OutboxRow:
    assert isinstance(world.koe.store, SqlStore)
    with Session(world.koe.store.engine) as session:
        return session.exec(select(OutboxRow).where(OutboxRow.id == row_id)).one()


def not_sent(world: Talks) -> list[tuple[str, str, dict[str, str]]]:
    """Actor, row and detail of the audit's lines about what was not sent."""
    assert isinstance(world.koe.store, SqlStore)
    with Session(world.koe.store.engine) as session:
        found = session.exec(select(AuditRow).where(AuditRow.action == "not sent")).all()
        return [(line.actor, line.subject, line.detail) for line in found]


def sent_to(claimed: list[Claimed]) -> set[str]:
    return {one.address for one in claimed if one.outgoing.purpose is not Purpose.MENU}


@pytest.mark.parametrize(
    ("purpose", "role", "goes"),
    [
        (Purpose.ALERT, None, False),
        (Purpose.ALERT, STAFF, False),
        (Purpose.ALERT, COORDINATOR, True),
        (Purpose.DIGEST, None, False),
        (Purpose.DIGEST, STAFF, False),
        (Purpose.DIGEST, ADMIN, True),
        (Purpose.PROMPT, None, False),
        (Purpose.PROMPT, STAFF, True),
        (Purpose.NOTICE, None, False),
        (Purpose.NOTICE, STAFF, True),
        (Purpose.FOLLOW_UP, None, True),
        (Purpose.REMINDER, None, True),
    ],
)
def test_to_whom_each_kind_may_go(
    world: Talks, purpose: Purpose, role: MemberRole | None, *, goes: bool
) -> None:
    person = world.somebody() if role is None else world.member(role)
    other = world.member(ADMIN)
    queued, others = push(world, person, purpose), push(world, other, purpose)
    world.deliver()
    assert row(world, others).status == "sent", "nobody else is affected"
    found = row(world, queued)
    if goes:
        assert (found.status, found.reason, not_sent(world)) == ("sent", None, [])
        return
    assert (found.status, found.reason) == ("cancelled", REASON)
    assert (found.messages, found.settled_at) == ([], world.clock())
    detail = {"purpose": purpose.value, "reason": REASON}
    assert not_sent(world) == [("koe", queued, detail)]


@pytest.mark.parametrize("channel", ["telegram", "line"])
def test_a_digest_queued_before_the_revocation_is_not_sent(world: Talks, channel: str) -> None:
    gone, stays = world.member(COORDINATOR, channel), world.member(COORDINATOR, channel)
    world.clock.now = NOON + timedelta(days=7)
    world.koe.do(lambda work: quota.told(work, "line", Plan(limit=200, used=0)))
    assert world.koe.do(lambda work: send_due(work, MONDAY))["queued"] == 2
    revoke(world, gone)
    assert sent_to(world.deliver()) == {stays.address}
    ((_, _, detail),) = not_sent(world)
    assert detail == {"purpose": "digest", "reason": REASON}


def test_the_question_after_a_lesson_is_not_asked_of_who_has_left(world: Talks) -> None:
    gone, stays = world.member(STAFF), world.member(STAFF)

    def lesson(work: Work) -> None:
        course, _ = work.uow.lessons.course("ハローベビークラス", work.house.new_id())
        ends = work.now - timedelta(minutes=5)
        work.uow.lessons.add(
            Lesson(
                id=work.house.new_id(),
                course=course,
                starts_at=ends - timedelta(hours=1),
                ends_at=ends,
                place="2階",
            )
        )
        assert prompt_ended(work) == {"lessons": 1, "messages": 2}

    world.koe.do(lesson)
    revoke(world, gone)
    assert sent_to(world.deliver()) == {stays.address}


def test_who_came_back_with_a_lower_role_does_not_get_it(world: Talks) -> None:
    person = world.member(COORDINATOR)
    queued = push(world, person, Purpose.DIGEST)
    later = world.koe.do(lambda work: work.now + timedelta(hours=1))
    postpone(world, queued, later - world.clock())
    revoke(world, person)
    person.say(f"参加 {world.invitation(STAFF)}")
    world.clock.forward(hours=1)
    world.deliver()
    assert row(world, queued).status == "cancelled"


def postpone(world: Talks, wanted: str, wait: timedelta) -> None:
    """The platform says "later" to this row."""

    def said(work: Work) -> None:
        (found,) = [one for one in claim(work, 100).rows if one.outgoing.id == wanted]
        record(work, found, TryLater(reason="busy", seconds=wait.total_seconds()))

    world.koe.do(said)


def test_a_push_that_was_counted_is_given_back(world: Talks) -> None:
    person = world.member(COORDINATOR, "line")
    world.koe.do(lambda work: quota.told(work, "line", Plan(limit=200, used=0)))
    queued = push(world, person, Purpose.ALERT)
    postpone(world, queued, timedelta(minutes=1))
    assert spent(world) == 1
    revoke(world, person)
    world.clock.forward(seconds=120)
    world.deliver()
    assert (row(world, queued).status, row(world, queued).charged) == ("cancelled", None)
    assert spent(world) == 0


def test_what_may_have_arrived_stays_counted(world: Talks) -> None:
    person = world.member(COORDINATOR, "line")
    world.koe.do(lambda work: quota.told(work, "line", Plan(limit=200, used=0)))
    queued = push(world, person, Purpose.ALERT)
    world.koe.do(lambda work: claim(work, 100))  # and its process dies
    revoke(world, person)
    world.clock.forward(seconds=120)
    world.deliver()
    assert row(world, queued).status == "cancelled"
    assert spent(world) == 1


def spent(world: Talks) -> int:
    return world.koe.see(lambda work: work.uow.quota.find("line", "2026-11").spent)


# ---- the code for an e-mail address ----


def test_the_code_for_an_address_is_not_sent_once_its_member_is_gone(world: Talks) -> None:
    gone, stays = world.member(COORDINATOR), world.member(COORDINATOR)
    for person, address in ((gone, "gone@example.jp"), (stays, "stays@example.jp")):
        hear(world, person, "送り先")
        press_mail(world, person)
        hear(world, person, address)
    revoke(world, gone)
    sent = [one.address for one in world.deliver() if one.channel == "mail"]
    assert sent == ["stays@example.jp"]
    ended = sorted(detail["purpose"] for _, _, detail in not_sent(world))
    assert ended == ["notice", "reply", "reply"]


def press_mail(world: Talks, person: Somebody) -> None:
    contact = replace(person.contact(), awaiting="mail")
    world.koe.do(lambda work: work.uow.contacts.save(contact))


def hear(world: Talks, person: Somebody, text: str) -> None:
    """Somebody writes; the answer waits in the outbox."""
    world.clock.forward(seconds=1)
    inbound = Inbound(
        channel=person.channel,
        event=f"h{next(world.numbers)}",
        address=person.address,
        at=world.clock(),
        what=TextReceived(text=text),
    )
    world.koe.do(lambda work: receive(work, inbound))


# ---- answers that still wait ----


def test_the_answer_to_a_member_waits_no_longer_than_the_registration(world: Talks) -> None:
    gone, stays = world.member(COORDINATOR), world.member(COORDINATOR)
    for person in (gone, stays):
        hear(world, person, "/digest")
    revoke(world, gone)
    assert sent_to(world.deliver()) == {stays.address}
    ((_, _, detail),) = not_sent(world)
    assert detail == {"purpose": "reply", "reason": REASON}


def ends_itself(world: Talks, person: Somebody) -> None:
    hear(world, person, "/leave")


def comes_back(world: Talks, person: Somebody) -> None:
    revoke(world, person)
    hear(world, person, "ヘルプ")


def is_a_parent(world: Talks, person: Somebody) -> None:
    hear(world, world.somebody(), "ヘルプ")


@pytest.mark.parametrize("deed", [ends_itself, comes_back, is_a_parent])
def test_other_answers_are_sent(world: Talks, deed: Callable[[Talks, Somebody], None]) -> None:
    person = world.member(COORDINATOR)
    deed(world, person)
    assert len(sent_to(world.deliver())) == 1
    assert not_sent(world) == []
