"""One respondent's pass through one survey for one collector, and what it amounts to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import product
from typing import Final, assert_never

from surveys.conditions import ProfileMissing, holds, leaves
from surveys.model import SKIPPED, WRITTEN, CodedQuestion, FreeText, Language, Question, Survey

DONE: Final = "done"
"""Reserved position: nothing is being asked."""


class Status(StrEnum):
    """Where a response stands. Only a started or completed one holds answers."""

    INVITED = "invited"
    REFUSED = "refused"
    STARTED = "started"
    STOPPED = "stopped"
    INELIGIBLE = "ineligible"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


class Disposition(StrEnum):
    """Final account of a response, after AAPOR (EVIDENCE 3.1)."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    BREAKOFF = "breakoff"
    REFUSED = "refused"
    INVITED = "invited"
    INELIGIBLE = "ineligible"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One question's value: choice keys, or the text of a remark.

    `revision` counts from 1; a changed answer gets the next number and the old one is kept.
    """

    question: str
    choices: tuple[str, ...] = ()
    text: str | None = None
    revision: int = 1
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """State of one pass. `at` is the question being asked, CONSENT, or DONE.

    `answers` holds the newest answer by question key, `ticked` the unfinished multiple choice,
    `orders` the choice orders shown. `profile` is what was remembered when it began.
    `moved_at` is the platform's time of the event that brought the present question.
    `closes_at` is a deadline of its own; None: its collector's.
    """

    id: str
    respondent: str
    collector: str
    survey: str
    version: str
    wave: str
    mode: str
    language: Language
    status: Status = Status.INVITED
    at: str = DONE
    consent: str | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    ticked: tuple[str, ...] = ()
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    profile: Mapping[str, str] = field(default_factory=dict)
    short: bool = False
    created_at: datetime
    started_at: datetime | None = None
    completed_at: datetime | None = None
    moved_at: datetime
    closes_at: datetime | None = None


def chosen(response: Response) -> dict[str, tuple[str, ...]]:
    """Choice keys by question, skipped questions left out."""
    return {
        key: answer.choices
        for key, answer in response.answers.items()
        if answer.choices and answer.choices != (SKIPPED,)
    }


def path(survey: Survey, response: Response) -> list[Question]:
    """The questions that this response's answers lead through so far, in order."""
    return _path(survey, response, _conditions_see(response))


def _conditions_see(response: Response) -> dict[str, tuple[str, ...]]:
    """The choices made, with every remark that was written as one."""
    remarks = {k: (WRITTEN,) for k, answer in response.answers.items() if answer.text is not None}
    return chosen(response) | remarks


def _path(
    survey: Survey, response: Response, made: Mapping[str, tuple[str, ...]]
) -> list[Question]:
    # An answer counts only while its own question is shown: conditions can hang on each other.
    shown: list[Question] = []
    counted: dict[str, tuple[str, ...]] = {}
    for question in survey.questions:
        if question.wave != response.wave:
            continue
        if response.short and question.key not in survey.short_form:
            continue
        if holds(question.show_if, counted, response.profile):
            shown.append(question)
            counted[question.key] = made.get(question.key, ())
    return shown


def longest_path(survey: Survey, response: Response) -> int:
    """The greatest number of closed questions that this person can still come to be asked.

    Tries every choice of every unanswered question that a condition mentions.
    """
    known = _conditions_see(response)
    mentioned = {
        leaf.question
        for question in survey.questions
        for leaf in leaves(question.show_if)
        if not isinstance(leaf, ProfileMissing)
    }
    branching = [
        [(question.key, (choice.key,)) for choice in question.choices]
        for question in survey.questions
        if question.key in mentioned - set(response.answers) and not isinstance(question, FreeText)
    ]
    return max(
        sum(not isinstance(q, FreeText) for q in _path(survey, response, known | dict(made)))
        for made in product(*branching)
    )


def is_complete(survey: Survey, response: Response) -> bool:
    """Whether every core question on the path holds an answer that is not a skip."""
    made = chosen(response)
    return all(question.key in made for question in path(survey, response) if question.core)


def closed_questions(survey: Survey, response: Response) -> list[CodedQuestion]:
    """The questions of the path that are answered by choosing."""
    return [q for q in path(survey, response) if not isinstance(q, FreeText)]


def disposition(survey: Survey, response: Response) -> Disposition:
    """What the response counts as in the flow of a lesson."""
    match response.status:
        case Status.INVITED:
            return Disposition.INVITED
        case Status.REFUSED:
            return Disposition.REFUSED
        case Status.WITHDRAWN:
            return Disposition.WITHDRAWN
        case Status.INELIGIBLE:
            return Disposition.INELIGIBLE
        case Status.STARTED | Status.STOPPED | Status.COMPLETED:
            if response.completed_at is not None and is_complete(survey, response):
                return Disposition.COMPLETE
            reached = survey.partial_from in chosen(response) or response.short
            return Disposition.PARTIAL if reached else Disposition.BREAKOFF
        case _:
            assert_never(response.status)
