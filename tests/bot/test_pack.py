"""The evidence pack as files: what they look like, and that they are the same every time."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from frictionless import Package, system
from openpyxl import load_workbook
from PIL import Image

from bot.pack import annex as annex_module
from bot.pack.annex import AnnexTooLongError, annex_pdf, pages
from bot.pack.controls import declared, paragraphs_of
from bot.pack.evidence import pack_files, write_pack
from bot.pack.pictures import flow_chart, interval_chart
from surveys.analysis.pack_annex import annex
from surveys.analysis.pack_pieces import figures
from surveys.analysis.pack_records import flow_record
from tests.surveys.analysis.pack_entries import (
    AWARE,
    CLAIMS,
    PLAN,
    REGISTERED,
    planned,
    strong_pack,
)
from tests.surveys.analysis.rows import Rows
from tests.surveys.analysis.years import few, pack

NAMES = [
    "draft.docx", "annex.pdf", "evidence.xlsx", "evidence.json", "figures/intervals.png",
    "figures/flow.png", "data/counts.csv", "data/groups.csv", "data/datapackage.json",
    "METHOD.md", "manifest.json",
]  # fmt: skip


@cache
def files() -> dict[str, bytes]:
    """The files of the strong year."""
    return pack_files(strong_pack())


@cache
def empty() -> dict[str, bytes]:
    """The files of a year without answers and without a plan."""
    return pack_files(pack(Rows()))


def texts(docx: bytes) -> list[str]:
    """What the paragraphs of a Word file say."""
    found = ["".join(piece.text for piece in pieces) for pieces in paragraphs_of(docx)]
    return [text for text in found if text]


def test_a_pack_can_be_checked_by_its_manifest(tmp_path: Path) -> None:
    written = write_pack(pack(few()), tmp_path / "pack")
    assert [path.relative_to(tmp_path / "pack").as_posix() for path in written] == NAMES
    manifest = json.loads((tmp_path / "pack" / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["files"]) == NAMES[:-1]
    for name, digest in manifest["files"].items():
        content = (tmp_path / "pack" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
    assert manifest["surveys"] == [{"key": "aonico-core", "version": "1.0.0"}]
    assert manifest["program"]["version"]
    assert manifest["libraries"]["typst"]
    assert manifest["fiscal_year"] == 2026
    assert manifest["parameters"]["smallest_cell"] == 10


def test_the_same_pack_gives_the_same_bytes_without_any_time() -> None:
    again = pack_files(strong_pack())
    assert {name for name, content in files().items() if content != again[name]} == set()
    for name in ("draft.docx", "evidence.xlsx"):
        with zipfile.ZipFile(io.BytesIO(again[name])) as parts:
            assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert b"2000-01-01" in parts.read("docProps/core.xml")
    assert b"matplotlib" not in again["figures/flow.png"]


def test_the_draft_reads_as_the_form_does() -> None:
    draft = strong_pack().draft
    said = texts(files()["draft.docx"])
    assert said[:9] == [
        "別紙１",
        "【単年度事業評価様式】",
        "青葉区地域子育て支援拠点事業",
        "令和８年度重点目標の評価（下書き）",
        "事業実施期間　令和８年４月１日～令和９年３月31日（１年度目／５か年度）",
        "重点目標",
        *draft.goals,
        "取組の成果",
    ]
    at = said.index("取組の成果")
    assert said[at + 1] == "１．周知・発信"
    assert said[at + 2] == f"{draft.sections[0].goals[0].lines[0].text}【要確認】"
    assert said.index("取組の課題") > at
    assert sum(text.endswith("【要記入】") for text in said) == 2
    assert draft.notes[0].text in said


def test_every_figure_of_the_draft_sits_in_a_control_of_its_own() -> None:
    pieces = [piece for found in paragraphs_of(files()["draft.docx"]) for piece in found]
    named = {piece.tag: piece.text for piece in pieces if piece.tag is not None}
    assert named == figures(strong_pack().draft.lines)
    with zipfile.ZipFile(io.BytesIO(files()["draft.docx"])) as parts:
        xml = parts.read("word/document.xml")
    assert xml.count(b"<w:sdt>") == xml.count(b'w15:val="hidden"') == len(named)
    assert b'mc:Ignorable="w15 ' in xml


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        (b"<w:document>", b'<w:document xmlns:w15="%s" mc:Ignorable="w15">'),
        (
            b'<w:document mc:Ignorable="w14">',
            b'<w:document mc:Ignorable="w15 w14" xmlns:w15="%s">',
        ),
        (
            b'<w:document xmlns:w15="%s" mc:Ignorable="w15">',
            b'<w:document xmlns:w15="%s" mc:Ignorable="w15">',
        ),
    ],
)
def test_older_programs_may_pass_over_the_appearance(opening: bytes, expected: bytes) -> None:
    name = b"http://schemas.microsoft.com/office/word/2012/wordml"
    assert declared(opening.replace(b"%s", name)) == expected.replace(b"%s", name)


def test_without_answers_the_draft_claims_nothing() -> None:
    said = texts(empty()["draft.docx"])
    assert any("回答が０人にとどまり" in text for text in said)
    assert not any("ことができた。" in text for text in said)
    assert any("登録されていない" in text for text in said)


def test_the_draft_is_a4_in_japanese_fonts() -> None:
    document = Document(io.BytesIO(files()["draft.docx"]))
    (section,) = document.sections
    size = [side and round(side.mm) for side in (section.page_width, section.page_height)]
    assert size == [210, 297]
    for name, font in (("Normal", "ＭＳ 明朝"), ("Heading 1", "ＭＳ ゴシック")):
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == font
        assert fonts.get(qn("w:eastAsiaTheme")) is None


def test_the_annex_has_three_pages_with_its_font_in_it() -> None:
    for pdf in (files()["annex.pdf"], empty()["annex.pdf"]):
        assert pages(pdf) == 3
        assert b"IPAexGothic" in pdf
        assert b"/FontFile" in pdf
        assert b"Libertinus" not in pdf


def test_a_year_of_many_claims_is_set_smaller() -> None:
    claims = tuple(replace(CLAIMS[0], id=f"c{n}", indicator=f"I{n}") for n in range(14))
    plan = replace(REGISTERED, plan=replace(PLAN, claims=claims))
    entries = [replace(AWARE, claim=f"c{n}", indicator="I1") for n in range(14)]
    made = planned(few(), *entries, plan=plan)
    assert pages(pack_files(made)["annex.pdf"]) == 3


def test_a_year_of_far_too_many_claims_shows_the_primary_ones() -> None:
    claims = tuple(
        replace(CLAIMS[0], id=f"c{n}", name=f"指標{n}", primary=n < 3) for n in range(60)
    )
    plan = replace(REGISTERED, plan=replace(PLAN, claims=claims))
    entries = [replace(AWARE, claim=f"c{n}", primary=n < 3) for n in range(60)]
    data = annex(planned(few(), *entries, plan=plan))
    data["summary"] = data["summary"][:3]
    pictures = {
        "flow": flow_chart(flow_record(strong_pack()), "svg"),
        "intervals": interval_chart([], "svg"),
    }
    assert pages(annex_pdf(data, pictures)) == 3


def test_an_annex_that_cannot_fit_is_not_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annex_module, "pages", lambda _: 4)
    found = strong_pack()
    pictures = {
        "flow": flow_chart(flow_record(found), "svg"),
        "intervals": interval_chart([], "svg"),
    }
    with pytest.raises(AnnexTooLongError, match="2 shares"):
        annex_pdf(annex(found), pictures)


def test_the_figures_are_pictures_with_ink() -> None:
    for name in ("figures/intervals.png", "figures/flow.png"):
        for made in (files(), empty()):
            image = Image.open(io.BytesIO(made[name])).convert("L")
            assert image.width >= 600
            darkest, lightest = image.getextrema()
            assert (darkest, lightest) < (60, 256)


def test_the_workbook_opens_with_all_its_sheets() -> None:
    book = load_workbook(io.BytesIO(files()["evidence.xlsx"]))
    assert book.sheetnames == ["指標", "講座別", "流れ", "台帳", "自由記述（承認済）", "用語"]
    assert book["指標"]["A3"].value == "aware"
    assert book["指標"]["D3"].value == 640


def test_a_quote_is_never_a_formula() -> None:
    book = load_workbook(
        io.BytesIO(pack_files(planned(few(), AWARE, quotes=("=1+1",)))["evidence.xlsx"])
    )
    cell = book["自由記述（承認済）"]["A3"]
    assert (cell.data_type, cell.value) == ("s", "'=1+1")


def data_errors(folder: Path) -> list[list[Any]]:
    """What Frictionless' own validator finds in the public data."""
    with system.use_context(trusted=True):
        report = Package(str(folder / "data" / "datapackage.json")).validate()
    return [list(row) for row in report.flatten(["type", "note", "rowNumber", "fieldName"])]


