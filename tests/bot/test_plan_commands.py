"""`koe plan check` and `koe plan register`, as they are read in a terminal."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.opening import Problem
from surveys.analysis.plan_file import built_in_source, sha256_of

SOURCE = built_in_source()


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KOE_DATABASE_URL", f"sqlite:///{tmp_path}/koe.db")


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    done = CliRunner().invoke(app, ["plan", *arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


def written(text: str = SOURCE) -> str:
    Path("plan.toml").write_text(text, encoding="utf-8")
    return "plan.toml"


def test_a_sound_plan() -> None:
    code, out, err = run("check", written())
    assert (code, err) == (0, "")
    first, second = out.splitlines()
    assert first == (
        "plan.toml: plan 2026 (令和８年度) version 1: 12 claims, 3 of them primary, "
        "c = 2.6383 is sound"
    )
    assert "placeholders" in second


@pytest.mark.parametrize("command", ["check", "register"])
def test_every_mistake_is_told(command: str) -> None:
    broken = SOURCE.replace("alpha = 0.05 ", "alpha = 5 ").replace("goal = 3", "goal = 9")
    code, out, err = run(command, written(broken))
    assert (code, out) == (1, "")
    assert [line.split("]")[0].split("[")[1] for line in err.splitlines()] == ["P14", "P09", "P09"]
    assert all(" → " in line for line in err.splitlines())


@pytest.mark.parametrize("command", ["check", "register"])
def test_a_file_that_cannot_be_read(command: str) -> None:
    with pytest.raises(Problem, match="cannot be read"):
        run(command, "nowhere.toml")


def test_registering_tells_hash_and_lateness_and_does_it_once() -> None:
    code, out, err = run("register", written())
    assert (code, err) == (0, "")
    assert f"sha256 {sha256_of(SOURCE)}" in out
    assert "late: after 2026-04-01" in out
    again = run("register", written())
    assert again[0] == 0
    assert "already registered" in again[1]


def test_a_plan_of_next_year_is_not_late() -> None:
    next_year = SOURCE.replace("fiscal_year = 2026", "fiscal_year = 2099")
    next_year = next_year.replace("2026-04-01", "2099-04-01").replace("2027-", "2100-")
    code, out, _ = run("register", written(next_year.replace("= true ", "= false", 1)))
    assert code == 0
    assert "late" not in out


def test_the_same_version_with_another_text_is_refused() -> None:
    run("register", written())
    with pytest.raises(Problem, match=r"plan\.toml: 2026 has version 1 already"):
        run("register", written(SOURCE + "# changed\n"))
