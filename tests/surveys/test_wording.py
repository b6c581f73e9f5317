"""Everything the bot says: complete in every language, or the reader refuses the file."""

import re
from importlib.resources import files
from typing import Final

import pytest

from surveys.definition import DefinitionError, read_survey
from surveys.model import Language
from surveys.wording import WordingError, placeholders, read
from tests.fakes.graphemes import count_graphemes, count_utf16
from tests.fakes.line_limits import LABEL, TEXT
from tests.surveys.builders import AONICO, WORDING

FILES: Final = ("parent", "staff", "digest", "pages", "menu")
FEW: Final = '[few]\nja = "{n}つ"\nja-x-easy = "{n}つ"\nen = "{n}"\nzh-Hans = "{n}个"\n'


def text_of(name: str) -> str:
    return (files("surveys") / "wording" / f"{name}.toml").read_text(encoding="utf-8")


def test_an_entry_is_said_in_each_language_with_its_values() -> None:
    wording = read([FEW])
    said = [wording.say("few", language, n=3) for language in Language]
    assert said == ["3つ", "3つ", "3", "3个"]
    with pytest.raises(KeyError):
        wording.say("few", Language.JA)
    with pytest.raises(KeyError):
        wording.say("many", Language.JA, n=3)


@pytest.mark.parametrize(
    ("sources", "mistakes"),
    [
        (
            [FEW.replace("en = ", "fr = ")],
            "few: en is missing; few: fr is no language",
        ),
        (
            [FEW.replace('"{n}个"', '""')],
            "few: zh-Hans is missing; few: placeholders",
        ),
        ([FEW.replace("{n}个", "{m}个")], "few: placeholders differ"),
        ([FEW, FEW], "^few: written twice$"),
        (["[a]\n", "[b]\n"], "a: ja is missing; .*; b: ja is missing; "),
    ],
)
def test_mistakes_are_all_told_at_once(sources: list[str], mistakes: str) -> None:
    with pytest.raises(WordingError, match=mistakes):
        read(sources)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("language", list(Language))
def test_a_language_missing_anywhere_is_found(name: str, language: Language) -> None:
    source = text_of(name)
    lines = list(re.finditer(rf"^{language.value} = .*\n", source, flags=re.MULTILINE))
    assert len(lines) > 10
    for line in lines:
        with pytest.raises(WordingError, match=f": {language.value} is missing"):
            read([source[: line.start()] + source[line.end() :]])


@pytest.mark.parametrize("language", list(Language))
def test_a_language_missing_in_the_questionnaire_is_found(language: Language) -> None:
    source = (files("surveys") / "catalog" / "aonico-core.toml").read_text(encoding="utf-8")
    lines = re.finditer(rf"^text\.{language.value} = .*\n", source, flags=re.MULTILINE)
    places = list(lines)
    assert len(places) == len(AONICO.questions)
    for place in places:
        with pytest.raises(DefinitionError) as raised:
            read_survey(source[: place.start()] + source[place.end() :], "less.toml")
        assert language.value in str(raised.value)


@pytest.mark.parametrize(
    ("text", "names"),
    [("", set()), ("{a} and {b:%H}", {"a", "b"}), ("{{not}} {one}", {"one"}), ("{a}{a}", {"a"})],
)
def test_placeholders(text: str, names: set[str]) -> None:
    assert placeholders(text) == names


BUTTONS: Final = (
    "next", "back", "skip_remark", "change", "language", "write_remark",
    "yes_withdraw", "yes_erase", "no",
)  # fmt: skip


@pytest.mark.parametrize("language", list(Language))
def test_every_text_fits_the_smallest_platform(language: Language) -> None:
    for key, text in WORDING.texts.items():
        assert count_utf16(text[language]) <= TEXT // 2, key  # values and pages come on top
    for key in BUTTONS:
        assert count_graphemes(WORDING.say(key, language)) <= LABEL, key


def test_what_a_tap_shows_tells_no_opinion() -> None:
    assert all(placeholders(text) == set() for text in WORDING.texts["tapped"].values())
