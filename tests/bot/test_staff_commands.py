"""Telegram's list of commands: a member's own chat has the role's, everybody else the parents'."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from surveys.people import MemberRole
from tests.bot.test_staff_menu import later, revoke_by_command, revoke_in_chat
from tests.fakes.faults import Failure
from tests.universe import Universe, universe


@pytest.fixture
def world(sqlite_url: str) -> Iterator[Universe]:
    with universe(sqlite_url) as made:
        yield made
        assert made.telegram.violations == []


def listed(world: Universe, person: Any) -> list[str]:
    """The commands of the person's own chat; empty where they see those of everybody."""
    return [
        command["command"]
        for (scope, code), commands in world.telegram.profile.commands.items()
        if json.loads(scope).get("chat_id") == person.chat["id"] and code == ""
        for command in commands
    ]


def joined(world: Universe, number: int, role: MemberRole = MemberRole.STAFF) -> Any:
    person = world.telegram.user(number)
    raised(world, person, role)
    return person


def raised(world: Universe, person: Any, role: MemberRole) -> None:
    person.say(f"参加 {world.invitation(role)}")
    assert "登録しました" in person.await_reply()
    later(world)


def test_strangers_have_no_list_of_their_own(world: Universe) -> None:
    stranger = world.telegram.user(901)
    stranger.say("ヘルプ")
    stranger.await_reply()
    later(world)
    assert world.telegram.profile.commands == {}


def test_joining_and_rising_brings_the_commands_of_the_role(world: Universe) -> None:
    staff = joined(world, 901)
    assert ("today" in listed(world, staff), "digest" in listed(world, staff)) == (True, False)
    raised(world, staff, MemberRole.COORDINATOR)
    assert ("digest" in listed(world, staff), "members" in listed(world, staff)) == (True, False)
    raised(world, staff, MemberRole.ADMIN)
    assert "members" in listed(world, staff)
    assert listed(world, staff)[-5:] == ["help", "language", "stop", "withdraw", "erase"]


def test_leaving_takes_them_away(world: Universe) -> None:
    staff, stays = joined(world, 901), joined(world, 902)
    staff.say("退会")
    staff.await_reply()
    later(world)
    assert listed(world, staff) == []
    assert "today" in listed(world, stays)


@pytest.mark.parametrize("revoke", [revoke_in_chat, revoke_by_command])
def test_who_was_revoked_loses_them_without_writing(
    world: Universe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, revoke: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    staff = joined(world, 901)
    assert "today" in listed(world, staff)
    revoke(world, world.koe.see(lambda w: w.uow.members.active(MemberRole.STAFF)[0].id))
    later(world)
    assert listed(world, staff) == []


@pytest.mark.parametrize("fault", [Failure(status=502), Failure(status=401, text="Unauthorized")])
def test_it_is_tried_again_until_telegram_takes_it(world: Universe, fault: Failure) -> None:
    staff = joined(world, 901)
    world.telegram.faults.put(fault, path="deleteMyCommands", times=2)
    staff.say("退会")
    staff.await_reply()
    later(world)
    assert "today" in listed(world, staff)
    later(world, 600)
    later(world, 600)
    assert listed(world, staff) == []
