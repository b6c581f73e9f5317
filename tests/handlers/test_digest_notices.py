"""The digest's picture, its levels, and what it tells beside the figures."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from handlers.digest_sending import DigestTime, send_due
from handlers.digests import asked, of_week
from handlers.ledger import look
from surveys.analysis.digest_alerts import FreezeNear, NotReached, QuotaShort
from surveys.analysis.levels import Kind
from surveys.analysis.weeks import Week
from surveys.messages import from_json as message_from_json
from surveys.messages import to_json
from surveys.quota import Metered
from tests.handlers.filled import Filled, filled
from tests.surveys.analysis.rows import FULL, ZONE, tokyo

MONDAY_NINE = DigestTime(weekday=0, hour=9, minute=0)
NINE = "2026-11-23 09:00"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Filled]:
    with filled(tmp_path) as made:
        yield made


def tick(centre: Filled, now: str, at: DigestTime = MONDAY_NINE) -> dict[str, int]:
    with centre.at(tokyo(now)) as work:
        return send_due(work, at)


def thirty(centre: Filled) -> None:
    """Forty people in October, eighteen of whom use the app."""
    lesson = centre.lesson("2026-10-14 10:00", families=60)
    for number in range(40):
        uses = {"aonico_use": "weekly", "useful": "5"} if number < 18 else {}
        centre.answered(lesson, f"p{number}", {**FULL, **uses})


def test_the_digest_carries_its_picture(centre: Filled) -> None:
    thirty(centre)
    centre.answered(centre.lesson("2026-11-18 14:00", families=4), "a")
    (contact,) = centre.member("telegram")
    tick(centre, NINE)
    (sent,) = centre.sent(tokyo(NINE))
    (message,) = sent.outgoing.messages
    assert message.chart is not None
    assert [row.label for row in message.chart.rows][:2] == ["知っている", "使っている"]
    assert message.chart.rows[1].estimate == 18 / 40
    with centre.at(tokyo("2026-11-20 12:00")) as work:
        (asked_for,) = asked(centre.case(work, contact))
    # the one who came on Wednesday moves nothing, neither in the running week nor after it
    assert asked_for.chart == message.chart
    assert message_from_json(to_json(message)) == message


def test_what_the_weeks_look_decided_stands_until_the_next_one(centre: Filled) -> None:
    thirty(centre)
    week = Week.parse("2026-W47")
    with centre.at(tokyo(NINE)) as work:
        look(work, week)
        kept = work.uow.looks.of_year(2026)
        found = of_week(work, week)
        before = of_week(work, week.previous())
    assert {one.look for one in kept} == {"2026-W47"}
    levels = {one.indicator: one.level for one in kept if one.kind is Kind.REACH}
    assert found.indicators[0].level == levels["I1"]
    assert before.indicators[0].level is not None  # as it would have been


@pytest.mark.parametrize(
    ("now", "alerts"),
    [
        ("2027-01-04 09:00", [FreezeNear(on=date(2027, 1, 31))]),
        ("2026-12-28 09:00", []),
        ("2027-04-26 09:00", [FreezeNear(on=date(2027, 4, 30))]),
    ],
)
def test_a_freeze_is_told_a_month_before(
    centre: Filled, now: str, alerts: list[FreezeNear]
) -> None:
    with centre.at(tokyo(now)) as work:
        found = of_week(work, Week.of(work.now, ZONE).previous())
    assert [alert for alert in found.alerts if isinstance(alert, FreezeNear)] == alerts


def test_coordinators_whom_nothing_reaches_are_told(centre: Filled) -> None:
    (contact,) = centre.member("line")
    _block(centre, contact.id)
    week = Week.parse("2026-W47")
    with centre.at(tokyo(NINE)) as work:
        assert NotReached(count=1) in of_week(work, week).alerts
    with centre.at(tokyo("2026-12-07 09:00")) as work:
        assert of_week(work, week).alerts == ()  # long ago: it says nothing of today


@pytest.mark.parametrize(
    ("now", "left", "expected"),
    [
        # two readers on LINE: a digest on 30 November, none later in the month
        ("2026-11-23 09:00", 3, [QuotaShort(left=3, planned=2)]),
        ("2026-11-23 09:00", 60, []),
        ("2026-11-30 09:00", 3, [QuotaShort(left=3, planned=0)]),
    ],
)
def test_pushes_left_beside_those_that_are_wanted(
    centre: Filled, now: str, left: int, expected: list[QuotaShort]
) -> None:
    centre.member("line")
    centre.member("line")
    with centre.at(tokyo(now)) as work:
        bounded = replace(work.house.centre, metered=(Metered(channel="line", budget=left),))
        counted = replace(work, house=replace(work.house, centre=bounded))
        found = of_week(counted, Week.of(work.now, ZONE).previous()).alerts
    assert [alert for alert in found if isinstance(alert, QuotaShort)] == expected


def _block(centre: Filled, contact: str) -> None:
    with centre.at(tokyo(NINE)) as work:
        found = work.uow.contacts.get(contact)
        work.uow.contacts.save(replace(found, blocked=True))
