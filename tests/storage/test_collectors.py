from dataclasses import replace

import pytest

from storage.database import SqlStore
from surveys.people import Collector, Count, LessonStatus
from surveys.response import Status
from tests.storage.samples import (
    add_collector,
    add_lesson,
    add_response,
    at,
    collector,
    response,
)


def test_a_collector_is_found_by_id_code_and_lesson(store: SqlStore) -> None:
    with store.begin() as uow:
        made = add_collector(uow)
        assert uow.collectors.get("k1") == made
        assert uow.collectors.by_code("CODE1") == made
        assert uow.collectors.of_lesson("l1") == made
        assert uow.collectors.by_code("code1") is None
        assert uow.collectors.of_lesson("l2") is None


@pytest.mark.parametrize("changes", [{"lesson": 1, "code": "NEW"}, {"lesson": 2, "code": "CODE1"}])
def test_one_code_and_one_lesson_each(store: SqlStore, changes: dict[str, object]) -> None:
    with store.begin() as uow:
        lessons = {1: add_collector(uow).lesson, 2: add_lesson(uow, 2)}
        second = collector(lessons[int(str(changes["lesson"]))], 2, code=changes["code"])
        with pytest.raises(KeyError):
            uow.collectors.add(second)
        # The transaction goes on, and nothing of the refused one is there.
        assert uow.collectors.of_lesson("l2") is None
        uow.collectors.add(collector(lessons[2], 2))


def test_deadline_and_closing_are_stored(store: SqlStore) -> None:
    with store.begin() as uow:
        made = add_collector(uow)
        closed = replace(made, closes_at=at(5), closed_at=at(4))
        uow.collectors.save(closed)
        assert uow.collectors.get("k1") == closed
        uow.collectors.save(made)
        assert uow.collectors.get("k1") == made


def test_it_shows_its_lesson_as_it_is_now(store: SqlStore) -> None:
    with store.begin() as uow:
        made = add_collector(uow)
        held = replace(made.lesson, status=LessonStatus.HELD, families=9)
        uow.lessons.save(held)
        assert uow.collectors.get("k1").lesson == held


def test_the_latest_come_first(store: SqlStore) -> None:
    with store.begin() as uow:
        made = [add_collector(uow, number, opened_at=at(number)) for number in (2, 3, 1)]
        two, three, one = made
        assert uow.collectors.latest(at(1)) == [three, two, one]
        assert uow.collectors.latest(at(1.1)) == [three, two]
        assert uow.collectors.latest(at(4)) == []


def test_overdue_is_past_the_deadline_and_not_closed(store: SqlStore) -> None:
    with store.begin() as uow:
        late = add_collector(uow, 1, closes_at=at(10))
        later: Collector = add_collector(uow, 2, closes_at=at(20))
        add_collector(uow, 3, closes_at=at(10), closed_at=at(9))
        assert uow.collectors.overdue(at(9)) == []
        assert uow.collectors.overdue(at(10)) == [late]
        assert uow.collectors.overdue(at(20)) == [late, later]


def test_the_count_is_of_the_first_wave(store: SqlStore) -> None:
    with store.begin() as uow:
        made = add_collector(uow)
        assert uow.collectors.count("k1") == Count(opened=0, completed=0, families=None)
        uow.lessons.save(replace(made.lesson, families=12))
        add_response(uow, 1)
        add_response(uow, 2, status=Status.STARTED)
        add_response(uow, 3, status=Status.COMPLETED, completed_at=at(1))
        add_response(uow, 4, status=Status.STOPPED, completed_at=at(1))
        add_response(uow, 5, status=Status.INELIGIBLE, completed_at=at(1))
        follow_up = response(3, id="r3b", wave="w2", status=Status.COMPLETED, completed_at=at(9))
        uow.responses.add(follow_up)
        assert uow.collectors.count("k1") == Count(opened=5, completed=2, families=12)


def test_an_unknown_collector_is_a_key_error(store: SqlStore) -> None:
    with store.begin() as uow:
        lesson = add_lesson(uow)
        with pytest.raises(KeyError):
            uow.collectors.get("k1")
        with pytest.raises(KeyError):
            uow.collectors.save(collector(lesson))
        with pytest.raises(KeyError):
            uow.collectors.count("k1")
