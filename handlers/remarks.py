"""The optional remark, written on its own page instead of in the talk.

A response's page has an address that only its respondent was sent: id and proof. The engine
takes the remark as if it had been typed in the talk.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from handlers.alerting import remark_stored
from handlers.work import Work
from surveys.engine import resume
from surveys.events import InputRefused, Refusal
from surveys.inputs import Pressed, Said, Typed, Word
from surveys.model import FreeText, Language, Survey
from surveys.pages import Facts, Page
from surveys.response import DONE, Response, Status, path
from surveys.taps import ChoiceTapped, ReopenTapped

CHANNEL: Final = "web"

QUOTE: Final = "quote"
"""The question of a survey that asks for consent to quote its remark: choices yes and no."""

_TOKEN: Final = re.compile(r"([0-9a-f]{32})([0-9a-f]{24})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A remark may be written: the question as the person reads it, at most so many characters.

    `written` tells that there is one already, which a new one would replace. Its text is not
    shown again: a link can end up on somebody else's screen.
    """

    language: Language
    question: str
    max_length: int
    written: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNow:
    """The questions in the talk come first."""

    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The survey takes no more answers."""

    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The remark is stored."""

    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """The text was not taken, and nothing has changed."""

    asked: Asked
    why: Refusal


Shown: TypeAlias = Asked | NotNow | Closed
Outcome: TypeAlias = Written | Unfit | NotNow | Closed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Remark:
    """A response that waits for its remark, and what is asked. `before` is as it is stored."""

    survey: Survey
    before: Response
    waiting: Response
    question: FreeText


def remark_asked(work: Work, token: str) -> Shown | None:
    """What the page of this token shows; None where the token leads nowhere."""
    found = _found(work, token)
    return _asked(work, found) if isinstance(found, _Remark) else found


def write_remark(
    work: Work, token: str, text: str, *, once: str, quote: bool = False
) -> Outcome | None:
    """Store a remark, or say why not; None where the token leads nowhere.

    `quote` is the tick by which the person lets the remark be quoted.
    `once` is new for every page that was shown: the button pressed twice stores one remark.
    """
    _one_at_a_time(work, token)
    found = _found(work, token)
    if not isinstance(found, _Remark):
        return found
    now = _moment(work, found.before)
    turn = resume(found.survey, found.waiting, Typed(text=text), now)
    refused = [event.why for event in turn.events if isinstance(event, InputRefused)]
    if refused:
        return Unfit(asked=_asked(work, found), why=refused[0])
    # Recorded after the check, so that a text that was not taken does not use the page up.
    if work.uow.inbox.record(CHANNEL, f"{found.before.id}:{once}", work.now):
        done = _quotable(found.survey, turn.response, now, quote=quote)
        work.uow.responses.save(done, source=None)
        remark_stored(work, done.id, found.question.key)
    return Written(language=found.before.language)


def _quotable(survey: Survey, response: Response, now: datetime, *, quote: bool) -> Response:
    """Answer the question about quoting, which follows a remark in the talk, by the tick."""
    keys = [question.key for question in survey.questions]
    if QUOTE not in keys or QUOTE not in {question.key for question in path(survey, response)}:
        return response
    position = keys.index(QUOTE)
    asked = survey.questions[position]
    given = "yes" if quote else "no"
    choices = [] if isinstance(asked, FreeText) else [choice.key for choice in asked.choices]
    if response.at != QUOTE:
        again = ReopenTapped(response=response.id, question=position)
        response = resume(survey, response, Pressed(tap=again), now).response
    tap = ChoiceTapped(response=response.id, question=position, choice=choices.index(given))
    return resume(survey, response, Pressed(tap=tap), now).response


def _one_at_a_time(work: Work, token: str) -> None:
    """Wait for what the same person is doing in the talk, and keep it waiting."""
    response = _response(work, token)
    if response is not None:
        for contact in work.uow.contacts.of_respondent(response.respondent):
            work.uow.contacts.hold(contact.id)


def _found(work: Work, token: str) -> _Remark | NotNow | Closed | None:
    response = _response(work, token)
    if response is None:
        return None
    if not work.uow.collectors.get(response.collector).is_open(work.now):
        return Closed(language=response.language)
    survey = work.house.catalog.get(response.survey, response.version)
    question = _question(survey, response)
    if question is None:
        return NotNow(language=response.language)
    waiting = _waiting(survey, response, question, _moment(work, response))
    if waiting is None:
        return NotNow(language=response.language)
    return _Remark(survey=survey, before=response, waiting=waiting, question=question)


def _response(work: Work, token: str) -> Response | None:
    """The response of a token with a true proof, unless it has been taken back or erased."""
    parts = _TOKEN.fullmatch(token)
    if parts is None or not hmac.compare_digest(work.house.sign(parts[1]), parts[2]):
        return None
    try:
        response = work.uow.responses.get(parts[1])
    except KeyError:
        return None
    gone = {Status.WITHDRAWN, Status.REFUSED, Status.INELIGIBLE}
    return None if response.status in gone else response


def _question(survey: Survey, response: Response) -> FreeText | None:
    """The remark on the response's path."""
    for question in path(survey, response):
        if isinstance(question, FreeText):
            return question
    return None


def _waiting(
    survey: Survey, response: Response, question: FreeText, now: datetime
) -> Response | None:
    """The response brought to its remark; None while another question waits in the talk.

    Who stopped after the last closed question goes on by writing; who has answered the remark
    already is asked again.
    """
    if response.status is Status.STOPPED and response.completed_at is not None:
        response = resume(survey, response, Said(word=Word.OPEN), now).response
    if response.at == DONE and question.key in response.answers:
        again = ReopenTapped(response=response.id, question=survey.questions.index(question))
        response = resume(survey, response, Pressed(tap=again), now).response
    return response if response.at == question.key else None


def _moment(work: Work, response: Response) -> datetime:
    """Now, but not before the last event of the talk, which carries its platform's time."""
    return max(work.now, response.moved_at)


def _asked(work: Work, remark: _Remark) -> Asked:
    response, centre = remark.before, work.house.centre
    lesson = work.uow.collectors.get(response.collector).lesson
    page = Page(
        survey=remark.survey,
        response=response,
        language=response.language,
        wording=work.house.wording,
        facts=Facts(
            centre=centre.name,
            course=lesson.course.name,
            date=work.day(lesson.starts_at),
            privacy_url=centre.privacy_url,
            contact=centre.contact,
            remark_link=None,
        ),
    )
    before = response.answers.get(remark.question.key)
    return Asked(
        language=response.language,
        question=page.fill(remark.question.text),
        max_length=remark.question.max_length,
        written=before is not None and before.text is not None,
    )
