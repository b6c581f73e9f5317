"""`koe survey check` and `koe survey preview`, as they are read in a terminal."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app import read_catalog
from bot.cli import app
from bot.opening import Problem
from bot.settings import SettingsError

BUILT_IN = Path(__file__).parents[2] / "surveys" / "catalog" / "aonico-core.toml"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, said: str = "") -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command, with lines typed into it."""
    done = CliRunner().invoke(app, ["survey", *arguments], input=said)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


def test_a_sound_definition() -> None:
    code, out, err = run("check", str(BUILT_IN))
    assert (code, err) == (0, "")
    assert out.startswith("aonico-core.toml: aonico-core ")
    assert out.endswith(" is sound\n")


def test_every_mistake_of_every_file_is_told(tmp_path: Path) -> None:
    sound = BUILT_IN.read_text(encoding="utf-8")
    first = tmp_path / "first.toml"
    first.write_text(
        sound.replace('kind = "single"', 'kind = "sinlge"', 2).replace(
            'refusal = "decline"', "", 1
        ),
        encoding="utf-8",
    )
    second = tmp_path / "second.toml"
    second.write_text("[survey\n", encoding="utf-8")
    code, out, err = run("check", str(first), str(BUILT_IN), str(second))
    assert code == 1
    assert "aonico-core.toml: aonico-core" in out
    lines = err.splitlines()
    assert sum(line.startswith("first.toml") for line in lines) >= 3
    assert sum(line.startswith("second.toml") for line in lines) == 1
    assert all(" → " in line for line in lines)
    assert sum("sinlge" in line for line in lines) == 2


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xff"])
def test_a_file_that_cannot_be_read(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "survey.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Problem, match=r"survey\.toml: cannot be read \(\w+\)$"):
        run("check", str(file))


def test_a_questionnaire_is_talked_through() -> None:
    said = ["2", "2", "もどる", "2", "つぎへ", "1", "1", "1", "1", "1", "1", "とばす"]
    code, out, _ = run("preview", "aonico-core", said="\n".join(said) + "\n")
    assert code == 0
    assert out.index("はい（今日だけ）") < out.index("(1/") < out.index("(2/")
    assert out.count("(1/") == 2  # asked again after going back
    assert " 1 " in out
    assert "ありがとうございました" in out


def test_what_is_typed_beside_the_choices_is_asked_again() -> None:
    code, out, _ = run("preview", "aonico-core", said="？？\nやめる\n")
    assert code == 0
    assert out.count("はい（今日だけ）") == 2


def test_a_preview_in_another_language() -> None:
    code, out, _ = run("preview", "aonico-core", "--language", "en", said="3\n")
    assert code == 0
    assert "No, thank you" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("aonico-core", "--language", "fr"), "no such language: fr (there are ja, "),
        (("unknown",), "no questionnaire unknown (there are: aonico-core"),
    ],
)
def test_what_there_is_not(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(Problem) as told:
        run("preview", *arguments)
    assert str(told.value).startswith(message)


def test_definitions_of_one_s_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = BUILT_IN.read_text(encoding="utf-8").replace('key = "aonico-core"', 'key = "ours"', 1)
    folder = tmp_path / "surveys"
    folder.mkdir()
    (folder / "ours.toml").write_text(own, encoding="utf-8")
    (folder / "notes.txt").write_text("not a definition", encoding="utf-8")
    monkeypatch.setenv("KOE_SURVEYS_DIR", str(folder))
    assert run("preview", "ours", said="3\n")[0] == 0
    assert set(read_catalog(folder).keys) == {"aonico-core", "ours"}
    with pytest.raises(SettingsError, match=r"^KOE_SURVEYS_DIR: .* is not a folder$"):
        read_catalog(tmp_path / "nowhere")
