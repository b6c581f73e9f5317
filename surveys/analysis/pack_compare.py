"""What differs between a pack as it lies in its folder and the same pack counted again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from typing_extensions import override

from surveys.analysis.pack_edits import Edits, edited, numbers, plain
from surveys.analysis.pack_pieces import FIGURE, Piece
from surveys.analysis.pack_verdicts import judged, raised

Json: TypeAlias = dict[str, Any]

MISSING: Final = "（なし）"
NO_FIGURE: Final = "（ない数値）"
EDITED: Final = "は直されたか、消されています"
NEW: Final = "は計算にない文です"
TO_FILL: Final = "【要記入】"
"""Marks paragraphs that a person writes, figures included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A difference, or (if not `serious`) something to know. `place` is claim and field."""

    file: str
    place: str
    written: str
    computed: str
    serious: bool = True

    @override
    def __str__(self) -> str:
        """One readable line."""
        where = f"{self.file}: {self.place}" if self.place else self.file
        if not self.computed:
            return f"{where}: {self.written}"
        return f"{where}: 資料では {self.written}、計算では {self.computed}"


def compared_records(file: str, written: Any, computed: Any) -> list[Found]:
    """The differences of two JSON values, each with its path; claims go by their id."""
    before, now = dict(_flat(written, "")), dict(_flat(computed, ""))
    return [
        Found(
            file=file,
            place=place,
            written=_text(before, place),
            computed=_text(now, place),
        )
        for place in sorted(before.keys() | now.keys())
        if place not in before or place not in now or before[place] != now[place]
    ]


def compared_draft(
    file: str, written: Sequence[Sequence[Piece]], computed: Sequence[Sequence[Piece]]
) -> list[Found]:
    """What was changed in the draft, by paragraphs.

    Every figure must stand where the claim puts it; a digit typed beside one is part of it. Texts
    may be edited, and which ones were is told; but an edited paragraph keeps its other digits,
    and its sentence says no more than before. What a person added is only told.
    """
    before, now = _figures(written), _figures(computed)
    found = [
        Found(
            file=file,
            place=tag,
            written="、".join(before.get(tag, [MISSING])),
            computed="、".join(now.get(tag, [NO_FIGURE])),
        )
        for tag in dict.fromkeys([*now, *before])
        if set(before.get(tag, ())) != set(now.get(tag, ()))
    ]
    edits = edited(written, computed)
    return [*found, *_overstepped(file, edits), *_told(file, edits)]


def _overstepped(file: str, edits: Edits) -> Iterator[Found]:
    """Edits that change what only rows may say: a number outside the claims, or a verdict."""
    for old, new in edits.pairs:
        if TO_FILL in plain(old):
            continue
        if numbers(old) != numbers(new):
            yield Found(
                file=file,
                place=f"「{plain(old)}」の数字",
                written="・".join(numbers(new)) or MISSING,
                computed="・".join(numbers(old)) or MISSING,
            )
        if any(piece.tag for piece in old) or judged(plain(old)):
            for what in raised(plain(old), plain(new)):
                yield Found(
                    file=file,
                    place=what,
                    written=f"「{plain(new)}」",
                    computed=f"「{plain(old)}」",
                )
    for old in edits.removed:
        if numbers(old) and TO_FILL not in plain(old):
            yield Found(
                file=file,
                place=f"「{plain(old)}」の数字",
                written=MISSING,
                computed="・".join(numbers(old)),
            )


def _told(file: str, edits: Edits) -> Iterator[Found]:
    """Paragraphs that are not, or no longer, as they were written."""
    gone = [*(old for old, _ in edits.pairs), *edits.removed]
    come = [*(new for _, new in edits.pairs), *edits.added]
    for paragraphs, what in ((gone, EDITED), (come, NEW)):
        for one in paragraphs:
            yield Found(
                file=file,
                place="文",
                written=f"「{plain(one)}」{what}",
                computed="",
                serious=False,
            )


def _figures(paragraphs: Sequence[Sequence[Piece]]) -> dict[str, list[str]]:
    """What is read at every tag: the whole number of which its text is a part."""
    found: dict[str, list[str]] = {}
    for pieces in paragraphs:
        text = "".join(piece.text for piece in pieces)
        numbers = [match.span() for match in FIGURE.finditer(text)]
        end = 0
        for piece in pieces:
            start, end = end, end + len(piece.text)
            if piece.tag is None:
                continue
            touching = [span for span in numbers if span[0] < end and span[1] > start]
            first = min([start, *(span[0] for span in touching)])
            last = max([end, *(span[1] for span in touching)])
            found.setdefault(piece.tag, []).append(text[first:last])
    return found


def _flat(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    match value:
        case dict():
            for key, part in value.items():
                yield from _flat(part, f"{path} {key}".strip())
        case list():
            for number, part in enumerate(value):
                name = part.get("id") if isinstance(part, dict) else None
                yield from _flat(part, f"{path} {name or number}".strip())
        case _:
            yield path, value


def _text(values: Mapping[str, Any], place: str) -> str:
    return str(values[place]) if place in values else MISSING
