"""Staff at work, as transcripts: > what they send, < what the answer contains. Both channels."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from handlers.work import Work
from surveys.people import Collector, MemberRole
from tests.universe import Universe, universe


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Universe]:
    folder = tmp_path_factory.mktemp("staff")
    with universe(f"sqlite:///{folder}/koe.db") as made:
        yield made


@pytest.fixture(params=["line", "telegram"])
def somebody(request: pytest.FixtureRequest, world: Universe) -> Any:
    """A new person on a channel, a day after whatever the test before did."""
    world.clock.forward(days=8)
    number = 900 + len(world.line.deliveries) + len(world.telegram.calls)
    return world.parent(number) if request.param == "line" else world.telegram.user(number)


@pytest.fixture
def staff(world: Universe, somebody: Any) -> Any:
    """The same, as staff."""
    return joined(world, somebody, MemberRole.STAFF)


def joined(world: Universe, person: Any, role: MemberRole) -> Any:
    person.say(f"参加 {world.invitation(role)}")
    assert "登録しました" in person.await_reply()
    return person


def talk(person: Any, transcript: str) -> None:
    """Play `> said` lines and compare each answer with the `<` lines below it."""
    for line in transcript.strip().splitlines():
        mark, _, text = line.strip().partition(" ")
        if mark == ">":
            person.say(text)
            person.await_reply()
        elif mark == "!":
            person.tap(text)
            person.await_reply()
        else:
            assert text in person.screen, f"{text!r} is not in {person.screen!r}"


def collectors(world: Universe) -> list[Collector]:
    def latest(work: Work) -> list[Collector]:
        return list(work.uow.collectors.latest(work.now - timedelta(days=3)))

    return world.koe.see(latest)


def test_a_lesson_is_finished_with_one_word(world: Universe, staff: Any) -> None:
    world.lesson("ハローベビークラス")
    talk(
        staff,
        """
        > 終了 12
        < アンケートを開きました
        < 参加 12組
        > 状況
        < 回答 0 / 参加 12組（0%）
        """,
    )
    (collector,) = collectors(world)
    assert collector.code in staff.messages[-2].get("text", staff.messages[-2].get("caption", ""))


def test_number_buttons_when_no_number_was_given(world: Universe, staff: Any) -> None:
    world.lesson("プレパパ・プレママクラス")
    talk(
        staff,
        """
        > 終了
        < 参加は何組でしたか
        ! 9
        < 参加 9組
        """,
    )


def test_a_typed_number_answers_the_question_too(world: Universe, staff: Any) -> None:
    world.lesson()
    talk(
        staff,
        """
        > 終了
        < 参加は何組でしたか
        > 501
        < 1～500の数
        > １３組 ２５人
        < 参加 13組
        """,
    )
    lesson = collectors(world)[0].lesson
    assert (lesson.families, lesson.people) == (13, 25)


def test_two_lessons_are_told_apart(world: Universe, staff: Any) -> None:
    world.lesson("0歳のひろば講座", ended=timedelta(hours=3))
    world.lesson("1・2歳あそびの会")
    label = next_label(world, "1・2歳あそびの会")
    talk(
        staff,
        f"""
        > 終了 8
        < どの講座ですか
        ! {label}
        < 1・2歳あそびの会
        < 参加 8組
        """,
    )


def next_label(world: Universe, course: str) -> str:
    """How the lesson of a course reads on a button."""

    def found(work: Work) -> str:
        start, end = work.today()
        lessons = work.uow.lessons.between(start, end)
        lesson = next(one for one in lessons if one.course.name == course)
        return f"{work.local(lesson.starts_at):%H:%M} {course}"[:20]

    return world.koe.see(found)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("終了 -1", "1～500の数"),
        ("終了 0", "1～500の数"),
        ("終了 5000", "1～500の数"),
        ("終了 たくさん", "1～500の数"),
        ("終了 12組 3人", "人数は組数以上"),
    ],
)
def test_a_wrong_attendance_opens_nothing(
    world: Universe, staff: Any, said: str, answer: str
) -> None:
    world.lesson()
    talk(staff, f"> {said}\n< {answer}")
    assert collectors(world) == []


def test_nothing_to_finish_says_how_to_add_a_lesson(staff: Any) -> None:
    talk(staff, "> 終了 12\n< 終わった講座が見あたりません")


def test_the_second_of_two_staff_sees_the_same_survey(world: Universe, staff: Any) -> None:
    world.lesson()
    talk(staff, "> 終了 12\n< 参加 12組")
    other = joined(world, world.parent(5000 + len(world.line.deliveries)), MemberRole.STAFF)
    talk(other, "> 終了 14\n< もう開いています\n< 参加 12組")
    assert len(collectors(world)) == 1


def test_correct_close_and_reopen(world: Universe, staff: Any) -> None:
    world.lesson()
    talk(
        staff,
        """
        > 終了 12
        < アンケートを開きました
        > 参加数 14
        < 参加を14組に直しました
        > 参加数 0
        < 1～500の数
        > 状況
        < 参加 14組
        > 締切
        < 受付を締め切りました
        > 締切
        < 開いているアンケートはありません
        > 再開
        < 受付を再開しました
        """,
    )
    assert collectors(world)[0].is_open(world.clock())


def test_not_held(world: Universe, staff: Any) -> None:
    world.lesson("ハローベビークラス")
    talk(
        staff,
        """
        > 開催なし
        < 「開催なし」にしました
        > 終了 12
        < × 開催なしにした講座
        """,
    )


def test_not_held_is_refused_once_there_are_answers(world: Universe, staff: Any) -> None:
    world.lesson()
    talk(staff, "> 終了 12\n< アンケートを開きました")
    parent = world.parent(6000 + len(world.line.deliveries))
    parent.say(f"アンケート {collectors(world)[0].code}")
    parent.await_reply()
    talk(staff, "> 開催なし\n< もう回答がある")


def test_lessons_of_today_and_new_ones(world: Universe, staff: Any) -> None:
    talk(
        staff,
        """
        > きょうの講座
        < きょうの講座はありません
        > 講座を追加 ハローベビークラス 10:00-11:30 2階
        < 追加しました
        > 講座を追加 ハローベビークラス 10:00-11:30 2階
        < 同じ講座がもうあります
        > 講座を追加 ハローベビークラス 11:30-10:00 2階
        < 何も変わっていません
        > 講座を追加
        < 1行で送ることもできます
        > プレママの会 13:00～14:30 ひろば
        < 追加しました
        > きょうの講座
        < ・10:00-11:30 ハローベビークラス　2階
        < ・13:00-14:30 プレママの会　ひろば
        """,
    )


def test_more_answers_than_families_show_no_rate(world: Universe, staff: Any) -> None:
    world.lesson()
    talk(staff, "> 終了 1\n< アンケートを開きました")
    collector = collectors(world)[0]
    for number in (1, 2):
        complete(world, world.parent(8000 + number + len(world.line.deliveries)), collector.code)
    talk(staff, "> 状況\n< 回答 2 / 参加 1組　回答が参加組数より多い")
    assert "%" not in staff.screen


def complete(world: Universe, parent: Any, code: str) -> None:
    """The shortest way through the survey."""
    parent.say(f"アンケート {code}")
    parent.await_reply()
    for number in ("2", "2", "1", "1", "1", "1", "1"):
        parent.say(number)
        parent.await_reply()


def test_leaving_ends_every_command(world: Universe, staff: Any) -> None:
    talk(staff, "> 退会\n< 登録をやめました\n> 終了 12\n< アンケートをはじめるには")


STAFF_ONLY = (
    "きょうの講座",
    "終了 12",
    "状況",
    "締切",
    "再開",
    "参加数 14",
    "開催なし",
    "講座を追加",
    "週報",
)


@pytest.mark.parametrize("said", STAFF_ONLY)
def test_to_a_parent_the_commands_do_not_exist(world: Universe, somebody: Any, said: str) -> None:
    world.lesson()
    talk(somebody, f"> {said}\n< アンケートをはじめるには")
    assert collectors(world) == []


def test_the_digest_is_for_coordinators(world: Universe, somebody: Any) -> None:
    joined(world, somebody, MemberRole.STAFF)
    talk(somebody, "> 週報\n< アンケートをはじめるには")
    joined(world, somebody, MemberRole.COORDINATOR)
    talk(somebody, "> 週報\n< 週報・途中")


@pytest.mark.parametrize("way", ["used", "expired", "mistyped"])
def test_an_invitation_works_once_for_a_week(world: Universe, somebody: Any, way: str) -> None:
    code = world.invitation(MemberRole.STAFF)
    if way == "used":
        joined_with(world.parent(9000 + len(world.line.deliveries)), code)
    if way == "expired":
        world.clock.forward(days=7)
    if way == "mistyped":
        code = re.sub(r".$", "2" if code[-1] != "2" else "3", code)
    talk(somebody, f"> 参加 {code}\n< この招待コードは使えません")
    talk(somebody, "> 状況\n< アンケートをはじめるには")


def joined_with(person: Any, code: str) -> None:
    person.say(f"参加 {code}")
    assert "登録しました" in person.await_reply()


def test_help_tells_each_what_they_can_do(world: Universe, somebody: Any) -> None:
    talk(somebody, "> ヘルプ\n< 講座のあとのアンケート")
    joined(world, somebody, MemberRole.STAFF)
    talk(somebody, "> ヘルプ\n< スタッフの使い方")
    assert "週報" not in somebody.screen
    joined(world, somebody, MemberRole.ADMIN)
    talk(somebody, "> ヘルプ\n< 週報")


def test_a_closed_or_expired_survey_takes_nothing_and_loses_nothing(
    world: Universe, somebody: Any
) -> None:
    collector = world.collector(hours=1)
    talk(
        somebody,
        f"""
        > アンケート {collector.code}
        < ご参加ありがとうございました
        > 2
        < いまの状況
        > 2
        < いちばんのきっかけ
        """,
    )
    world.clock.forward(hours=2)
    talk(
        somebody,
        f"""
        > 1
        < 受付は終わりました
        ! 友だち・家族
        < 受付は終わりました
        > アンケート {collector.code}
        < 受付は終わりました
        """,
    )

    def answers(work: Work) -> set[str]:
        rows = work.uow.figures.answers(work.now - timedelta(days=1), work.now)
        return {row.question for row in rows}

    assert world.koe.see(answers) == {"stage"}
