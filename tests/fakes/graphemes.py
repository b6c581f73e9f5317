"""Characters as people count them. Source: Unicode Standard Annex 29, without its rare cases."""

import unicodedata
from typing import Final

_ZERO_WIDTH_JOINER: Final = "\u200d"
_MARKS: Final = frozenset({"Mn", "Mc", "Me"})  # variation selectors are Mn
_HALF_WIDTH_VOICED: Final = frozenset("\uff9e\uff9f")  # ﾞ and ﾟ extend the kana before them


def _extends(character: str) -> bool:
    code = ord(character)
    return (
        character == _ZERO_WIDTH_JOINER
        or character in _HALF_WIDTH_VOICED
        or unicodedata.category(character) in _MARKS
        or 0x1F3FB <= code <= 0x1F3FF  # skin tones
        or 0xE0020 <= code <= 0xE007F  # tags of regional flags
    )


def _is_regional(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF


def count_graphemes(text: str) -> int:
    """How many characters a reader sees: 👨‍👩‍👧, が in two code points and 🇯🇵 count one each."""
    count = 0
    previous = ""
    open_flag = False  # one regional indicator waits for its second
    for character in unicodedata.normalize("NFC", text):
        second_of_flag = open_flag and _is_regional(character)
        joined = previous == _ZERO_WIDTH_JOINER or (previous == "\r" and character == "\n")
        if count and (second_of_flag or joined or _extends(character)):
            open_flag = open_flag and not second_of_flag
        else:
            count += 1
            open_flag = _is_regional(character)
        previous = character
    return count


def count_utf16(text: str) -> int:
    """Length in UTF-16 code units: 😀 counts two."""
    return len(text.encode("utf-16-le")) // 2
