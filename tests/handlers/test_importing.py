"""Schedules imported one after the other, and what the person who does it is told."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.import_lines import report
from handlers.importing import import_lessons
from surveys.people import Lesson, LessonStatus
from surveys.sayings import saying
from surveys.schedule_tables import Line, Table, read_tables
from surveys.schedules import Occasion, Schedule, schedule_of
from tests.handlers.filled import Filled, filled
from tests.surveys.analysis.rows import ZONE, tokyo

NOW = tokyo("2026-11-22 09:00")
HELLO = "ハロー|2026-11-24 10:00|11:30|2階"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Filled]:
    with filled(tmp_path) as centre:
        yield centre


def table(*rows: str) -> Schedule:
    lines = [
        Line(number=number, cells=tuple(row.split("|")))
        for number, row in enumerate(["course|start|end|place|id", *rows], start=1)
    ]
    return read_tables([Table(lines=lines)], ZoneInfo("Asia/Tokyo"))


def called_off(course: str, start: str, uid: str | None) -> Schedule:
    at = tokyo(start)
    end = at.replace(hour=at.hour + 1)
    return schedule_of(
        [
            Occasion(
                where=saying("place_event", number=1, title=""),
                course=course,
                starts_at=at,
                ends_at=end,
                place="",
                uid=uid,
                cancelled=True,
            )
        ]
    )


def imported(centre: Filled, schedule: Schedule) -> list[str]:
    with centre.at(NOW) as work:
        return report(work, schedule, import_lessons(work, schedule, actor="test"))


def lessons(centre: Filled) -> list[Lesson]:
    with centre.at(NOW) as work:
        return list(
            work.uow.lessons.between(datetime(2020, 1, 1, tzinfo=ZONE), tokyo("2030-01-01 00:00"))
        )


def shown(centre: Filled) -> list[str]:
    return [
        f"{one.course.name} {one.starts_at.astimezone(ZONE):%m-%d %H:%M}"
        f"-{one.ends_at.astimezone(ZONE):%H:%M} {one.place} {one.status} {one.uid or '-'}"
        for one in lessons(centre)
    ]


def test_an_import_and_the_same_again(centre: Filled) -> None:
    schedule = table(HELLO, "プレパパ|2026-11-28 10:00|12:00|研修室|7", "ハロー|だめ|11:30|2階")
    mistake = "4行目：開始「だめ」を日時として読めません → YYYY-MM-DD HH:MM の形にしてください"
    ending = "読めた行は取り込みました。直してから、同じファイルをもう一度取り込めます"
    assert imported(centre, schedule) == [
        "追加 2、変更 0、変更なし 0、読めない行 1",
        "新しい講座：ハロー、プレパパ",
        mistake,
        ending,
    ]
    there = [
        "ハロー 11-24 10:00-11:30 2階 scheduled -",
        "プレパパ 11-28 10:00-12:00 研修室 scheduled 7",
    ]
    assert shown(centre) == there
    assert imported(centre, schedule) == [
        "追加 0、変更 0、変更なし 2、読めない行 1",
        mistake,
        ending,
    ]
    assert shown(centre) == there


def test_an_empty_schedule(centre: Filled) -> None:
    assert imported(centre, table()) == ["追加 0、変更 0、変更なし 0、読めない行 0"]


@pytest.mark.parametrize(
    ("first", "second", "change", "after"),
    [
        (
            HELLO,
            "ハロー|2026-11-24 10:00|12:00|2階",
            "変更：ハロー 2026-11-24 10:00：終了 11:30 → 12:00",
            "ハロー 11-24 10:00-12:00 2階 scheduled -",
        ),
        (
            HELLO,
            "ハロー|2026-11-24 10:00|11:30|和室",
            "変更：ハロー 2026-11-24 10:00：場所 2階 → 和室",
            "ハロー 11-24 10:00-11:30 和室 scheduled -",
        ),
        (
            "ハロー|2026-11-24 10:00|11:30||",
            HELLO,
            "変更：ハロー 2026-11-24 10:00：場所 （なし） → 2階",
            "ハロー 11-24 10:00-11:30 2階 scheduled -",
        ),
        (
            f"{HELLO}|A1",
            "ハロー|2026-12-01 10:30|11:30|2階|A1",
            "変更：ハロー 2026-11-24 10:00：開始 2026-11-24 10:00 → 2026-12-01 10:30",
            "ハロー 12-01 10:30-11:30 2階 scheduled A1",
        ),
        (
            f"{HELLO}|A1",
            "ベビー|2026-11-24 10:00|11:30|2階|A1",
            "変更：ハロー 2026-11-24 10:00：講座 ハロー → ベビー",
            "ベビー 11-24 10:00-11:30 2階 scheduled A1",
        ),
    ],
)
def test_a_lesson_is_changed_not_added(
    centre: Filled, first: str, second: str, change: str, after: str
) -> None:
    imported(centre, table(first))
    told = imported(centre, table(second))
    assert told[0] == "追加 0、変更 1、変更なし 0、読めない行 0"
    assert told[-1] == change
    assert shown(centre) == [after]


@pytest.mark.parametrize(
    "row", ["ハロー|2026-11-24 10:00|11:30|", "ハロー|2026-11-24 10:00|11:30|２階"]
)
def test_no_place_and_other_widths_change_nothing(centre: Filled, row: str) -> None:
    imported(centre, table(HELLO))
    assert imported(centre, table(row)) == ["追加 0、変更 0、変更なし 1、読めない行 0"]
    assert shown(centre) == ["ハロー 11-24 10:00-11:30 2階 scheduled -"]


def test_a_known_lesson_learns_its_uid_in_silence(centre: Filled) -> None:
    imported(centre, table(HELLO))
    assert imported(centre, table(f"{HELLO}|A1")) == ["追加 0、変更 0、変更なし 1、読めない行 0"]
    assert shown(centre) == ["ハロー 11-24 10:00-11:30 2階 scheduled A1"]


def test_a_course_in_other_widths_is_no_new_course(centre: Filled) -> None:
    imported(centre, table("0歳のひろば|2026-11-24 10:00|11:30|2階"))
    told = imported(centre, table("０歳のひろば|2026-11-25 10:00|11:30|2階"))
    assert told == ["追加 1、変更 0、変更なし 0、読めない行 0"]


SURVEYED = "アンケートを開いた回なので、日時も参加数も動かしません"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("ハローベビークラス|2026-11-18 14:00|16:00|2階|", SURVEYED),
        (
            "ハローベビークラス|2026-11-25 14:00|15:00|2階|A1",
            f"{SURVEYED}（別の回なら id を変えてください）",
        ),
    ],
)
def test_a_surveyed_lesson_is_left_alone(centre: Filled, row: str, reason: str) -> None:
    before = centre.lesson("2026-11-18 14:00", 12, uid="A1")
    assert imported(centre, table(row)) == [
        "追加 0、変更 0、変更なし 0、読めない行 0、そのまま 1",
        f"そのまま：ハローベビークラス 2026-11-18 14:00：{reason}",
    ]
    assert lessons(centre) == [before]


@pytest.mark.parametrize("place", ["", "\u3000", "\u200b", "\ufeff", "\u2060 \u200d"])
def test_a_place_that_nobody_can_see_is_none(centre: Filled, place: str) -> None:
    imported(centre, table("ハロー|2026-11-24 10:00|11:30||"))
    assert imported(centre, table(f"ハロー|2026-11-24 10:00|11:45|{place}|"))[1:] == [
        "変更：ハロー 2026-11-24 10:00：終了 11:30 → 11:45"
    ]
    imported(centre, table("ハロー|2026-11-24 10:00|11:45|2階\u200b|"))
    assert [one.place for one in lessons(centre)] == ["2階"]


def test_called_off(centre: Filled) -> None:
    imported(centre, table(f"{HELLO}|A1"))
    off = called_off("ハロー", "2026-11-24 10:00", "A1")
    assert imported(centre, off) == [
        "追加 0、変更 1、変更なし 0、読めない行 0",
        "変更：ハロー 2026-11-24 10:00：状態 予定 → 開催なし",
    ]
    assert imported(centre, off) == ["追加 0、変更 0、変更なし 1、読めない行 0"]
    assert shown(centre) == ["ハロー 11-24 10:00-11:30 2階 not_held A1"]


def test_called_off_though_it_was_surveyed_or_never_known(centre: Filled) -> None:
    before = centre.lesson("2026-11-18 14:00", 12, uid="A1")
    assert imported(centre, called_off("ハローベビークラス", "2026-11-18 14:00", "A1"))[1:] == [
        f"そのまま：ハローベビークラス 2026-11-18 14:00：{SURVEYED}"
    ]
    assert imported(centre, called_off("なぞ", "2026-11-19 14:00", "B")) == [
        "追加 0、変更 0、変更なし 1、読めない行 0"
    ]
    assert lessons(centre) == [before]


def test_what_staff_marked_as_not_held_stays_so_unless_it_is_put_off(centre: Filled) -> None:
    imported(centre, table(f"{HELLO}|A1"))
    imported(centre, called_off("ハロー", "2026-11-24 10:00", "A1"))
    assert imported(centre, table(f"{HELLO}|A1"))[1:] == [
        "そのまま：ハロー 2026-11-24 10:00：「開催なし」になっているので、そのままにしました"
    ]
    imported(centre, table("ハロー|2026-12-01 10:00|11:30|2階|A1"))
    assert [one.status for one in lessons(centre)] == [LessonStatus.SCHEDULED]


def test_an_import_of_ten_thousand_rows_twice(centre: Filled) -> None:
    rows = [
        f"講座{number % 7}|2026-{1 + number // 900:02}-{1 + number // 36 % 25:02} "
        f"{8 + number % 12:02}:{number % 36 + 10}|23:00|場所{number}"
        for number in range(10_000)
    ]
    assert imported(centre, table(*rows))[0] == "追加 10000、変更 0、変更なし 0、読めない行 0"
    assert imported(centre, table(*rows)) == ["追加 0、変更 0、変更なし 10000、読めない行 0"]
