"""Something to be said in any language: an entry of the wording with what is filled in."""

from dataclasses import dataclass
from typing import Final, TypeAlias

from surveys.model import Language
from surveys.wording import Wording

BETWEEN: Final = "saying_between"
"""The entry that stands between several quoted things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """An entry's key and its values by placeholder; equal sayings are equal values."""

    key: str
    values: tuple[tuple[str, "Value"], ...] = ()


Value: TypeAlias = str | int | Saying | tuple[Saying, ...]
"""A text as it stands in a file, a number, a further saying, or several of them."""


def saying(key: str, **values: Value) -> Saying:
    """The saying of an entry."""
    return Saying(key=key, values=tuple(values.items()))


def spoken(said: Saying, wording: Wording, language: Language) -> str:
    """A saying in a language. Raises KeyError as `Wording.say` does."""
    values = {name: _spoken(value, wording, language) for name, value in said.values}
    return wording.say(said.key, language, **values)


def _spoken(value: Value, wording: Wording, language: Language) -> str | int:
    if isinstance(value, Saying):
        return spoken(value, wording, language)
    if isinstance(value, tuple):
        between = wording.say(BETWEEN, language)
        return between.join(spoken(one, wording, language) for one in value)
    return value
