"""The bot speaks first: after a lesson, and in the evening about what was forgotten."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers.prompting import ask_forgotten, forgotten_at, prompt_ended
from handlers.work import Work
from surveys.people import Collector, Lesson, LessonStatus, MemberRole
from tests.fakes.line_events import line_user_id
from tests.handlers.test_staff import complete, joined, talk
from tests.universe import Universe, universe


@pytest.fixture
def world(tmp_path: Any) -> Iterator[Universe]:
    with universe(f"sqlite:///{tmp_path}/koe.db") as made:
        yield made


@pytest.fixture(params=["line", "telegram"])
def staff(request: pytest.FixtureRequest, world: Universe) -> Any:
    person = world.parent(1) if request.param == "line" else world.telegram.user(1)
    return joined(world, person, MemberRole.STAFF)


def on_telegram(world: Universe, number: int = 1) -> Any:
    return joined(world, world.telegram.user(number), MemberRole.STAFF)


def prompted(world: Universe) -> dict[str, int]:
    done = world.koe.do(prompt_ended)
    world.settle()
    return done


def asked_in_the_evening(world: Universe) -> dict[str, int]:
    done = world.koe.do(ask_forgotten)
    world.settle()
    return done


def collectors(world: Universe) -> list[Collector]:
    return world.koe.see(
        lambda work: list(work.uow.collectors.latest(work.now - timedelta(days=3)))
    )


def text_of(message: dict[str, Any]) -> str:
    """What a message says, on either platform."""
    body = message.get("contents", {}).get("body", {}).get("contents", [])
    return str(message.get("text") or message.get("caption") or "".join(map(str, body)))


def times(person: Any, text: str) -> int:
    return sum(text in text_of(message) for message in person.messages)


def test_from_the_end_of_a_lesson_to_the_qr_is_one_tap(world: Universe, staff: Any) -> None:
    world.lesson("ハローベビークラス", ended=timedelta(seconds=1))
    assert prompted(world) == {"lessons": 1, "messages": 1}
    talk(
        staff,
        """
        < ハローベビークラス（11/18(水) 10:59-11:59）の講座が終わりました。参加は何組でしたか。
        ! 12
        < アンケートを開きました
        < 参加 12組
        < 回答 0 / 参加 12組（0%）
        """,
    )
    assert collectors(world)[0].lesson.families == 12


def test_not_held_is_one_tap_too(world: Universe, staff: Any) -> None:
    world.lesson()
    prompted(world)
    talk(staff, "! 開催なし\n< 「開催なし」にしました")


def test_a_typed_number_answers_the_prompt(world: Universe, staff: Any) -> None:
    world.lesson()
    prompted(world)
    talk(staff, "> 0\n< 1～500の数\n> 25組\n< 参加 25組")


def test_of_several_lessons_the_one_that_is_meant_is_asked_for(
    world: Universe, staff: Any
) -> None:
    world.lesson("0歳のひろば講座", ended=timedelta(minutes=10))
    prompted(world)
    other = world.lesson("1・2歳あそびの会", ended=timedelta(minutes=1))
    prompted(world)
    start = world.koe.see(lambda work: f"{work.local(other.starts_at):%H:%M}")
    talk(
        staff,
        f"""
        > 0
        < 1～500の数
        > 8
        < どの講座ですか
        ! {start} 1・2歳あそびの会
        < 1・2歳あそびの会
        < 参加 8組
        """,
    )
    assert [found.lesson.course.name for found in collectors(world)] == ["1・2歳あそびの会"]


def test_each_lesson_is_asked_about_once_and_each_member(world: Universe) -> None:
    people = [on_telegram(world, number) for number in (1, 2)]
    people.append(joined(world, world.parent(3), MemberRole.COORDINATOR))
    world.lesson()
    assert prompted(world) == {"lessons": 1, "messages": 3}
    for _ in range(2):
        world.clock.forward(seconds=30)
        assert prompted(world) == {}
    assert [times(person, "講座が終わりました") for person in people] == [1, 1, 1]


def test_a_member_with_both_is_asked_where_it_costs_nothing(world: Universe) -> None:
    telegram, line = on_telegram(world), world.parent(1)

    def same_person(work: Work) -> None:
        (member,) = work.uow.members.active(MemberRole.STAFF)
        (contact,) = work.uow.contacts.of_member(member.id)
        found = work.uow.contacts.find_or_add(
            "line", line_user_id(1), work.house.new_id(), contact.language, work.now
        )
        work.uow.contacts.save(replace(found, member=member.id))

    world.koe.do(same_person)
    world.lesson()
    prompted(world)
    assert (times(telegram, "講座が終わりました"), times(line, "講座が終わりました")) == (1, 0)


@pytest.mark.parametrize(
    ("minutes", "status", "asked"),
    [
        (0, LessonStatus.SCHEDULED, 1),
        (179, LessonStatus.SCHEDULED, 1),
        (180, LessonStatus.SCHEDULED, 0),
        (-1, LessonStatus.SCHEDULED, 0),
        (5, LessonStatus.NOT_HELD, 0),
        (5, LessonStatus.HELD, 1),
    ],
)
def test_which_lessons_are_asked_about(
    world: Universe, minutes: int, status: LessonStatus, asked: int
) -> None:
    person = on_telegram(world)
    lesson = world.lesson(ended=timedelta(minutes=minutes))
    world.koe.do(lambda work: work.uow.lessons.save(replace(lesson, status=status)))
    prompted(world)
    assert times(person, "講座が終わりました") == asked


def test_a_lesson_that_was_finished_by_hand_is_left_alone(world: Universe) -> None:
    person = on_telegram(world)
    world.lesson()
    talk(person, "> 終了 12\n< アンケートを開きました")
    assert prompted(world) == {}


def test_with_nobody_to_ask_the_lesson_waits_for_somebody(world: Universe) -> None:
    world.lesson()
    assert prompted(world) == {}
    person = on_telegram(world)
    assert prompted(world) == {"lessons": 1, "messages": 1}
    assert times(person, "講座が終わりました") == 1


def test_numbers_are_around_the_last_attendance(world: Universe) -> None:
    person = on_telegram(world)
    world.lesson()
    talk(person, "> 終了 20\n< 参加 20組")
    world.clock.forward(days=7)
    world.lesson()
    prompted(world)
    assert person.buttons == [*map(str, range(14, 26)), "開催なし"]
    grid = person.messages[-1]["reply_markup"]["inline_keyboard"]
    assert [len(row) for row in grid] == [4, 4, 4, 1]
    talk(person, "> 2\n< 参加 2組")
    world.clock.forward(days=7)
    world.lesson()
    prompted(world)
    assert person.buttons[0] == "1"


def test_line_shows_them_as_thirteen_quick_replies(world: Universe) -> None:
    person = joined(world, world.parent(1), MemberRole.STAFF)
    world.lesson()
    prompted(world)
    assert len(person.messages[-1]["quickReply"]["items"]) == 13


def test_what_else_is_awaited_stays(world: Universe) -> None:
    person = on_telegram(world)
    talk(person, "> 講座を追加\n< どの講座を追加しますか")
    world.lesson()
    prompted(world)
    talk(person, "> あおばの会\n< あおばの会：いつですか")


def test_a_staff_member_in_the_middle_of_a_survey_answers_the_survey(world: Universe) -> None:
    person = on_telegram(world)
    collector = world.collector()
    talk(person, f"> {collector.code}\n< ご参加ありがとうございました")
    world.lesson("別の講座")
    prompted(world)
    talk(person, "> 2\n< いまの状況")
    assert len(collectors(world)) == 1
    complete(world, person, collector.code)
    person.say("書かずに終わる")
    person.await_reply()
    world.lesson("三つめの講座")
    prompted(world)
    talk(person, "> 7\n< 三つめの講座\n< 参加 7組")


def test_who_left_meanwhile_opens_nothing(world: Universe) -> None:
    person = on_telegram(world)
    world.lesson()
    prompted(world)

    def revoke(work: Work) -> None:
        (member,) = work.uow.members.active(MemberRole.STAFF)
        work.uow.members.save(replace(member, revoked_at=work.now))

    world.koe.do(revoke)
    person.say("12")
    person.await_reply()
    assert collectors(world) == []


# ---- the evening ----


def tokyo(text: str) -> datetime:
    return (datetime.fromisoformat(text) - timedelta(hours=9)).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("ends", "asked"),
    [
        ("2026-11-18 11:30", "2026-11-18 18:00"),
        ("2026-11-18 17:00", "2026-11-18 18:00"),
        ("2026-11-18 17:30", "2026-11-18 18:30"),
        ("2026-11-18 19:59", "2026-11-18 20:59"),
        ("2026-11-18 20:00", "2026-11-19 09:00"),
        ("2026-11-18 23:30", "2026-11-19 09:00"),
    ],
)
def test_when_a_forgotten_lesson_is_asked_about(world: Universe, ends: str, asked: str) -> None:
    world.clock.now = tokyo("2026-11-18 12:00")
    lesson = ending(world, ends)
    assert world.koe.see(lambda work: forgotten_at(work, lesson)) == tokyo(asked)


def ending(world: Universe, ends: str, course: str = "ハローベビークラス") -> Lesson:
    return world.lesson(course, ended=world.clock() - tokyo(ends))


def test_a_forgotten_lesson_is_asked_about_once(world: Universe, staff: Any) -> None:
    world.clock.now = tokyo("2026-11-18 17:59")
    ending(world, "2026-11-18 11:30")
    assert asked_in_the_evening(world) == {}
    world.clock.now = tokyo("2026-11-18 18:00")
    assert asked_in_the_evening(world) == {"lessons": 1, "messages": 1}
    talk(
        staff,
        """
        < アンケートをまだ開いていない講座があります
        < ハローベビークラス
        ! 終了
        < 参加は何組でしたか
        ! 9
        < 参加 9組
        """,
    )
    for moment in ("2026-11-18 20:30", "2026-11-19 09:00", "2026-11-19 18:00"):
        world.clock.now = tokyo(moment)
        assert asked_in_the_evening(world) == {}


def test_unanswered_it_is_not_asked_again(world: Universe) -> None:
    person = on_telegram(world)
    ending(world, "2026-11-18 11:30")
    for moment in ("18 18:00", "18 18:01", "19 09:00", "19 18:00", "20 18:00"):
        world.clock.now = tokyo(f"2026-11-{moment}")
        asked_in_the_evening(world)
    assert times(person, "まだ開いていない講座") == 1


@pytest.mark.parametrize(
    ("moment", "asked"),
    [
        ("2026-11-18 20:59", 1),
        ("2026-11-18 21:00", 0),
        ("2026-11-19 08:59", 0),
        ("2026-11-19 09:00", 1),
        ("2026-11-20 05:59", 0),
        ("2026-11-20 10:00", 0),
    ],
)
def test_nobody_is_asked_at_night_or_much_later(world: Universe, moment: str, asked: int) -> None:
    person = on_telegram(world)
    ending(world, "2026-11-18 11:30")
    world.clock.now = tokyo(moment)
    asked_in_the_evening(world)
    assert times(person, "まだ開いていない講座") == asked


def test_several_forgotten_lessons_come_in_one_request(world: Universe) -> None:
    person = joined(world, world.parent(1), MemberRole.STAFF)
    for number in range(6):
        ending(world, f"2026-11-18 1{number}:30", f"講座{number}")
    world.clock.now = tokyo("2026-11-18 18:30")
    assert asked_in_the_evening(world) == {"lessons": 6, "messages": 2}
    assert times(person, "まだ開いていない講座") == 6
    pushes = [call for call in world.line.calls if call.path.endswith("/message/push")]
    assert len(pushes) == 2


def test_not_held_and_surveyed_lessons_are_not_forgotten(world: Universe) -> None:
    person = on_telegram(world)
    world.lesson("開いた講座")
    talk(person, "> 終了 12\n< アンケートを開きました")
    world.lesson("なかった講座")
    talk(person, "> 開催なし\n< 「開催なし」")
    world.clock.now = tokyo("2026-11-18 19:00")
    assert asked_in_the_evening(world) == {}
