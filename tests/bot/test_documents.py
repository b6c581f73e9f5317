"""A schedule sent to the bot as a file: fetched for coordinators, imported, told row by row."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from bot.channels import line_content
from bot.documents import MAX_BYTES
from handlers.work import Work
from surveys.model import Language
from surveys.people import Lesson, MemberRole
from tests.fakes.faults import Failure, Reset
from tests.universe import Universe, universe

HEAD = "講座,開始,終了,場所"
ROW = "ハロー,2026-11-24 10:00,11:30,2階"
TABLE = f"{HEAD}\n{ROW}\nプレパパ,2026-11-28 10:00,12:00,研修室\n"
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//
BEGIN:VEVENT
UID:1
DTSTART;TZID=Asia/Tokyo:20261124T100000
DTEND;TZID=Asia/Tokyo:20261124T113000
SUMMARY:ハロー
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def world(sqlite_url: str) -> Iterator[Universe]:
    with universe(sqlite_url) as world:
        yield world


def member(world: Universe, channel: str, role: MemberRole = MemberRole.COORDINATOR) -> Any:
    """Somebody who has joined on a channel."""
    code = world.invitation(role)
    person = world.parent(1) if channel == "line" else world.telegram.user(7001)
    person.say(f"参加 {code}")
    person.await_reply()
    return person


def send(person: Any, name: str, content: bytes) -> str:
    """Send a file; what is answered."""
    if hasattr(person, "file"):
        person.file(name, content)
    else:
        person.document(name, content)
    return str(person.await_reply(10.0))


def lessons(world: Universe) -> list[Lesson]:
    def found(work: Work) -> list[Lesson]:
        start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
        return list(work.uow.lessons.between(start, end))

    return world.koe.see(found)


def workbook(*rows: tuple[str, ...], merged: str | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


HEADER = tuple(HEAD.split(","))
HELLO = tuple(ROW.split(","))


@pytest.mark.parametrize("channel", ["line", "telegram"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.csv", f"{HEAD}\n{ROW}\n".encode()),
        ("予定.CSV", f"{HEAD}\n{ROW}\n".encode("cp932")),
        ("plan.xlsx", workbook(HEADER, HELLO)),
        ("plan.ics", CALENDAR.encode()),
    ],
)
def test_a_file_of_each_kind_on_each_channel(
    world: Universe, channel: str, name: str, content: bytes
) -> None:
    person = member(world, channel)
    said = send(person, name, content)
    assert said.splitlines() == [
        f"{name} を取り込みました。",
        "追加 1、変更 0、変更なし 0、そのまま 0、読めない行 0",
        "新しい講座：ハロー",
    ]
    again = send(person, name, content)
    assert "追加 0、変更 0、変更なし 1" in again
    assert len(lessons(world)) == 1


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("plan.pdf", b"%PDF", "予定表は .csv、.xlsx、.ics のどれかで送ってください。"),
        ("plan", b"", "予定表は .csv、.xlsx、.ics のどれかで送ってください。"),
        ("big.csv", b"x" * 2_000_001, "2 MBまでのファイルを送ってください。"),
        ("empty.csv", b"", "見出しの行がありません"),
        ("broken.xlsx", b"PK\x03\x04 no workbook", "Excel のブックとして読めません"),
        ("broken.ics", b"BEGIN:NOTHING", "予定が1つもありません"),
    ],
)
def test_a_file_from_which_nothing_can_be_read(
    world: Universe, name: str, content: bytes, told: str
) -> None:
    said = send(member(world, "telegram"), name, content)
    first, second = said.splitlines()
    assert first == f"{name} を取り込めませんでした。何も変わっていません。"
    assert told in second
    assert lessons(world) == []


def test_rows_that_cannot_be_read_are_told_and_the_others_taken(world: Universe) -> None:
    person = member(world, "line")
    rows = "".join(f"講座{n},だめ,11:00,x\n" for n in range(30))
    said = send(person, "plan.csv", f"{TABLE}{rows}".encode()).splitlines()
    assert said[1] == "追加 2、変更 0、変更なし 0、そのまま 0、読めない行 30"
    assert said[3].startswith("4行目：開始「だめ」を日時として読めません")
    assert (len(said), said[-1]) == (23, "ほか12行")
    assert len(lessons(world)) == 2
    merged = workbook(HEADER, HELLO, ("プレパパ", "2026-11-28 10:00", "12:00", ""), merged="D2:D3")
    assert "セルが結合されています" in send(person, "plan.xlsx", merged)


def test_ten_thousand_rows(world: Universe) -> None:
    person = member(world, "telegram")
    rows = [
        f"講座{n % 7},2026-{1 + n % 12:02}-{1 + n % 28:02} 10:00,11:00,部屋{n}\n"
        for n in range(10_000)
    ]
    person.document("plan.csv", f"{HEAD}\n{''.join(rows)}".encode())
    assert "追加 10000" in person.await_reply(60.0)
    assert len(lessons(world)) == 10_000


@pytest.mark.parametrize("channel", ["line", "telegram"])
@pytest.mark.parametrize("role", [None, MemberRole.STAFF])
def test_to_everybody_else_a_file_is_a_sticker_and_is_not_fetched(
    world: Universe, channel: str, role: MemberRole | None
) -> None:
    if role is None:
        person = world.parent(1) if channel == "line" else world.telegram.user(7001)
    else:
        person = member(world, channel, role)
    assert "スタンプや写真は読み取れません" in send(person, "plan.csv", TABLE.encode())
    assert lessons(world) == []
    calls = [*world.line.calls, *world.telegram.calls]
    assert [call.path for call in calls if "content" in call.path or "ile" in call.path] == []


@pytest.mark.parametrize("preparing", [1, 2])
def test_line_still_prepares_the_file(
    world: Universe, preparing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_content, "WAIT_SECONDS", 0.0)
    world.line.contents.preparing = preparing
    assert "追加 2" in send(member(world, "line"), "plan.csv", TABLE.encode())


@pytest.mark.parametrize("fault", ["preparing", "gone", "error"])
def test_line_does_not_give_the_file(
    world: Universe, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_content, "WAIT_SECONDS", 0.0)
    person = member(world, "line")
    if fault == "preparing":
        world.line.contents.preparing = 3
    if fault == "gone":
        monkeypatch.setattr(world.line.contents, "keep", lambda *_: None)
    if fault == "error":
        world.line.faults.put(Failure(status=500), path="/content")
    said = send(person, "plan.csv", TABLE.encode())
    assert "ファイルを受け取れませんでした" in said
    assert lessons(world) == []


def test_a_file_larger_than_it_says(world: Universe, monkeypatch: pytest.MonkeyPatch) -> None:
    person = member(world, "line")
    keep = world.line.contents.keep
    monkeypatch.setattr(
        world.line.contents, "keep", lambda key, _: keep(key, b"x" * (MAX_BYTES + 1))
    )
    assert "2 MBまで" in send(person, "plan.csv", b"small")


def test_line_hangs_up(world: Universe) -> None:
    person = member(world, "line")
    world.line.faults.put(Reset(), times=3, path="/content")
    assert "ファイルを受け取れませんでした" in send(person, "plan.csv", TABLE.encode())


def test_rows_that_say_much(world: Universe) -> None:
    person = member(world, "telegram")
    rows = "".join(f"{'長' * 70}{n},2026-13-01 10:00,{'あ' * 50},{'い' * 70}\n" for n in range(40))
    said = send(person, "plan.csv", f"{TABLE}{rows}".encode())
    assert len(said) < 2000
    assert said.splitlines()[-1].startswith("ほか")


@pytest.mark.parametrize("path", ["/getFile", "/documents/"])
def test_telegram_does_not_give_the_file(world: Universe, path: str) -> None:
    person = member(world, "telegram")
    world.telegram.faults.put(Failure(status=400), path=path)
    assert "ファイルを受け取れませんでした" in send(person, "plan.csv", TABLE.encode())


@pytest.mark.parametrize(
    ("language", "name", "said"),
    [
        (Language.EN, "English", "plan.csv was imported.\nAdded 2, changed 0"),
        (Language.ZH, "中文", "已导入 plan.csv。\n新增 2"),
        (Language.EASY, "やさしい日本語", "plan.csv を 入（い）れました。\nふえた 2"),
    ],
)
def test_the_sums_in_the_coordinators_language(
    world: Universe, language: Language, name: str, said: str
) -> None:
    person = member(world, "telegram")
    person.say(name)
    person.await_reply()
    assert said in send(person, "plan.csv", TABLE.encode()), language


@pytest.mark.parametrize(
    ("base", "data"),
    [
        ("https://api.line.me", "https://api-data.line.me"),
        ("http://127.0.0.1:9", "http://127.0.0.1:9"),
    ],
)
def test_where_files_are_fetched(base: str, data: str) -> None:
    assert line_content.data_base_url(base) == data
