"""LINE's staff menu: there for members, gone soon after they are none, without a push."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from typer.testing import CliRunner

from bot.channels.line import LineChannel
from bot.cli import app
from bot.clock import now
from bot.rich_menu import RichMenu, rich_menus, staff_menus
from bot.setup_line import put_menus
from storage.database import SqlStore
from surveys.messages import Message
from surveys.model import Language
from surveys.outbound import Accepted, Claimed, Outcome, Purpose, TryLater
from surveys.people import MemberRole
from tests.bot.test_rich_menu import apis, texts
from tests.bot.test_serving import claimed
from tests.fakes.faults import Failure
from tests.fakes.line_sdk import CHANNEL as ACCESS_TOKEN
from tests.fakes.line_sdk import HANA, JUN, Bot, a_bot
from tests.universe import SECRET_KEY, Universe, universe

LIST: Final = "/v2/bot/richmenu/list"
SAID: Final = Message(text="…", language=Language.JA)
ENGLISH: Final = replace(SAID, language=Language.EN)

# ---- the channel ----


@asynccontextmanager
async def started(bot: Bot) -> AsyncIterator[LineChannel]:
    """A channel of a process that has just begun and has learned the menus."""
    channel = LineChannel(
        token=ACCESS_TOKEN, base_url=bot.line.url, public_url=None, show_answer=False
    )
    await channel.open()
    await channel.learn_menus()
    try:
        yield channel
    finally:
        await channel.close()


def heads(bot: Bot) -> tuple[str, str]:
    """What the large area types for Hana, and for somebody else."""
    return texts(bot.line.menus.menu_of(HANA))[0], texts(bot.line.menus.menu_of(JUN))[0]


def replied(bot: Bot, said: Message, *, member: bool = False) -> Claimed:
    """A reply to something that Hana has just said."""
    bot.line.user(HANA).say("ヘルプ")
    return replace(claimed("line", said, token=bot.token, address=HANA), member=member)


def menu_row(said: Message, *, member: bool = False) -> Claimed:
    """Hana has become a member, or is none any more."""
    row = claimed("line", said, address=HANA)
    return replace(row, outgoing=replace(row.outgoing, purpose=Purpose.MENU), member=member)


async def test_replies_bring_the_menu_of_language_and_role() -> None:
    async with a_bot() as bot:
        await put_menus(apis(bot))
        async with started(bot) as channel:
            for message, member, first in (
                (SAID, True, "終了"),
                (SAID, True, "終了"),
                (ENGLISH, True, "finish"),
                (SAID, False, "はじめる"),
                (SAID, True, "終了"),
            ):
                sent = await channel.send(replied(bot, message, member=member))
                assert (sent, heads(bot)) == (Accepted(), (first, "はじめる"))
        links = [c for c in bot.line.calls if f"{HANA}/richmenu" in c.path and c.method == "POST"]
        assert len(links) == 3, "the same menu is not linked again"
        assert bot.line.violations == []


@pytest.mark.parametrize(
    ("said", "member", "first"),
    [(SAID, False, "はじめる"), (ENGLISH, False, "start"), (ENGLISH, True, "finish")],
)
async def test_a_process_that_never_linked_them_changes_the_menu(
    said: Message, first: str, *, member: bool
) -> None:
    async with a_bot() as bot:
        await put_menus(apis(bot))
        async with started(bot) as one:
            await one.send(replied(bot, SAID, member=True))
            assert heads(bot) == ("終了", "はじめる")
            async with started(bot) as another:
                for _ in range(2):
                    assert await another.send(menu_row(said, member=member)) == Accepted()
                    assert heads(bot) == (first, "はじめる")
            # the first process still believes that they see the staff's menu
            assert await one.send(menu_row(SAID, member=True)) == Accepted()
            assert heads(bot) == ("終了", "はじめる")
        assert (bot.line.used, bot.line.violations) == (0, [])


async def test_after_it_a_reply_need_not_link_again() -> None:
    async with a_bot() as bot:
        await put_menus(apis(bot))
        async with started(bot) as channel:
            await channel.send(menu_row(SAID, member=True))
            await channel.send(replied(bot, SAID, member=True))
            links = [call for call in bot.line.calls if f"{HANA}/richmenu" in call.path]
            assert len(links) == 1


@pytest.mark.parametrize(
    ("silent", "member", "outcome", "deleted"),
    [
        # before `koe setup line`, or with menus made by hand: back to the account's own menu
        (False, False, Accepted(), 1),
        (False, True, Accepted(), 0),
        (True, False, Accepted(), 1),
        (True, True, TryLater(reason="the menus are not known"), 0),
    ],
)
async def test_where_the_menus_are_not_known(
    outcome: Outcome, deleted: int, *, silent: bool, member: bool
) -> None:
    async with a_bot() as bot:
        async with started(bot) as channel:
            if silent:
                bot.line.faults.put(Failure(), path=LIST)
            assert await channel.send(menu_row(ENGLISH, member=member)) == outcome
        assert [call.method for call in bot.line.calls].count("DELETE") == deleted


# ---- the whole program ----


@pytest.fixture
def world(sqlite_url: str) -> Iterator[Universe]:
    with universe(sqlite_url) as made:
        menus = made.line.menus
        for menu in (*rich_menus(), *staff_menus()):
            menus.menus[menu.name] = {**menu.request, "name": menu.name}
            menus.images[menu.name] = menu.picture
        menus.default = _named(rich_menus()).name
        yield made


def _named(menus: tuple[RichMenu, ...], language: Language = Language.JA) -> RichMenu:
    return next(menu for menu in menus if menu.language is language)


def joined(world: Universe, person: Any, role: MemberRole = MemberRole.STAFF) -> Any:
    person.say(f"参加 {world.invitation(role)}")
    assert "登録しました" in person.await_reply()
    later(world)
    return person


def later(world: Universe, seconds: float = 2) -> None:
    """The deliverer's next sweeps."""
    world.clock.forward(seconds=seconds)
    world.settle()


