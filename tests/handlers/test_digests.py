"""The weekly summary, on request and on its day: who gets it, when, where and how often."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.digest_sending import DigestTime, latest_time, send_due
from handlers.digests import asked, of_week
from surveys.analysis.weeks import Week
from surveys.model import Language
from surveys.outbound import Purpose
from surveys.people import LessonStatus, MemberRole
from tests.handlers.filled import Filled, filled, texts
from tests.surveys.analysis.rows import ZONE, tokyo

MONDAY_NINE = DigestTime(weekday=0, hour=9, minute=0)
NINE = "2026-11-23 09:00"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Filled]:
    with filled(tmp_path) as made:
        yield made


def tick(centre: Filled, now: str, at: DigestTime = MONDAY_NINE) -> dict[str, int]:
    with centre.at(tokyo(now)) as work:
        return send_due(work, at)


def last_done(centre: Filled) -> str | None:
    with centre.at(tokyo(NINE)) as work:
        return work.uow.jobs.last("digest")


@pytest.mark.parametrize(
    ("now", "at", "expected"),
    [
        ("2026-11-23 09:00", DigestTime(weekday=0, hour=9, minute=0), "2026-11-23 09:00"),
        ("2026-11-23 08:59", DigestTime(weekday=0, hour=9, minute=0), "2026-11-16 09:00"),
        ("2026-11-22 23:00", DigestTime(weekday=0, hour=9, minute=0), "2026-11-16 09:00"),
        ("2026-11-22 23:00", DigestTime(weekday=6, hour=22, minute=30), "2026-11-22 22:30"),
        ("2026-11-22 22:29", DigestTime(weekday=6, hour=22, minute=30), "2026-11-15 22:30"),
        ("2026-11-18 00:00", DigestTime(weekday=2, hour=0, minute=0), "2026-11-18 00:00"),
        ("2026-11-18 00:00", DigestTime(weekday=3, hour=0, minute=0), "2026-11-12 00:00"),
    ],
)
def test_the_last_time_a_digest_was_due(now: str, at: DigestTime, expected: str) -> None:
    assert latest_time(at, tokyo(now).astimezone(), ZONE) == tokyo(expected)


def test_a_week_counts_the_lessons_that_start_in_it(centre: Filled) -> None:
    before = centre.lesson("2026-11-13 10:00", families=9)
    lesson = centre.lesson("2026-11-18 14:00", families=4)
    centre.answered(before, "a")
    centre.answered(lesson, "a")
    centre.answered(lesson, "b")
    with centre.at(tokyo(NINE)) as work:
        found = of_week(work, Week.parse("2026-W47"))
    assert (found.completed, found.attendance_families, found.response_rate) == (2, 4, 0.5)
    assert found.respondents == 2  # "a" counts once in the year


def test_a_week_across_the_new_fiscal_year_keeps_its_lessons_of_march(centre: Filled) -> None:
    centre.answered(centre.lesson("2026-03-31 10:00", families=4), "a")
    centre.answered(centre.lesson("2026-04-01 10:00", families=4), "b")
    with centre.at(tokyo(NINE)) as work:
        found = of_week(work, Week.parse("2026-W14"))
    assert (found.completed, found.respondents) == (2, 1)


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        (Language.JA, "【週報・途中】11/16(月)～11/22(日)"),
        (Language.EN, "Week so far, 11/16(Mon) to 11/22(Sun)"),
    ],
)
def test_on_request_the_running_week_is_shown(
    centre: Filled, language: Language, heading: str
) -> None:
    centre.answered(centre.lesson("2026-11-18 14:00", families=4), "a")
    (contact,) = centre.member("telegram", language=language)
    with centre.at(tokyo("2026-11-20 12:00")) as work:
        (message,) = asked(centre.case(work, contact))
    assert message.text.splitlines()[0] == heading
    assert "25" in message.text  # one of four families
    assert message.language is language


def test_each_coordinator_gets_it_once(centre: Filled) -> None:
    centre.answered(centre.lesson("2026-11-18 14:00", families=4), "a")
    centre.member("line", role=MemberRole.STAFF)
    (coordinator,) = centre.member("line")
    (admin,) = centre.member("telegram", role=MemberRole.ADMIN, language=Language.ZH)
    assert tick(centre, "2026-11-23 08:59") == {"members": 2, "queued": 2, "unreachable": 0}
    centre.sent(tokyo("2026-11-23 08:59"))  # last week's
    assert tick(centre, NINE) == {"members": 2, "queued": 2, "unreachable": 0}
    assert tick(centre, NINE) == {}
    assert tick(centre, "2026-11-29 23:59") == {}
    sent = {claimed.outgoing.contact: claimed.outgoing for claimed in centre.sent(tokyo(NINE))}
    assert sorted(sent) == sorted([coordinator.id, admin.id])
    outgoing = sent[coordinator.id]
    assert outgoing.purpose is Purpose.DIGEST
    assert outgoing.key == f"digest:2026-W47:{coordinator.member}"
    assert outgoing.expires_at == tokyo(NINE) + timedelta(days=7)
    assert outgoing.retry_key != sent[admin.id].retry_key
    assert texts(outgoing.messages)[0].splitlines()[:4] == [
        "【週報】11/16(月)～11/22(日)",
        "講座1回（案内1）　参加4組",
        "案内4→開始1→完了1",
        "回収率25％",
    ]
    assert texts(sent[admin.id].messages)[0].startswith("【周报】")
    assert last_done(centre) == "2026-W47"


@pytest.mark.parametrize(
    ("now", "late"),
    [("2026-11-23 10:00", False), ("2026-11-23 10:01", True), ("2026-11-25 03:00", True)],
)
def test_after_an_outage_it_is_sent_and_says_that_it_is_late(
    centre: Filled, now: str, *, late: bool
) -> None:
    centre.member("line")
    tick(centre, now)
    (claimed,) = centre.sent(tokyo(now))
    (text,) = texts(claimed.outgoing.messages)
    assert text.startswith("（遅れてお送りしています）\n【週報】11/16") is late


def test_it_goes_where_it_costs_least_and_is_wanted(centre: Filled) -> None:
    line, telegram, web = centre.member("line", "telegram", "web")
    assert _places(centre, NINE) == [telegram.id]
    _block(centre, telegram.id)
    assert _places(centre, "2026-11-30 09:00") == [line.id]
    _block(centre, line.id)
    assert _places(centre, "2026-12-07 09:00") == [web.id]
    _block(centre, web.id)
    assert tick(centre, "2026-12-14 09:00") == {"members": 1, "queued": 0, "unreachable": 1}


def _places(centre: Filled, now: str) -> list[str]:
    tick(centre, now)
    return [claimed.outgoing.contact for claimed in centre.sent(tokyo(now))]


def _block(centre: Filled, contact: str) -> None:
    with centre.at(tokyo(NINE)) as work:
        found = work.uow.contacts.get(contact)
        work.uow.contacts.save(replace(found, blocked=True))


@pytest.mark.parametrize(("joined", "members"), [("2026-11-23 09:00", 1), ("2026-11-23 09:01", 0)])
def test_who_joined_after_its_time_waits_for_the_next(
    centre: Filled, joined: str, members: int
) -> None:
    centre.member("line", joined=joined)
    assert tick(centre, "2026-11-23 09:05")["members"] == members
    assert tick(centre, "2026-11-30 09:00")["members"] == 1


def test_with_nobody_and_nothing_the_week_is_done_all_the_same(centre: Filled) -> None:
    assert tick(centre, NINE) == {"members": 0, "queued": 0, "unreachable": 0}
    centre.member("line", joined="2026-11-23 09:01")
    assert tick(centre, NINE) == {}
    assert last_done(centre) == "2026-W47"


def test_a_week_without_lessons_is_told_too(centre: Filled) -> None:
    centre.member("telegram")
    centre.lesson("2026-11-18 10:00", families=None, status=LessonStatus.NOT_HELD)
    tick(centre, NINE)
    (claimed,) = centre.sent(tokyo(NINE))
    assert texts(claimed.outgoing.messages) == [
        "【週報】11/16(月)～11/22(日)\nこの週は、講座も回答もありませんでした。"
    ]
