"""`koe evidence` and `koe evidence verify` over a real database: nothing changed, or named."""

import hashlib
import io
import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from bot import cli
from bot.app import Koe, compose
from bot.opening import Problem
from bot.pack.evidence import write_pack
from bot.pack.verify import conclusion, verify
from bot.settings import read_settings
from handlers.evidence import gather
from handlers.plans import register
from handlers.voices import delete_raw
from storage.migrate import upgrade
from surveys.analysis.pack_compare import Found
from surveys.analysis.plan_file import built_in_source
from surveys.voices.voice import Review, ReviewStatus, VoiceId
from tests.fakes.clock import Clock
from tests.handlers.filled import Filled
from tests.surveys.analysis.rows import FULL, tokyo

KEY = "a key for tests, long enough"
NOW = tokyo("2026-11-22 12:00")


def opened(url: str) -> Koe:
    """A Koe at noon of a day in November."""
    return compose(read_settings(database_url=url, secret_key=KEY), KEY, clock=Clock(NOW))


def filled(url: str) -> None:
    """Nine lessons of three courses, 45 answers by as many people."""
    upgrade(url)
    koe = opened(url)
    centre = Filled(store=koe.store)  # type: ignore[arg-type]  # the store of storage/
    for number in range(9):
        lesson = centre.lesson(f"2026-{4 + number % 6:02}-{10 + number} 10:00", families=7)
        for place in range(5):
            use = ("weekly", "lapsed", "never_heard")[(number + place) % 3]
            chosen = {**FULL, "aonico_use": use}
            if use == "weekly":
                chosen |= {"useful": "4", "timely": "5"}
            if use == "lapsed":
                chosen |= {"barrier": "howto"}
            centre.answered(lesson, f"p{number}-{place}", chosen)
    koe.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its pack beside it."""
    folder = tmp_path_factory.mktemp("made")
    url = f"sqlite:///{folder}/koe.db"
    filled(url)
    koe = opened(url)
    write_pack(koe.see(lambda work: gather(work, 2026)), folder / "pack")
    koe.close()
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of both, to be spoilt."""
    shutil.copytree(made, tmp_path / "copy")
    return tmp_path / "copy"


@pytest.fixture
def koe(folder: Path) -> Iterator[Koe]:
    """The Koe of the copy."""
    found = opened(f"sqlite:///{folder}/koe.db")
    yield found
    found.close()


def told(found: list[Found]) -> list[str]:
    return [f"{'✗' if one.serious else '・'} {one}" for one in found]


def changed(docx: Path, old: str, new: str) -> None:
    """A Word file with something else in its text."""
    parts = {}
    with zipfile.ZipFile(docx) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    text = parts["word/document.xml"].decode()
    assert len(re.findall(old, text)) >= 1
    parts["word/document.xml"] = re.sub(old, new, text, count=1).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    docx.write_bytes(out.getvalue())


