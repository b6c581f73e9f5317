"""「講座を追加」 step by step, as transcripts on both channels."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest

from handlers.drafting import Draft, after, day_in, draft_from, end_in, time_in
from surveys.people import Lesson, MemberRole
from tests.handlers.test_staff import joined, talk
from tests.universe import Universe, universe

TODAY = date(2026, 11, 18)


@pytest.fixture
def world(tmp_path: Any) -> Iterator[Universe]:
    with universe(f"sqlite:///{tmp_path}/koe.db") as made:
        yield made


@pytest.fixture(params=["line", "telegram"])
def staff(request: pytest.FixtureRequest, world: Universe) -> Any:
    person = world.parent(1) if request.param == "line" else world.telegram.user(1)
    return joined(world, person, MemberRole.STAFF)


def added(world: Universe) -> list[tuple[str, str, str, str]]:
    """Course, beginning, end and place of the lessons of the coming weeks."""

    def shown(lesson: Lesson) -> tuple[str, str, str, str]:
        starts = lesson.starts_at + timedelta(hours=9)
        ends = lesson.ends_at + timedelta(hours=9)
        return (lesson.course.name, f"{starts:%m/%d %H:%M}", f"{ends:%H:%M}", lesson.place)

    now = world.clock()
    return world.koe.see(
        lambda work: [
            shown(lesson) for lesson in work.uow.lessons.between(now, now + timedelta(days=400))
        ]
    )


def test_a_known_course_is_added_by_buttons_alone(world: Universe, staff: Any) -> None:
    world.lesson("ハローベビークラス")
    talk(
        staff,
        """
        > 講座を追加
        < どの講座を追加しますか
        ! ハローベビークラス
        < ハローベビークラス：いつですか
        ! あした
        < 11/19(木)：何時からですか
        ! 10:55
        < 10:55から：何時までですか
        ! 11:55（60分）
        < 10:55-11:55：場所はどこですか
        ! 2階
        < 追加しました
        < ハローベビークラス　11/19(木) 10:55-11:55　2階
        """,
    )
    assert added(world) == [("ハローベビークラス", "11/19 10:55", "11:55", "2階")]


def test_a_new_course_is_typed_in_all_its_steps(world: Universe, staff: Any) -> None:
    world.lesson("ハローベビークラス")
    talk(
        staff,
        """
        > 講座を追加
        ! 別の名前
        < 講座の名前を送ってください（60文字まで）
        > あおばの会
        < あおばの会：いつですか
        > 12/1
        < 12/1(火)：何時からですか
        > 13時30分
        < 13:30から：何時までですか
        > 90分
        < 13:30-15:00：場所はどこですか
        > ３階　和室
        < 追加しました
        """,
    )
    assert added(world) == [("あおばの会", "12/01 13:30", "15:00", "3階 和室")]


def test_what_cannot_be_read_is_asked_for_again(world: Universe, staff: Any) -> None:
    talk(
        staff,
        """
        > 講座を追加
        > あおばの会
        > 13/45
        < 読み取れませんでした
        < いつですか
        > 今日
        < 11/18(水)：何時からですか
        > 朝
        < 読み取れませんでした
        > 14:00-15:30
        < 14:00-15:30：場所はどこですか
        ! 場所なし
        < 追加しました
        """,
    )
    assert added(world) == [("あおばの会", "11/18 14:00", "15:30", "")]


def test_an_end_before_the_beginning_is_asked_for_again(world: Universe, staff: Any) -> None:
    talk(
        staff,
        """
        > 講座を追加
        > あおばの会
        ! あした
        ! 10:00
        > 9:00
        < 読み取れませんでした
        < 10:00から：何時までですか
        """,
    )


@pytest.mark.parametrize("stop", ["やめる", "いいえ"])
@pytest.mark.parametrize("steps", [0, 1, 2, 3, 4])
def test_stopping_changes_nothing(world: Universe, stop: str, steps: int) -> None:
    staff = joined(world, world.telegram.user(1), MemberRole.STAFF)
    for said in ("講座を追加", "あおばの会", "あした", "10:00", "11:00")[: steps + 1]:
        staff.say(said)
        staff.await_reply()
    talk(staff, f"> {stop}\n< 追加をやめました")
    assert added(world) == []
    assert world.koe.see(lambda work: list(work.uow.lessons.courses())) == []
    talk(staff, "> 2階\n< アンケートをはじめるには")


def test_an_older_button_takes_the_dialogue_back(world: Universe, staff: Any) -> None:
    talk(
        staff,
        """
        > 講座を追加
        > あおばの会
        ! あした
        ! 10:00
        ! 11:30（90分）
        ! あした
        < 11/19(木)：何時からですか
        ! 13:30
        < 13:30から：何時までですか
        """,
    )


def test_another_command_ends_the_dialogue_and_its_buttons(world: Universe, staff: Any) -> None:
    talk(
        staff,
        """
        > 講座を追加
        > あおばの会
        > 状況
        < 開いているアンケートはありません
        ! あした
        < 前の質問のボタンです
        """,
    )
    assert added(world) == []


def test_courses_and_places_come_latest_first_and_fit_the_buttons(world: Universe) -> None:
    staff = joined(world, world.parent(1), MemberRole.STAFF)
    for number in range(10):
        world.lesson(
            f"とても長い名前の講座その{number}・午前と午後", ended=timedelta(days=10 - number)
        )
    talk(staff, "> 講座を追加")
    assert len(staff.messages[-1]["quickReply"]["items"]) == 9
    assert staff.buttons[0] == "とても長い名前の講座その9・午前と午後"[:20]
    assert staff.buttons[8] == "別の名前"


def test_a_course_name_of_full_length_is_kept(world: Universe, staff: Any) -> None:
    name = "あ" * 60
    talk(staff, f"> 講座を追加\n> {name}あ\n< 60文字まで\n> {name}\n< いつですか\n! あした")
    talk(staff, "! 10:00\n! 11:00（60分）\n! 場所なし\n< 追加しました")
    assert added(world)[0][0] == name


@pytest.mark.parametrize("subject", ["s-1000", "e-1100", "p-none", "x-1", ""])
def test_a_button_of_a_later_step_is_stale(world: Universe, subject: str) -> None:
    staff = joined(world, world.telegram.user(1), MemberRole.STAFF)
    talk(staff, "> 講座を追加\n> あおばの会\n< いつですか")
    staff.shown[-1].buttons[0]["callback_data"] = f"1k.newlesson.{subject}"
    talk(staff, "! きょう\n< 前の質問のボタンです")
    assert added(world) == []


def test_a_course_that_is_gone_is_asked_for_again(world: Universe) -> None:
    staff = joined(world, world.telegram.user(1), MemberRole.STAFF)
    world.lesson("ハローベビークラス")
    talk(staff, "> 講座を追加")
    staff.shown[-1].buttons[0]["callback_data"] = "1k.newlesson.c-gone"
    talk(staff, "! ハローベビークラス\n< どの講座を追加しますか")


# ---- pieces ----


@pytest.mark.parametrize(
    "draft",
    [
        Draft(),
        Draft(course="0123456789abcdef0123456789abcdef"),
        Draft(name="あ:い:う"),
        Draft(name="あ" * 60, day=TODAY, start=time(9, 5), end=time(10)),
    ],
)
def test_a_draft_is_kept_and_read_again(draft: Draft) -> None:
    assert draft_from(draft.kept()) == draft
    assert len(draft.kept()) <= 160


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10", time(10)),
        ("１０：３０", time(10, 30)),
        ("9時", time(9)),
        ("9時5分", time(9, 5)),
        ("1030", time(10, 30)),
        ("24:00", None),
        ("10:60", None),
        ("あさ", None),
        ("", None),
    ],
)
def test_times(text: str, found: time | None) -> None:
    assert time_in(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("11/24", date(2026, 11, 24)),
        ("11月24日", date(2026, 11, 24)),
        ("11/24(火)", date(2026, 11, 24)),
        ("11/17", date(2027, 11, 17)),
        ("2026-11-17", date(2026, 11, 17)),
        ("2/30", None),
        ("あした", date(2026, 11, 19)),
        ("Today", TODAY),
        ("いつか", None),
    ],
)
def test_days(text: str, found: date | None) -> None:
    assert day_in(text, TODAY) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("11:30", time(11, 30)),
        ("90分", time(11, 30)),
        ("90", time(11, 30)),
        ("11", time(11)),
        ("9:30", None),
        ("10:00", None),
        ("900分", None),
        ("長め", None),
    ],
)
def test_ends(text: str, found: time | None) -> None:
    assert end_in(text, time(10)) == found


def test_a_length_does_not_go_past_midnight() -> None:
    assert after(time(23, 30), 60) is None
    assert after(time(23), 5) is None