@pytest.mark.parametrize("rows", [Rows(), few()], ids=["nobody", "few"])
def test_the_public_data_are_a_valid_package(tmp_path: Path, rows: Rows) -> None:
    write_pack(pack(rows), tmp_path)
    assert data_errors(tmp_path) == []


def test_the_validator_of_the_public_data_would_notice(tmp_path: Path) -> None:
    write_pack(strong_pack(), tmp_path)
    assert data_errors(tmp_path) == []
    path = tmp_path / "data" / "counts.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("route", "rout"), encoding="utf-8")
    assert {error[0] for error in data_errors(tmp_path)} == {"constraint-error"}


def test_the_method_tells_the_successor_what_to_type() -> None:
    text = files()["METHOD.md"].decode()
    for wanted in ("koe evidence --fiscal-year 2026", "koe evidence verify", "koe plan register"):
        assert wanted in text
    assert "2.6383" in text
    assert "{" not in text


def test_a_difference_is_drawn_on_its_own_side_of_zero() -> None:
    def drawn(estimate: float) -> bytes:
        row = {"name": "差", "sign": "△", "share": False, "target": None, "estimate": estimate}
        return interval_chart([{**row, "low": -0.3, "high": 0.3}], "png")

    # a scale that began at zero would put both of these at its end
    assert drawn(-0.2) != drawn(-0.1)
