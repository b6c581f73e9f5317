"""What a fiscal year's collecting of voices came to, and which sentences say so."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from surveys.analysis.accounting import rr1
from surveys.analysis.frame_sentences import (
    absent_families,
    collecting_began,
    nothing_decided,
    scope_note,
    voices_collected,
)
from surveys.analysis.levels import REGISTERED
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
    can be compared: those with answers, their answers, and the families of all of them.
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

    @property
    def rate(self) -> float | None:
        """Complete answers over families, None where no family was counted."""
        return rr1(self.rated_completed, self.rated_families)

    @property
    def enough(self) -> bool:
        """Whether more may be said than that collecting has begun."""
        return (
            self.persons >= REGISTERED.say_answers
            and self.rated_lessons >= REGISTERED.say_lessons
            and self.rate is not None
        )

    @property
    def channel(self) -> str:
        """The ways by which answers came, as the form names them; a new one by its own name."""
        named = [word for mode, word in CHANNELS.items() if mode in self.modes]
        return "・".join([*named, *sorted(self.modes - CHANNELS.keys())])


def collected(collection: Collection) -> Sentence | None:
    """What was achieved (成果): S1, or S1c where it is little; None where it is nothing."""
    if not collection.completed:
        return None
    if collection.enough and collection.rate is not None:
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
    """What is still to be done (課題): K4, or K1c where nothing can be said yet."""
    if collection.enough:
        return absent_families(channel=collection.channel)
    return nothing_decided(persons=collection.persons)


def note(collection: Collection) -> str | None:
    """The note that goes with every figure; None where there is no answer."""
    if collection.first is None or collection.last is None:
        return None
    return scope_note(collection.first, collection.last)
