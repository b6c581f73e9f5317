"""Commands as people type them, in every language, and what is no command."""

import re
import tomllib
from importlib.resources import files
from itertools import product
from typing import Any, Final

import pytest

from surveys.model import FreeText, Language
from surveys.phrases import Command, Takes, read_phrases
from tests.surveys.builders import AONICO, PHRASES, WORDING

SOURCE: Final = (files("surveys") / "wording" / "commands.toml").read_text(encoding="utf-8")
ENTRIES: Final[dict[str, dict[str, Any]]] = tomllib.loads(SOURCE)

EVERY: Final = [
    (Command(key), Takes(entry["takes"]), language, text)
    for key, entry in ENTRIES.items()
    for language in Language
    for text in entry[language.value]
]


@pytest.mark.parametrize(("command", "takes", "language", "text"), EVERY)
def test_every_phrase_reads_back_as_its_command(
    command: Command, takes: Takes, language: Language, text: str
) -> None:
    said = PHRASES.read(f"{text} K7M2P" if takes is Takes.SOMETHING else text)
    assert said is not None
    assert said.command is command
    assert said.rest == ("K7M2P" if takes is Takes.SOMETHING else "")
    assert said.language is (None if text.startswith("/") else language)


def test_no_phrase_belongs_to_two_commands() -> None:
    owners: dict[str, set[Command]] = {}
    for command, _, _, text in EVERY:
        owners.setdefault(re.sub(r"\s+", " ", text.casefold()), set()).add(command)
    shared = {text: names for text, names in owners.items() if len(names) > 1}
    # Telegram's /start comes with a code or without one: two commands, told apart by that
    assert shared == {"/start": {Command.JOIN, Command.START}}


@pytest.mark.parametrize(
    ("text", "command", "rest"),
    [
        ("アンケート K7M2P", Command.OPEN, "K7M2P"),
        ("ｱﾝｹｰﾄ　Ｋ７Ｍ２Ｐ", Command.OPEN, "K7M2P"),
        ("アンケートK7M2P", Command.OPEN, "K7M2P"),
        ("survey k7m2p", Command.OPEN, "k7m2p"),
        ("surveyk7m2p", None, ""),
        ("アンケート", None, ""),
        ("アンケートは楽しい", None, ""),
        ("/start", Command.START, ""),
        ("/start K7M2P", Command.JOIN, "K7M2P"),
        ("/start@koe_bot", Command.START, ""),
        ("/start@koe_bot K7M2P", Command.JOIN, "K7M2P"),
        ("/HELP", Command.HELP, ""),
        ("終了12", Command.FINISH, "12"),
        ("終了 12-20", Command.FINISH, "12-20"),
        ("終了", Command.FINISH, ""),
        ("finish12", Command.FINISH, "12"),
        ("終了-", Command.FINISH, "-"),
        ("終了しました", None, ""),
        ("参加 ABCDEFGH", Command.JOIN, "ABCDEFGH"),
        ("参加", None, ""),
        ("参加数 12", Command.ATTENDANCE, "12"),
        ("中止", Command.STOP, ""),
        ("中止になった", Command.NOTHELD, ""),
        ("not held", Command.NOTHELD, ""),
        ("no", Command.NO, ""),
        ("Delete My  Data", Command.ERASE, ""),
        ("delete", Command.YES, ""),
        ("取消", Command.WITHDRAW, ""),
        ("取消操作", Command.NO, ""),
        ("退出", Command.STOP, ""),
        ("退出成员", Command.LEAVE, ""),
        ("stop it", None, ""),
        ("もどるボタンがない", None, ""),
        ("とても良かったです。", None, ""),
        ("", None, ""),
    ],
)
def test_texts(text: str, command: Command | None, rest: str) -> None:
    said = PHRASES.read(text)
    assert (said.command if said else None, said.rest if said else "") == (command, rest)


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("next", Command.NEXT),
        ("back", Command.BACK),
        ("skip_remark", Command.SKIP),
        ("language", Command.LANGUAGE),
        ("yes_withdraw", Command.YES),
        ("yes_erase", Command.YES),
        ("no", Command.NO),
    ],
)
@pytest.mark.parametrize("language", list(Language))
def test_a_button_typed_does_what_it_does_tapped(
    key: str, command: Command, language: Language
) -> None:
    said = PHRASES.read(WORDING.say(key, language))
    assert said is not None
    assert said.command is command


def test_what_help_offers_is_understood() -> None:
    for language in Language:
        text = WORDING.say("help", language)
        offered = [re.split("[:：]", line)[-1].strip() for line in text.splitlines()]
        said = [PHRASES.read(each) for each in offered if "K7M2P" not in each]
        commands = [each.command for each in said if each is not None]
        expected = [Command.BACK, Command.STOP, Command.WITHDRAW, Command.ERASE, Command.LANGUAGE]
        assert commands == expected, language


def test_no_choice_of_the_questionnaire_is_also_a_command() -> None:
    """An answer is read first, so a collision would take a command from everybody on that page."""
    questions = [q for q in AONICO.questions if not isinstance(q, FreeText)]
    choices = [("consent", c) for c in AONICO.consent.choices]
    choices += [(q.key, c) for q in questions for c in q.choices]
    collisions = {
        (page, choice.key, language.value, said.command.value)
        for (page, choice), language in product(choices, Language)
        if (said := PHRASES.read(choice.label[language])) is not None
    }
    # yes and no are commands only while a deed is asked about, and then they come first
    assert {c for c in collisions if c[-1] not in {Command.YES, Command.NO}} == set()


@pytest.mark.parametrize("command", list(Command))
@pytest.mark.parametrize("language", list(Language))
def test_what_is_shown_is_the_first_phrase(command: Command, language: Language) -> None:
    assert PHRASES.shown(command, language) == ENTRIES[command.value][language.value][0]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("[open]", "[opened]"), "open, opened"),
        (('en = ["next"]\n', ""), "next: en"),
        (('en = ["back"]', "en = []"), "back: en"),
    ],
)
def test_mistakes_in_the_file(change: tuple[str, str], complaint: str) -> None:
    assert change[0] in SOURCE
    with pytest.raises(ValueError, match=complaint):
        read_phrases(SOURCE.replace(*change))
