"""LINE fails for an hour: afterwards every push has come once, and no reply became a push."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.channels import line as line_module
from handlers.work import Work
from surveys.messages import Message
from surveys.model import Language
from surveys.outbound import Outgoing, Purpose
from surveys.people import Member
from surveys.quota import Account, month_of
from tests.fakes.edge import Call
from tests.fakes.faults import Failure, Fault, Hold, RateLimited, Reset
from tests.universe import Universe, universe

PUSH, REPLY, QUOTA = "/v2/bot/message/push", "/v2/bot/message/reply", "/v2/bot/message/quota"
NEWS = "お知らせです"
HELP = "ヘルプ"
PURPOSES = (Purpose.ALERT, Purpose.DIGEST, Purpose.PROMPT, Purpose.FOLLOW_UP, Purpose.REMINDER)
PEOPLE = 10


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Universe]:
    with universe(f"sqlite:///{tmp_path}/koe.db") as made:
        yield made


def push(world: Universe, phone: Any, purpose: Purpose = Purpose.NOTICE) -> None:
    """Queue a message that nobody asked for."""

    def queued(work: Work) -> None:
        new_id = work.house.new_id
        contact = work.uow.contacts.find_or_add(
            "line", phone.user_id, new_id(), Language.JA, work.now
        )
        if purpose.least_role is not None:
            member = Member(id=new_id(), role=purpose.least_role, joined_at=work.now)
            work.uow.members.add(member)
            work.uow.contacts.save(replace(contact, member=member.id))
        outgoing = Outgoing(
            id=new_id(),
            key=new_id(),
            contact=contact.id,
            purpose=purpose,
            messages=(Message(text=NEWS, language=Language.JA),),
            retry_key=new_id(),
            created_at=work.now,
            due_at=work.now,
            expires_at=work.now + timedelta(hours=20),
        )
        assert work.uow.outbox.add(outgoing)

    world.koe.do(queued)


def calls(world: Universe, path: str) -> list[Call]:
    return [call for call in world.line.calls if call.path == path]


def came(phone: Any) -> tuple[int, int]:
    """How often the news came, and how often anything else."""
    # a digest that comes late says so in a line before
    news = sum(message.get("text", "").endswith(NEWS) for message in phone.messages)
    return news, len(phone.messages) - news


def account(world: Universe) -> Account:
    return world.koe.see(lambda work: work.uow.quota.find("line", month_of(work.now)))


def refused(world: Universe) -> dict[Purpose, int]:
    now, day = world.clock(), timedelta(days=1)
    return dict(world.koe.see(lambda work: work.uow.quota.refused(now - day, now + day)))


def down() -> Iterator[Fault]:
    """Refusals of every kind, first some that carry the request out all the same."""
    yield from (Failure(accepted=True), Reset(accepted=True), Hold(accepted=True))
    for number in count():
        match number % 4:
            case 0:
                yield Failure()
            case 1:
                yield RateLimited()
            case 2:
                yield Reset()
            case _:
                yield Hold(accepted=False)


def mend(world: Universe) -> None:
    """LINE works again; what hung there goes on."""
    for path in (PUSH, REPLY, QUOTA):
        while world.line.faults.take(path) is not None:
            pass
    world.line.faults.release_all()


def test_an_hour_of_everything_that_can_go_wrong(
    world: Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience = line_module.TIMEOUT
    monkeypatch.setattr(line_module, "TIMEOUT", 0.15)
    hit = [world.parent(number) for number in range(PEOPLE)]
    asking = [world.parent(100 + number) for number in range(PEOPLE)]
    for path in (PUSH, REPLY):
        for _, fault in zip(range(400), down(), strict=False):
            world.line.faults.put(fault, path=path)
    world.line.faults.put(Failure(), path=QUOTA, times=100)
    for number, phone in enumerate(hit):
        push(world, phone, PURPOSES[number % len(PURPOSES)])

    for step in range(30):
        if step % 3 == 0:
            asking[step // 3].say(HELP)
        for _ in range(4):
            world.settle()
            world.clock.forward(seconds=30)
    during = sum(came(phone)[0] for phone in hit)
    assert 0 < during < PEOPLE, "some had been taken in spite of the error, others not"
    assert {call.status for call in calls(world, PUSH)} >= {0, 429, 500}

    mend(world)
    monkeypatch.setattr(line_module, "TIMEOUT", patience)
    for _ in range(4):
        world.clock.forward(seconds=900)
        world.settle()
    assert [came(phone) for phone in hit] == [(1, 0)] * PEOPLE
    assert {came(phone) for phone in asking} <= {(0, 0), (0, 1)}
    assert sum(came(phone)[1] for phone in asking) >= 1
    pushed = [(call.json["to"], call.headers["x-line-retry-key"]) for call in calls(world, PUSH)]
    assert {call.status for call in calls(world, PUSH)} == {0, 200, 409, 429, 500}
    assert len(set(pushed)) == PEOPLE, "one key each, however many attempts"
    assert {to for to, _ in pushed} == {phone.user_id for phone in hit}
    texts = {m["text"] for call in calls(world, PUSH) for m in call.json["messages"]}
    # a digest that comes late says so in a line of its own
    assert {text.splitlines()[-1] for text in texts} == {NEWS}
    assert not any("x-line-retry-key" in call.headers for call in calls(world, REPLY))
    assert account(world).spent == world.line.used == PEOPLE

    asking[0].say(HELP)
    world.settle()
    assert came(asking[0])[1] >= 1, "and life goes on"


def test_who_has_left_is_sent_nothing_and_costs_nothing(world: Universe) -> None:
    phone = world.parent(1)
    phone.say(HELP)
    phone.await_reply()
    world.line.faults.put(Failure(), path=PUSH)
    phone.unfollow()
    push(world, phone)
    world.settle()
    assert calls(world, PUSH) == []
    assert (account(world).spent, world.line.used) == (0, 0)


def test_line_is_asked_what_is_left_and_no_push_leaves_beyond_it(world: Universe) -> None:
    world.line.used = 199
    for number in (1, 2):
        push(world, world.parent(number))
    world.settle()
    asked = [call.path for call in world.line.calls if call.path.startswith(QUOTA)]
    assert asked == [QUOTA, f"{QUOTA}/consumption"]
    assert [call.status for call in calls(world, PUSH)] == [200]
    assert refused(world) == {Purpose.NOTICE: 1}


def test_the_monthly_limit_is_no_rate_limit(world: Universe) -> None:
    push(world, world.parent(1))
    world.settle()
    world.line.used = 200  # somebody else's pushes, since LINE was asked
    push(world, world.parent(2))
    world.settle()
    push(world, world.parent(3))
    for _ in range(3):
        world.clock.forward(seconds=5)
        world.settle()
    assert [call.status for call in calls(world, PUSH)] == [200, 429], "it is not tried again"
    assert len(calls(world, QUOTA)) == 2, "and LINE is asked once more"
    assert refused(world) == {Purpose.NOTICE: 2}
    assert account(world).spent == 1


@pytest.mark.parametrize("answer", ["{}", "[]", "not JSON", '{"type": "limited"}'])
def test_figures_that_cannot_be_read_leave_the_old_ones(
    world: Universe, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def odd(*_: object) -> str:
        return answer

    channel: Any = world.koe.channels["line"]
    monkeypatch.setattr(type(channel), "_call", odd)
    push(world, world.parent(1))
    world.settle()
    assert account(world).told_at is None
    assert account(world).asked_at == world.clock()
