"""Words of a Japanese text. The only place that knows the tokenizer and its dictionary."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

import sudachipy

OWN_WORDS: Final = (
    "Aonico",
    "アオニコ",
    "ラフール",
    "パマトコ",
    "プレママ",
    "プレパパ",
    "ハローベビー",
    "市ケ尾",
    "市ヶ尾",
)
"""Names of this field, which the dictionary cuts to pieces or takes for people's."""

_OWN: Final = re.compile("(" + "|".join(OWN_WORDS) + ")", re.IGNORECASE)
_OWN_KIND: Final = ("名詞", "固有名詞", "一般", "*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word, where it stands, its normalised form and its part of speech (four levels)."""

    surface: str
    begin: int
    end: int
    normal: str
    kind: tuple[str, ...]

    @property
    def is_person(self) -> bool:
        """Whether the dictionary has it as a person's name."""
        return self.kind[2] == "人名"


@cache
def _dictionary() -> sudachipy.Dictionary:
    """The dictionary of the package sudachidict_small; loaded once, when it is first needed."""
    return sudachipy.Dictionary(dict="small")


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text in order, the field's own names whole."""
    # A tokenizer may not be used by two threads at once; a new one costs nothing.
    tokenizer = _dictionary().tokenizer()
    found: list[Token] = []
    begin = 0
    for position, part in enumerate(_OWN.split(text)):
        if position % 2:
            found.append(_own(part, begin))
        else:
            found += [
                Token(
                    surface=word.surface(),
                    begin=begin + word.begin(),
                    end=begin + word.end(),
                    normal=word.normalized_form().lower(),
                    kind=tuple(word.part_of_speech()[:4]),
                )
                for word in tokenizer.tokenize(part)
            ]
        begin += len(part)
    return tuple(found)


def _own(word: str, begin: int) -> Token:
    return Token(
        surface=word, begin=begin, end=begin + len(word), normal=word.lower(), kind=_OWN_KIND
    )
