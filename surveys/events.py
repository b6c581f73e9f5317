"""What a turn of the conversation brought about. The engine tells; rendering and saving follow."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from surveys.response import Answer


class Refusal(StrEnum):
    """Why an input was not taken as an answer."""

    NO_SUCH_CHOICE = "no_such_choice"
    TOO_MANY = "too_many"
    NONE_TICKED = "none_ticked"
    TOO_LONG = "too_long"
    STALE = "stale"
    NOTHING_BEFORE = "nothing_before"
    NOT_SKIPPABLE = "not_skippable"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAsked:
    """The first page is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven:
    """The person agreed, at this level (a choice key of the consent page)."""

    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRefused:
    """The person declined; counted, without any answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAsked:
    """A question is shown, or shown again."""

    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSaved:
    """A value was given for the first time or changed (then `answer.revision` > 1)."""

    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDropped:
    """A changed answer elsewhere took this question off the path; its answer is kept as old."""

    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceTicked:
    """A choice of a multiple-choice question was ticked or unticked; not yet an answer."""

    question: str
    ticked: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRefused:
    """The input changed nothing."""

    why: Refusal
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOffered:
    """The answered questions are listed, to pick one to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPartCompleted:
    """The last closed question was answered: the response counts as complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotEligible:
    """The person is outside the survey's population: thanked and not asked further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseEnded:
    """Nothing more is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseStopped:
    """The person stopped; what was answered stays and the code brings them back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseWithdrawn:
    """The person took the response back; its answers are removed from everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingOpen:
    """The input concerned a response in which nothing is being asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyAnswered:
    """The code was sent again after the end; the answers stand and can be changed."""


Shown: TypeAlias = ConsentAsked | QuestionAsked | ChoiceTicked | ChangeOffered
"""Events that bring a page."""

Told: TypeAlias = (
    InputRefused
    | ConsentRefused
    | NotEligible
    | ResponseEnded
    | ResponseStopped
    | ResponseWithdrawn
    | AlreadyAnswered
)
"""Events that bring a line of text."""

Kept: TypeAlias = ConsentGiven | AnswerSaved | AnswerDropped | ClosedPartCompleted | NothingOpen
"""Events of which the person is told nothing of their own."""

Event: TypeAlias = Shown | Told | Kept
