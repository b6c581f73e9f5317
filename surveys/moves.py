"""What each kind of input does to a response; the engine chooses among these."""

from dataclasses import replace
from datetime import datetime

from surveys.events import (
    AnswerDropped,
    AnswerSaved,
    ChangeOffered,
    ChoiceTicked,
    ConsentGiven,
    ConsentRefused,
    NotEligible,
    NothingOpen,
    Refusal,
    ResponseStopped,
    ResponseWithdrawn,
)
from surveys.model import (
    CONSENT,
    SKIPPED,
    Choice,
    CodedQuestion,
    FreeText,
    MultipleChoice,
    Question,
    Survey,
)
from surveys.response import DONE, Response, Status, closed_questions, path
from surveys.turn import Turn, advanced, asked, refused, saved


def consented(survey: Survey, response: Response, level: Choice, now: datetime) -> Turn:
    """A choice of the consent page: agreed at some level, or declined."""
    if level.key == survey.consent.refusal:
        refused = replace(response, status=Status.REFUSED, at=DONE, moved_at=now)
        return Turn(response=refused, events=(ConsentRefused(),))
    started = replace(
        response, status=Status.STARTED, consent=level.key, started_at=response.started_at or now
    )
    return advanced(survey, started, (ConsentGiven(level=level.key),), now)


def chose(
    survey: Survey,
    response: Response,
    question: CodedQuestion,
    chosen: tuple[Choice, ...],
    now: datetime,
) -> Turn:
    """Choices of the present question: saved, or ticked where several can be chosen."""
    if isinstance(question, MultipleChoice):
        return tick(response, question, chosen)
    turn = saved(survey, response, question, (chosen[0].key,), None, now)
    if chosen[0].eligible:
        return turn
    outside = replace(turn.response, status=Status.INELIGIBLE, at=DONE, moved_at=now)
    kept = tuple(event for event in turn.events if isinstance(event, AnswerSaved | AnswerDropped))
    return Turn(response=outside, events=(*kept, NotEligible()))


def tick(response: Response, question: MultipleChoice, chosen: tuple[Choice, ...]) -> Turn:
    """Tick or untick choices; an exclusive or missing choice stands alone."""
    alone = {choice.key for choice in question.choices if choice.missing} | set(question.exclusive)
    ticked = list(response.ticked)
    for choice in chosen:
        if choice.key in ticked:
            ticked.remove(choice.key)
        elif choice.key in alone:
            ticked = [choice.key]
        else:
            ticked = [key for key in ticked if key not in alone] + [choice.key]
    if len(ticked) > question.max_choices:
        return refused(response, Refusal.TOO_MANY)
    order = [choice.key for choice in question.choices]
    now_ticked = tuple(sorted(ticked, key=order.index))
    return Turn(
        response=replace(response, ticked=now_ticked),
        events=(ChoiceTicked(question=question.key, ticked=now_ticked),),
    )


def wrote(
    survey: Survey, response: Response, question: FreeText, text: str, now: datetime
) -> Turn:
    """A remark, trimmed."""
    if not text or len(text) > question.max_length:
        return refused(response, Refusal.TOO_LONG if text else Refusal.NO_SUCH_CHOICE)
    return saved(survey, response, question, (), text, now)


def go_on(survey: Survey, response: Response, now: datetime) -> Turn:
    """The end of a multiple choice."""
    question = present_question(survey, response)
    if not isinstance(question, MultipleChoice):
        return refused(response, Refusal.NO_SUCH_CHOICE)
    if not response.ticked:
        return refused(response, Refusal.NONE_TICKED)
    return saved(survey, response, question, response.ticked, None, now)


def skip(survey: Survey, response: Response, now: datetime) -> Turn:
    """No answer to the present question; kept as a missing code."""
    question = present_question(survey, response)
    if question is None:
        return refused(response, Refusal.NOT_SKIPPABLE)
    return saved(survey, response, question, (SKIPPED,), None, now)


def go_back(survey: Survey, response: Response, now: datetime) -> Turn:
    """The answered question before the present one, or the last one after the end."""
    if response.status is Status.INELIGIBLE:  # a slip of the finger can be mended
        response = replace(response, status=Status.STARTED)
    if response.status not in {Status.STARTED, Status.COMPLETED}:
        return refused(response, Refusal.NOTHING_BEFORE)
    on_path = closed_questions(survey, response)
    keys = [question.key for question in on_path]
    stop = keys.index(response.at) if response.at in keys else len(keys)
    before = [question for question in on_path[:stop] if question.key in response.answers]
    if not before:
        return refused(response, Refusal.NOTHING_BEFORE)
    return asked(response, before[-1], (), now)


def offered(response: Response) -> Turn:
    """List the answered questions, to pick one to change."""
    if response.status not in {Status.STARTED, Status.COMPLETED} or not response.answers:
        return refused(response, Refusal.STALE)
    return Turn(response=response, events=(ChangeOffered(),))


def reopened(response: Response, question: Question | None, now: datetime) -> Turn:
    """An answered question, asked again."""
    changeable = response.status in {Status.STARTED, Status.COMPLETED}
    if not changeable or question is None or question.key not in response.answers:
        return refused(response, Refusal.STALE)
    return asked(response, question, (), now)


def stopped(response: Response, now: datetime) -> Turn:
    """Stop asking; the answers so far stay."""
    if response.status not in {Status.INVITED, Status.STARTED, Status.COMPLETED}:
        return Turn(response=response, events=(NothingOpen(),))
    if response.at == DONE:
        return Turn(response=response, events=(NothingOpen(),))
    status = response.status if response.status is Status.INVITED else Status.STOPPED
    stopped = replace(response, status=status, at=DONE, ticked=(), moved_at=now)
    return Turn(response=stopped, events=(ResponseStopped(),))


def withdrawn(response: Response, now: datetime) -> Turn:
    """Take the response back: its answers are removed."""
    if response.status in {Status.WITHDRAWN, Status.REFUSED}:
        return Turn(response=response, events=(NothingOpen(),))
    withdrawn = replace(
        response,
        status=Status.WITHDRAWN,
        at=DONE,
        consent=None,
        answers={},
        ticked=(),
        completed_at=None,
        moved_at=now,
    )
    return Turn(response=withdrawn, events=(ResponseWithdrawn(),))


def misplaced(survey: Survey, response: Response) -> bool:
    """Whether the question being asked is gone from the path: the definition is another one."""
    return response.at not in {DONE, CONSENT, *(q.key for q in path(survey, response))}


def present_question(survey: Survey, response: Response) -> Question | None:
    """The question being asked, None on the consent page and at the end."""
    return None if response.at in {DONE, CONSENT} else survey.question(response.at)


def question_at(survey: Survey, position: int) -> Question | None:
    """The question at a position of the definition."""
    return survey.questions[position] if position < len(survey.questions) else None


def current_question(survey: Survey, response: Response, position: int) -> Question | None:
    """The question at this position if it is the one being asked."""
    question = question_at(survey, position)
    return question if question is not None and question.key == response.at else None


def first_wave(survey: Survey) -> str:
    """The wave that begins with the consent page."""
    return survey.questions[0].wave
