"""Schedules as files: encodings, workbooks, and the command that reads them."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from bot import schedule_workbooks
from bot.cli import app
from bot.opening import Problem
from bot.schedule_files import csv_lines, progress_bar, read_schedule
from bot.schedule_workbooks import read_workbook
from surveys.schedules import ScheduleError
from tests.bot.schedules_shown import japanese, shown, told

ZONE = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
TABLE = (
    "講座,開始,終了,場所\n"
    "ハロー,2026-11-24 10:00,11:30,2階\n"
    "プレパパ,2026-11-28 10:00,12:00,研修室\n"
)


BOTH = ["ハロー 2026-11-24 10:00-11:30 2階", "プレパパ 2026-11-28 10:00-12:00 研修室"]


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("cp932"),
        TABLE.encode("utf-16"),
        TABLE.replace("\n", "\r\n").encode("cp932"),
        TABLE.replace("\n", "\r").encode(),
        TABLE.replace(",", "\t").encode("utf-16"),
        TABLE.replace("2階", '"2階"').encode(),
        TABLE.rstrip().encode(),
    ],
)
def test_a_csv_file_in_any_usual_encoding(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "plan.CSV"
    file.write_bytes(data)
    schedule = read_schedule(file, ZONE, NOW)
    assert (shown(schedule), told(schedule)) == (BOTH, [])


@pytest.mark.parametrize(("encoding", "broken"), [("utf-8", b"\xe9"), ("cp932", b"\x81")])
def test_one_broken_line_among_good_ones(tmp_path: Path, encoding: str, broken: bytes) -> None:
    file = tmp_path / "plan.csv"
    file.write_bytes(TABLE.encode(encoding) + b"a" + broken + b"\n" + 'い,"う\n'.encode(encoding))
    schedule = read_schedule(file, ZONE, NOW)
    assert shown(schedule) == BOTH
    assert told(schedule) == [
        "4行目：文字が壊れています",
        '5行目：引用符（"）の組が合っていません',
    ]


def test_blank_lines_keep_their_numbers() -> None:
    assert [(line.number, line.cells) for line in csv_lines(b"a,b\n\nc\n")] == [
        (1, ("a", "b")),
        (2, ()),
        (3, ("c",)),
    ]
    assert [line.cells for line in csv_lines(b"")] == [()]


def book(*rows: Sequence[Any], merge: str = "", **sheets: Sequence[Sequence[Any]]) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    for name, others in sheets.items():
        other = workbook.create_sheet(name)
        for row in others:
            other.append(row)
        other.sheet_state = "hidden" if name.startswith("hidden") else "visible"
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


HEADER = ("講座", "日付", "開始", "終了", "場所", "id")
DAY = datetime(2026, 11, 24)  # noqa: DTZ001 - workbooks know no time zones


@pytest.mark.parametrize(
    "row",
    [
        ("ハロー", DAY, time(10), time(11, 30), "2階", 7),
        ("ハロー", DAY.date(), timedelta(hours=10), "11:30", "2階", 7.0),
        ("ハロー", "2026/11/24", "10:00", DAY.replace(hour=11, minute=29, second=59), "2階"),
        ("ハロー", None, DAY.replace(hour=10), DAY.replace(hour=11, minute=30), "2階", None),
    ],
)
def test_the_cells_of_a_workbook(tmp_path: Path, row: tuple[Any, ...]) -> None:
    file = tmp_path / "plan.xlsx"
    file.write_bytes(book(("11月の予定",), HEADER, row, merge="A1:F1"))
    schedule = read_schedule(file, ZONE, NOW)
    assert (shown(schedule), told(schedule)) == (BOTH[:1], [])
    assert schedule.lessons[0].uid == ("7" if len(row) == 6 and row[5] else None)


def test_merged_cells_errors_and_other_sheets() -> None:
    data = book(
        HEADER,
        ("ハロー", DAY, "10:00", "11:30", "2階"),
        ("消える", DAY, "12:00", "13:00", "2階"),
        ("プレパパ", "2026-11-28", "10:00", "12:00", "研修室"),
        ("あ", "#REF!", "10:00", "12:00", "研修室"),
        merge="A2:A3",
        memo=[("鍵は受付",)],
        hidden=[HEADER, ("ひみつ", DAY, "10:00", "11:00", "x")],
    )
    schedule = read_workbook(data, ZONE)
    assert shown(schedule) == BOTH
    assert told(schedule) == [
        "3行目：「講座」のセルが結合されています",
        "5行目：セルが「#REF!」になっています",
    ]
    assert [japanese(note) for note in schedule.notes] == [
        "シート「memo」には見出しの行がないので、読みませんでした"
    ]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", TABLE.encode()])
def test_what_is_no_workbook(data: bytes) -> None:
    with pytest.raises(ScheduleError) as raised:
        read_workbook(data, ZONE)
    assert "Excel のブックとして読めません" in japanese(raised.value.said)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOE_DATABASE_URL", f"sqlite:///{tmp_path}/koe.db")
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("settings")
def test_the_command_says_what_it_did_and_whether_all_was_read(tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_bytes(TABLE.encode("cp932"))
    first = CliRunner().invoke(app, ["lessons", "import", str(file)])
    assert (first.exit_code, first.stdout.splitlines()) == (
        0,
        ["追加 2、変更 0、変更なし 0、読めない行 0", "新しい講座：ハロー、プレパパ"],
    )
    file.write_text(TABLE + "い,だめ,11:00,x\n", encoding="utf-8")
    second = CliRunner().invoke(app, ["lessons", "import", str(file)])
    assert (second.exit_code, second.stdout.splitlines()[:2]) == (
        1,
        [
            "追加 0、変更 0、変更なし 2、読めない行 1",
            "4行目：開始「だめ」を日時として読めません → YYYY-MM-DD HH:MM の形にしてください",
        ],
    )


@pytest.mark.usefixtures("settings")
def test_the_command_marks_what_is_no_longer_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    head = "course,start,end,place\n"
    rows = [f"あ,2099-11-{day} 10:00,11:00,\n" for day in (24, 25, 26)]
    file.write_text(head + "".join(rows), encoding="utf-8")
    CliRunner().invoke(app, ["lessons", "import", str(file)])
    file.write_text(head + rows[0] + rows[2], encoding="utf-8")
    for option, said in (
        ([], "表にない講座も、消さずに残しています。"),
        (["--cancel-missing"], "表にない講座1回を「開催なし」にしました。"),
    ):
        outcome = CliRunner().invoke(app, ["lessons", "import", str(file), *option])
        lines = outcome.stdout.splitlines()
        assert (outcome.exit_code, len(lines)) == (0, 3)
        assert lines[1] == "表にない講座：2099-11-25 10:00 あ"
        assert lines[2].startswith(said)
    again = CliRunner().invoke(app, ["lessons", "import", str(file), "--cancel-missing"])
    assert again.stdout.splitlines() == ["追加 0、変更 0、変更なし 2、読めない行 0"]


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.csv", "開けません"),
        ("plan.xls", "読めません"),
        ("empty.csv", "見出し"),
        ("big.ics", "大きすぎます"),
    ],
)
def test_a_file_that_cannot_be_read_at_all(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "empty.csv").touch()
    with (tmp_path / "big.ics").open("wb") as big:
        big.truncate(20_000_001)
    outcome = CliRunner().invoke(app, ["lessons", "import", name])
    assert isinstance(outcome.exception, Problem)
    assert said in str(outcome.exception)


def test_a_small_file_that_is_enormous_once_unpacked() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(schedule_workbooks.MAX_UNPACKED + 1))
    assert len(data.getvalue()) < 1_000_000
    with pytest.raises(ScheduleError) as raised:
        read_workbook(data.getvalue(), ZONE)
    assert "大きすぎます" in japanese(raised.value.said)


@pytest.mark.parametrize("terminal", [False, True])
def test_a_bar_on_a_terminal_and_silence_otherwise(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *, terminal: bool
) -> None:
    if terminal:
        monkeypatch.setenv("FORCE_COLOR", "1")
    with progress_bar(2) as advance:
        advance()
        advance()
    said = capsys.readouterr()
    assert said.out == ""
    assert ("100%" in said.err) is terminal


def test_wrong_usage() -> None:
    assert CliRunner().invoke(app, ["lessons", "import"]).exit_code == 2
