"""The live count on Telegram: it changes itself, not too often, and ends when it must."""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from bot.boards import change_due
from handlers.boards import changed, outdated, take
from handlers.entry import entry_text
from handlers.work import Work
from surveys.boards import Board
from surveys.model import Language
from surveys.outbound import Accepted, Blocked, Outcome, Refused, TryLater, Uncertain
from surveys.people import Collector, MemberRole
from tests.fakes.faults import Failure, RateLimited, Reset
from tests.handlers.test_staff import complete, joined, talk
from tests.universe import Universe, universe

EDIT = "editMessageCaption"
DENIED = "Bad Request: message to edit not found"


@pytest.fixture
def world(tmp_path: Any) -> Iterator[Universe]:
    with universe(f"sqlite:///{tmp_path}/koe.db") as made:
        yield made


@pytest.fixture
def staff(world: Universe) -> Any:
    """Somebody on Telegram who has just opened a survey."""
    person = joined(world, world.telegram.user(1), MemberRole.STAFF)
    world.lesson()
    talk(person, "> 終了 12\n< 回答 0 / 参加 12組（0%）")
    world.settle()  # a board is known once it is written down that the message arrived
    return person


def opened(world: Universe) -> Collector:
    def latest(work: Work) -> Collector:
        return work.uow.collectors.latest(work.now - timedelta(days=9))[0]

    return world.koe.see(latest)


def answered(world: Universe, *numbers: int) -> None:
    for number in numbers:
        complete(world, world.parent(100 + number), opened(world).code)


def look(world: Universe, *, seconds: float = 5) -> None:
    """Time passes, and outdated boards are changed."""
    world.settle()
    world.clock.forward(seconds=seconds)
    asyncio.run_coroutine_threadsafe(change_due(world.koe), world.server.loop).result(10)


def edits(world: Universe) -> int:
    """Changes that Telegram took or refused."""
    return sum(call.path.endswith(EDIT) for call in world.telegram.calls)


def caption(person: Any, index: int = -1) -> str:
    photos = [m for m in person.messages if "photo" in m]
    return str(photos[index]["caption"])


def test_the_count_under_the_picture_lives(world: Universe, staff: Any) -> None:
    before = caption(staff)
    answered(world, 1, 2)
    look(world)
    assert "回答 2 / 参加 12組（17%）" in caption(staff)
    assert (
        caption(staff).replace("回答 2 / 参加 12組（17%）", "回答 0 / 参加 12組（0%）") == before
    )
    assert staff.photos[0].startswith(b"\x89PNG")


def test_nothing_is_changed_while_the_count_stands_still(world: Universe, staff: Any) -> None:
    for _ in range(3):
        look(world)
    assert edits(world) == 0


def test_a_board_changes_at_most_every_five_seconds(world: Universe, staff: Any) -> None:
    answered(world, 1)
    look(world)
    answered(world, 2)
    look(world, seconds=4.9)
    assert (edits(world), "回答 1 /" in caption(staff)) == (1, True)
    look(world, seconds=0.1)
    assert (edits(world), "回答 2 /" in caption(staff)) == (2, True)


def test_correcting_the_attendance_changes_the_board(world: Universe, staff: Any) -> None:
    answered(world, 1)
    talk(staff, "> 参加数 14\n< 参加を14組に直しました")
    look(world)
    assert "参加 14組" in caption(staff)
    assert "回答 1 / 参加 14組（7%）" in caption(staff)


def test_more_answers_than_families_show_no_rate(world: Universe, staff: Any) -> None:
    talk(staff, "> 参加数 1\n< 参加を1組に")
    answered(world, 1, 2)
    look(world)
    assert "回答 2 / 参加 1組　回答が参加組数より多い" in caption(staff)
    assert "%）" not in caption(staff)


def test_closing_is_the_last_change_and_reopening_goes_on(world: Universe, staff: Any) -> None:
    talk(staff, "> 締切\n< 締め切りました")
    look(world)
    assert "受付は終わりました" in caption(staff)
    assert "読み上げ文" not in caption(staff)
    before = edits(world)
    talk(staff, "> 参加数 20\n< 参加を20組に")
    look(world)
    assert edits(world) == before
    talk(staff, "> 再開\n< 再開しました")
    look(world)
    assert "回答 0 / 参加 20組" in caption(staff)
    assert "受付は終わりました" not in caption(staff)


def test_a_survey_that_closes_by_itself_is_shown_as_closed(world: Universe, staff: Any) -> None:
    look(world, seconds=72 * 3600)
    assert "受付は終わりました" in caption(staff)


def test_two_staff_have_a_board_each_and_one_person_only_one(world: Universe, staff: Any) -> None:
    other = joined(world, world.telegram.user(2), MemberRole.STAFF)
    talk(other, "> 終了\n< もう開いています")
    talk(staff, "> 終了\n< もう開いています")
    answered(world, 1)
    look(world)
    assert "回答 1 /" in caption(other)
    assert "回答 1 /" in caption(staff)
    assert "回答 0 /" in caption(staff, 0)
    assert edits(world) == 2


def test_a_flood_limit_postpones_that_board_only(world: Universe, staff: Any) -> None:
    other = joined(world, world.telegram.user(2), MemberRole.STAFF)
    talk(other, "> 終了\n< もう開いています")
    world.telegram.faults.put(RateLimited(seconds=30), path=EDIT)
    answered(world, 1)
    look(world)
    counted = ["回答 1 /" in caption(person) for person in (staff, other)]
    assert sorted(counted) == [False, True]
    look(world, seconds=29)
    assert edits(world) == 2
    look(world, seconds=1)
    assert all("回答 1 /" in caption(person) for person in (staff, other))


