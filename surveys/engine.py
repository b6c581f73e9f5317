"""The conversation as a pure function: a response and an input give a response and events.

`resume` is all there is. It reads no clock, draws no number and knows no platform; whatever it
is given can be stored after the turn and read back before the next one.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final, assert_never

from surveys.events import AlreadyAnswered, ConsentAsked, InputRefused, NothingOpen, Refusal
from surveys.inputs import Input, Pressed, Said, SurveyTap, Word
from surveys.model import CONSENT, FreeText, MultipleChoice, Survey
from surveys.moves import (
    chose,
    consented,
    current_question,
    first_wave,
    go_back,
    go_on,
    misplaced,
    offered,
    question_at,
    reopened,
    skip,
    stopped,
    withdrawn,
    wrote,
)
from surveys.response import DONE, Response, Status
from surveys.taps import (
    BackTapped,
    ChangeTapped,
    ChoiceTapped,
    ConsentTapped,
    NextTapped,
    ReopenTapped,
    SkipTapped,
)
from surveys.turn import Turn, advanced, asked_again, refused, shown_choices
from surveys.typed import choice_from, choices_from

_WHENEVER: Final = frozenset({Word.OPEN, Word.STOP, Word.WITHDRAW})
"""Words that mean the same on every page, however late they come in."""


def resume(survey: Survey, response: Response, given: Input, now: datetime) -> Turn:
    """Take one input. `now` is the platform's time of it, and orders inputs of one person.

    An input older than the event that brought the present question was meant for an earlier
    page; it changes nothing, and the present question is shown again. So does an input to a
    question that has left the path: what is asked next is shown in its place. A follow-up, whose
    first question is sent without being asked for, starts with the first input that changes it.
    """
    if response.status is not Status.INVITED or response.at in {CONSENT, DONE}:
        return _resumed(survey, response, given, now)
    begun = replace(response, status=Status.STARTED, started_at=max(now, response.moved_at))
    turn = _resumed(survey, begun, given, now)
    return replace(turn, response=response) if turn.response == begun else turn


def _resumed(survey: Survey, response: Response, given: Input, now: datetime) -> Turn:
    if isinstance(given, Said) and given.word in _WHENEVER:
        now = max(now, response.moved_at)
        if misplaced(survey, response):
            response = advanced(survey, response, (), now).response
        return _said(survey, response, given.word, now)
    if misplaced(survey, response):
        lost = InputRefused(why=Refusal.STALE, question=response.at)
        return advanced(survey, response, (lost,), max(now, response.moved_at))
    if now < response.moved_at:
        return refused(response, Refusal.STALE)
    if isinstance(given, Said):
        return _said(survey, response, given.word, now)
    if isinstance(given, Pressed):
        return _pressed(survey, response, given.tap, now)
    return _typed(survey, response, given.text, now)


def _said(survey: Survey, response: Response, word: Word, now: datetime) -> Turn:
    match word:
        case Word.OPEN:
            return _opened(survey, response, now)
        case Word.STOP:
            return stopped(response, now)
        case Word.WITHDRAW:
            return withdrawn(response, now)
        case Word.BACK:
            return go_back(survey, response, now)
        case Word.NEXT:
            return go_on(survey, response, now)
        case Word.SKIP:
            return skip(survey, response, now)
        case _:
            assert_never(word)


def _pressed(survey: Survey, response: Response, tap: SurveyTap, now: datetime) -> Turn:
    if tap.response != response.id:
        return refused(response, Refusal.STALE)
    match tap:
        case ConsentTapped(choice=choice):
            if response.at != CONSENT or choice >= len(survey.consent.choices):
                return refused(response, Refusal.STALE)
            return consented(survey, response, survey.consent.choices[choice], now)
        case ChangeTapped():
            return offered(response)
        case ReopenTapped(question=position):
            return reopened(response, question_at(survey, position), now)
        case ChoiceTapped() | NextTapped() | SkipTapped() | BackTapped():
            return _pressed_on_page(survey, response, tap, now)
        case _:
            assert_never(tap)


def _pressed_on_page(
    survey: Survey,
    response: Response,
    tap: ChoiceTapped | NextTapped | SkipTapped | BackTapped,
    now: datetime,
) -> Turn:
    """A button that belongs to one question's page; stale unless that question is asked now."""
    question = current_question(survey, response, tap.question)
    if question is None:
        return refused(response, Refusal.STALE)
    match tap:
        case ChoiceTapped(choice=choice):
            if isinstance(question, FreeText) or choice >= len(question.choices):
                return refused(response, Refusal.STALE)
            return chose(survey, response, question, (question.choices[choice],), now)
        case NextTapped():
            return go_on(survey, response, now)
        case SkipTapped():
            return skip(survey, response, now)
        case BackTapped():
            return go_back(survey, response, now)
        case _:
            assert_never(tap)


def _typed(survey: Survey, response: Response, text: str, now: datetime) -> Turn:
    if response.at == DONE:
        return Turn(response=response, events=(NothingOpen(),))
    if response.at == CONSENT:
        named = choice_from(text, survey.consent.choices)
        if named is None:
            return refused(response, Refusal.NO_SUCH_CHOICE)
        return consented(survey, response, named, now)
    question = survey.question(response.at)
    if isinstance(question, FreeText):
        return wrote(survey, response, question, text.strip(), now)
    chosen = choices_from(text, shown_choices(question, response))
    if chosen is None or (len(chosen) > 1 and not isinstance(question, MultipleChoice)):
        return refused(response, Refusal.NO_SUCH_CHOICE)
    return chose(survey, response, question, chosen, now)


def _opened(survey: Survey, response: Response, now: datetime) -> Turn:
    match response.status:
        case Status.INVITED | Status.REFUSED | Status.WITHDRAWN:
            if response.consent is None and response.wave == first_wave(survey):
                asked = replace(response, status=Status.INVITED, at=CONSENT, moved_at=now)
                return Turn(response=asked, events=(ConsentAsked(),))
            started = replace(response, status=Status.STARTED, started_at=now)
            return advanced(survey, started, (), now)
        case Status.STOPPED:
            again = Status.COMPLETED if response.completed_at else Status.STARTED
            return advanced(survey, replace(response, status=again), (), now)
        case Status.STARTED | Status.COMPLETED if response.at != DONE:
            shown = replace(response, moved_at=max(now, response.moved_at))
            return Turn(response=shown, events=asked_again(shown))
        case Status.STARTED | Status.COMPLETED | Status.INELIGIBLE:
            return Turn(response=response, events=(AlreadyAnswered(),))
        case _:
            assert_never(response.status)
