"""Words of danger: what a coordinator should be told at once. It judges nothing by itself."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from surveys.voices.folding import fold

_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """Parts looked for anywhere, and English beginnings of words, all in small letters."""

    parts: tuple[str, ...]
    words: re.Pattern[str]


@cache
def _danger() -> Danger:
    """The words that come with the program; read once."""
    source = (files("surveys") / "voices" / "danger.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(source)
    either = "|".join(re.escape(word) for word in entries["words"])
    return Danger(
        parts=tuple(entries["parts"]),
        # DV ends where it ends: a DVD is no danger.
        words=re.compile(rf"(?<![a-z])(?:{either})(?<!\bdv(?=[a-z]))"),
    )


def is_dangerous(text: str) -> bool:
    """Whether a remark has a word of danger, however it is meant: "no violence" counts, too."""
    low = _SPACE.sub(" ", fold(text).text.lower()).replace("’", "'")
    close = low.replace(" ", "")
    return any(part in close for part in _danger().parts) or bool(_danger().words.search(low))
