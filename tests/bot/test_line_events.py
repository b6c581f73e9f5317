"""LINE's events that are no answers: added, blocked, taken back, edited, groups, stickers."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from handlers.work import Work
from surveys.model import Language
from tests.universe import Universe, universe

REMARK = "予約の通知が助かります"


@pytest.fixture
def world(sqlite_url: str) -> Iterator[Universe]:
    with universe(sqlite_url, free_text="chat") as made:
        yield made


def remarks(world: Universe) -> list[str | None]:
    """The texts that an export would hold."""

    def texts(work: Work) -> list[str | None]:
        rows = work.uow.figures.answers(work.now - timedelta(days=9), work.now)
        return [row.text for row in rows if row.question == "voice" and row.choice is None]

    return world.koe.see(texts)


def at_the_remark(world: Universe, number: int = 1) -> Any:
    """A parent who is asked for a remark."""
    parent = world.parent(number)
    parent.say(f"アンケート {world.collector().code}")
    parent.await_reply()
    for answer in ("2", "2", "1", "1", "1", "1", "1"):
        parent.say(answer)
        parent.await_reply()
    assert "ひとことどうぞ" in parent.screen
    return parent


def test_who_adds_the_account_is_welcomed_also_after_a_block(world: Universe) -> None:
    parent = world.parent(1)
    parent.follow()
    assert "スタッフが見せるQRコード" in parent.await_reply()
    parent.unfollow()
    parent.follow()
    assert "スタッフが見せるQRコード" in parent.await_reply()


def test_nothing_is_sent_to_who_blocked(world: Universe) -> None:
    parent = at_the_remark(world)
    parent.unfollow()

    def blocked(work: Work) -> bool:
        known = work.uow.contacts.find_or_add(
            "line", parent.user_id, work.house.new_id(), Language.JA, work.now
        )
        return known.blocked

    assert world.koe.do(blocked)


def test_an_unsent_remark_disappears(world: Universe) -> None:
    parent = at_the_remark(world)
    parent.say(REMARK)
    parent.await_reply()
    assert remarks(world) == [REMARK]
    parent.unsend()
    assert remarks(world) == []


def test_a_remark_unsent_before_it_arrived_is_never_stored(world: Universe) -> None:
    parent = at_the_remark(world)
    with world.line.collecting() as events:
        parent.say(REMARK)
        parent.unsend()
    said, unsent = events
    world.line.deliver([unsent])
    world.line.deliver([said])
    assert "ひとことどうぞ" in parent.await_reply()
    assert remarks(world) == []


def test_an_edited_remark_is_kept_in_its_newest_form(world: Universe) -> None:
    parent = at_the_remark(world)
    parent.say(REMARK)
    parent.await_reply()
    message = {**parent.sent[-1]["message"], "text": "予約の通知がとても助かります"}
    edited = {**parent.sent[-1], "type": "messageEdited", "message": message}
    edited |= {"webhookEventId": "01EDITED000000000000000001"}
    del edited["replyToken"]
    world.line.deliver([edited])
    assert remarks(world) == ["予約の通知がとても助かります"]


@pytest.mark.parametrize("deed", ["sticker", "image"])
def test_a_sticker_brings_a_hint_and_the_page_again(world: Universe, deed: str) -> None:
    parent = at_the_remark(world)
    getattr(parent, deed)()
    screen = parent.await_reply()
    assert "スタンプや写真は読み取れません" in screen
    assert "ひとことどうぞ" in screen


@pytest.mark.parametrize(("kind", "letter"), [("group", "C"), ("room", "R")])
def test_a_group_is_refused_once_and_left(world: Universe, kind: str, letter: str) -> None:
    group = letter + "0" * 32
    join = {
        "type": "join",
        "mode": "active",
        "timestamp": int(world.clock().timestamp() * 1000),
        "source": {"type": kind, f"{kind}Id": group},
        "webhookEventId": "01JOIN00000000000000000001",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "b" * 32,
    }
    chatter = {
        **join,
        "type": "message",
        "webhookEventId": "01CHAT00000000000000000001",
        "replyToken": "c" * 32,
        "source": {"type": kind, f"{kind}Id": group, "userId": "U" + "1" * 32},
        "message": {"id": "5", "type": "text", "text": "アンケート", "quoteToken": "q"},
    }
    assert world.line.deliver([join]) == 200
    assert world.line.deliver([join, chatter]) == 200
    world.settle()
    paths = [call.path for call in world.line.calls if call.method == "POST"]
    assert paths == ["/v2/bot/message/reply", f"/v2/bot/{kind}/{group}/leave"]


def test_standby_is_silent(world: Universe) -> None:
    parent = world.parent(1)
    with world.line.collecting() as events:
        parent.say("ヘルプ")
    world.line.deliver([{**events[0], "mode": "standby"}])
    world.settle()
    assert parent.messages == []


def test_a_returning_parent_is_asked_one_question_within_eight_weeks(world: Universe) -> None:
    parent = at_the_remark(world)
    world.clock.forward(days=20)
    parent.say(f"アンケート {world.collector().code}")
    assert "1問（約1分）" in parent.await_reply()
    parent.say("2")
    assert "1/1" in parent.await_reply()
    parent.tap("アプリ「Aonico」")
    assert "ありがとうございました" in parent.await_reply()


def test_after_eight_weeks_all_is_asked_again_but_the_stage(world: Universe) -> None:
    parent = at_the_remark(world)
    world.clock.forward(days=60)
    parent.say(f"アンケート {world.collector().code}")
    assert "6問（約1分）" in parent.await_reply()
    parent.say("2")
    assert "いちばんのきっかけ" in parent.await_reply()


def test_two_lessons_on_one_day_are_two_surveys(world: Universe) -> None:
    parent = world.parent(1)
    first, second = world.collector().code, world.collector().code
    for code in (first, second):
        world.clock.forward(seconds=1)
        parent.say(f"アンケート {code}")
        parent.await_reply()
        parent.say("2")
        assert "いまの状況" in parent.await_reply()
    world.clock.forward(seconds=1)
    parent.say(f"アンケート {first}")
    parent.await_reply()
    parent.say("2")
    assert "いちばんのきっかけ" in parent.await_reply()


def test_a_code_sent_again_hours_later_repeats_the_question(world: Universe) -> None:
    parent = world.parent(1)
    code = world.collector().code
    parent.say(f"アンケート {code}")
    parent.await_reply()
    parent.say("2")
    parent.await_reply()
    world.clock.forward(hours=5)
    parent.say(code)
    assert "いまの状況" in parent.await_reply()
