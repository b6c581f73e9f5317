"""What differs between a pack as it lies in its folder and the same pack counted again."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from typing_extensions import override

from surveys.analysis.pack_pieces import FIGURE, Piece

Json: TypeAlias = dict[str, Any]


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
        return f"{where}: written {self.written}, computed {self.computed}"


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
    may be edited: which ones were is told, and is no difference.
    """
    before, now = _figures(written), _figures(computed)
    found = [
        Found(
            file=file,
            place=tag,
            written="、".join(before.get(tag, ["(missing)"])),
            computed="、".join(now.get(tag, ["(no such figure)"])),
        )
        for tag in dict.fromkeys([*now, *before])
        if set(before.get(tag, ())) != set(now.get(tag, ()))
    ]
    return [*found, *_edited(file, written, computed)]


def _edited(
    file: str, written: Sequence[Sequence[Piece]], computed: Sequence[Sequence[Piece]]
) -> Iterator[Found]:
    """Paragraphs that are not, or no longer, as they were written."""
    before, now = ([_plain(one) for one in paragraphs] for paragraphs in (written, computed))
    added, removed = Counter(before) - Counter(now), Counter(now) - Counter(before)
    for counts, what in ((removed, "was edited or removed"), (added, "is new")):
        for text in counts:
            if text:
                yield Found(
                    file=file,
                    place="text",
                    written=f"「{text}」 {what}",
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


def _plain(pieces: Sequence[Piece]) -> str:
    """A paragraph without its figures, which are compared by themselves."""
    return "".join(piece.text if piece.tag is None else "…" for piece in pieces).strip()


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
    return str(values[place]) if place in values else "(nothing)"
