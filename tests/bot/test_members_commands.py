"""`koe members`: the list, and taking back by the beginning of an id."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.members_commands import member_lines, revoke_member
from bot.opening import Problem
from surveys.people import MemberRole
from tests.handlers.talks import Talks, talks


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Talks]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KOE_DATABASE_URL", f"sqlite:///{tmp_path}/koe.db")
    with talks(tmp_path) as made:
        yield made


def koe(*words: str) -> list[str]:
    done = CliRunner().invoke(app, ["members", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()


@pytest.mark.parametrize("words", [(), ("list",)])
def test_the_list(world: Talks, words: tuple[str, ...]) -> None:
    assert koe(*words) == []
    admin = world.member(MemberRole.ADMIN, "line")
    (line,) = koe(*words)
    assert line.split() == [admin.contact().member, "admin", "2026-11-18", "line"]


def test_even_the_last_admin_may_go(world: Talks) -> None:
    admin = world.member(MemberRole.ADMIN)
    member = admin.contact().member
    assert member is not None
    assert koe("revoke", member[:8]) == [f"revoked {member} (admin)"]
    assert member_lines(world.koe) == []
    assert world.audit()[-1] == ("revoked", {})


def test_the_beginning_of_two_ids_takes_nobody_back(world: Talks) -> None:
    numbers = itertools.count(1)
    world.koe.house = replace(world.koe.house, new_id=lambda: f"ab{next(numbers):030}")
    for _ in range(2):
        world.member(MemberRole.STAFF)
    with pytest.raises(Problem, match="2 members"):
        revoke_member(world.koe, "ab")
    assert len(member_lines(world.koe)) == 2


@pytest.mark.parametrize(("begins", "told"), [("zz", "no member"), ("", "no member")])
def test_who_is_not_there(world: Talks, begins: str, told: str) -> None:
    world.member(MemberRole.STAFF)
    with pytest.raises(Problem, match=told):
        revoke_member(world.koe, begins)
