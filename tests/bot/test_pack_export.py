"""The export as files: tables that validate, and remarks that come back as they were."""

import csv
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package, system

from bot.pack.tables import write_export
from tests.surveys.analysis.rows import FULL, Rows, unfinished
from tests.surveys.analysis.years import exported, two_people


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
