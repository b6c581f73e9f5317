"""A remark without what tells who wrote it or whom it is about."""

from typing import Final

from surveys.voices.contact_rules import Found, Kind, contacts
from surveys.voices.folding import fold
from surveys.voices.names import people

MARKS: Final = tuple(kind.value for kind in Kind)


def mask(text: str) -> str:
    """A text with names, telephone numbers, e-mail, web and postal addresses replaced.

    What is not replaced stays as it was written. Masking a masked text changes nothing. It is
    the machine's best: nobody but a coordinator sees a remark before one has approved it.
    """
    folded = fold(text)
    made: list[str] = []
    after = 0
    for found in _everything(folded.text):
        begin, end = folded.original(found.begin, found.end)
        made += [text[after:begin], found.kind.value]
        after = end
    return "".join([*made, text[after:]])


def _everything(folded: str) -> list[Found]:
    """What to replace, in order and without overlap; rules come before the dictionary."""
    taken = [*contacts(folded)]
    for name in people(folded):
        if all(name.end <= other.begin or other.end <= name.begin for other in taken):
            taken.append(name)
    return sorted(taken, key=lambda found: found.begin)
