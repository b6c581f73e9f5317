"""「開催なし」 and its undoing, as transcripts (see houses.py)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from surveys.people import LessonStatus
from surveys.taps import CommandTapped, pack
from tests.handlers.houses import House, opened_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened_house(tmp_path) as made:
        yield made


def test_not_held_twice_says_the_same_and_touches_nothing_else(house: House) -> None:
    house.lessons("ハロー 10:00-11:00", "ヨガ 11:00-11:58")
    house.talk(
        """
        > 終了 12組 20人
        ! 10:00 ハロー
        < アンケートを開きました
        > 開催なし
        < ヨガ　11/18(水) 11:00を「開催なし」にしました
        b > 開催なし
        < ヨガ　11/18(水) 11:00を「開催なし」にしました
        < ほかの講座も開催なしのときは
        | 取り消す（開催した） / 10:00 ハロー
        """
    )
    assert house.stored("ハロー") == "held 12 20 open"


def test_not_held_of_a_class_with_a_survey_is_confirmed_and_audited(house: House) -> None:
    house.lessons("ヨガ 10:00-11:00")
    house.talk(
        """
        > 終了 12組 20人
        > 開催なし
        < もうアンケートを開いています（参加 12組 20人）
        | 開催なしにする
        """
    )
    assert house.stored("ヨガ") == "held 12 20 open"
    house.talk("! 開催なしにする\n< 「開催なし」にしました")
    assert house.stored("ヨガ") == "not_held - - closed"
    assert house.last_audit("not_held") == {"families": 12, "people": 20}


def test_not_held_asks_which_while_another_class_runs(house: House) -> None:
    house.lessons("ハロー 10:00-11:00", "ヨガ 11:40-13:00")
    house.talk(
        """
        > 終了 12
        ! 10:00 ハロー
        > 開催なし
        < どの講座ですか
        ! 10:00 ハロー
        < もうアンケートを開いています
        > 開催なし
        ! 11:40 ヨガ
        < 「開催なし」にしました
        """
    )


@pytest.mark.parametrize("way", ["> 再開", "! 取り消す（開催した）"])
def test_reopening_what_was_not_held_asks_how_many_came(house: House, way: str) -> None:
    house.lessons("ヨガ 10:00-11:00")
    house.talk("> 終了 12\n> 開催なし\n! 開催なしにする")
    house.talk(f"{way}\n< 「開催なし」を取り消しました\n< 参加は何組でしたか")
    assert house.stored("ヨガ") == "held - - open"
    house.talk(
        """
        b > 状況
        < 参加は未登録
        > 終了
        < 参加は何組でしたか
        a > 9
        < 参加 9組
        """
    )
    assert house.stored("ヨガ") == "held 9 - open"


@pytest.mark.parametrize(
    "way",
    [
        "! 取り消す（開催した）\n< 参加は何組でしたか\n> 9",
        "> 再開\n< 参加は何組でしたか\n> 9",
        "> 終了 9\n! × 10:00 ヨガ",
        "> 講座を追加 ヨガ 10:00-11:00 2階\n< 「開催なし」を取り消しました\n> 9",
    ],
)
def test_not_held_by_mistake_is_undone(house: House, way: str) -> None:
    house.lessons("ヨガ 10:00-11:00")
    house.talk(f"> 開催なし\n< 「開催なし」にしました\n{way}\n< アンケートを開きました")
    assert house.stored("ヨガ") == "held 9 - open"


def test_a_class_to_come_is_brought_back_without_a_question(house: House) -> None:
    house.lessons("ヨガ 15:00-16:00")
    lesson = house.lesson
    off = house.world.koe.see(lambda work: work.uow.lessons.between(*work.today())[0])
    house.world.koe.do(
        lambda work: work.uow.lessons.save(replace(off, status=LessonStatus.NOT_HELD))
    )
    house.talk(
        """
        > 講座を追加 ヨガ 15:00-16:00 2階
        < 「開催なし」を取り消しました
        |
        > きょうの講座
        < 予定
        at 15:30
        """
    )
    assert lesson("ヨガ").status is LessonStatus.SCHEDULED


def test_undoing_twice_shows_what_there_is(house: House) -> None:
    house.lessons("ヨガ 10:00-11:00")
    held = pack(CommandTapped(command="held", subject=house.lesson("ヨガ").id))
    assert "何組" in house.people["a"].press(held)
    house.talk("> 12\n< アンケートを開きました")
    assert "もう開いています" in house.people["b"].press(held)
    gone = pack(CommandTapped(command="held", subject="gone"))
    assert "見あたりません" in house.people["b"].press(gone)
