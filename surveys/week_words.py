"""Which week people mean by what they type after 「週報」: 先週, last, 2026-W47."""

import re
import unicodedata
from typing import Final

from surveys.analysis.weeks import Week

LAST: Final = frozenset({"last", "last week", "先週", "せんしゅう", "前の週", "上周", "上週"})
RUNNING: Final = frozenset({"", "this week", "今週", "こんしゅう", "本周", "这周"})

_WRITTEN: Final = re.compile(r"(2[0-9]{3})-?w([0-9]{1,2})")


def week_meant(text: str, running: Week) -> Week:
    """The week that a text names, seen from the running one; case and width do not matter.

    Raises:
        ValueError: it names none.
    """
    folded = " ".join(unicodedata.normalize("NFKC", text).split()).casefold()
    if folded in RUNNING:
        return running
    if folded in LAST:
        return running.previous()
    found = _WRITTEN.fullmatch(folded)
    return Week.parse(text if found is None else f"{found[1]}-W{found[2]:0>2}")
