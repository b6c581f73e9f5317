"""The files that leave the house: tables that validate, and a draft that can be handed in."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from frictionless import Package, system

from bot.pack.evidence import pack_files, write_pack
from bot.pack.tables import write_export
from surveys.analysis.evidence import Pack
from tests.surveys.analysis.rows import FULL, Rows, unfinished
from tests.surveys.analysis.years import exported, few, pack, two_people


def errors(folder: Path) -> list[list[Any]]:
    """What Frictionless' own validator finds in an export."""
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    return [list(row) for row in report.flatten(["type", "note", "rowNumber", "fieldName"])]


def busy() -> Rows:
    """Answers of every kind of end, some with remarks that spreadsheets trip over."""
    rows = two_people()
    lesson = rows.lesson("2026-11-19 10:00", families=None)
    row = rows.answered(lesson, "carla", FULL)
    rows.remark(row, '二行の\n"ひとこと", カンマつき')
    rows.answered(lesson, "dora", {}, **unfinished(status="refused"))
    rows.answered(lesson, "emma", {}, status="withdrawn")
    rows.answered(lesson, "fuki", {"stage": "other"}, **unfinished(status="ineligible"))
    rows.answered(lesson, "gina", {"fu_action": ("center", "aonico_use")}, wave="w2")
    return rows


@pytest.mark.parametrize("excel", [False, True])
def test_an_export_is_a_valid_data_package(tmp_path: Path, *, excel: bool) -> None:
    written = write_export(exported(busy()), tmp_path / "out", excel=excel)
    assert sorted(path.name for path in written) == [
        "answers.csv", "codebook.csv", "datapackage.json", "lessons.csv", "responses.csv",
    ]  # fmt: skip
    assert errors(tmp_path / "out") == []
    begins = (tmp_path / "out" / "answers.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert begins is excel


def test_an_export_of_nothing_is_valid_too(tmp_path: Path) -> None:
    write_export(exported(Rows()), tmp_path)
    assert errors(tmp_path) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "finding"),
    [
        ("responses.csv", "complete", "finished", "constraint-error"),
        ("responses.csv", ",L1,", ",L9,", "foreign-key"),
        ("answers.csv", "barrier", "barriers", "constraint-error"),
        ("responses.csv", "2026-11-18T15:10:00+09:00", "18.11.2026", "type-error"),
        ("lessons.csv", "L2", "L1", "primary-key"),
    ],
)
def test_the_validator_would_notice(
    tmp_path: Path, file: str, old: str, new: str, finding: str
) -> None:
    write_export(exported(busy()), tmp_path)
    path = tmp_path / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert finding in {error[0] for error in errors(tmp_path)}


def test_a_remark_comes_back_as_it_was_written(tmp_path: Path) -> None:
    write_export(exported(busy()), tmp_path)
    with (tmp_path / "answers.csv").open(encoding="utf-8", newline="") as file:
        remarks = [row["value"] for row in csv.DictReader(file) if row["question"] == "voice"]
    assert remarks == ["'=1+1 予約の通知が助かる", '二行の\n"ひとこと", カンマつき']


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    first = write_export(exported(busy()), tmp_path / "first")
    again = write_export(exported(busy()), tmp_path / "again")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]


def paragraphs(found: Pack) -> list[Any]:
    """The draft's paragraphs that say something."""
    document = Document(io.BytesIO(pack_files(found)["draft.docx"]))
    return [paragraph for paragraph in document.paragraphs if paragraph.text]


def test_the_draft_reads_as_the_form_does() -> None:
    found = pack(few())
    (claim,) = found.claims
    results, tasks = found.draft.sections
    assert [paragraph.text for paragraph in paragraphs(found)][:12] == [
        "別紙１",
        "【単年度事業評価様式】",
        "青葉区地域子育て支援拠点事業",
        "令和８年度重点目標の評価（下書き）",
        "事業実施期間　令和８年４月１日～令和９年３月31日",
        "取組の成果",
        "１．周知・発信",
        f"・{claim.sentence}【要確認】",
        results.note,
        "取組の課題",
        "１．周知・発信",
        f"・{tasks.sentences[0]}【要確認】",
    ]


def test_without_answers_the_draft_says_so() -> None:
    texts = [paragraph.text for paragraph in paragraphs(pack(Rows()))]
    assert "（この年度のアンケートの回答はまだありません。）" in texts
    assert not any(text.startswith("※") for text in texts)


def test_the_draft_is_a4_in_japanese_fonts() -> None:
    document = Document(io.BytesIO(pack_files(pack(few()))["draft.docx"]))
    (section,) = document.sections
    size = [side and round(side.mm) for side in (section.page_width, section.page_height)]
    assert size == [210, 297]
    for name, font in (("Normal", "ＭＳ 明朝"), ("Heading 1", "ＭＳ ゴシック")):
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == font
        assert fonts.get(qn("w:eastAsiaTheme")) is None


def test_a_pack_can_be_checked_by_its_manifest(tmp_path: Path) -> None:
    written = write_pack(pack(few()), tmp_path / "pack")
    assert [path.name for path in written] == ["draft.docx", "evidence.json", "manifest.json"]
    manifest = json.loads((tmp_path / "pack" / "manifest.json").read_text(encoding="utf-8"))
    for name, digest in manifest["files"].items():
        content = (tmp_path / "pack" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
    assert set(manifest["files"]) == {"draft.docx", "evidence.json"}
    assert manifest["surveys"] == [{"key": "aonico-core", "version": "1.0.0"}]
    assert manifest["program"]["version"]
    assert manifest["fiscal_year"] == 2026


def test_the_evidence_holds_claims_and_indicators() -> None:
    evidence = json.loads(pack_files(pack(few()))["evidence.json"])
    (claim,) = evidence["claims"]
    assert set(claim) == {
        "id", "sentence", "numerator", "denominator", "response_rate", "method", "rows_sha256",
    }  # fmt: skip
    assert (evidence["fiscal_year"], evidence["respondents"]) == (2026, 24)
    first = evidence["indicators"][0]
    assert (first["id"], first["numerator"], first["denominator"]) == ("I1", 0, 24)


def test_the_same_pack_gives_the_same_bytes_without_any_time() -> None:
    first, again = pack_files(pack(few())), pack_files(pack(few()))
    assert first == again
    with zipfile.ZipFile(io.BytesIO(first["draft.docx"])) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01" in parts.read("docProps/core.xml")
