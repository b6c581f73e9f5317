"""A parent's turn in a survey: load, resume, save, say."""

from datetime import timedelta
from typing import Final

from handlers.alerting import remark_stored
from handlers.inbound import TextReceived
from handlers.work import Case, Work
from surveys.engine import resume
from surveys.events import AnswerSaved, ConsentGiven, ConsentRefused, Event
from surveys.inputs import Input, Said, Word
from surveys.messages import Message
from surveys.model import Survey
from surveys.pages import Facts
from surveys.people import Collector
from surveys.rendering import render
from surveys.response import DONE, Response
from surveys.turn import Turn, asked_again

MAX_PROFILE_DAYS: Final = 3650


def latest(case: Case) -> Response | None:
    """The response that the contact moved last."""
    if case.contact.respondent is None:
        return None
    return case.work.uow.responses.latest(case.contact.respondent)


def waiting(case: Case) -> Response | None:
    """The contact's response if something is being asked in it and may still be answered."""
    response = latest(case)
    if response is None or response.at == DONE:
        return None
    return response if still_open(case.work, response) else None


def still_open(work: Work, response: Response) -> bool:
    """Whether a response takes answers: by its own deadline, else by its collector's state."""
    if response.closes_at is not None:
        return work.now < response.closes_at
    return work.uow.collectors.get(response.collector).is_open(work.now)


def take(case: Case, response: Response, given: Input) -> list[Message]:
    """Give an input to the engine, store what came of it, and say it.

    After the deadline only a withdrawal is taken; everything else gets one line.
    """
    work = case.work
    collector = work.uow.collectors.get(response.collector)
    withdrawing = isinstance(given, Said) and given.word is Word.WITHDRAW
    if not withdrawing and not still_open(work, response):
        return [case.note("code_closed")]
    survey = work.house.catalog.get(response.survey, response.version)
    turn = resume(survey, response, given, case.inbound.at)
    if turn.response != response:
        work.uow.responses.save(turn.response, source=_source(case))
    for event in turn.events:
        _keep(case, survey, turn.response, event)
    return _said(case, survey, turn, collector)


def show_again(case: Case, response: Response) -> list[Message]:
    """The page that waits for an answer, in the contact's present language."""
    work = case.work
    if not still_open(work, response):
        return []
    collector = work.uow.collectors.get(response.collector)
    survey = work.house.catalog.get(response.survey, response.version)
    turn = Turn(response=response, events=asked_again(response))
    return _said(case, survey, turn, collector)


def facts(case: Case, collector: Collector, response: Response) -> Facts:
    """What the placeholders of a survey stand for at this collector."""
    return facts_of(case.work, collector, response)


def facts_of(work: Work, collector: Collector, response: Response) -> Facts:
    """The same for a message that nobody has asked for."""
    house = work.house
    centre = house.centre
    link = None
    if centre.web_remarks and centre.public_url:
        link = f"{centre.public_url}/t/{response.id}{house.sign(response.id)}"
    return Facts(
        centre=centre.name,
        course=collector.lesson.course.name,
        date=work.day(collector.lesson.starts_at),
        privacy_url=centre.privacy_url,
        contact=centre.contact,
        remark_link=link,
    )


def _said(case: Case, survey: Survey, turn: Turn, collector: Collector) -> list[Message]:
    known = facts(case, collector, turn.response)
    message = render(survey, turn, case.language, case.work.house.wording, known)
    return [case.note("start_hint")] if message is None else [message]


def _keep(case: Case, survey: Survey, response: Response, event: Event) -> None:
    """What a turn leaves behind outside the response itself."""
    uow = case.work.uow
    match event:
        case ConsentGiven(level=level):
            uow.responses.consent(response.id, level, survey.key, survey.version, case.inbound.at)
        case ConsentRefused():
            refusal = survey.consent.refusal
            uow.responses.consent(
                response.id, refusal, survey.key, survey.version, case.inbound.at
            )
        case AnswerSaved(answer=answer) if answer.question in survey.profile_days:
            days = min(survey.profile_days[answer.question], MAX_PROFILE_DAYS)
            until = case.inbound.at + timedelta(days=days)
            uow.respondents.remember(
                response.respondent, answer.question, answer.choices[0], until
            )
        case AnswerSaved(answer=answer) if answer.text is not None:
            remark_stored(case.work, response.id, answer.question)
        case _:
            pass


def _source(case: Case) -> str | None:
    what = case.inbound.what
    return what.message if isinstance(what, TextReceived) else None
