"""Schedules brought in one after the other, from the command line or by a coordinator."""

from datetime import timedelta

from bot.schedule_files import read_data
from handlers.documents import received
from handlers.import_lines import report
from handlers.importing import import_lessons
from handlers.inbound import DocumentReceived
from handlers.missing import call_off, pressed
from surveys.messages import Message
from surveys.people import Collector, Contact, Lesson, LessonStatus
from surveys.taps import CommandTapped, unpack
from tests.handlers.filled import Filled
from tests.surveys.analysis.rows import SURVEY, ZONE, survey, tokyo

NOW = tokyo("2026-11-22 09:00")
A, B, C, D = (
    "あ,2026-11-24 10:00,11:00,",
    "い,2026-11-25 10:00,11:00,",
    "う,2026-11-26 10:00,11:00,和室",
    "え,2026-11-27 10:00,11:00,",
)


def table(*rows: str) -> bytes:
    return "\n".join(["course,start,end,place", *rows]).encode()


def calendar(*uids: str, name: str = "", cancelled: str = "") -> bytes:
    """Events with these names, from 24 November on, one a day."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *([f"X-WR-CALNAME:{name}"] if name else [])]
    for uid in uids:
        day = 24 + "abcdef".index(uid)
        lines += ["BEGIN:VEVENT", f"UID:{uid}@x", f"SUMMARY:{uid}"]
        lines += [f"DTSTART:202611{day}T100000", f"DTEND:202611{day}T110000"]
        lines += [*(["STATUS:CANCELLED"] if uid == cancelled else []), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def imported(
    centre: Filled, data: bytes, name: str = "plan.csv", *, off: bool = False
) -> list[str]:
    """What the command line says, without the sums."""
    with centre.at(NOW) as work:
        schedule = read_data(name, data, ZONE, NOW)
        done = import_lessons(work, schedule, actor="test")
        marked = call_off(work, done.missing, "test") if off else None
        return report(work, schedule, done, called_off=marked)[1:]


def sent(
    centre: Filled, contact: Contact, data: bytes, name: str = "plan.csv"
) -> tuple[list[str], list[str]]:
    """What the bot says to a file, without sums, and the data of the buttons under it."""
    content = read_data(name, data, ZONE, NOW)
    with centre.at(NOW) as work:
        (message,) = received(
            centre.case(work, contact), DocumentReceived(name=name, file="f", content=content)
        ) or [Message(text="", language=contact.language)]
    return message.text.splitlines()[2:], [button.data for button in message.buttons]


def press(centre: Filled, contact: Contact, data: str, *, days: int = 0) -> str:
    tap = unpack(data)
    assert isinstance(tap, CommandTapped)
    with centre.at(NOW + timedelta(days=days)) as work:
        (message,) = pressed(centre.case(work, contact), tap.subject)
    return message.text


def lessons(centre: Filled) -> list[Lesson]:
    with centre.at(NOW) as work:
        return list(work.uow.lessons.between(NOW, NOW + timedelta(days=60)))


def off(centre: Filled) -> str:
    """The courses of lessons that are marked as not held."""
    return "".join(
        lesson.course.name for lesson in lessons(centre) if lesson.status is LessonStatus.NOT_HELD
    )


def opened(centre: Filled, course: str) -> None:
    """A survey for the lesson of a course, though it is still ahead."""
    (lesson,) = [one for one in lessons(centre) if one.course.name == course]
    with centre.at(NOW) as work:
        work.uow.collectors.add(
            Collector(
                id=f"K{lesson.id}",
                lesson=lesson,
                survey=SURVEY,
                version=survey().version,
                code=f"C{course}",
                opened_at=NOW,
                closes_at=NOW + timedelta(days=30),
            )
        )
