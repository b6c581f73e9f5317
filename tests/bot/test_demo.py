"""The demo, with a short term: what parents tapped is what its export holds."""

import csv
import logging
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import structlog

from bot.demo import run, term
from bot.demo.play import SEED
from bot.demo.run import FOLDER, run_demo
from bot.opening import Problem

PAIR = ("stage", "aonico_use")
"""What a parent of the demo always answers the same."""


@pytest.fixture(autouse=True)
def short_term(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One week in a folder of its own; logging is put back afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(term, "WEEKS", 1)
    monkeypatch.setattr(run, "WEEKS", 1)
    root = logging.getLogger()
    handlers, level, known = list(root.handlers), root.level, structlog.get_config()
    yield
    structlog.configure(**known)
    root.handlers[:] = handlers
    root.setLevel(level)


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / "export" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_response() -> dict[str, dict[str, str]]:
    """What each response of the export answered."""
    found: dict[str, dict[str, str]] = {}
    for row in rows("answers.csv"):
        found.setdefault(row["response_id"], {})[row["question"]] = row["value"]
    return found


def test_the_demo_leaves_pack_and_export_and_prints_the_digest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run_demo(once=True, port=8000)
    said = capsys.readouterr().out
    assert "【週報】" in said
    assert f"講座 {len(rows('lessons.csv'))}回" in said
    assert (FOLDER / "pack" / "draft.docx").is_file()
    complete = [row for row in rows("responses.csv") if row["status"] == "complete"]
    assert f"回答 {len(complete)}件" in said
    families = term.parents(Random(SEED))  # noqa: S311 - the demo's own draw
    pairs = {(parent.stage, parent.aonico) for parent in families}
    answered = by_response()
    assert len(answered) >= len(complete) > 10
    told = {(a["stage"], a["aonico_use"]) for a in answered.values() if {*a} >= {*PAIR}}
    assert told <= pairs
    assert len(told) > 5
    for given in answered.values():
        if "connected" in given and "aonico_use" in given:
            use = given["aonico_use"]
            assert ("useful" in given) is (use in {"sometimes", "weekly"})
            assert ("barrier" in given) is (use in {"name_only", "lapsed"})


def test_a_folder_that_cannot_be_written_is_told() -> None:
    Path("var").write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(Problem, match=r"^var/demo: cannot be written \(.*\)$"):
        run_demo(once=True, port=8000)
