"""Tables in, lessons and mistakes out."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from surveys.model import Language
from surveys.sayings import Saying, saying, spoken
from surveys.schedule_tables import Cell, Line, Table, read_tables
from surveys.schedules import (
    MAX_LESSONS,
    Occasion,
    Schedule,
    ScheduledLesson,
    ScheduleError,
    clean,
    schedule_of,
    shortened,
)
from tests.surveys.builders import WORDING

ZONE = ZoneInfo("Asia/Tokyo")
HEADER = "course|start|end|place"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def table(*rows: str, name: str = "") -> Table:
    """Rows with | between cells; `<` is a cell covered by a merged one."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells: tuple[Cell, ...] = tuple(None if c == "<" else c for c in row.split("|"))
        lines.append(Line(number=number, cells=cells))
    return Table(name=name, lines=lines)


def read(*rows: str) -> Schedule:
    return read_tables([table(*rows)], ZONE)


def told(schedule: Schedule) -> list[str]:
    return [japanese(mistake.line) for mistake in schedule.mistakes]


def japanese(said: Saying) -> str:
    return spoken(said, WORDING, Language.JA)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (HEADER, "ハロー|2026-11-24 10:00|2026-11-24 11:30|2階"),
        (HEADER, "ハロー|2026/11/24 10:00|2026/11/24 11:30|2階"),
        (HEADER, "ハロー|2026-11-24T10:00|2026-11-24T11:30:00|2階"),
        (HEADER, "ハロー|2026-11-24T10:00+09:00|2026-11-24T02:30Z|2階"),
        (HEADER, "ハロー|2026年11月24日(火)10時|2026年11月24日 11時30分|2階"),
        (HEADER, " ハロー |２０２６／１１／２４　１０：００|11:30|2階 "),
        (HEADER, "ハロー|令和8年11月24日 10:00|R8.11.24 11:30|2階"),
        ("講座,開始,終了,場所".replace(",", "|"), "ハロー|2026-11-24 10:00|11:30|2階"),
        ("日付|開始時刻|終了時刻|会場|講座名", "2026/11/24|10:00|11:30|2階|ハロー"),
        ("Course|START|End|Place|Course|備考", "ハロー|2026-11-24 10:00|11:30|2階|別|雨天中止"),
    ],
)
def test_the_forms_in_which_a_lesson_may_be_written(header: str, row: str) -> None:
    schedule = read(header, row)
    assert told(schedule) == []
    assert schedule.lessons == (
        ScheduledLesson(
            where=saying("place_row", number=2),
            course="ハロー",
            starts_at=utc("2026-11-24 10:00"),
            ends_at=utc("2026-11-24 11:30"),
            place="2階",
        ),
    )


FORM = "YYYY-MM-DD HH:MM の形にしてください"
NO_ENDING = "終了が開始より後ではありません → 開始と終了を確かめてください"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("あ|2026-13-01|11:30|x", f"開始「2026-13-01」を日時として読めません → {FORM}"),
        ("あ|2026-11-24|2026-11-24 11:30|x", f"開始「2026-11-24」を日時として読めません → {FORM}"),
        (
            "あ|2026-11-24 25:00|11:30|x",
            f"開始「2026-11-24 25:00」を日時として読めません → {FORM}",
        ),
        ("あ|2026-11-24 9:60|11:30|x", f"開始「2026-11-24 9:60」を日時として読めません → {FORM}"),
        ("あ|0026-11-24 9:00|11:30|x", f"開始「0026-11-24 9:00」を日時として読めません → {FORM}"),
        ("あ|2026-02-30 9:00|11:30|x", f"開始「2026-02-30 9:00」を日時として読めません → {FORM}"),
        ("あ|10:00|11:30|x", f"開始「10:00」を日時として読めません → {FORM}"),
        ("あ|2026-11-24 10:00||x", f"終了が空です → {FORM}"),
        ("あ|2026-11-24 10:00", f"終了が空です → {FORM}"),
        ("あ|2026-11-24 10:00|10:00|x", NO_ENDING),
        (
            "あ|2026-11-24 10:00|2026-11-26 10:00|x",
            "24時間より長くなっています → 1回ずつ分けて書いてください",
        ),
        ("|2026-11-24 10:00|11:00|x", "講座が空です → 講座の名前を書いてください"),
        (
            f"{'あ' * 61}|2026-11-24 10:00|11:00|x",
            f"講座「{'あ' * 39}…」は61文字あります → 60文字までにしてください",
        ),
        (
            f"あ|2026-11-24 10:00|11:00|{'か' * 61}",
            f"場所「{'か' * 39}…」は61文字あります → 60文字までにしてください",
        ),
        (
            "あ|<|11:00|x",
            "「開始」のセルが結合されています → 結合を解き、行ごとに書いてください",
        ),
        (
            "あ\N{REPLACEMENT CHARACTER}|2026-11-24 10:00|11:00|x",
            "文字が壊れています → UTF-8 か Shift_JIS で保存し直してください",
        ),
    ],
)
def test_a_bad_row_is_told_and_the_others_are_taken(row: str, said: str) -> None:
    schedule = read(HEADER, "い|2026-11-24 10:00|11:00|", row, "", "う|2026-11-25 10:00|11:00|y")
    assert told(schedule) == [f"3行目：{said}"]
    assert schedule.unread == 1
    assert [lesson.course for lesson in schedule.lessons] == ["い", "う"]


