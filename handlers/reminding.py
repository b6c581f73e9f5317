"""One reminder to somebody who agreed to take part and stopped half-way without saying so."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from handlers import quota
from handlers.answers import facts_of
from handlers.followed import due_follow_ups
from handlers.following import KEY as FOLLOW_UP_KEY
from handlers.pushing import by_day, place_of, push, room, under
from handlers.work import Work
from surveys.messages import Message
from surveys.outbound import Claimed, Purpose, Refused
from surveys.people import Collector, Contact
from surveys.quota import month_end, month_of
from surveys.rendering import render
from surveys.response import DONE, Response, Status
from surveys.turn import Turn, asked_again

KEY: Final = "reminder:"
"""How the outbox's keys of reminders begin; the response's id follows."""

EARLIEST: Final = timedelta(hours=20)
LATEST: Final = timedelta(hours=24)
"""A reminder goes out so long after the person's last move: the next day, at a like hour."""

OVERTAKEN: Final = Refused(reason="overtaken by an answer")
"""What becomes of a message about something that has been done since it was queued."""


def remind(work: Work) -> dict[str, int]:
    """Queue the reminders whose time has come. A tick: once for each response, whatever happens.

    Returns how many were queued, and how many had to wait for the quota.
    """
    counts = {"reminded": 0, "no_quota": 0}
    if not by_day(work):
        return counts
    kept = cache(lambda channel: due_follow_ups(work, work.now, _month_end(work), channel=channel))
    after, upto = work.now - LATEST, work.now - EARLIEST
    for found in work.uow.following.unfinished(work.now, after, upto):
        contact = place_of(work, found.respondent, found.mode)
        if contact is None or not _still_waiting(work, found):
            continue
        if not _affordable(work, contact.channel, kept):
            counts["no_quota"] += 1
            continue
        counts["reminded"] += _queue(work, found, contact)
    return counts


def _still_waiting(work: Work, found: Response) -> bool:
    """Whether it is as it was found, now that nobody else can change it, and the newest."""
    latest = work.uow.responses.latest(found.respondent)
    return latest is not None and (latest.id, latest.status, latest.moved_at) == (
        found.id,
        Status.STARTED,
        found.moved_at,
    )


def _affordable(work: Work, channel: str, kept: Callable[[str], int]) -> bool:
    """Whether the month can carry a reminder beside the follow-ups that it still has to carry."""
    left = room(work, channel, Purpose.REMINDER)
    return left is None or left > kept(channel)


def _month_end(work: Work) -> datetime:
    return month_end(month_of(work.now))


def _queue(work: Work, response: Response, contact: Contact) -> bool:
    collector = work.uow.collectors.get(response.collector)
    message = _page(work, response, contact, collector)
    until = min(collector.closes_at, response.moved_at + LATEST)
    key = f"{KEY}{response.id}"
    return push(work, contact, Purpose.REMINDER, key=key, message=message, until=until)


def _page(work: Work, response: Response, contact: Contact, collector: Collector) -> Message:
    """The page that waits, under a line that says why it comes."""
    house = work.house
    survey = house.catalog.get(response.survey, response.version)
    turn = Turn(response=response, events=asked_again(response))
    facts = facts_of(work, collector, response)
    page = render(survey, turn, contact.language, house.wording, facts)
    deadline = work.minute(collector.closes_at)
    lead = house.wording.say("reminder", contact.language, deadline=deadline)
    return under(lead, page, contact.language)


def still_wanted(work: Work, claimed: Sequence[Claimed]) -> list[Claimed]:
    """The rows without reminders and follow-ups that an answer or an erasure has overtaken."""
    kept = []
    for one in claimed:
        if _overtaken(work, one):
            work.uow.outbox.settle(one.outgoing.id, OVERTAKEN, work.now, None)
            quota.settled(work, one, OVERTAKEN)
        else:
            kept.append(one)
    return kept


def _overtaken(work: Work, claimed: Claimed) -> bool:
    outgoing = claimed.outgoing
    if not outgoing.key.startswith((KEY, FOLLOW_UP_KEY)):
        return False
    try:
        response = work.uow.responses.get(outgoing.key.partition(":")[2])
    except KeyError:
        return True
    return response.at == DONE or response.moved_at > outgoing.created_at
