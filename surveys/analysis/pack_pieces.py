"""Texts of the draft in pieces: each figure apart, under the name by which it is found again."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

FIGURE: Final = re.compile(r"−?(?:[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|[０-９]+)")
"""A number as `numerals` writes it."""

Known: TypeAlias = tuple[str, str]
"""The name of a field and how its value is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some text. `tag` names a figure, as in I1.estimate; None is a text that may be edited."""

    text: str
    tag: str | None = None


class LineKind(StrEnum):
    """What a line of the draft is."""

    SENTENCE = "sentence"
    TO_FILL = "to_fill"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the draft. `claim` is the claim or the note that it states."""

    kind: LineKind
    claim: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The line as it reads."""
        return "".join(piece.text for piece in self.pieces)


def line(kind: LineKind, claim: str, text: str, known: Iterable[Known] = ()) -> Line:
    """A line whose figures are tagged with the claim and the field that they show.

    A figure that is no known field is called `figure`; the second of a name gets a number.
    """
    return Line(kind=kind, claim=claim, pieces=_pieces(text, claim, tuple(known)))


def figures(lines: Iterable[Line]) -> dict[str, str]:
    """Every figure by its tag."""
    return {
        piece.tag: piece.text for one in lines for piece in one.pieces if piece.tag is not None
    }


def _pieces(text: str, claim: str, known: Sequence[Known]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    used: Counter[str] = Counter()
    end = 0
    for match in FIGURE.finditer(text):
        if match.start() > end:
            found.append(Piece(text=text[end : match.start()]))
        field = _field(match[0], known, used)
        used[field] += 1
        again = f".{used[field]}" if used[field] > 1 else ""
        found.append(Piece(text=match[0], tag=f"{claim}.{field}{again}"))
        end = match.end()
    if end < len(text):
        found.append(Piece(text=text[end:]))
    return tuple(found)


def _field(text: str, known: Sequence[Known], used: Counter[str]) -> str:
    """The field that a figure shows: one not yet seen before one that was."""
    fitting = [name for name, written in known if written == text]
    return min(fitting, key=lambda name: used[name], default="figure")
