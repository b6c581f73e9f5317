"""After class, as transcripts (see houses.py): what is finished, corrected, closed, added."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from surveys.taps import FinishTapped, pack
from tests.handlers.houses import House, opened_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened_house(tmp_path) as made:
        yield made


# ---- which lesson is finished ----


def test_a_colleague_s_class_does_not_open_the_one_that_still_runs(house: House) -> None:
    house.lessons("ハロー 10:00-11:58", "ヨガ 11:40-13:00")
    house.talk(
        """
        > 終了 12
        < どの講座ですか
        ! 10:00 ハロー
        < アンケートを開きました
        b > 終了 14
        < ✓ アンケートを開いた講座
        | 11:40 ヨガ / ✓ 10:00 ハロー
        ! ✓ 10:00 ハロー
        < もう開いています
        < 参加 12組
        """
    )
    assert house.stored("ヨガ") == "scheduled - - none"
    assert house.stored("ハロー") == "held 12 - open"


@pytest.mark.parametrize(
    ("lessons", "answer"),
    [
        (["ヨガ 10:00-11:55"], "アンケートを開きました"),
        (["ヨガ 11:00-12:14"], "アンケートを開きました"),
        (["ヨガ 11:00-12:30"], "どの講座ですか"),
        (["ヨガ 10:00-11:55", "ハロー 10:00-11:00"], "どの講座ですか"),
        (["ヨガ 13:00-14:00"], "終わった講座が見あたりません"),
    ],
)
def test_only_what_must_be_meant_is_opened_unasked(
    house: House, lessons: list[str], answer: str
) -> None:
    house.lessons(*lessons)
    house.talk(f"> 終了 12\n< {answer}")


def test_an_hour_after_another_one_the_last_class_is_opened_unasked(house: House) -> None:
    house.lessons("ハロー 10:00-11:00", "ヨガ 12:30-13:10")
    house.talk(
        """
        > 終了 12
        < アンケートを開きました
        at 12:50
        b > 終了 8
        < どの講座ですか
        at 13:11
        b > 終了 8
        < アンケートを開きました
        < ヨガ
        """
    )


def test_a_number_typed_under_a_prompt_belongs_to_its_class(house: House) -> None:
    house.lessons("ハロー 10:00-11:58", "ヨガ 11:40-13:00")
    house.talk(
        """
        > 終了
        ! 10:00 ハロー
        < 参加は何組でしたか
        b > 終了 12
        ! 10:00 ハロー
        < アンケートを開きました
        a > 9
        < もう開いています
        < 参加 12組
        """
    )
    assert house.stored("ヨガ") == "scheduled - - none"


def test_a_number_after_several_prompts_asks_which(house: House) -> None:
    house.lessons("ハロー 10:00-11:58", "ヨガ 11:40-13:00")
    house.talk("> 終了 12\n! 10:00 ハロー\n< アンケートを開きました")
    waits = replace(house.people["b"].contact(), awaiting="finish")
    house.world.koe.do(lambda work: work.uow.contacts.save(waits))
    house.talk("b > 9\n| 11:40 ヨガ / ✓ 10:00 ハロー\n! 11:40 ヨガ\n< 参加 9組")


def test_people_are_kept_when_the_class_is_asked_for(house: House) -> None:
    house.lessons("ハロー 10:00-11:00", "ヨガ 10:00-11:30")
    house.talk("> 終了 12組 20人\n! 10:00 ヨガ\n< 参加 12組\n< 人数 20人")
    assert house.stored("ヨガ") == "held 12 20 open"


def test_an_older_button_without_people_still_opens(house: House) -> None:
    house.lessons("ヨガ 10:00-11:00")
    data = f"1f.{house.lesson('ヨガ').id}.12"
    assert pack(FinishTapped(lesson=house.lesson("ヨガ").id, families=12)) == data
    assert "アンケートを開きました" in house.people["a"].press(data)


def test_a_closed_survey_says_so_and_opens_again_by_button(house: House) -> None:
    house.lessons("ヨガ 10:00-11:00")
    house.talk(
        """
        > 終了 12
        > 締切
        < 締め切りました
        b > 終了 12
        < 回答は受け付けていません
        | 再開
        ! 再開
        < 受付を再開しました
        """
    )
    assert house.stored("ヨガ") == "held 12 - open"


# ---- several surveys ----


def test_close_and_reopen_ask_which(house: House) -> None:
    house.lessons("ハロー 10:00-11:00", "ヨガ 10:00-11:30")
    house.talk(
        """
        > 終了 12
        ! 10:00 ハロー
        > 終了 8
        ! 10:00 ヨガ
        < アンケートを開きました
        > 締切
        < どの講座ですか
        | 10:00 ヨガ / 10:00 ハロー
        ! 10:00 ハロー
        < ハロー（コード
        < 締め切りました
        > 締切
        < ヨガ（コード
        > 再開
        | 10:00 ヨガ / 10:00 ハロー
        ! 10:00 ハロー
        < 再開しました
        """
    )
    assert house.stored("ハロー") == "held 12 - open"
    assert house.stored("ヨガ") == "held 8 - closed"


def test_the_attendance_asks_which_and_keeps_the_number(house: House) -> None:
    house.lessons("ハロー -1 10:00-11:00", "ヨガ 10:00-11:30")
    house.talk(
        """
        > 終了 8
        > 講座を追加 ハロー 9:00-9:30 1階
        > 終了 12
        ! 09:00 ハロー
        < アンケートを開きました
        > 参加数 10組 25人
        < どの講座ですか
        ! 10:00 ヨガ
        < ヨガ
        < 10組 25人に直しました
        """
    )
    assert house.stored("ヨガ") == "held 10 25 open"
    assert house.stored("ハロー") == "held 12 - open"


def test_a_survey_of_yesterday_that_is_open_is_offered_too(house: House) -> None:
    house.lessons("ヨガ 10:00-11:00")
    house.talk("> 終了 12")
    house.world.clock.forward(days=1)
    house.lessons("ハロー 10:00-11:00")
    house.talk("> 終了 8\n> 参加数 9\n| 10:00 ハロー / 11/18(水) ヨガ\n! 11/18(水) ヨガ\n< 9組")


def test_buttons_about_what_is_gone(house: House) -> None:
    house.lessons("ヨガ 10:00-11:00")
    lesson = house.lesson("ヨガ").id
    pressed = {
        f"{command}.{subject}": house.people["a"].press(f"1k.{command}.{subject}")
        for command in ("close", "reopen", "attendance")
        for subject in ("gone", lesson, "14-0-gone")
    }
    assert {key for key, answer in pressed.items() if "ありません" not in answer} == {
        "attendance.gone",
        f"attendance.{lesson}",
    }


# ---- numbers ----


def test_people_fewer_than_families_are_dropped_aloud(house: House) -> None:
    house.lessons("ヨガ 10:00-11:00")
    house.talk(
        """
        > 終了 14組 20人
        > 参加数 15
        < 15組 20人に直しました
        > 参加数 30
        < 30組に直しました
        < 登録していた人数（20人）は組数より少ないため、消しました
        """
    )
    assert house.stored("ヨガ") == "held 30 - open"
    assert house.last_audit("attendance_corrected")["people_before"] == 20


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/attendance", "例：参加数 14"),
        ("/attendance 0", "例：参加数 14"),
        ("参加数 20人", "例：参加数 14"),
        ("参加数 12組 3人", "例：参加数 12組 20人"),
        ("終了 0", "例：終了 12"),
        ("終了 12組 3人", "例：終了 12組 20人"),
        ("人数 20", "アンケートをはじめるには"),
    ],
)
def test_each_command_has_its_own_example(house: House, said: str, answer: str) -> None:
    house.lessons("ヨガ 10:00-11:00")
    house.talk(f"> 終了 12\n> {said}\n< {answer}")
    assert house.stored("ヨガ") == "held 12 - open"


# ---- the day, and new lessons ----


def test_today_tells_how_far_each_class_is(house: House) -> None:
    house.lessons(
        "い 9:00-9:30", "ろ 9:40-10:00", "は 10:10-10:30", "に 11:00-11:50", "ほ 15:00-16:00"
    )
    house.talk(
        """
        > 終了 12
        ! 09:00 い
        > 締切
        > 終了 12
        ! 09:40 ろ
        > 開催なし
        ! 10:10 は
        < 「開催なし」にしました
        > きょうの講座
        """
    )
    rows = house.people["a"].answer[0].text.splitlines()[1:]
    assert [row.split("　")[-1] for row in rows] == [
        "締切", "受付中", "開催なし", "アンケート未実施", "予定",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/newlesson ヨガ", "ヨガ：いつですか"),
        ("/newlesson 体操 3B", "体操 3B：いつですか"),
        ("/newlesson ヨガ 13/40 10:00-11:30", "何も変わっていません"),
        ("/newlesson ヨガ 10時", "何も変わっていません"),
        ("/newlesson", "どの講座を追加しますか"),
    ],
)
def test_a_new_lesson_may_begin_with_its_course(house: House, said: str, answer: str) -> None:
    house.lessons("ヨガ 10:00-11:00")
    house.talk(f"> {said}\n< {answer}")
