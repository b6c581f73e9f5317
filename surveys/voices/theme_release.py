"""Which themes the digest may name, and with how many people: never the step of a few.

Staff know who wrote in a week. So the count of a theme moves only at the end of a week by which
at least k more people have written about it; until then it stays as it was shown last. The weeks
are walked as those of the digest's other figures are, and nothing is stored for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from surveys.analysis.digest_release import Figure, gains, releases
from surveys.voices.themes import MIN_PERSONS, ThemeCount, themes, themes_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Who wrote something, and when it was complete. `person` is there to be counted once."""

    person: str
    text: str
    at: datetime


def released(
    remarks: Iterable[Remark], ends: Iterable[datetime], *, least: int = MIN_PERSONS
) -> tuple[ThemeCount, ...]:
    """Themes as they may be shown by the last of these ends of weeks, most persons first.

    Args:
        remarks: all of the fiscal year; a person counts from the first about a theme.
        ends: of the year's weeks that are over, in order.
        least: persons who must be new before a theme is shown or moves; never fewer than five.
    """
    first: dict[tuple[str, str], datetime] = {}
    for remark in sorted(remarks, key=lambda one: one.at):
        for key in themes_of(remark.text):
            first.setdefault((key, remark.person), remark.at)
    weeks = list(ends)
    found = []
    for theme in themes():
        wrote = [(at, person) for (key, person), at in first.items() if key == theme.key]
        figure = Figure(
            key=theme.key,
            place={person: 0 for _, person in wrote},
            cells=1,
            may_move=_enough_new,
        )
        last = releases([figure], wrote, weeks, max(least, MIN_PERSONS)).last(theme.key)
        if last is not None:
            persons = sum(at < last for at, _ in wrote)
            found.append(ThemeCount(key=theme.key, label=theme.label, persons=persons))
    return tuple(sorted(found, key=lambda count: -count.persons))


def _enough_new(shown: Sequence[Sequence[int]], now: Sequence[int], k: int) -> bool:
    """A count is no percentage: that enough are new is all it takes."""
    return min(gains(shown, now)) >= k
