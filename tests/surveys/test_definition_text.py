"""Lengths, widths and names in braces."""

import pytest

from surveys.definition_text import columns, graphemes, nearest, placeholders, utf16_units


@pytest.mark.parametrize(
    ("text", "characters", "units", "width"),
    [
        ("", 0, 0, 0),
        ("0", 1, 1, 1),
        ("知っている", 5, 5, 10),
        ("ｶﾞ", 1, 2, 1),  # half-width letter with its mark
        ("か\u3099", 1, 2, 2),  # the same letter with a combining mark
        ("é", 1, 1, 2),  # ambiguous width: two columns in a Japanese font
        ("e\u0301", 1, 2, 1),
        ("\u0301", 1, 1, 0),  # a mark with nothing before it
        ("👍", 1, 2, 2),
        ("👍🏽", 1, 4, 2),  # with skin tone
        ("❤\ufe0f", 1, 2, 1),  # with variation selector
        ("👩\u200d👩\u200d👧", 1, 8, 6),  # a family, joined
        ("a\u200db", 2, 3, 2),  # a joiner joins emoji only
        ("🇯🇵", 1, 4, 2),
        ("🇯🇵🇨🇳", 2, 8, 4),
        ("🇯🇵🇨", 2, 6, 3),  # half a flag stands alone
        ("🇯a🇵", 3, 5, 3),
        ("🏴\U000e0067\U000e007f", 1, 6, 2),  # a flag spelt with tags
        ("𠮷野家", 3, 4, 6),
    ],
)
def test_lengths(text: str, characters: int, units: int, width: int) -> None:
    assert (graphemes(text), utf16_units(text), columns(text)) == (characters, units, width)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("plain", set()),
        ("{a} and {b} and {a}", {"a", "b"}),
        ("{}", {""}),
        ("{a.b!r:>3}", {"a.b!r:>3"}),
        ("{a", {"{"}),
        ("a}", {"}"}),
        ("{{a}}", {"{", "a", "}"}),
    ],
)
def test_placeholders(text: str, names: set[str]) -> None:
    assert placeholders(text) == names


@pytest.mark.parametrize(
    ("word", "known", "remedy"),
    [
        ("weekley", ["weekly", "sometimes"], "write weekly"),
        ("zzz", ["weekly", "sometimes"], "write one of weekly, sometimes"),
        ("zzz", ["weekly"], "write weekly"),
        ("zzz", [], "remove it"),
    ],
)
def test_nearest(word: str, known: list[str], remedy: str) -> None:
    assert nearest(word, known) == remedy
