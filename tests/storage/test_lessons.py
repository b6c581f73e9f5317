from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from storage.database import SqlStore
from surveys.people import Course, Lesson, LessonStatus
from tests.storage.samples import add_lesson, at


def test_a_course_is_made_once_for_its_name(store: SqlStore) -> None:
    with store.begin() as uow:
        assert uow.lessons.course("離乳食講座", "a") == (Course(id="a", name="離乳食講座"), True)
        assert uow.lessons.course("離乳食講座", "b") == (Course(id="a", name="離乳食講座"), False)
        uow.lessons.course("Baby massage", "c")
        uow.lessons.course("プレパパクラス", "d")
        names = [course.name for course in uow.lessons.courses()]
    assert names == ["Baby massage", "プレパパクラス", "離乳食講座"]


def test_every_field_is_kept(store: SqlStore) -> None:
    with store.begin() as uow:
        lesson = add_lesson(uow)
        assert uow.lessons.get("l1") == lesson
        other, _ = uow.lessons.course("離乳食講座", "other")
        changed = Lesson(
            id="l1",
            course=other,
            starts_at=at(1),
            ends_at=at(2),
            place="和室",
            status=LessonStatus.HELD,
            families=12,
            people=27,
            uid="hello@example.jp#20261124T010000Z",
        )
        uow.lessons.save(changed)
    with store.look() as uow:
        assert uow.lessons.get("l1") == changed


@pytest.mark.parametrize(
    ("course", "minute", "place", "found"),
    [
        ("course1", 60, "わくわく広場", True),
        ("course2", 60, "わくわく広場", False),
        ("course1", 61, "わくわく広場", False),
        ("course1", 60, "和室", False),
    ],
)
def test_the_same_lesson(
    store: SqlStore, course: str, minute: int, place: str, *, found: bool
) -> None:
    with store.begin() as uow:
        lesson = add_lesson(uow)
        assert uow.lessons.same(course, at(minute), place) == (lesson if found else None)


def test_lessons_between_two_moments_in_order_of_start(store: SqlStore) -> None:
    with store.begin() as uow:
        third, first, second = (add_lesson(uow, number) for number in (3, 1, 2))
        assert uow.lessons.between(at(60), at(180)) == [first, second]
        assert uow.lessons.between(at(60), at(180.1)) == [first, second, third]
        assert uow.lessons.between(at(60.1), at(120)) == []


def test_many_lessons_at_once(store: SqlStore) -> None:
    with store.begin() as uow:
        first = add_lesson(uow)
        more = [replace(first, id=f"m{number:04}", uid=f"u{number:04}") for number in range(1500)]
        uow.lessons.add_all(more)
        uow.lessons.add_all([])
        assert uow.lessons.between(at(60), at(61)) == [first, *more]


def test_lessons_by_the_names_that_a_schedule_has_for_them(store: SqlStore) -> None:
    with store.begin() as uow:
        first, second = add_lesson(uow, 1, uid="b"), add_lesson(uow, 2, uid="a")
        add_lesson(uow, 3)
        missing = [f"x{number}" for number in range(2500)]
        assert uow.lessons.with_uids(["b", *missing, "a", "b"]) == [second, first]
        assert uow.lessons.with_uids([]) == []


def test_a_uid_names_one_lesson(store: SqlStore) -> None:
    with store.begin() as uow:
        add_lesson(uow, 1, uid="a")
    with pytest.raises(IntegrityError), store.begin() as uow:
        add_lesson(uow, 2, uid="a")


def test_an_unknown_lesson_is_a_key_error(store: SqlStore) -> None:
    with store.begin() as uow:
        lesson = add_lesson(uow)
        with pytest.raises(KeyError):
            uow.lessons.get("l2")
        with pytest.raises(KeyError):
            uow.lessons.save(replace(lesson, id="l2"))
