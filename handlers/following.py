"""Two questions four weeks after a lesson, to those who agreed to them: sent, and stopped."""

from dataclasses import replace
from typing import Final

from handlers.answers import facts_of, still_open, take
from handlers.followed import waiting
from handlers.pushing import by_day, place_of, push, rooms, under
from handlers.work import Case, Work
from surveys.follow_up import AFTER, GIVEN_UP, OPEN_FOR, invited, plain_consent
from surveys.inputs import Said, Word
from surveys.messages import Message
from surveys.outbound import Purpose
from surveys.people import Contact
from surveys.rendering import render
from surveys.response import DONE, Response, longest_path

JOB: Final = "follow_up"

KEY: Final = "follow_up:"
"""How the outbox's keys of follow-ups begin; the response's id follows."""

FIRST_HOUR: Final = 10
"""Follow-ups go out from this hour of the day on."""


def send_follow_ups(work: Work) -> dict[str, int]:
    """Queue the follow-ups that are due, the oldest lesson first, as the quota allows.

    A tick, done once a day; whom the quota or a failure kept from it is tried the next day,
    until six weeks after the lesson. Counts: `due`, `queued`, `no_quota`, `unreachable`, and
    `busy` people who are in the middle of another survey.
    """
    today = work.local(work.now)
    if not by_day(work) or today.hour < FIRST_HOUR:
        return {}
    if not work.uow.jobs.start(JOB, f"{today:%Y-%m-%d}", work.now):
        return {}
    work.uow.following.retract_unsent()
    counts = {"due": 0, "queued": 0, "no_quota": 0, "unreachable": 0, "busy": 0}
    affordable = rooms(work, Purpose.FOLLOW_UP)
    for one in waiting(work, work.now - GIVEN_UP, work.now - AFTER):
        counts["due"] += 1
        contact = place_of(work, one.row.respondent, one.row.mode)
        if contact is None:
            counts["unreachable"] += 1
        elif _busy(work, one.row.respondent):
            counts["busy"] += 1
        elif not affordable(contact.channel):
            counts["no_quota"] += 1
        else:
            _send(work, work.uow.responses.get(one.row.response), contact)
            counts["queued"] += 1
    work.uow.jobs.finish(JOB, f"{today:%Y-%m-%d}", work.now, counts)
    return counts


def quiet(case: Case, response_id: str) -> list[Message]:
    """「今後は受け取らない」: no follow-up any more, after whatever lesson; answers stay."""
    response = own(case, response_id)
    if response is None:
        return [case.note("stale")]
    if response.at != DONE and still_open(case.work, response):
        take(case, response, Said(word=Word.STOP))
    uow = case.work.uow
    survey = case.work.house.catalog.get(response.survey, response.version)
    level = plain_consent(survey) or survey.consent.refusal
    for lowered in uow.following.lower_consent(
        response.respondent, survey.consent.follow_up, level
    ):
        uow.responses.consent(lowered, level, survey.key, survey.version, case.inbound.at)
    return [case.note("follow_up_quieted")]


def own(case: Case, response_id: str) -> Response | None:
    """The response with this id if it is a follow-up of the person who presses."""
    try:
        response = case.work.uow.responses.get(response_id)
    except KeyError:
        return None
    mine = response.respondent == case.contact.respondent
    return response if mine and response.closes_at is not None else None


def _busy(work: Work, respondent: str) -> bool:
    """Whether something else is being asked: two surveys at once would mix up their answers."""
    latest = work.uow.responses.latest(respondent)
    return latest is not None and latest.at != DONE and still_open(work, latest)


def _send(work: Work, first: Response, contact: Contact) -> None:
    house, language = work.house, contact.language
    survey = house.catalog.get(first.survey, first.version)
    turn = invited(survey, first, new_id=house.new_id(), language=language, now=work.now)
    response = replace(turn.response, mode=contact.channel)
    work.uow.responses.add(response)
    until = work.now + OPEN_FOR
    facts = facts_of(work, work.uow.collectors.get(first.collector), response)
    lead = house.wording.say(
        "follow_up",
        language,
        centre=facts.centre,
        date=facts.date,
        course=facts.course,
        count=longest_path(survey, response),
        deadline=work.day(until),
    )
    page = render(survey, turn, language, house.wording, facts)
    message = under(lead, page, language)
    key = f"{KEY}{response.id}"
    push(work, contact, Purpose.FOLLOW_UP, key=key, message=message, until=until)
