"""Text as rules read it, with the way back to the text as it was written.

Full-width letters, half-width kana and the many dashes between digits become one form each
(NFKC). What a rule finds in the folded text is cut out of the original, so that nothing else of
a remark changes.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_CLUSTER: Final = re.compile("[^\u3099\u309a\uff9e\uff9f]?[\u3099\u309a\uff9e\uff9f]*", re.DOTALL)
"""A character with its voicing marks, which half-width kana carry as a character of their own."""

_DASH: Final = re.compile(r"(?<=\d)[ー‐‑‒–—―−](?=\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A folded text; `places[i]` is where its character i stood in the original, [begin, end)."""

    text: str
    places: tuple[tuple[int, int], ...]

    def original(self, begin: int, end: int) -> tuple[int, int]:
        """The stretch of the original that a non-empty stretch of the folded text came from."""
        return self.places[begin][0], self.places[end - 1][1]


def fold(text: str) -> Folded:
    """A text folded for rules to read."""
    made: list[str] = []
    places: list[tuple[int, int]] = []
    for found in _CLUSTER.finditer(text):
        plain = unicodedata.normalize("NFKC", found[0])
        made.append(plain)
        places += [found.span()] * len(plain)
    return Folded(text=_DASH.sub("-", "".join(made)), places=tuple(places))
