"""What a fiscal year's collecting of voices came to, and which sentences say so."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from surveys.analysis.accounting import FinalCounts, ResponseRates, completed_share, rates_of
from surveys.analysis.frame_sentences import (
    absent_families,
    collecting_began,
    families_unknown,
    nothing_decided,
    scope_note,
    voices_collected,
    voices_unrated,
)
from surveys.analysis.levels import REGISTERED, rate_stands
from surveys.analysis.sentences import Sentence

CHANNELS: Final = {
    "line": "LINE",
    "telegram": "Telegram",
    "web": "ウェブ",
    "paper": "紙",
}
"""How the form calls the ways of answering, in the order in which they are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """What a fiscal year's collecting of voices came to.

    `lessons` and `completed` are the lessons with complete answers and these answers, `persons`
    who gave them with the full form. The `rated_` numbers are of the lessons whose attendance
    can be compared: those with answers, their answers, and the families of all of them; `final`
    are AAPOR's classes of these families, None where there is no such lesson.
    `first` and `last` are the days of the first and last lesson with answers.
    """

    modes: frozenset[str]
    lessons: int
    completed: int
    persons: int
    rated_lessons: int
    rated_completed: int
    rated_families: int
    first: date | None
    last: date | None
    final: FinalCounts | None = None

    @property
    def rate(self) -> float | None:
        """Complete answers over families, None where no family was counted."""
        return completed_share(self.rated_completed, self.rated_families)

    @property
    def aapor(self) -> ResponseRates | None:
        """RR1 and RR2; None where nobody is known to be eligible."""
        return None if self.final is None else rates_of(self.final)

    @property
    def rated(self) -> float | None:
        """The share of the answers that lie in lessons that can be compared."""
        return completed_share(self.rated_completed, self.completed)

    @property
    def rate_stands(self) -> bool:
        """Whether the rates are of enough of the answers to be told."""
        return self.rate is not None and rate_stands(self.rated)

    @property
    def many(self) -> bool:
        """Whether enough people answered, after enough lessons, to speak of them."""
        return self.persons >= REGISTERED.say_answers and self.lessons >= REGISTERED.say_lessons

    @property
    def enough(self) -> bool:
        """Whether more may be said than that voices were collected."""
        return self.many and self.aapor is not None

    @property
    def channel(self) -> str:
        """The ways by which answers came, as the form names them; a new one by its own name."""
        named = [word for mode, word in CHANNELS.items() if mode in self.modes]
        return "・".join([*named, *sorted(self.modes - CHANNELS.keys())])


def collected(collection: Collection) -> Sentence | None:
    """What was achieved (成果): S1, S1b where no rate can be told, S1c where it is little."""
    if not collection.completed:
        return None
    if collection.many and not collection.rate_stands:
        return voices_unrated(
            channel=collection.channel, lessons=collection.lessons, complete=collection.completed
        )
    if collection.many and collection.rate is not None:
        return voices_collected(
            channel=collection.channel,
            lessons=collection.rated_lessons,
            eligible=collection.rated_families,
            complete=collection.rated_completed,
            response_rate=collection.rate,
        )
    return collecting_began(
        channel=collection.channel, lessons=collection.lessons, complete=collection.completed
    )


def lacking(collection: Collection) -> Sentence:
    """What is still to be done (課題): K4, or K1c and K1g where nothing can be said yet."""
    if collection.enough:
        return absent_families(channel=collection.channel)
    if collection.persons >= REGISTERED.say_answers and collection.aapor is None:
        return families_unknown()
    return nothing_decided(persons=collection.persons)


def note(collection: Collection) -> str | None:
    """The note that goes with every figure; None where there is no answer."""
    if collection.first is None or collection.last is None:
        return None
    return scope_note(collection.first, collection.last)
