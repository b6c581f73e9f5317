"""What became of the paragraphs of a draft: which were edited into which, removed or added."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, TypeAlias

from surveys.analysis.pack_pieces import Piece

Paragraph: TypeAlias = Sequence[Piece]

_ALIKE: Final = 0.5
"""From this likeness on (difflib's ratio) one paragraph is taken for another one edited."""

_DIGITS: Final = re.compile(r"(?:令和|平成)?[0-9０-９]+(?:[.,．][0-9０-９]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """Paragraphs that differ: computed with edited, computed without a successor, and new ones."""

    pairs: tuple[tuple[Paragraph, Paragraph], ...]
    removed: tuple[Paragraph, ...]
    added: tuple[Paragraph, ...]


def edited(written: Sequence[Paragraph], computed: Sequence[Paragraph]) -> Edits:
    """The edits by which the computed paragraphs became the written ones; moving one is none.

    The successor of a paragraph holds its figures or is the most alike.
    """
    added, removed = _beyond(written, computed), _beyond(computed, written)
    likely = sorted(
        (
            (_likeness(old, new), -before, -after)
            for before, old in enumerate(removed)
            for after, new in enumerate(added)
        ),
        reverse=True,
    )
    successors: dict[int, int] = {}
    for (shared, alike), before, after in likely:
        free = -before not in successors and -after not in successors.values()
        if free and (shared or alike >= _ALIKE):
            successors[-before] = -after
    return Edits(
        pairs=tuple((removed[old], added[new]) for old, new in sorted(successors.items())),
        removed=tuple(one for n, one in enumerate(removed) if n not in successors),
        added=tuple(one for n, one in enumerate(added) if n not in successors.values()),
    )


def plain(paragraph: Paragraph) -> str:
    """A paragraph without its figures, which are compared by themselves."""
    return "".join(piece.text if piece.tag is None else "…" for piece in paragraph).strip()


def numbers(paragraph: Paragraph) -> tuple[str, ...]:
    """The numbers outside figures, in order, with their era; the width of digits is nothing."""
    return tuple(unicodedata.normalize("NFKC", one) for one in _DIGITS.findall(plain(paragraph)))


def _beyond(these: Sequence[Paragraph], others: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs that read as none of the others, or are more often there."""
    left = Counter(plain(one) for one in others)
    found = []
    for one in these:
        text = plain(one)
        left[text] -= 1
        if text and left[text] < 0:
            found.append(one)
    return found


def _likeness(old: Paragraph, new: Paragraph) -> tuple[int, float]:
    """How many figures two paragraphs share, and how alike their texts are (0 to 1)."""
    shared = {piece.tag for piece in old if piece.tag} & {piece.tag for piece in new}
    match = SequenceMatcher(None, plain(old), plain(new), autojunk=False)
    return len(shared), match.ratio()
