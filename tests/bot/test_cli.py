"""The command `koe`: exit codes, one line for an error, and what is printed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from bot.app import compose
from bot.cli import main
from bot.clock import now
from bot.opening import migrated
from bot.settings import read_settings
from handlers.work import Work
from storage.migrate import head
from surveys.people import MemberRole
from tests.fakes.patience import PATIENCE
from tests.universe import SECRET_KEY

Koe: TypeAlias = Callable[..., tuple[int, str, str]]

NOWHERE = "postgresql+psycopg://koe:hunter2@127.0.0.1:1/x"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KOE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("KOE_SECRET_KEY", SECRET_KEY)


@pytest.fixture
def koe(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Koe:
    """Run the command in this process: exit code, stdout, stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["koe", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 0), said.out, said.err

    return run


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "message"),
    [
        (("migrate",), {"KOE_DATABASE_URL": NOWHERE}, 1, "koe: the database cannot be reached"),
        (("migrate",), {"KOE_TIMEZONE": "x"}, 1, "koe: KOE_TIMEZONE: "),
        (("invite", "--role", "staff"), {"KOE_SECRET_KEY": ""}, 1, "koe: KOE_SECRET_KEY: "),
        (("erase", "--respondent", "r1"), {}, 1, "koe: no respondent r1"),
        (("digest", "--week", "bad"), {}, 1, "koe: bad is no ISO week; write for example 2"),
    ],
)
def test_errors_are_one_line_without_a_traceback(
    arguments: tuple[str, ...], settings: dict[str, str], code: int, message: str, tmp_path: Path
) -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", *arguments],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, **settings},
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == code
    assert done.stdout == b""
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith(message)
    assert "hunter2" not in line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("invite", "--role", "boss"), "staff, coordinator or admin"),
        (("digest", "--format", "xml"), "text, json or png"),
        (("nonsense",), "nonsense"),
        (("serve", "--port", "0"), "port"),
        (("evidence",), "--fiscal-year"),
        (("erase",), "--respondent"),
    ],
)
def test_a_wrong_call_ends_with_2(koe: Koe, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = koe(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_help_needs_no_settings(koe: Koe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOE_TIMEZONE", "x")
    code, out, _ = koe("--help")
    assert code == 0
    assert "migrate" in out


def test_migrate_says_where_the_schema_stands(koe: Koe) -> None:
    assert koe("migrate") == (0, f"schema - → {head()}\n", "")
    assert koe("migrate") == (0, f"schema {head()}\n", "")


@pytest.mark.parametrize("role", ["staff", "Coordinator", "ADMIN"])
def test_invite_prints_the_code_alone_first(koe: Koe, role: str) -> None:
    code, out, err = koe("invite", "--role", role)
    assert (code, err) == (0, "")
    first, second = out.splitlines()
    assert (len(first), second) == (8, f"参加 {first}")
    opened = compose(read_settings(), SECRET_KEY, clock=now)
    found = opened.see(lambda work: work.uow.members.invitation(first))
    opened.close()
    assert found is not None
    assert found.role is MemberRole[role.upper()]


def test_survey_check_exits_with_1(koe: Koe, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[survey]\n", encoding="utf-8")
    code, out, err = koe("survey", "check", "bad.toml")
    assert (code, out) == (1, "")
    assert len(err.splitlines()) > 1
    assert all(line.startswith("bad.toml") for line in err.splitlines())
    assert koe("survey", "check", "none.toml")[0] == 1


def test_the_digest_as_text_and_as_json(koe: Koe, tmp_path: Path) -> None:
    code, text, _ = koe("digest", "--week", "2026-W40")
    assert code == 0
    assert text.startswith("【週報】9/28(月)～10/4(日)\n")
    code, out, _ = koe("digest", "--week", "2026-W40", "--format", "json")
    assert json.loads(out)["lessons_held"] == 0
    assert koe("digest", "--week", "2026-W40", "--out", "week.txt") == (0, "", "")
    assert (tmp_path / "week.txt").read_text(encoding="utf-8") == text
    assert koe("digest")[0] == 0  # the last complete week


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--week", "2099-W01"), "koe: 2099-W01 has not begun\n"),
        (("--week", "2026-W40", "--format", "png"), "koe: 2026-W40: no chart before 30 people "),
        (("--week", "2026-W54"), "koe: 2026-W54 is no ISO week; "),
        (("--out", "nowhere/week.txt"), "koe: nowhere/week.txt: cannot be written ("),
    ],
)
def test_a_digest_that_cannot_be(koe: Koe, arguments: tuple[str, ...], message: str) -> None:
    code, out, err = koe("digest", *arguments)
    assert (code, out) == (1, "")
    assert err.startswith(message)
    assert len(err.splitlines()) == 1


def test_export_and_evidence_print_what_they_wrote(koe: Koe) -> None:
    for arguments, wanted in (
        (("export", "--out", "data", "--excel"), "answers.csv"),
        (("export", "--out", "year", "--fiscal-year", "2026"), "datapackage.json"),
        (("evidence", "--out", "pack", "--fiscal-year", "2026"), "draft.docx"),
    ):
        code, out, _ = koe(*arguments)
        assert code == 0
        written = [Path(line) for line in out.splitlines()]
        assert wanted in {path.name for path in written}
        assert all(path.is_file() for path in written)
    assert Path("data/answers.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not Path("year/answers.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("command", ["export", "evidence"])
@pytest.mark.parametrize(
    ("out", "year", "message"),
    [
        ("data", "26", "koe: 26 is no fiscal year between 2019 and "),
        ("data", "20266", "koe: 20266 is no fiscal year between 2019 and "),
        ("taken", "2026", "koe: taken: cannot be written ("),
    ],
)
def test_files_that_cannot_be(koe: Koe, command: str, out: str, year: str, message: str) -> None:
    Path("taken").write_text("a file, not a folder", encoding="utf-8")
    code, said, err = koe(command, "--out", out, "--fiscal-year", year)
    assert (code, said) == (1, "")
    assert err.startswith(message)
    assert len(err.splitlines()) == 1


def test_erase_prints_a_receipt_once(koe: Koe) -> None:
    settings = read_settings()
    migrated(settings)
    opened = compose(settings, SECRET_KEY, clock=now)

    def known(work: Work) -> None:
        work.uow.respondents.add("r1", work.now)

    opened.do(known)
    opened.close()
    code, out, _ = koe("erase", "--respondent", "r1")
    assert code == 0
    first, second = out.splitlines()
    assert first.startswith("受付番号 ")
    assert len(first.removeprefix("受付番号 ")) == 10
    assert second == "削除した回答 0件"
    assert koe("erase", "--respondent", "r1") == (1, "", "koe: no respondent r1\n")
