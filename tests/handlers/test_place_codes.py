"""Codes that prove an address, when more than one talk or member is after the same one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.work import Work
from surveys.people import MemberRole
from tests.handlers.talks import Somebody, Talks, talks
from tests.handlers.test_digest_places import ADDRESS, mailed_code, on_both, prove


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Talks]:
    with talks(tmp_path) as made:
        yield made


def ask(person: Somebody) -> None:
    """Up to the point at which the code is awaited."""
    person.say("送り先")
    person.tap("メールアドレスを登録")
    assert "確認のメールを送りました" in person.say(ADDRESS)


def test_a_code_proves_once(world: Talks) -> None:
    first, second = on_both(world)
    ask(first)
    ask(second)
    code = mailed_code(world)
    assert "に送ります" in second.say(code)
    assert "もう使えません" in first.say(code)


def test_wrong_tries_in_one_talk_count_in_the_other(world: Talks) -> None:
    first, second = on_both(world)
    ask(first)
    ask(second)
    code = mailed_code(world)
    for _ in range(5):
        second.say("000000" if code != "000000" else "111111")
    assert "もう使えません" in first.say(code)


def test_another_members_code_proves_nothing(world: Talks) -> None:
    first, other = world.member(MemberRole.COORDINATOR), world.member(MemberRole.COORDINATOR)
    ask(first)
    ask(other)
    code = mailed_code(world)  # the newer one, sent for the other
    assert "もう使えません" in first.say(code)
    assert "に送ります" in other.say(code)


def test_the_days_codes_are_counted_for_each_member(world: Talks) -> None:
    first, other = world.member(MemberRole.COORDINATOR), world.member(MemberRole.COORDINATOR)
    for _ in range(5):
        ask(first)
    ask(other)


@pytest.mark.parametrize("gone", [False, True])
def test_with_its_member_the_address_is_forgotten(world: Talks, *, gone: bool) -> None:
    person = world.member(MemberRole.COORDINATOR)
    prove(world, person)
    if gone:
        person.say("退会")

    def known(work: Work) -> bool:
        return work.uow.contacts.find("mail", ADDRESS) is not None

    assert world.koe.see(known) is not gone
