"""Where the digest goes: by choice, by mail once proven, and elsewhere where that is shut."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers import quota
from handlers.delivery import claim, forget_leaving, record
from handlers.digest_places import address_in
from handlers.digest_sending import DigestTime, send_due
from handlers.work import Work
from surveys.outbound import (
    Accepted,
    Blocked,
    Claimed,
    Outcome,
    Purpose,
    Refused,
    TryLater,
    Uncertain,
)
from surveys.people import MemberRole
from surveys.quota import Plan
from surveys.taps import CommandTapped, pack
from tests.handlers.talks import Somebody, Talks, talks
from tests.surveys.analysis.rows import tokyo

MONDAY = DigestTime(weekday=0, hour=9, minute=0)
NINE = tokyo("2026-11-23 09:00")
ADDRESS = "ku-cho@ward.example.jp"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Talks]:
    with talks(tmp_path) as made:
        yield made


@pytest.fixture
def coordinator(world: Talks) -> Somebody:
    """On LINE and on Telegram."""
    return on_both(world)[0]


def on_both(world: Talks) -> tuple[Somebody, Somebody]:
    first = world.member(MemberRole.COORDINATOR, "line")
    code = first.say("/link").rpartition(" ")[2]
    second = world.somebody("telegram")
    second.say(f"参加 {code}")
    return first, second


def mailed_code(world: Talks) -> str:
    """The code in the newest mail."""
    mail = next(row for row in reversed(world.sent) if row.channel == "mail")
    found = re.search(r"\b\d{6}\b", mail.outgoing.messages[0].text)
    assert found is not None
    return found[0]


def prove(world: Talks, person: Somebody, address: str = ADDRESS) -> str:
    person.say("送り先")
    person.tap("メールアドレスを登録")
    assert "確認のメールを送りました" in person.say(address)
    return person.say(mailed_code(world))


def due(world: Talks) -> dict[str, int]:
    """Monday nine."""
    world.clock.now = NINE
    figures(world)
    world.deliver()  # menus of those who joined
    return world.koe.do(lambda work: send_due(work, MONDAY))


def figures(world: Talks) -> None:
    """LINE tells that all of the month is left."""
    world.koe.do(lambda work: quota.told(work, "line", Plan(limit=200, used=0)))


def attempt(world: Talks, *outcomes: Outcome) -> list[Claimed]:
    """One attempt for each outcome, each a claim of its own."""

    def attempted(outcome: Outcome) -> Callable[[Work], Claimed]:
        def one(work: Work) -> Claimed:
            (row,) = claim(work, 100).rows
            record(work, row, outcome)
            return row

        return one

    return [world.koe.do(attempted(outcome)) for outcome in outcomes]


def text(row: Claimed) -> str:
    return row.outgoing.messages[0].text


@pytest.mark.parametrize(
    ("button", "channel"), [("LINE", "line"), ("Telegram", "telegram"), (None, "telegram")]
)
def test_the_digest_goes_where_it_is_wanted(
    world: Talks, coordinator: Somebody, button: str | None, channel: str
) -> None:
    assert "いまの送り先：Telegram" in coordinator.say("送り先")
    assert coordinator.labels == ["LINE", "Telegram", "メールアドレスを登録"]
    if button is not None:
        assert f"週報は{button}に送ります" in coordinator.tap(button)
        assert world.audit()[-1] == ("place changed", {"channel": channel})
        assert f"いまの送り先：{button}" in coordinator.say("/place")
    assert due(world)["queued"] == 1
    assert [row.channel for row in world.deliver()] == [channel]


def test_mail_is_proven_by_its_code(world: Talks, coordinator: Somebody) -> None:
    assert "週報はメールに送ります" in prove(world, coordinator)
    due(world)
    (row,) = world.deliver()
    assert (row.channel, row.address) == ("mail", ADDRESS)
    assert "【週報】" in text(row)
    coordinator.say("送り先")
    assert coordinator.labels == ["LINE", "Telegram", "メール", "メールアドレスを登録"]
    coordinator.tap("Telegram")
    coordinator.say("送り先")
    assert "メールに送ります" in coordinator.tap("メール")
    coordinator.say("送り先")
    coordinator.tap("メールアドレスを登録")
    assert "メールに送ります" in coordinator.say(ADDRESS), "it was proven before"


def test_no_chat_is_needed_to_get_the_mail(world: Talks) -> None:
    first, second = on_both(world)
    prove(world, first)
    first.block()
    second.block()
    assert due(world)["queued"] == 1
    assert [row.channel for row in world.deliver()] == ["mail"]


def test_five_wrong_codes_end_it(world: Talks, coordinator: Somebody) -> None:
    coordinator.say("送り先")
    coordinator.tap("メールアドレスを登録")
    coordinator.say(ADDRESS)
    code = mailed_code(world)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    answers = [coordinator.say(wrong) for _ in range(5)]
    assert [re.findall(r"あと(\d)回", answer) for answer in answers] == [
        ["4"],
        ["3"],
        ["2"],
        ["1"],
        [],
    ]
    assert "もう使えません" in answers[-1]
    assert "に送ります" not in coordinator.say(code)


@pytest.mark.parametrize(("minutes", "in_time"), [(14, True), (15, False)])
def test_a_code_lasts_a_quarter_of_an_hour(
    world: Talks, coordinator: Somebody, minutes: int, *, in_time: bool
) -> None:
    coordinator.say("送り先")
    coordinator.tap("メールアドレスを登録")
    coordinator.say(ADDRESS)
    world.clock.forward(seconds=minutes * 60 - 1)
    assert ("に送ります" in coordinator.say(mailed_code(world))) is in_time


def test_an_address_that_nobody_proved_is_forgotten(world: Talks, coordinator: Somebody) -> None:
    coordinator.say("送り先")
    coordinator.tap("メールアドレスを登録")
    coordinator.say(ADDRESS)
    assert world.koe.do(forget_leaving) == {"forgotten": 0}
    world.clock.forward(seconds=900)
    assert world.koe.do(forget_leaving) == {"forgotten": 1}
    assert "もう使えません" in coordinator.say(mailed_code(world))
    assert world.koe.do(forget_leaving) == {"forgotten": 0}
    prove(world, coordinator)
    world.clock.forward(days=1)
    assert world.koe.do(forget_leaving) == {"forgotten": 0}


def test_what_is_no_address_is_asked_again(world: Talks, coordinator: Somebody) -> None:
    coordinator.say("送り先")
    coordinator.tap("メールアドレスを登録")
    assert "読めませんでした" in coordinator.say("区役所のメール")
    assert "確認のメールを送りました" in coordinator.say(ADDRESS)


def test_five_codes_a_day(world: Talks, coordinator: Somebody) -> None:
    for number in range(6):
        coordinator.say("送り先")
        coordinator.tap("メールアドレスを登録")
        answer = coordinator.say(f"office{number}@ward.example.jp")
        assert ("1日に送れる数" in answer) is (number == 5)


def test_one_address_belongs_to_one_member(world: Talks, coordinator: Somebody) -> None:
    prove(world, coordinator)
    other = world.member(MemberRole.COORDINATOR)
    other.say("送り先")
    other.tap("メールアドレスを登録")
    assert "別の人の週報" in other.say(ADDRESS)
    coordinator.say("退会")
    assert "に送ります" in prove(world, other), "with its member the address was forgotten"


def test_a_place_of_somebody_else_is_stale(world: Talks, coordinator: Somebody) -> None:
    other = world.member(MemberRole.COORDINATOR)
    stale = coordinator.press("1zz")
    foreign = pack(CommandTapped(command="place", subject=other.contact().id))
    assert coordinator.press(foreign) == stale


def test_without_smtp_there_is_no_mail(tmp_path: Path) -> None:
    with talks(tmp_path, smtp_url=None, mail_from=None) as world:
        person = world.member(MemberRole.COORDINATOR)
        person.say("送り先")
        assert person.labels == ["Telegram"]
        stale = person.press("1zz")
        assert person.press(pack(CommandTapped(command="placemail", subject=""))) == stale


def test_a_channel_switched_off_is_no_place(tmp_path: Path) -> None:
    with talks(tmp_path) as world:
        prove(world, on_both(world)[0])
    with talks(tmp_path, smtp_url=None, mail_from=None) as world:
        due(world)
        (row,) = world.deliver()
    assert row.channel == "telegram"
    assert "選んだ送り先に届かないため" in text(row)


@pytest.mark.parametrize(
    "outcome", [Blocked(), Refused(reason="SMTPRecipientRefused 550")], ids=["blocked", "refused"]
)
def test_what_is_refused_goes_on_to_the_next_place(world: Talks, outcome: Outcome) -> None:
    first, _ = on_both(world)
    other = world.member(MemberRole.COORDINATOR, "telegram")
    prove(world, first)
    due(world)
    rows = {
        row.channel: row
        for row in world.koe.do(lambda work: claim(work, 100).rows)
        if row.address != other.address
    }
    world.koe.do(lambda work: record(work, rows["mail"], outcome))
    (again,) = attempt(world, outcome)
    assert again.channel == "telegram"
    assert "選んだ送り先に届かないため" in text(again)
    (last,) = attempt(world, outcome)
    assert last.channel == "line"
    assert text(last).count("選んだ送り先") == 1
    assert world.koe.do(lambda work: claim(work, 100)).rows == ()
    assert due(world) == {}


def test_who_blocks_us_after_it_was_queued_gets_it_elsewhere(world: Talks) -> None:
    _, telegram = on_both(world)
    due(world)
    telegram.block()
    (row,) = world.deliver()
    assert row.channel == "line"
    assert "選んだ送り先" in text(row) or "【週報】" in text(row)


def test_a_spent_quota_sends_it_elsewhere(world: Talks) -> None:
    first, _ = on_both(world)
    first.say("送り先")
    first.tap("LINE")
    due(world)
    world.koe.do(lambda work: quota.told(work, "line", Plan(limit=200, used=200)))
    (row,) = world.deliver()
    assert row.channel == "telegram"
    assert "選んだ送り先に届かないため" in text(row)


@pytest.mark.parametrize(
    ("channel", "outcome", "minutes", "marked"),
    [
        ("Telegram", Uncertain(reason="timed out"), 6, True),
        ("Telegram", TryLater(reason="busy"), 6, False),
        ("Telegram", None, 6, True),
        ("メール", Uncertain(reason="cut"), 6, True),
        ("メール", TryLater(reason="451"), 6, False),
        ("メール", None, 6, True),
        ("LINE", TryLater(reason="time-out"), 6, False),
        ("LINE", None, 6, False),
    ],
)
def test_only_what_may_have_arrived_is_marked(
    world: Talks,
    coordinator: Somebody,
    channel: str,
    outcome: Outcome | None,
    minutes: int,
    *,
    marked: bool,
) -> None:
    prove(world, coordinator)
    coordinator.say("送り先")
    coordinator.tap(channel)
    due(world)
    (first,) = world.koe.do(lambda work: claim(work, 100)).rows
    assert "再送" not in text(first)
    if outcome is not None:  # None: the process died
        world.koe.do(lambda work: record(work, first, outcome))
    world.clock.forward(seconds=minutes * 60)
    (second,) = world.deliver()
    assert second.outgoing.retry_key == first.outgoing.retry_key
    assert text(second).startswith("（再送）") is marked
    assert text(second).removeprefix("（再送）") == text(first)
    world.clock.forward(days=1)
    assert world.deliver() == []


def test_the_mark_stays_through_a_busy_time(world: Talks, coordinator: Somebody) -> None:
    due(world)
    attempt(world, Uncertain(reason="timed out"))
    world.clock.forward(seconds=301)
    (second,) = attempt(world, TryLater(reason="busy", seconds=10))
    world.clock.forward(seconds=11)
    (third,) = attempt(world, Accepted())
    assert [text(row)[:4] for row in (second, third)] == ["（再送）", "（再送）"]


def test_doubtful_attempts_are_few_and_end_with_the_week(
    world: Talks, coordinator: Somebody
) -> None:
    due(world)
    moments = []
    while world.clock() < NINE + timedelta(days=8):
        if world.koe.do(lambda work: claim(work, 100)).rows:
            moments.append(world.clock() - NINE)
        world.clock.forward(hours=2)
    assert moments[0] == timedelta(0)
    assert len(moments) == 84, "a process that dies each time; at most one copy each two hours"
    assert max(moments) < timedelta(days=7)


def test_what_an_outage_held_up_says_that_it_is_late(world: Talks, coordinator: Somebody) -> None:
    due(world)
    world.clock.forward(days=2)
    (row,) = world.deliver()
    assert text(row).startswith("（遅れてお送りしています）\n【週報】")


def test_on_line_it_is_not_tried_longer_than_its_key_lives(
    world: Talks, coordinator: Somebody
) -> None:
    coordinator.say("送り先")
    coordinator.tap("LINE")
    due(world)
    world.clock.forward(days=2)  # the machine was off: the first attempt is still to come
    figures(world)
    (row,) = world.koe.do(lambda work: claim(work, 100)).rows
    assert row.channel == "line"
    world.clock.forward(hours=20)
    assert world.deliver() == []


def test_other_messages_are_not_marked_nor_moved(world: Talks, coordinator: Somebody) -> None:
    coordinator.say("送り先")
    coordinator.tap("メールアドレスを登録")
    contact = coordinator.contact()
    assert contact.awaiting == "mail"
    due(world)
    (row,) = world.koe.do(lambda work: claim(work, 100)).rows
    notice = replace(row, outgoing=replace(row.outgoing, purpose=Purpose.NOTICE))
    world.koe.do(lambda work: record(work, notice, Uncertain(reason="x")))
    world.clock.forward(days=1)
    assert world.deliver() == []


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("koe@example.jp", "koe@example.jp"),
        ("　Koe+1@Example.JP ", "Koe+1@example.jp"),
        ("ｋｏｅ＠ｅｘａｍｐｌｅ．ｊｐ", "koe@example.jp"),
        ("mailto:koe@example.jp", "koe@example.jp"),
        ("koe@example", None),
        ("koe@@example.jp", None),
        ("k..oe@example.jp", None),
        ("声@example.jp", None),
        ("koe@example.jp, b@example.jp", None),
        (f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 40}.jp", None),
    ],
)
def test_what_is_an_address(typed: str, address: str | None) -> None:
    assert address_in(typed) == address
