"""A schedule sent to the bot again, shorter: named, called off by button; rows in any language."""

from collections.abc import Iterator

import pytest

from surveys.people import LessonStatus, MemberRole
from tests.bot.test_documents import HEAD, lessons, member, send
from tests.universe import Universe, universe

ROWS = [
    f"{name},2026-11-{day} 10:00,11:30,2階\n"
    for name, day in zip("あいう", (24, 25, 26), strict=True)
]
WHOLE = f"{HEAD}\n{''.join(ROWS)}".encode()
SHORTER = f"{HEAD}\n{ROWS[0]}{ROWS[2]}".encode()


@pytest.fixture
def world(sqlite_url: str) -> Iterator[Universe]:
    with universe(sqlite_url) as world:
        yield world


def states(world: Universe) -> list[LessonStatus]:
    return [lesson.status for lesson in lessons(world)]


@pytest.mark.parametrize("channel", ["line", "telegram"])
def test_named_and_marked_by_one_button(world: Universe, channel: str) -> None:
    person = member(world, channel)
    send(person, "plan.csv", WHOLE)
    assert send(person, "plan.csv", SHORTER).splitlines() == [
        "plan.csv を取り込みました。",
        "追加 0、変更 0、変更なし 2、そのまま 0、読めない行 0",
        "表にない講座：2026-11-25 10:00 い",
        "表にない講座も、消さずに残しています。開催しないときは、ボタンを押すと「開催なし」になります。",
    ]
    assert states(world) == [LessonStatus.SCHEDULED] * 3
    person.tap("1回を「開催なし」に")
    assert "表にない講座1回を「開催なし」にしました。" in person.await_reply()
    assert states(world)[1] is LessonStatus.NOT_HELD
    assert "表にない" not in send(person, "plan.csv", SHORTER)


def test_a_coordinator_who_became_nobody_cannot_press_it(world: Universe) -> None:
    person = member(world, "telegram")
    send(person, "plan.csv", WHOLE)
    send(person, "plan.csv", SHORTER)
    person.say("退会")
    person.await_reply()
    person.tap("1回を「開催なし」に")
    person.await_reply()
    assert states(world) == [LessonStatus.SCHEDULED] * 3


BROKEN = f"{HEAD}\n{ROWS[0]}い,だめ,11:00,2階\n{ROWS[2]},2026-11-27 10:00,11:00,\n".encode()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "English",
            [
                "No longer in the file: 2026-11-25 10:00 い",
                (
                    "They may stand in the rows that could not be read. Correct those and import "
                    "again; then they can be marked as not held"
                ),
                (
                    "Row 3: start “だめ” cannot be read as date and time"
                    " → write it as YYYY-MM-DD HH:MM"
                ),
                "Row 5: the course is empty → write the course's name",
                (
                    "All other rows were imported. Correct these, "
                    "and the same file can be imported again"
                ),
            ],
        ),
        (
            "中文",
            [
                "表中没有的课程：2026-11-25 10:00 い",
                "可能写在无法读取的行中。请修改后再次导入，再选择是否标记为未举办",
                "第3行：开始“だめ”无法识别为日期时间 → 请写成YYYY-MM-DD HH:MM",
                "第5行：课程为空 → 请填写课程名称",
                "其他行已导入。修改后可再次导入同一文件",
            ],
        ),
        (
            "やさしい日本語",
            [
                "表（ひょう）に ない 講座（こうざ）：2026-11-25 10:00 い",
                (
                    "読（よ）めない 行（ぎょう）の 講座（こうざ）かも しれません。"
                    "なおして もう一度（いちど） 入（い）れてください"
                ),
                (
                    "3行目（ぎょうめ）：開始（かいし）「だめ」が 読（よ）めません"
                    " → YYYY-MM-DD HH:MM と 書（か）いてください"
                ),
                (
                    "5行目（ぎょうめ）：講座（こうざ）の 名前（なまえ）が ありません"
                    " → 書（か）いてください"
                ),
                (
                    "読（よ）めた 行（ぎょう）は 入（い）れました。"
                    "なおしてから、もう一度（いちど） 入れることが できます"
                ),
            ],
        ),
    ],
)
def test_rows_in_the_coordinators_language(world: Universe, name: str, said: list[str]) -> None:
    person = member(world, "telegram")
    person.say(name)
    person.await_reply()
    send(person, "plan.csv", WHOLE)
    assert send(person, "plan.csv", BROKEN).splitlines()[2:] == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("日本語", "見出しの行がありません"),
        ("English", "There is no header row"),
        ("中文", "没有标题行"),
        ("やさしい日本語", "見出（みだ）しが ありません"),
    ],
)
def test_why_a_file_was_not_read_in_the_coordinators_language(
    world: Universe, name: str, said: str
) -> None:
    person = member(world, "telegram")
    person.say(name)
    person.await_reply()
    assert said in send(person, "plan.csv", b"nothing").splitlines()[1]


def test_changes_in_english(world: Universe) -> None:
    person = member(world, "telegram", MemberRole.ADMIN)
    person.say("English")
    person.await_reply()
    first = send(person, "plan.csv", f"{HEAD}\nあ,2026-11-24 10:00,11:30,\n".encode())
    assert first.splitlines()[2] == "New courses: あ"
    second = send(person, "plan.csv", f"{HEAD}\nあ,2026-11-24 10:00,12:00,2階\n".encode())
    assert second.splitlines()[2] == (
        "Changed: あ 2026-11-24 10:00: end 11:30 → 12:00, place (none) → 2階"
    )