@pytest.mark.parametrize("fault", [Failure(status=502), Reset()])
def test_a_change_that_may_have_arrived_is_made_again(
    world: Universe, staff: Any, fault: Any
) -> None:
    world.telegram.faults.put(fault, path=EDIT)
    answered(world, 1)
    look(world)
    look(world)
    assert "回答 1 /" in caption(staff)


def test_what_says_so_already_counts_as_changed(world: Universe, staff: Any) -> None:
    answered(world, 1)
    board = world.koe.see(outdated_later)[0]
    look(world)
    stale = replace(board, next_at=world.clock())

    def forgotten(work: Work) -> None:
        work.uow.boards.save(stale)

    world.koe.do(forgotten)
    look(world)
    assert edits(world) == 2
    look(world)
    assert edits(world) == 2
    answered(world, 2)
    look(world)
    assert "回答 2 /" in caption(staff)


def outdated_later(work: Work) -> tuple[Board, ...]:
    return outdated(replace(work, now=work.now + timedelta(minutes=1)))


@pytest.mark.parametrize(
    "fault",
    [
        Failure(status=400, text=DENIED),
        Failure(status=403, text="Forbidden: bot was blocked by the user"),
    ],
)
def test_a_message_that_is_gone_ends_its_board(world: Universe, staff: Any, fault: Any) -> None:
    world.telegram.faults.put(fault, path=EDIT)
    for number in (1, 2):
        answered(world, number)
        look(world)
    assert edits(world) == 1


def test_who_has_left_is_shown_nothing_more(world: Universe, staff: Any) -> None:
    talk(staff, "> 退会\n< 登録をやめました")
    answered(world, 1)
    look(world)
    assert edits(world) == 0


def test_on_line_nothing_is_changed_and_nothing_pushed(world: Universe) -> None:
    staff = joined(world, world.parent(1), MemberRole.STAFF)
    world.lesson()
    talk(staff, "> 終了 12\n< 回答 0 / 参加 12組")
    answered(world, 1)
    look(world)
    talk(staff, "> 状況\n< 回答 1 / 参加 12組（8%）")
    assert not [call for call in world.line.calls if call.path.endswith("/push")]


def test_what_no_caption_can_hold_becomes_a_text_that_lives(world: Universe) -> None:
    staff = joined(world, world.telegram.user(1), MemberRole.STAFF)
    world.lesson("あ" * 200)
    long = replace(world.koe.house.centre, public_url="https://koe.example.jp/" + "a" * 300)
    world.koe.house = replace(world.koe.house, centre=long)
    staff.say("終了 12")
    world.settle()
    assert "回答 0 / 参加 12組" in staff.messages[-1]["text"]
    answered(world, 1)
    look(world)
    assert "回答 1 / 参加 12組" in staff.messages[-1]["text"]


@pytest.mark.parametrize("language", list(Language))
def test_the_usual_text_fits_a_caption_and_never_names_what_is_asked_about(
    world: Universe, staff: Any, language: Language
) -> None:
    centre = replace(
        world.koe.house.centre,
        public_url="https://koe-aobaku-kosodate.example.jp",
        line_basic_id="@123abcde",
        telegram_name="aoba_kosodate_koe_bot",
    )
    collector = replace(opened(world), code="K7M2P9")

    def text(work: Work) -> str:
        there = replace(work, house=replace(work.house, centre=centre))
        return entry_text(there, language, collector, "already_open")

    said = world.koe.see(text)
    assert len(said) <= 1024
    assert "https://koe-aobaku-kosodate.example.jp/c/K7M2P9/card" in said
    spoken = world.koe.house.wording.say("announcement", language)
    assert spoken in said
    assert not re.search("aonico|アオニコ|あおにこ|アプリ|app", spoken, re.IGNORECASE)


def test_with_its_channel_off_a_board_ends(world: Universe, staff: Any) -> None:
    answered(world, 1)
    channels = world.koe.channels
    world.koe.channels = {name: channels[name] for name in channels if name != "telegram"}
    look(world)
    world.koe.channels = channels
    look(world)
    assert edits(world) == 0


def test_of_several_processes_one_changes_a_board(world: Universe, staff: Any) -> None:
    answered(world, 1)
    world.clock.forward(seconds=5)
    (board,) = world.koe.see(outdated)
    ready = Barrier(4)

    def taken(_: int) -> bool:
        ready.wait()
        return world.koe.do(lambda work: take(work, board)) is not None

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(taken, range(4))) == 1


@pytest.mark.parametrize(
    ("outcome", "wait"),
    [
        (Accepted(), 5),
        (TryLater(reason="flood limit", seconds=40), 40),
        (TryLater(reason="ConnectError"), 5),
        (Uncertain(reason="TimedOut"), 5),
        (Refused(reason="BadRequest"), None),
        (Blocked(), None),
    ],
)
def test_when_a_board_is_changed_next(
    world: Universe, staff: Any, outcome: Outcome, wait: int | None
) -> None:
    (board,) = world.koe.see(lambda work: work.uow.boards.due(work.now + timedelta(minutes=1)))
    world.clock.forward(seconds=5)
    change = world.koe.do(lambda work: take(work, board))
    assert change is not None
    world.koe.do(lambda work: changed(work, change, outcome))

    def due(after: float) -> int:
        return len(
            world.koe.see(lambda work: work.uow.boards.due(work.now + timedelta(seconds=after)))
        )

    if wait is None:
        assert due(9999) == 0
    else:
        assert (due(wait - 0.1), due(wait)) == (0, 1)