def repaired(pack: Path, name: str) -> None:
    """The manifest as somebody would write it who wants to hide a change."""
    manifest = json.loads((pack / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"][name] = hashlib.sha256((pack / name).read_bytes()).hexdigest()
    (pack / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_an_untouched_pack_verifies_also_later(koe: Koe, folder: Path) -> None:
    assert verify(koe, folder / "pack") == []
    koe.clock.now = NOW + timedelta(days=3)  # type: ignore[attr-defined]  # the clock of tests
    assert verify(koe, folder / "pack") == []


@pytest.mark.parametrize("repair", [False, True])
def test_a_digit_changed_in_the_draft_is_found(koe: Koe, folder: Path, *, repair: bool) -> None:
    pack = folder / "pack"
    changed(pack / "draft.docx", "71.4", "81.4")
    if repair:
        repaired(pack, "draft.docx")
    found = told(verify(koe, pack))
    assert found[0] == "✗ draft.docx: S1.response_rate: 資料では 81.4、計算では 71.4"
    assert any("sha256" in one for one in found) is not repair


def test_a_text_may_be_edited_and_is_told(koe: Koe, folder: Path) -> None:
    changed(folder / "pack" / "draft.docx", "【要確認】", "")
    found = told(verify(koe, folder / "pack"))
    assert all(one.startswith("・ draft.docx") for one in found)
    assert any("直されたか、消されています" in one for one in found)


@pytest.mark.parametrize(
    ("old", "new", "serious"),
    [
        ("３月31日", "３月30日", "の数字: 資料では "),
        ("の回答を得て", "の回答を得て、効果を確かめて", "効果や原因を示すことばが加わっています"),
        ("示すものではない", "示すものである", "打ち消しがなくなっています"),
        ("【要確認】", "", None),
    ],
)
def test_an_edit_that_says_more_is_a_difference(
    koe: Koe, folder: Path, old: str, new: str, serious: str | None
) -> None:
    changed(folder / "pack" / "draft.docx", old, new)
    found = verify(koe, folder / "pack")
    told = [str(one) for one in found if one.serious and one.place != "sha256"]
    assert (told != []) is (serious is not None)
    assert serious is None or any(serious in one for one in told)
    assert "文が直された" in conclusion(found)


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        (
            "evidence.json",
            '"completed": 45',
            '"completed": 54',
            "claims S1 completed: 資料では 54",
        ),
        ("data/groups.csv", "間に合う", "間にあう", "data/groups.csv: row"),
        ("METHOD.md", "koe evidence", "koe proof", "METHOD.md"),
        ("data/datapackage.json", "公開集計", "集計", "title: 資料では"),
        (
            "manifest.json",
            '"smallest_cell": 10',
            '"smallest_cell": 3',
            "smallest_cell: 資料では 3",
        ),
    ],
)
@pytest.mark.parametrize("repair", [False, True])
def test_a_changed_file_is_found(
    koe: Koe, folder: Path, name: str, old: str, new: str, words: str, *, repair: bool
) -> None:
    path = folder / "pack" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    if repair and name != "manifest.json":
        repaired(folder / "pack", name)
    serious = [str(one) for one in verify(koe, folder / "pack") if one.serious]
    assert any(words in one for one in serious)


@pytest.mark.parametrize("name", ["evidence.xlsx", "draft.docx", "evidence.json"])
def test_a_file_that_cannot_be_read_is_named(koe: Koe, folder: Path, name: str) -> None:
    (folder / "pack" / name).write_bytes(b"nothing")
    repaired(folder / "pack", name)
    assert any(f"{name}: cannot be read" in str(one) for one in verify(koe, folder / "pack"))


def test_files_that_are_missing_or_too_many_are_named(koe: Koe, folder: Path) -> None:
    (folder / "pack" / "annex.pdf").unlink()
    (folder / "pack" / "notes.txt").write_text("mine", encoding="utf-8")
    (folder / "pack" / "~$draft.docx").write_text("open", encoding="utf-8")
    assert told(verify(koe, folder / "pack")) == [
        "✗ annex.pdf: missing",
        "・ notes.txt: is no part of the pack",
    ]


def test_a_questionnaire_that_is_not_at_hand_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{folder}/koe.db"
    with closing(sqlite3.connect(folder / "koe.db")) as database:
        database.execute("update response set version = '1.1.0'")
        database.commit()
    monkeypatch.setenv("KOE_DATABASE_URL", url)
    out = folder / "new"
    year = ("--fiscal-year", "2026", "--out", str(out))
    for words in (
        ("evidence", *year),
        ("export", *year),
        ("digest", "--week", "2026-W20"),
        ("evidence", "verify", str(folder / "pack")),
    ):
        monkeypatch.setattr("sys.argv", ["koe", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr().err.splitlines()
        assert ended.value.code == 1
        assert len(said) == 1
        assert "aonico-core 1.1.0" in said[0]
        assert "KOE_SURVEYS_DIR" in said[0]
    assert not out.exists()


def test_pictures_by_another_version_are_not_compared(koe: Koe, folder: Path) -> None:
    pack = folder / "pack"
    (pack / "annex.pdf").write_bytes(b"another")
    repaired(pack, "annex.pdf")
    assert "✗ annex.pdf: differs from the one computed" in told(verify(koe, pack))
    manifest = json.loads((pack / "manifest.json").read_text(encoding="utf-8"))
    manifest["libraries"]["typst"] = "0.1"
    (pack / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    found = told(verify(koe, pack))
    assert "・ annex.pdf: differs from the one computed" in found
    assert any(one.startswith("・ manifest.json: version of typst: 資料では 0.1") for one in found)


def test_data_that_changed_since_are_told_first(koe: Koe, folder: Path) -> None:
    koe.do(lambda work: work.uow.respondents.erase("p0-0"))
    found = told(verify(koe, folder / "pack"))
    assert found[0].startswith("✗ database: ")
    assert any("responses (the data changed" in one and "計算では 44" in one for one in found)


def test_a_pack_rests_on_no_remark_as_it_was_written(koe: Koe, tmp_path: Path) -> None:
    """The retention job takes what people wrote away; the pack of before stays as true."""
    centre = Filled(store=koe.store, ids=count(9000))  # type: ignore[arg-type]  # as above
    lesson = centre.lesson("2026-08-03 10:00", families=7)
    (reader,) = centre.member("telegram")
    for number, use in enumerate(("weekly", "lapsed")):
        chosen = {**FULL, "aonico_use": use, "quote": "yes"}
        chosen |= {"useful": "4"} if use == "weekly" else {"barrier": "howto"}
        wrote = centre.answered(lesson, f"w{number}", chosen, remark="予約がとれない")
        voice = VoiceId(response=wrote.id, question="voice", revision=1)
        status = (ReviewStatus.APPROVED, ReviewStatus.DISMISSED)[number]
        review = Review(
            voice=voice,
            status=status,
            text="予約",
            member=reader.member or "",
            at=lesson.ends_at,
        )
        with centre.at(NOW) as work:
            assert work.uow.voices.decide(review)
    write_pack(koe.see(lambda work: gather(work, 2026)), tmp_path / "before")
    koe.clock.now = NOW + timedelta(days=100)  # type: ignore[attr-defined]  # the clock of tests
    assert koe.do(lambda work: delete_raw(work, 90)) == {"deleted": 2}
    assert verify(koe, tmp_path / "before") == []


def test_a_plan_registered_later_was_not_known_then(koe: Koe, folder: Path) -> None:
    koe.clock.now = NOW + timedelta(days=1)  # type: ignore[attr-defined]  # the clock of tests
    koe.do(lambda work: register(work, built_in_source(), "plan"))
    assert verify(koe, folder / "pack") == []
    late = koe.see(lambda work: gather(work, 2026))
    assert "plan_late" in dict(late.caveats)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read"),
        ("nothing", "is no JSON"),
        ("[]", "is no manifest"),
        ("{}", "states no year and moment"),
        (
            json.dumps(
                {"fiscal_year": 2030, "parameters": {"as_of": "2026-11-22T00:00:00+09:00"}}
            ),
            "cannot be",
        ),
        (json.dumps({"fiscal_year": 2026, "parameters": {"as_of": "2026-11-22"}}), "cannot be"),
    ],
)
def test_a_folder_without_a_pack_is_explained(
    koe: Koe, folder: Path, content: str | None, message: str
) -> None:
    path = folder / "pack" / "manifest.json"
    if content is None:
        path.unlink()
    else:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(Problem, match=message):
        verify(koe, folder / "pack")


def test_progress_is_shown_on_a_terminal_and_nowhere_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KOE_DATABASE_URL", f"sqlite:///{folder}/koe.db")

    def run(*arguments: str) -> tuple[list[str], str]:
        monkeypatch.setattr("sys.argv", ["koe", *arguments])
        with pytest.raises(SystemExit):
            cli.main()
        said = capsys.readouterr()
        return said.out.splitlines(), said.err

    write = ("evidence", "--fiscal-year", "2026", "--out", str(folder / "pack"))
    files, beside = run(*write)
    assert {Path(one).is_file() for one in files} == {True}
    assert beside == ""
    monkeypatch.setenv("FORCE_COLOR", "1")  # what a terminal is to the progress bar
    again, beside = run(*write)
    assert again == files
    assert "根拠資料" in beside
    assert "100%" in beside
    said, beside = run("evidence", "verify", str(folder / "pack"))
    assert (said, "照合" in beside) == (["すべて計算と一致しています。"], True)


def test_both_databases_give_the_same_bytes(made: Path, postgres_url: str, tmp_path: Path) -> None:
    filled(postgres_url)
    koe = opened(postgres_url)
    write_pack(koe.see(lambda work: gather(work, 2026)), tmp_path / "pack")
    koe.close()
    for path in sorted((made / "pack").rglob("*")):
        if path.is_file():
            name = path.relative_to(made / "pack")
            assert path.read_bytes() == (tmp_path / "pack" / name).read_bytes(), name


def test_the_commands_write_verify_and_explain(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("KOE_DATABASE_URL", f"sqlite:///{folder}/koe.db")

    def koe(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["koe", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    pack = folder / "pack"
    assert koe("evidence", "verify", str(pack)) == (0, "すべて計算と一致しています。\n")
    changed(pack / "draft.docx", "71.4", "81.4")
    code, said = koe("evidence", "verify", str(pack))
    assert code == 1
    assert "S1.response_rate: 資料では 81.4、計算では 71.4" in said
    assert koe("evidence", "--fiscal-year", "2026")[0] == 2
    assert koe("evidence", "verify", str(folder / "none"))[0] == 1
