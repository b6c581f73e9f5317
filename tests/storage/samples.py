"""Domain values for storage tests: small, valid, different only where a test says so."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from storage.unit_of_work import SqlUnitOfWork
from surveys.messages import Button, Chart, EntryCard, Message, Progress, Role
from surveys.model import SKIPPED, Language
from surveys.outbound import Outgoing, Purpose
from surveys.people import Collector, Contact, Course, Lesson
from surveys.response import Answer, Response, Status

SEALED_WITH: Final = "a secret for tests, long enough to be one"
ADDRESS: Final = "U4af4980629d1f3b6ab8e9f7a2c0d5e11"
NOW: Final = datetime(2026, 11, 22, 2, 30, 15, 123456, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """A moment so many minutes after NOW."""
    return NOW + timedelta(minutes=minutes)


def add_contact(uow: SqlUnitOfWork, number: int = 1, **changes: Any) -> Contact:
    """A contact `c<number>` with an address of its own, changed and saved."""
    contact = uow.contacts.find_or_add(
        "line", f"{ADDRESS}{number}", f"c{number}", Language.JA, NOW
    )
    if changes:
        contact = replace(contact, **changes)
        uow.contacts.save(contact)
    return contact


def add_lesson(uow: SqlUnitOfWork, number: int = 1, **changes: Any) -> Lesson:
    """A lesson `l<number>` that starts `number` hours after NOW."""
    course, _ = uow.lessons.course("ハローベビークラス", f"course{number}")
    lesson = Lesson(
        id=f"l{number}",
        course=course,
        starts_at=at(60 * number),
        ends_at=at(60 * number + 90),
        place="わくわく広場",
    )
    lesson = replace(lesson, **changes)
    uow.lessons.add(lesson)
    return lesson


def collector(lesson: Lesson, number: int = 1, **changes: Any) -> Collector:
    """The collector `k<number>` of a lesson, with code `CODE<number>`."""
    made = Collector(
        id=f"k{number}",
        lesson=lesson,
        survey="aonico-core",
        version="1",
        code=f"CODE{number}",
        opened_at=lesson.ends_at,
        closes_at=lesson.ends_at + timedelta(days=3),
    )
    return replace(made, **changes)


def add_collector(uow: SqlUnitOfWork, number: int = 1, **changes: Any) -> Collector:
    """Lesson `l<number>` with its collector `k<number>`."""
    made = collector(add_lesson(uow, number), number, **changes)
    uow.collectors.add(made)
    return made


def response(number: int = 1, **changes: Any) -> Response:
    """The response `r<number>` of respondent `p<number>` for collector `k1`."""
    made = Response(
        id=f"r{number}",
        respondent=f"p{number}",
        collector="k1",
        survey="aonico-core",
        version="1",
        wave="w1",
        mode="line",
        language=Language.JA,
        created_at=NOW,
        moved_at=NOW,
    )
    return replace(made, **changes)


def add_response(uow: SqlUnitOfWork, number: int = 1, **changes: Any) -> Response:
    """Respondent `p<number>` with response `r<number>`; collector `k1` is there already."""
    uow.respondents.add(f"p{number}", NOW)
    made = response(number, **changes)
    uow.responses.add(made)
    return made


def chose(question: str, *choices: str, revision: int = 1, minute: float = 0) -> Answer:
    """An answer by choosing."""
    return Answer(question=question, choices=choices, revision=revision, at=at(minute))


def wrote(question: str, text: str, revision: int = 1, minute: float = 0) -> Answer:
    """An answer by writing."""
    return Answer(question=question, text=text, revision=revision, at=at(minute))


def answered(before: Response, *answers: Answer, **changes: Any) -> Response:
    """A response that holds exactly these answers."""
    return replace(
        before,
        **{"status": Status.STARTED, "answers": {a.question: a for a in answers}, **changes},
    )


def message(text: str = "こんにちは") -> Message:
    """A message that uses every field."""
    return Message(
        text=text,
        language=Language.EASY,
        buttons=(
            Button(label="はい", data="1c.x.0.0", number=1),
            Button(label="次へ", data="1n.x.0", role=Role.NEXT, ticked=True),
        ),
        progress=Progress(step=2, steps=7),
        card=EntryCard(code="AB12", course="ハローベビークラス", deadline="11/25(水)"),
        chart=Chart(title="week", rows=(), legend=""),
        page=True,
    )


def outgoing(number: int = 1, contact: str = "c1", **changes: Any) -> Outgoing:
    """The row `o<number>` for a contact: a notice, due at once, created `number` s after NOW."""
    created = NOW + timedelta(seconds=number)
    made = Outgoing(
        id=f"o{number}",
        key=f"notice:{number}",
        contact=contact,
        purpose=Purpose.NOTICE,
        messages=(message(),),
        retry_key=f"00000000-0000-0000-0000-{number:012}",
        created_at=created,
        due_at=created,
        expires_at=created + timedelta(hours=20),
    )
    return replace(made, **changes)


COURSE: Final = Course(id="course1", name="ハローベビークラス")
SKIP: Final = SKIPPED
