"""The bot speaks first: after a lesson it asks how many came, in the evening what was forgotten.

Both are ticks: asked once for each lesson, whatever restarts and however many processes.
Lessons have no staff of their own yet, so every active member is asked, at their best place.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final

from handlers.attendance import count_buttons, not_held_button
from handlers.digest_sending import place_of
from handlers.lessons import AWAITED
from handlers.work import Work
from surveys.messages import Button, Message, Role
from surveys.outbound import Outgoing, Purpose
from surveys.people import Contact, Lesson, LessonStatus, MemberRole
from surveys.response import DONE
from surveys.taps import FinishTapped, pack

PROMPT: Final = "prompt:"
"""How the key of a question about one lesson begins; the lesson follows."""

PROMPT_WITHIN: Final = timedelta(hours=3)
"""A lesson that ended longer ago is left to the evening's question."""

EVENING: Final = time(18, 0)
NIGHT: Final = time(21, 0)
MORNING: Final = time(9, 0)
AFTER_END: Final = timedelta(hours=1)

EVENING_WITHIN: Final = timedelta(hours=36)
"""A forgotten lesson is not brought up later than this, if the machine was off meanwhile."""

AT_ONCE: Final = 5
"""Lessons in one request: a platform takes at most five messages."""


def prompt_ended(work: Work) -> dict[str, int]:
    """Ask, for each lesson that has just ended, how many came. Counts lessons and messages."""
    ended = [lesson for lesson in _unsurveyed(work) if lesson.ends_at > work.now - PROMPT_WITHIN]
    places = _places(work) if ended else []
    asked = [
        lesson for lesson in ended if places and work.uow.jobs.start("prompt", lesson.id, work.now)
    ]
    for lesson in asked:
        for member, contact in places:
            await_number(work, contact, lesson)
            message = Message(
                text=work.house.wording.say(
                    "prompt_ended",
                    contact.language,
                    course=lesson.course.name,
                    when=_span(work, lesson),
                ),
                language=contact.language,
                buttons=count_buttons(work, contact.language, lesson),
                page=True,
            )
            until = lesson.ends_at + PROMPT_WITHIN
            _queue(work, f"{PROMPT}{lesson.id}:{member}", contact, (message,), until)
        work.uow.jobs.finish("prompt", lesson.id, work.now, {"messages": len(places)})
    return {"lessons": len(asked), "messages": len(asked) * len(places)} if asked else {}


def ask_forgotten(work: Work) -> dict[str, int]:
    """Ask about lessons whose survey nobody opened by the evening. Counts lessons and messages."""
    due = [
        lesson
        for lesson in _unsurveyed(work)
        if (moment := forgotten_at(work, lesson)) <= work.now < moment + EVENING_WITHIN
    ]
    awake = MORNING <= work.local(work.now).time() < NIGHT
    places = _places(work) if due and awake else []
    asked = [
        lesson for lesson in due if places and work.uow.jobs.start("evening", lesson.id, work.now)
    ]
    requests = 0
    for first in range(0, len(asked), AT_ONCE):
        some = asked[first : first + AT_ONCE]
        for member, contact in places:
            messages = tuple(_forgotten(work, contact, lesson) for lesson in some)
            until = work.now + PROMPT_WITHIN
            _queue(work, f"evening:{some[0].id}:{member}", contact, messages, until)
            requests += 1
    for lesson in asked:
        work.uow.jobs.finish("evening", lesson.id, work.now, {"messages": len(places)})
    return {"lessons": len(asked), "messages": requests} if asked else {}


def forgotten_at(work: Work, lesson: Lesson) -> datetime:
    """When a lesson without survey is asked about: its day's evening, an hour after its end.

    A lesson that ends too late for that is asked about the next morning.
    """
    ends = work.local(lesson.ends_at)
    moment = max(ends + AFTER_END, datetime.combine(ends.date(), EVENING, tzinfo=ends.tzinfo))
    if moment < datetime.combine(ends.date(), NIGHT, tzinfo=ends.tzinfo):
        return moment
    return datetime.combine(ends.date() + timedelta(days=1), MORNING, tzinfo=ends.tzinfo)


def _unsurveyed(work: Work) -> list[Lesson]:
    """Lessons of the last days that have ended, took place and have no survey."""
    return [
        lesson
        for lesson in work.uow.lessons.between(work.now - timedelta(days=3), work.now)
        if lesson.ends_at <= work.now
        and lesson.status is not LessonStatus.NOT_HELD
        and work.uow.collectors.of_lesson(lesson.id) is None
    ]


def _places(work: Work) -> list[tuple[str, Contact]]:
    """Member and place, for all who can be reached; always in the same order, as they lock."""
    found = [
        (member.id, place)
        for member in work.uow.members.active(MemberRole.STAFF)
        if (place := place_of(work, member)) is not None
    ]
    return sorted(found, key=lambda pair: pair[1].id)


def await_number(work: Work, contact: Contact, lesson: Lesson) -> None:
    """Let a typed number be the answer, unless something else is being asked there.

    Where another lesson's number is awaited already, the number alone will not tell which.
    """
    held = work.uow.contacts.hold(contact.id)
    if held is None or _answering(work, held):
        return
    awaited, _, other = (held.awaiting or AWAITED).partition(":")
    if awaited == AWAITED:
        several = held.awaiting is not None and other != lesson.id
        awaiting = AWAITED if several else f"{AWAITED}:{lesson.id}"
        work.uow.contacts.save(replace(held, awaiting=awaiting))


def _answering(work: Work, contact: Contact) -> bool:
    """Whether the person is in the middle of a survey, where a number is an answer."""
    if contact.respondent is None:
        return False
    response = work.uow.responses.latest(contact.respondent)
    if response is None or response.at == DONE:
        return False
    return work.uow.collectors.get(response.collector).is_open(work.now)


def _forgotten(work: Work, contact: Contact, lesson: Lesson) -> Message:
    finish = Button(
        label=work.house.wording.say("finish_button", contact.language),
        data=pack(FinishTapped(lesson=lesson.id, families=0)),
        role=Role.OTHER,
    )
    return Message(
        text=work.house.wording.say(
            "prompt_evening",
            contact.language,
            course=lesson.course.name,
            when=_span(work, lesson),
            place=lesson.place,
        ).rstrip(),
        language=contact.language,
        buttons=(finish, not_held_button(work, contact.language, lesson)),
    )


def _span(work: Work, lesson: Lesson) -> str:
    return f"{work.minute(lesson.starts_at)}-{work.local(lesson.ends_at):%H:%M}"


def _queue(
    work: Work, key: str, contact: Contact, messages: Sequence[Message], until: datetime
) -> None:
    work.uow.outbox.add(
        Outgoing(
            id=work.house.new_id(),
            key=key,
            contact=contact.id,
            purpose=Purpose.PROMPT,
            messages=tuple(messages),
            retry_key=work.house.new_id(),
            created_at=work.now,
            due_at=work.now,
            expires_at=until,
        )
    )
