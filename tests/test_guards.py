"""What must not be forgotten: dialogues for all kinds, texts for all keys, rows for settings."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, get_args

import pytest

from bot.settings import PREFIX, Settings
from handlers.languages import LANGUAGE_NAMES
from handlers.members import ROLES
from handlers.removal import ERASE, WITHDRAW
from surveys.events import Event, Refusal
from surveys.model import Language, Question
from surveys.people import MemberRole
from surveys.phrases import Command
from surveys.taps import CommandTapped, FinishTapped, LanguageMenuTapped, Tap
from tests.dialogue import NAMES, Dialogue, all_dialogues
from tests.surveys.builders import WORDING
from tests.surveys.pure_player import Met, PurePlayer
from tests.test_dialogues import compare

ROOT: Final = Path(__file__).parent.parent

STAFF_TAPS: Final = {FinishTapped, CommandTapped}
"""Buttons that only members are shown; tests/handlers/test_staff.py is theirs."""


def played(dialogue: Dialogue, language: Language) -> PurePlayer:
    player = PurePlayer(language=language, met=Met())
    player.play(dialogue)
    return player


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("dialogue", all_dialogues(), ids=lambda dialogue: dialogue.name)
def test_every_dialogue_on_the_pure_core(dialogue: Dialogue, language: Language) -> None:
    compare(dialogue, played(dialogue, language).response)


@cache
def met() -> Met:
    """What all dialogues together come across."""
    everything = Met()
    for dialogue in all_dialogues():
        found = played(dialogue, Language.JA).met
        for name in Met.__dataclass_fields__:
            getattr(everything, name).update(getattr(found, name))
    return everything


def names(things: set[type]) -> list[str]:
    return sorted(thing.__name__ for thing in things)


def test_every_event_is_met_by_a_dialogue() -> None:
    assert names(set(get_args(Event)) - met().events) == []


def test_every_refusal_is_met_by_a_dialogue() -> None:
    assert set(Refusal) - met().refusals == set()


def test_every_kind_of_question_is_met_by_a_dialogue() -> None:
    assert names(set(get_args(Question)) - met().questions) == []


def test_every_button_of_parents_is_pressed_in_a_dialogue() -> None:
    # The list of languages opens by button as by word; a page without texts of its own.
    seen = met().pressed | (met().offered & {LanguageMenuTapped})
    assert names(set(get_args(Tap)) - STAFF_TAPS - seen) == []


def test_every_command_of_parents_is_said_in_a_dialogue() -> None:
    assert sorted(set(Command) - set(ROLES) - met().commands) == []


# ---- wording: keys in the source, keys in the files ----

SPEAKING: Final = {"say", "note", "saying"}
DIGEST: Final = "digest_views.py"
"""Here `self.say` and `screen.say` put `digest_` before the key."""


def sources() -> list[Path]:
    found = [p for folder in ("handlers", "surveys", "bot") for p in (ROOT / folder).rglob("*.py")]
    assert len(found) > 50
    return found


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def spoken(path: Path) -> Iterator[ast.expr]:
    """The first argument of every say(…) and note(…), both sides of a conditional one."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and node.args and _called(node.func) in SPEAKING:
            first = node.args[0]
            yield from (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)


def _called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def pattern(expression: ast.expr) -> str | None:
    """The keys that an expression can be, as a regular expression; None for a variable."""
    match expression:
        case ast.Constant(value=str(key)):
            return re.escape(key)
        case ast.JoinedStr(values=parts):
            return "".join(pattern(part) or "[a-z_]+" for part in parts)
        case _:
            return None


@cache
def patterns() -> dict[str, str]:
    """Patterns of spoken keys with the file that has them."""
    found: dict[str, str] = {}
    for path in sources():
        for expression in spoken(path):
            key = pattern(expression)
            if path.name == DIGEST and isinstance(expression, ast.JoinedStr):
                continue  # this is where the prefix is put
            if key is not None:
                own = path.name == DIGEST and not key.startswith("digest_")
                found[f"digest_{key}" if own else key] = path.name
    templates = ROOT / "bot" / "pages" / "templates"
    for template in templates.glob("*.html"):
        for key in re.findall(r"""\bsay\(["'](\w+)["']""", template.read_text(encoding="utf-8")):
            found[key] = template.name
    return found


def constants() -> set[str]:
    """Every string of the source: keys that are chosen first and said later are among them."""
    return {
        node.value
        for path in sources()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_key_that_is_said_is_in_the_wording() -> None:
    assert len(patterns()) > 80
    unknown = [
        f"{file}: {key}"
        for key, file in patterns().items()
        if not any(re.fullmatch(key, known) for known in WORDING.texts)
    ]
    assert unknown == []


def test_every_role_and_deed_that_a_key_is_made_of_has_its_text() -> None:
    made = [f"role_{role.name.lower()}" for role in MemberRole]
    made += [key for deed in (WITHDRAW, ERASE) for key in (f"yes_{deed}", f"{deed}_ask")]
    made += [why.value for why in Refusal]
    assert [key for key in made if key not in WORDING.texts] == []


def test_every_text_of_the_wording_is_used() -> None:
    said, chosen = patterns(), constants()
    digest = {
        f"digest_{node.value}"
        for path in sources()
        if path.name == DIGEST
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    unused = [
        key
        for key in WORDING.texts
        if key not in chosen | digest and not any(re.fullmatch(form, key) for form in said)
    ]
    assert unused == []


# ---- languages and settings ----


def test_every_language_has_a_name_to_choose_it_by() -> None:
    assert set(LANGUAGE_NAMES) == set(NAMES) == set(Language)


def documented() -> set[str]:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    return set(re.findall(rf"^\| `({PREFIX}\w+)` \|", text, flags=re.MULTILINE))


def test_every_setting_has_its_row_in_the_docs_and_no_row_is_of_another() -> None:
    assert documented() == {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("place", ["docs", ".env.example", "README.md", "docker-compose.yml"])
def test_every_setting_that_is_named_anywhere_exists(place: str) -> None:
    path = ROOT / place
    files = list(path.glob("**/*.md")) if path.is_dir() else [path] * path.exists()
    known = documented()
    for file in files:
        named = set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", file.read_text(encoding="utf-8")))
        assert named <= known, file.name
