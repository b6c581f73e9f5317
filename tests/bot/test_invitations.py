"""Inviting from the command line: the code alone first, then how to use it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import Koe, compose
from bot.invitations import invitation_lines
from bot.settings import read_settings
from handlers.inviting import CODE_LENGTH, invite
from handlers.work import Work
from storage.migrate import upgrade
from surveys.people import Invitation, MemberRole
from tests.fakes.clock import Clock
from tests.fakes.telegram import FakeTelegram
from tests.universe import NOON, SECRET_KEY, TELEGRAM_TOKEN

WEEK = timedelta(days=7)
LINE = {"line_channel_secret": "s", "line_channel_access_token": "t"}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def koe_with(url: str, **settings: object) -> Koe:
    upgrade(url)
    known = read_settings(database_url=url, **settings)
    return compose(known, SECRET_KEY, clock=Clock(NOON))


@pytest.mark.parametrize(
    ("line", "telegram", "expected"),
    [
        (False, False, ["{code}", "参加 {code}"]),
        (True, False, ["{code}", "参加 {code}"]),
        (False, True, ["{code}", "https://t.me/koe_test_bot?start={code}"]),
        (True, True, ["{code}", "https://t.me/koe_test_bot?start={code}", "参加 {code}"]),
    ],
)
def test_the_lines(expected: list[str], sqlite_url: str, *, line: bool, telegram: bool) -> None:
    with FakeTelegram(TELEGRAM_TOKEN, Clock(NOON)) as fake:
        bot = {"telegram_bot_token": TELEGRAM_TOKEN, "telegram_api_base_url": fake.url}
        koe = koe_with(sqlite_url, **(LINE if line else {}), **(bot if telegram else {}))
        lines = invitation_lines(koe, MemberRole.STAFF, WEEK)
        koe.close()
    code = lines[0]
    assert len(code) == CODE_LENGTH
    assert lines == [one.format(code=code) for one in expected]


def test_telegram_out_of_reach_leaves_the_code(sqlite_url: str) -> None:
    koe = koe_with(
        sqlite_url,
        telegram_bot_token=TELEGRAM_TOKEN,
        telegram_api_base_url="http://127.0.0.1:1",
    )
    code, other = invitation_lines(koe, MemberRole.ADMIN, WEEK)
    koe.close()
    assert other == f"参加 {code}"


@pytest.mark.parametrize("role", list(MemberRole))
def test_an_invitation_has_its_role_and_its_end(role: MemberRole, sqlite_url: str) -> None:
    koe = koe_with(sqlite_url)

    def kept(work: Work) -> Invitation | None:
        return work.uow.members.invitation(invite(work, role, WEEK))

    found = koe.do(kept)
    koe.close()
    assert found is not None
    assert (found.role, found.expires_at, found.used_at) == (role, NOON + WEEK, None)


def test_a_code_is_never_given_twice(sqlite_url: str) -> None:
    koe = koe_with(sqlite_url)
    codes = iter(["AAAA2222", "AAAA2222", "BBBB3333"])
    koe.house = replace(koe.house, new_code=lambda _: next(codes))
    given = [koe.do(lambda work: invite(work, MemberRole.STAFF, WEEK)) for _ in range(2)]
    koe.close()
    assert given == ["AAAA2222", "BBBB3333"]
