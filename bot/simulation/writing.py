"""A simulated year into a database, as if all its conversations had taken place."""

from dataclasses import replace
from datetime import timedelta

from bot.opening import Problem
from handlers.ports import UnitOfWork
from storage.bulk import add_pasts
from storage.database import SqlStore
from surveys.analysis.weeks import fiscal_span
from surveys.people import Collector, MemberRole
from surveys.simulation.habits import OPEN_HOURS
from surveys.simulation.knobs import ZONE
from surveys.simulation.timetable import HeldLesson
from surveys.simulation.year import Person, Year


def write_year(store: SqlStore, year: Year) -> None:
    """Write the lessons, people and responses of a year, in one transaction.

    Raises:
        Problem: the database holds something already.
    """
    with store.share() as shared:
        with shared.begin() as uow:
            check_empty(uow)
            _write_lessons(uow, year)
            for person in year.people:
                _write_person(uow, year, person)
        add_pasts(shared, year.pasts)


def check_empty(uow: UnitOfWork) -> None:
    """Make sure that nobody's data are mixed with simulated ones.

    Raises:
        Problem: there is a course or a member.
    """
    if uow.lessons.courses() or uow.members.active(MemberRole.STAFF):
        raise Problem("the database is not empty; a simulated year needs one of its own")


def collector_of(year: Year, lesson: HeldLesson) -> Collector | None:
    """The collector that staff opened for a lesson, closed at its deadline."""
    if lesson.opened_at is None:
        return None
    closes_at = lesson.opened_at + timedelta(hours=OPEN_HOURS)
    key = year.collector(lesson.lesson.id)
    return Collector(
        id=key,
        lesson=lesson.lesson,
        survey=year.survey.key,
        version=year.survey.version,
        code=f"S{key[:12].upper()}",
        opened_at=lesson.opened_at,
        closes_at=closes_at,
        closed_at=closes_at,
    )


def _write_lessons(uow: UnitOfWork, year: Year) -> None:
    courses = {lesson.lesson.course for lesson in year.lessons}
    for course in sorted(courses, key=lambda course: course.id):
        uow.lessons.course(course.name, course.id)
    uow.lessons.add_all(lesson.lesson for lesson in year.lessons)
    for lesson in year.lessons:
        collector = collector_of(year, lesson)
        if collector is not None:
            uow.collectors.add(collector)


def _write_person(uow: UnitOfWork, year: Year, person: Person) -> None:
    if person.respondent is not None and person.since is not None:
        uow.respondents.add(person.respondent, person.since)
        for key, (choice, until) in person.remembered.items():
            uow.respondents.remember(person.respondent, key, choice, until)
    contact = uow.contacts.find_or_add(
        "line",
        address_of(person.parent),
        year.knobs.identity("contact", person.parent),
        person.language,
        person.met_at,
    )
    uow.contacts.save(replace(contact, respondent=person.respondent, blocked=person.blocked))


def address_of(parent: int) -> str:
    """A parent's address on LINE; nobody real has it."""
    return f"Usimulated{parent:022d}"


def span_of(year: Year) -> str:
    """First and last day of the fiscal year, for people."""
    start, end = fiscal_span(year.knobs.fiscal_year, ZONE)
    return f"{start:%Y-%m-%d} – {end - timedelta(days=1):%Y-%m-%d}"
