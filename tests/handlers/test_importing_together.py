"""The same schedule imported, or button pressed, by several people at the very same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handlers.importing import Imported, import_lessons
from handlers.missing import pressed
from storage.database import open_store
from storage.migrate import upgrade
from surveys.people import Contact
from surveys.sayings import saying
from surveys.schedules import Schedule, ScheduledLesson
from tests.fakes.patience import PATIENCE
from tests.handlers.filled import Filled
from tests.surveys.analysis.rows import tokyo

NOW = tokyo("2026-11-22 09:00")
SECRET = "a secret for tests, long enough to be one"


def schedule(*, named: bool) -> Schedule:
    start = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
    lessons = [
        ScheduledLesson(
            where=saying("place_row", number=number),
            course=f"講座{number % 5}",
            starts_at=start + timedelta(days=number),
            ends_at=start + timedelta(days=number, hours=1),
            place="2階",
            uid=f"uid-{number}" if named else None,
        )
        for number in range(60)
    ]
    return Schedule(lessons=tuple(lessons), source="table:plan")


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_two_imports_at_once(
    database: str, tmp_path: Path, request: pytest.FixtureRequest, *, named: bool
) -> None:
    url = f"sqlite:///{tmp_path}/koe.db"
    if database == "postgresql":
        url = request.getfixturevalue("postgres_url")
    upgrade(url)
    store = open_store(url, SECRET)
    centre, together = Filled(store=store), threading.Barrier(3)

    def imported(_: int) -> Imported:
        together.wait(timeout=PATIENCE)
        with centre.at(NOW) as work:
            return import_lessons(work, schedule(named=named), actor="test")

    try:
        with ThreadPoolExecutor(3) as threads:
            done = list(threads.map(imported, range(3)))
        with centre.at(NOW) as work:
            lessons = work.uow.lessons.between(NOW, NOW + timedelta(days=99))
            courses = work.uow.lessons.courses()
    finally:
        store.close()
    assert sorted(one.added for one in done) == [0, 0, 60]
    assert sorted(one.same for one in done) == [0, 60, 60]
    assert (len(lessons), len(courses)) == (60, 5)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_button_pressed_by_three_at_once(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path}/koe.db"
    if database == "postgresql":
        url = request.getfixturevalue("postgres_url")
    upgrade(url)
    store = open_store(url, SECRET)
    centre, together = Filled(store=store), threading.Barrier(3)
    contacts = [centre.member("line")[0] for _ in range(3)]

    def pressed_by(contact: Contact) -> str:
        together.wait(timeout=PATIENCE)
        with centre.at(NOW) as work:
            (message,) = pressed(centre.case(work, contact), "offer")
        return message.text

    try:
        with centre.at(NOW) as work:
            import_lessons(work, schedule(named=False), actor="test")
            lessons = work.uow.lessons.between(NOW, NOW + timedelta(days=99))
            work.uow.origins.offer([lesson.id for lesson in lessons], "offer")
        with ThreadPoolExecutor(3) as threads:
            said = sorted(threads.map(pressed_by, contacts))
    finally:
        store.close()
    assert [("60回" in text, "もうありません" in text) for text in said].count((True, False)) == 1
    assert sum("もうありません" in text for text in said) == 2
