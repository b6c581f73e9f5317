"""Button data: there and back, short enough, and telling nothing of what was answered."""

from dataclasses import fields
from typing import Any, Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.model import FreeText, Language
from surveys.taps import (
    MAX_BYTES,
    ChoiceTapped,
    CommandTapped,
    ConfirmTapped,
    FinishTapped,
    LanguageMenuTapped,
    Tap,
    pack,
    unpack,
)
from tests.surveys.builders import AONICO, aonico_pages

WORDS: Final = st.from_regex(r"[A-Za-z0-9_-]{0,22}", fullmatch=True)
NUMBERS: Final = st.integers(0, 999_999)


def any_of(kind: type[Any]) -> st.SearchStrategy[Any]:
    return st.builds(kind, **{f.name: NUMBERS if f.type is int else WORDS for f in fields(kind)})


@given(st.one_of([any_of(kind) for kind in get_args(Tap)]))
def test_every_kind_there_and_back(tap: Tap) -> None:
    data = pack(tap)
    assert unpack(data) == tap
    assert len(data.encode()) <= MAX_BYTES


def test_every_kind_has_its_own_letter() -> None:
    values: dict[Any, Any] = {int: 1, str: "x"}
    heads = [
        pack(kind(**{f.name: values[f.type] for f in fields(kind)})).partition(".")[0]
        for kind in get_args(Tap)
    ]
    assert len(set(heads)) == len(heads)


@pytest.mark.parametrize(
    ("tap", "data"),
    [
        (LanguageMenuTapped(), "1m"),
        (ChoiceTapped(response="r1", question=3, choice=0), "1c.r1.3.0"),
        (ConfirmTapped(deed="erase", yes=1), "1y.erase.1"),
        (FinishTapped(lesson="l-1_A", families=12), "1f.l-1_A.12"),
        (FinishTapped(lesson="l-1_A", families=12, people=20), "1f.l-1_A.12.20"),
    ],
)
def test_data_on_phones_stays_readable_for_later_versions(tap: Tap, data: str) -> None:
    """Buttons stay on people's phones for years: this form cannot change without version 2."""
    assert (pack(tap), unpack(data)) == (data, tap)


@given(st.text(max_size=70))
def test_any_text_is_a_tap_or_none(text: str) -> None:
    tap = unpack(text)
    assert tap is None or unpack(pack(tap)) == tap


@pytest.mark.parametrize(
    "data",
    [
        "", "1", ".", "c.r1.3.0", "2c.r1.3.0", "1z.r1", "1cc.r1.3.0",
        "1c.r1.3", "1c.r1.3.0.0", "1c.r1.3.x", "1c.r1.3.-1", "1c.r1.３.0", "1c.r1..0",
        "1c.r1.3.1000000", "1c.r 1.3.0", "1c.声.3.0", "1c.r1\n.3.0", "1m.", "action=buy&id=1",
        "1f.l", "1f.l.1.2.3", "1f.l.12.x",
    ],
)  # fmt: skip
def test_foreign_data_is_none(data: str) -> None:
    assert unpack(data) is None


@pytest.mark.parametrize("field", ["a.b", "声", "a b", "a\n", "とても感じる"])
def test_what_cannot_be_packed(field: str) -> None:
    with pytest.raises(ValueError, match="cannot be packed"):
        pack(CommandTapped(command="notheld", subject=field))


def test_sixty_four_bytes_and_no_more() -> None:
    room = MAX_BYTES - len(pack(CommandTapped(command="notheld", subject="")))
    assert len(pack(CommandTapped(command="notheld", subject="x" * room))) == MAX_BYTES
    with pytest.raises(ValueError, match="65 bytes, at most 64"):
        pack(CommandTapped(command="notheld", subject="x" * (room + 1)))


def test_no_button_of_the_questionnaire_tells_what_it_means() -> None:
    keys = {choice.key for choice in AONICO.consent.choices}
    for question in AONICO.questions:
        keys.add(question.key)
        if not isinstance(question, FreeText):
            keys.update(choice.key for choice in question.choices)
    telling = {key for key in keys if len(key) > 2}  # not the 1 to 5 of scales
    for language in Language:
        for page in aonico_pages(language, response="8f3kQ2mZ7bXw4TnR9sVd1Y"):
            for button in page.buttons:
                assert len(button.data.encode()) <= MAX_BYTES
                assert len(button.label) < 2 or button.label not in button.data
                assert not any(key in button.data for key in telling)