def test_several_mistakes_of_a_row_are_one_unread_row() -> None:
    schedule = read(HEADER, "|きょう|あした|x")
    assert told(schedule) == [
        f"2行目：開始「きょう」を日時として読めません → {FORM}",
        f"2行目：終了「あした」を日時として読めません → {FORM}",
    ]
    assert schedule.unread == 1


def test_a_bad_date_column() -> None:
    schedule = read("講座|日付|開始|終了", "あ|11/24|10:00|11:00", "あ|10:00|10:00|11:00")
    assert told(schedule) == [
        "2行目：日付「11/24」を日付として読めません → YYYY-MM-DD の形にしてください",
        "3行目：日付「10:00」を日付として読めません → YYYY-MM-DD の形にしてください",
    ]


def test_a_row_that_could_not_be_taken_apart() -> None:
    line = Line(number=2, fault=saying("row_no_course"))
    lines = [*table(HEADER).lines, line]
    assert told(read_tables([Table(lines=lines)], ZONE)) == [
        "2行目：講座が空です → 講座の名前を書いてください"
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((), "見出しの行がありません"),
        (("あ|2026-11-24 10:00|11:00|x",), "見出しの行がありません"),
        (("course|start|place",), "見出しに「終了」がありません"),
        (("講座|日付",), "見出しに「開始」「終了」がありません"),
        ((HEADER, *["あ|い|う|え"] * (MAX_LESSONS + 1)), "行が20,001あります"),
    ],
)
def test_a_file_from_which_nothing_can_be_read(rows: tuple[str, ...], said: str) -> None:
    with pytest.raises(ScheduleError) as raised:
        read(*rows)
    assert said in japanese(raised.value.said)


def test_titles_stand_above_the_header_and_sheets_without_one_are_named() -> None:
    plan = table("11月の予定|<", "", HEADER, "あ|2026-11-24 10:00|11:00|x", name="11月")
    memo = table("ひろばの鍵", name="メモ")
    empty = table("", name="Sheet3")
    schedule = read_tables([memo, plan, empty], ZONE)
    assert [japanese(lesson.where) for lesson in schedule.lessons] == ["4行目"]
    assert [japanese(note) for note in schedule.notes] == [
        "シート「メモ」には見出しの行がないので、読みませんでした"
    ]
    both = read_tables([plan, table(HEADER, "い|だめ|11:00|x", name="12月")], ZONE)
    assert [japanese(lesson.where) for lesson in both.lessons] == ["シート「11月」の4行目"]
    assert told(both)[0].startswith("シート「12月」の2行目：開始「だめ」")


def test_what_stands_twice() -> None:
    row = "あ|2026-11-24 10:00|11:00|x"
    header = f"{HEADER}|id"
    schedule = read(header, f"{row}|1", row, row.replace("11:00|", "12:00|"), f"い{row}|1", "")
    assert len(schedule.lessons) == 1
    assert [japanese(note) for note in schedule.notes] == [
        "3行目は2行目と同じ内容なので、1回として数えました"
    ]
    contradiction = "2行目と同じ回ですが、内容が違います"
    remedy = "どちらか1つにするか、別の id を付けてください"
    assert told(schedule) == [
        f"4行目：{contradiction} → {remedy}",
        f"5行目：{contradiction} → {remedy}",
    ]


def test_a_lesson_called_off_and_planned_anew_are_two() -> None:
    at = utc("2026-11-24 10:00")

    def occasion(uid: str, *, cancelled: bool) -> Occasion:
        return Occasion(
            where=saying("place_event", number=1, title=uid),
            course="あ",
            starts_at=at,
            ends_at=at.replace(hour=3),
            place="",
            uid=uid,
            cancelled=cancelled,
        )

    schedule = schedule_of([occasion("a", cancelled=True), occasion("b", cancelled=False)])
    assert [lesson.uid for lesson in schedule.lessons] == ["a", "b"]


def test_a_year_out_of_range_and_a_long_uid() -> None:
    def occasion(year: int, uid: str) -> Occasion:
        start = datetime(year, 1, 1, 10, tzinfo=UTC)
        end = start.replace(hour=11)
        return Occasion(
            where=saying("place_event", number=1, title=uid),
            course="あ",
            starts_at=start,
            ends_at=end,
            place="",
            uid=uid,
        )

    schedule = schedule_of([occasion(1999, "a"), occasion(2026, "b" * 201)])
    assert told(schedule) == [
        "1件目の予定「a」：年が正しくありません → 2000年から2199年までにしてください"
    ]
    assert len(schedule.lessons[0].uid or "") == 64


def test_texts_are_kept_as_written_but_for_control_characters() -> None:
    assert clean(" =1+1\x00\x1b[31m\n（土）\u3000Ａ ") == "=1+1[31m （土） Ａ"
    assert shortened("あいう", 3) == "あいう"
    assert shortened("あいうえ", 3) == "あい…"
