"""How long a text is, in the units that platforms count in, and what its braces name."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

_BRACES: Final = re.compile(r"\{([^{}]*)\}|[{}]")
_JOINER: Final = "\u200d"
_EXTENDING: Final = frozenset({_JOINER, "\u200c", "\uff9e", "\uff9f"})


def graphemes(text: str) -> int:
    """The number of characters as a reader counts them.

    Combining marks, variation selectors, skin tones and joined emoji belong to the character
    before them; a flag is one character. After Unicode UAX #29, without its rules for scripts
    that our languages do not use.
    """
    count = 0
    letters = 0  # regional indicators in a row: two of them make one flag
    before = ""
    for char in unicodedata.normalize("NFC", text):
        letters = letters + 1 if "\U0001f1e6" <= char <= "\U0001f1ff" else 0
        half_flag = letters > 0 and letters % 2 == 0
        joined = before == _JOINER and unicodedata.category(char) == "So"
        if not before or not (half_flag or joined or _extends(char)):
            count += 1
        before = char
    return count


def _extends(char: str) -> bool:
    skin_tone = "\U0001f3fb" <= char <= "\U0001f3ff"
    tag = "\U000e0020" <= char <= "\U000e007f"
    mark = unicodedata.category(char) in {"Mn", "Me", "Mc"}
    return mark or skin_tone or tag or char in _EXTENDING


def utf16_units(text: str) -> int:
    """The length in UTF-16 code units, as LINE counts texts."""
    return len(text) + sum(char > "\uffff" for char in text)


def columns(text: str) -> int:
    """The width in half-width columns; a full-width character takes two."""
    return sum(
        0 if _extends(char) else 1 + (unicodedata.east_asian_width(char) in {"W", "F", "A"})
        for char in text
    )


def placeholders(text: str) -> frozenset[str]:
    """The names in braces; a brace without its partner is among them as itself."""
    return frozenset(
        match.group() if match.group(1) is None else match.group(1)
        for match in _BRACES.finditer(text)
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """A remedy for a name that is not known: the most similar one, or all there are."""
    names = list(known)
    match = names if len(names) == 1 else get_close_matches(word, names, n=1)
    if match:
        return f"write {match[0]}"
    return f"write one of {', '.join(names)}" if names else "remove it"