def head(world: Universe, person: Any) -> str:
    return texts(world.line.menus.menu_of(person.user_id))[0]


def revoke_in_chat(world: Universe, _: str) -> None:
    admin = joined(world, world.telegram.user(900), MemberRole.ADMIN)
    chat_says(admin, "メンバー")
    for _ in ("the first in the list", "yes"):
        admin.tap(admin.buttons[0])
        admin.await_reply()
    assert "取り消しました" in admin.screen


def revoke_by_command(world: Universe, member: str) -> None:
    """In a program of its own, which knows nothing of LINE."""
    assert isinstance(world.koe.store, SqlStore)
    known = {
        "KOE_DATABASE_URL": world.koe.settings.database_url,
        "KOE_SECRET_KEY": SECRET_KEY,
    }
    done = CliRunner().invoke(app, ["members", "revoke", member], env=known)
    assert done.output.startswith("revoked"), done.output
    world.clock.now = now()  # that program has the real clock


@pytest.mark.parametrize("revoke", [revoke_in_chat, revoke_by_command])
def test_who_was_revoked_loses_the_staffs_menu_without_writing(
    world: Universe,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    revoke: Any,
) -> None:
    monkeypatch.chdir(tmp_path)
    staff, stays = joined(world, world.parent(1)), joined(world, world.parent(2))
    assert (head(world, staff), head(world, stays)) == ("終了", "終了")
    said = len(staff.messages)
    revoke(world, world.koe.see(lambda w: w.uow.members.active(MemberRole.STAFF)[0].id))
    later(world)
    assert (head(world, staff), head(world, stays)) == ("はじめる", "終了")
    assert len(staff.messages) == said, "and is told nothing"
    assert world.line.used == 0


def test_it_is_tried_again_until_line_takes_it(world: Universe) -> None:
    staff = joined(world, world.parent(1))
    path = f"/v2/bot/user/{staff.user_id}/richmenu"
    world.line.faults.put(Failure(), path=path, times=3)
    staff.say("退会")
    staff.await_reply()
    later(world, 1.5)
    assert head(world, staff) == "終了", "the reply's own attempt failed, and so did the row's"
    later(world, 600)
    later(world, 600)
    assert head(world, staff) == "はじめる"
    before = len(world.line.calls)
    later(world, 3600)
    assert len(world.line.calls) == before, "once it was taken, no more"


def test_the_language_is_the_one_read_when_it_is_sent(world: Universe) -> None:
    staff = joined(world, world.parent(1))
    world.line.faults.put(Failure(), path=f"/v2/bot/user/{staff.user_id}/richmenu", times=2)
    staff.say("退会")
    staff.await_reply()
    later(world)
    for said in ("ことば", "English"):
        staff.say(said)
        staff.await_reply()
    world.settle()
    assert head(world, staff) == "start"
    later(world, 600)
    assert head(world, staff) == "start"


def test_a_further_place_gets_the_menu_and_loses_it_with_the_registration(world: Universe) -> None:
    chat = joined(world, world.telegram.user(900))
    code = chat_says(chat, "/link").splitlines()[-1].removeprefix("参加 ")
    phone = world.parent(1)
    phone.say(f"参加 {code}")
    phone.await_reply()
    world.line.menus.linked.clear()  # the reply's own attempt may fail
    later(world)
    assert head(world, phone) == "終了"
    chat_says(chat, "/leave")
    later(world)
    assert head(world, phone) == "はじめる"


def chat_says(person: Any, text: str) -> str:
    person.say(text)
    return str(person.await_reply())


def test_who_had_blocked_us_finds_the_right_menu_on_coming_back(world: Universe) -> None:
    staff = joined(world, world.parent(1))
    staff.unfollow()
    revoke_in_chat(world, "")
    later(world)
    assert head(world, staff) == "終了", "LINE takes nothing for them"
    # the welcome's own attempt fails, as it would not be made by a process that never linked them
    world.line.faults.put(Failure(), path=f"/v2/bot/user/{staff.user_id}/richmenu")
    staff.follow()
    staff.await_reply()
    later(world)
    assert head(world, staff) == "はじめる"
