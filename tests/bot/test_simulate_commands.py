"""`koe simulate` and the page of `koe validate`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.app import house_from
from bot.cli import app
from bot.opening import Problem
from bot.settings import Settings
from bot.simulation import validating
from bot.simulation.validating import out_of_order, write_down
from surveys.validation.lines import Line

PAGE = "# Validation\n\n<!-- validation: begin -->\nTO GO\n<!-- validation: end -->\n\nText.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def koe(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def simulated(folder: Path, *words: str) -> Result:
    return koe(
        "simulate", "--seed", "3", "--lessons", "8", "--out", f"sqlite:///{folder}/s.db", *words
    )


def test_a_year_and_its_truth_beside_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = simulated(folder)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [f"sqlite:///{folder}/s.db", f"{folder}/truth.json"]
    assert json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    monkeypatch.setenv("KOE_DATABASE_URL", f"sqlite:///{folder}/s.db")
    assert koe("digest", "--week", "2026-W30").exit_code == 0


def test_a_database_that_holds_something_stays_as_it_is(folder: Path) -> None:
    simulated(folder)
    before = (folder / "s.db").read_bytes()
    assert isinstance(simulated(folder).exception, Problem)
    assert (folder / "s.db").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [(("--icc", "2"), "icc"), (("--weeks", "0"), "weeks"), (("--out", "mysql://x/y"), "--out")],
)
def test_knobs_that_make_no_sense(folder: Path, words: tuple[str, str], told: str) -> None:
    done = simulated(folder, *words)
    assert isinstance(done.exception, Problem)
    assert told in str(done.exception)


def test_a_truth_that_cannot_be_written(folder: Path) -> None:
    (folder / "truth.json").mkdir()
    assert "truth.json" in str(simulated(folder).exception)


def line(*, passed: bool) -> Line:
    return Line(name="1 I1", what="covers", result="0.95", threshold="≥ 0.93", passed=passed)


def test_the_table_replaces_the_one_before(folder: Path) -> None:
    page = folder / "validation.md"
    page.write_text(PAGE, encoding="utf-8")
    write_down(page, [line(passed=True)], 8, 50)
    text = page.read_text(encoding="utf-8")
    assert "TO GO" not in text
    assert "| 1 I1 | covers | 0.95 | ≥ 0.93 | pass |" in text
    assert text.endswith("Text.\n")


def test_a_page_without_its_place_is_told(folder: Path) -> None:
    page = folder / "validation.md"
    page.write_text("nothing here", encoding="utf-8")
    with pytest.raises(Problem, match=r"validation\.md"):
        write_down(page, [line(passed=True)], 8, 50)
    assert page.read_text(encoding="utf-8") == "nothing here"


def test_a_new_page_is_framed_like_the_shipped_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "docs").mkdir()
    (folder / "docs" / "validation.md").write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(validating, "validated", lambda *_: [line(passed=True)])
    koe("validate", "--years", "50", "--page", "new.md")
    assert "TO GO" not in (folder / "new.md").read_text(encoding="utf-8")
    assert (folder / "docs" / "validation.md").read_text(encoding="utf-8") == PAGE


def test_validating_needs_its_page() -> None:
    assert "docs" in str(koe("validate", "--years", "50").exception)


def test_the_same_year_out_of_order_leaves_the_same_tables() -> None:
    house = house_from(Settings.model_construct(centre_name="声"), "a key for tests, long enough")
    assert out_of_order(house, 5, lambda: None).passed is True
