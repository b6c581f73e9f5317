"""Digests that could not be sent in time: the machine was off, or nobody could be reached."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from handlers import quota
from handlers.delivery import claim, record
from handlers.digest_sending import DigestTime, send_due
from storage.database import open_store
from storage.migrate import upgrade
from surveys.outbound import Accepted
from surveys.quota import Metered, Plan
from tests.handlers.filled import Filled, filled, texts
from tests.surveys.analysis.rows import tokyo

MONDAY_NINE = DigestTime(weekday=0, hour=9, minute=0)
FIRST = "2026-10-12 09:00"
LATE = "（遅れてお送りしています）"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Filled]:
    with filled(tmp_path) as made:
        yield made


def tick(centre: Filled, now: str) -> dict[str, int]:
    with centre.at(tokyo(now)) as work:
        return send_due(work, MONDAY_NINE)


def delivered(centre: Filled, now: str) -> list[tuple[str, str]]:
    """Weeks by their first day, with the mark of being late; in the order of sending."""
    found = []
    while rows := centre.sent(tokyo(now)):
        for row in rows:
            text = texts(row.outgoing.messages)[0]
            head = text.removeprefix(f"{LATE}\n").splitlines()[0]
            found.append((head.removeprefix("【週報】").split("(")[0], text[: len(LATE)]))
    return [(week, "late" if mark == LATE else "") for week, mark in found]


def block(centre: Filled, contact: str, now: str, *, blocked: bool = True) -> None:
    with centre.at(tokyo(now)) as work:
        work.uow.contacts.save(replace(work.uow.contacts.get(contact), blocked=blocked))


# ---- the machine was off ----


@pytest.mark.parametrize(
    ("back", "weeks"),
    [
        ("2026-10-19 09:00", [("10/12", "")]),
        ("2026-10-26 09:00", [("10/12", "late"), ("10/19", "")]),
        ("2026-10-26 15:00", [("10/12", "late"), ("10/19", "late")]),
        ("2026-11-09 12:00", [(day, "late") for day in ("10/12", "10/19", "10/26", "11/2")]),
        ("2026-11-23 12:00", [(day, "late") for day in ("10/26", "11/2", "11/9", "11/16")]),
    ],
)
def test_missed_weeks_come_oldest_first_the_newest_four(
    centre: Filled, back: str, weeks: list[tuple[str, str]]
) -> None:
    centre.member("telegram")
    centre.lesson("2026-04-08 10:00", families=4)
    tick(centre, FIRST)
    delivered(centre, FIRST)
    tick(centre, back)
    assert delivered(centre, back) == weeks
    assert tick(centre, back) == {}
    assert delivered(centre, back) == []


def test_across_the_new_year(centre: Filled) -> None:
    centre.member("telegram")
    centre.lesson("2026-04-08 10:00", families=4)
    tick(centre, "2026-12-21 09:00")
    delivered(centre, "2026-12-21 09:00")
    tick(centre, "2027-01-11 10:30")
    assert [week for week, _ in delivered(centre, "2027-01-11 10:30")] == ["12/21", "12/28", "1/4"]


def test_weeks_before_the_first_lesson_and_before_joining_are_left_out(centre: Filled) -> None:
    centre.member("telegram")
    tick(centre, FIRST)
    delivered(centre, FIRST)
    centre.lesson("2026-10-28 10:00", families=4)
    centre.member("line", joined="2026-11-03 10:00")
    assert tick(centre, "2026-11-09 12:00") == {"members": 2, "queued": 2, "unreachable": 0}
    with centre.at(tokyo("2026-11-09 12:00")) as work:
        rows = work.uow.outbox.claim(work.now, work.now, 100)
    assert [(row.channel, row.outgoing.key[:15]) for row in rows] == [
        ("telegram", "digest:2026-W44"),
        ("line", "digest:2026-W45"),
    ]


def test_without_any_lesson_only_the_newest_is_told(centre: Filled) -> None:
    centre.member("telegram")
    tick(centre, FIRST)
    delivered(centre, FIRST)
    tick(centre, "2026-11-09 12:00")
    assert delivered(centre, "2026-11-09 12:00") == [("11/2", "late")]


def test_a_first_start_sends_no_history(centre: Filled) -> None:
    centre.member("telegram")
    centre.lesson("2026-04-08 10:00", families=4)
    tick(centre, "2026-11-09 12:00")
    assert delivered(centre, "2026-11-09 12:00") == [("11/2", "late")]


def test_on_line_each_of_them_asks_the_quota(centre: Filled) -> None:
    centre.member("line")
    centre.lesson("2026-04-08 10:00", families=4)
    tick(centre, FIRST)
    delivered(centre, FIRST)
    now = "2026-11-09 12:00"
    tick(centre, now)
    sent = []
    with centre.at(tokyo(now)) as plain:
        there = replace(plain.house.centre, metered=(Metered(channel="line"),))
        work = replace(plain, house=replace(plain.house, centre=there))
        # one of the three is kept for an alert
        quota.told(work, "line", Plan(limit=200, used=197))
        while rows := claim(work, 100).rows:
            for row in rows:
                record(work, row, Accepted())
            sent += [row.outgoing.key[:15] for row in rows]
        assert work.uow.quota.find("line", "2026-11").spent == len(sent)
    assert sent == ["digest:2026-W42", "digest:2026-W43"]


# ---- nobody could be reached ----


def test_who_takes_messages_again_gets_the_newest_week_late(centre: Filled) -> None:
    (telegram,) = centre.member("telegram")
    centre.lesson("2026-04-08 10:00", families=4)
    block(centre, telegram.id, FIRST)
    assert tick(centre, FIRST) == {"members": 1, "queued": 0, "unreachable": 1}
    assert tick(centre, "2026-10-19 09:00") == {"members": 1, "queued": 0, "unreachable": 1}
    assert tick(centre, "2026-10-20 09:00") == {}
    block(centre, telegram.id, "2026-10-20 10:00", blocked=False)
    assert tick(centre, "2026-10-20 10:00") == {"members": 1, "queued": 1, "unreachable": 0}
    assert delivered(centre, "2026-10-20 10:00") == [("10/12", "late")]
    for again in ("2026-10-20 10:05", "2026-10-25 23:55"):
        assert tick(centre, again) == {}
        assert delivered(centre, again) == []
    tick(centre, "2026-10-26 09:00")
    assert delivered(centre, "2026-10-26 09:00") == [("10/19", "")]


def test_others_get_nothing_again(centre: Filled) -> None:
    (telegram,) = centre.member("telegram")
    centre.member("line")
    centre.member("web", joined="2026-10-12 09:01")
    block(centre, telegram.id, FIRST)
    assert tick(centre, FIRST) == {"members": 2, "queued": 1, "unreachable": 1}
    assert len(delivered(centre, FIRST)) == 1
    block(centre, telegram.id, FIRST, blocked=False)
    assert tick(centre, "2026-10-13 09:00")["queued"] == 1
    assert len(delivered(centre, "2026-10-13 09:00")) == 1


def test_who_forgets_the_place_where_it_came_does_not_get_it_again(centre: Filled) -> None:
    telegram, _ = centre.member("telegram", "line")
    tick(centre, FIRST)
    assert len(delivered(centre, FIRST)) == 1
    with centre.at(tokyo(FIRST)) as work:
        work.uow.contacts.forget(telegram.id)  # its rows go with it
    assert tick(centre, "2026-10-13 09:00") == {}
    assert delivered(centre, "2026-10-13 09:00") == []


@pytest.mark.parametrize("missed", [False, True])
def test_of_three_processes_one_queues_it(postgres_url: str, *, missed: bool) -> None:
    upgrade(postgres_url)
    store = open_store(postgres_url, "a secret for tests, long enough to be one")
    centre = Filled(store=store)
    (telegram,) = centre.member("telegram")
    centre.lesson("2026-04-08 10:00", families=4)
    block(centre, telegram.id, FIRST)
    tick(centre, FIRST)
    block(centre, telegram.id, FIRST, blocked=False)
    now = "2026-10-26 12:00" if missed else "2026-10-14 12:00"
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(lambda _: tick(centre, now), range(3)))
    assert sorted(len(counts) for counts in found) == [0, 0, 3]
    weeks = [week for week, _ in delivered(centre, now)]
    assert weeks == (["10/12", "10/19"] if missed else ["10/5"])
    store.close()
