"""One step of the conversation: what a turn is, and how a response moves to the next page."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from surveys.events import (
    AnswerDropped,
    AnswerSaved,
    ClosedPartCompleted,
    ConsentAsked,
    Event,
    InputRefused,
    NothingOpen,
    QuestionAsked,
    Refusal,
    ResponseEnded,
)
from surveys.model import (
    CONSENT,
    SKIPPED,
    Choice,
    CodedQuestion,
    FreeText,
    MultipleChoice,
    Question,
    SingleChoice,
    Survey,
)
from surveys.response import DONE, Answer, Response, Status, path


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one input led to."""

    response: Response
    events: tuple[Event, ...]


def asked_again(response: Response) -> tuple[Event, ...]:
    """The events that show the present page once more."""
    if response.at == CONSENT:
        return (ConsentAsked(),)
    if response.at == DONE:
        return (NothingOpen(),)
    return (QuestionAsked(question=response.at),)


def shown_choices(question: CodedQuestion, response: Response) -> tuple[Choice, ...]:
    """A question's choices in the order in which this response shows them."""
    by_key = {choice.key: choice for choice in question.choices}
    order = response.orders.get(question.key, tuple(by_key))
    return tuple(by_key[key] for key in order if key in by_key)


def refused(response: Response, why: Refusal) -> Turn:
    """Nothing changed; the present page is shown again with the reason."""
    refused = InputRefused(why=why, question=response.at)
    return Turn(response=response, events=(refused, *asked_again(response)))


def asked(
    response: Response, question: Question, events: tuple[Event, ...], now: datetime
) -> Turn:
    """Show a question: its order is drawn and its former choices are ticked."""
    before = response.answers.get(question.key)
    ticked = before.choices if before and isinstance(question, MultipleChoice) else ()
    asked = replace(
        response,
        at=question.key,
        ticked=tuple(key for key in ticked if key != SKIPPED),
        orders=_ordered(response, question),
        moved_at=max(now, response.moved_at),
    )
    return Turn(response=asked, events=(*events, QuestionAsked(question=question.key)))


def _ordered(response: Response, question: Question) -> dict[str, tuple[str, ...]]:
    """Orders with this question's added: drawn from the response's id, so it is reproducible."""
    orders = dict(response.orders)
    if isinstance(question, SingleChoice) and question.rotate and question.key not in orders:
        last = [c.key for c in question.choices if c.key in question.keep_last]
        first = [c.key for c in question.choices if c.key not in question.keep_last]
        first.sort(key=lambda key: hashlib.sha256(f"{response.id}:{key}".encode()).digest())
        orders[question.key] = (*first, *last)
    return orders


def advanced(survey: Survey, response: Response, events: tuple[Event, ...], now: datetime) -> Turn:
    """Go to the first question of the path that has no answer, or to the end."""
    waiting = [q for q in path(survey, response) if q.key not in response.answers]
    closed_left = [q for q in waiting if not isinstance(q, FreeText)]
    if not closed_left and response.status is Status.STARTED:
        response = replace(response, status=Status.COMPLETED, completed_at=now)
        events = (*events, ClosedPartCompleted())
    if waiting:
        return asked(response, waiting[0], events, now)
    ended = replace(response, at=DONE, ticked=(), moved_at=now)
    return Turn(response=ended, events=(*events, ResponseEnded()))


def saved(
    survey: Survey,
    response: Response,
    question: Question,
    choices: tuple[str, ...],
    text: str | None,
    now: datetime,
) -> Turn:
    """Keep a value, drop the answers that it takes off the path, and go on."""
    before = response.answers.get(question.key)
    answer = Answer(
        question=question.key,
        choices=choices,
        text=text,
        revision=before.revision + 1 if before else 1,
        at=now,
    )
    same = before is not None and (before.choices, before.text) == (choices, text)
    events: tuple[Event, ...] = () if same else (AnswerSaved(answer=answer),)
    answers = dict(response.answers) if same else {**response.answers, question.key: answer}
    kept = {q.key for q in path(survey, replace(response, answers=answers))}
    dropped = tuple(AnswerDropped(question=key) for key in answers if key not in kept)
    answers = {key: value for key, value in answers.items() if key in kept}
    return advanced(survey, replace(response, answers=answers), (*events, *dropped), now)
