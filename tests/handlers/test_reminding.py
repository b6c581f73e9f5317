"""A reminder the next day to who agreed, began and did not say stop; once, by day, if it may."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from handlers.reminding import remind
from surveys.model import Language
from surveys.outbound import Purpose, TryLater
from surveys.response import Status
from tests.handlers.filled import filled
from tests.handlers.parents import Parents
from tests.surveys.analysis.rows import FULL, tokyo

LEFT = tokyo("2026-11-18 11:15")
"""A Wednesday, soon after a lesson."""
NEXT = tokyo("2026-11-19 10:00")
BEGUN = {key: FULL[key] for key in ("stage", "route")}


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Parents]:
    with filled(tmp_path) as made:
        yield Parents(filled=made)


def began(centre: Parents, name: str = "hana", channel: str = "line", **changes: Any) -> None:
    """A parent who agreed, answered two questions and left it at that."""
    lesson = centre.filled.lesson("2026-11-18 10:00", 10)
    state: dict[str, Any] = {
        "status": Status.STARTED,
        "at": "timely",
        "consent": "yes_once",
        "mode": channel,
        "completed_at": None,
        "moved_at": LEFT,
    }
    centre.filled.answered(lesson, name, BEGUN, **{**state, **changes})
    centre.parent(name, channel)


def reminded(centre: Parents, now: datetime = NEXT) -> list[str]:
    """Whom a reminder reaches at a moment."""
    centre.do(remind, now)
    return centre.pushed(now, Purpose.REMINDER)


@pytest.mark.parametrize(
    ("left", "now", "reached"),
    [
        ("2026-11-18 13:00", "2026-11-19 08:59", False),
        ("2026-11-18 13:00", "2026-11-19 09:00", True),
        ("2026-11-18 13:01", "2026-11-19 09:00", False),
        ("2026-11-18 11:00", "2026-11-19 10:59", True),
        ("2026-11-18 11:00", "2026-11-19 11:00", False),
        ("2026-11-18 22:00", "2026-11-19 18:00", True),
        ("2026-11-18 23:30", "2026-11-19 20:59", True),
        ("2026-11-18 23:30", "2026-11-19 21:00", False),
        ("2026-11-19 03:00", "2026-11-19 23:30", False),
        ("2026-11-19 03:00", "2026-11-20 09:00", False),
    ],
)
def test_twenty_to_twenty_four_hours_later_and_by_day(
    centre: Parents, left: str, now: str, *, reached: bool
) -> None:
    began(centre, moved_at=tokyo(left))
    assert reminded(centre, tokyo(now)) == ["hana"] * reached


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Status.INVITED, "at": "consent", "consent": None},
        {"status": Status.REFUSED, "at": "done", "consent": None},
        {"status": Status.STOPPED, "at": "done"},
        {"status": Status.INELIGIBLE, "at": "done"},
        {"status": Status.WITHDRAWN, "at": "done", "consent": None},
        {"status": Status.COMPLETED, "at": "voice", "completed_at": LEFT},
        {"status": Status.COMPLETED, "at": "done", "completed_at": LEFT},
        {"wave": "w2"},
    ],
)
def test_who_did_not_agree_or_is_done_is_left_alone(
    centre: Parents, changes: dict[str, Any]
) -> None:
    began(centre, **changes)
    assert centre.do(remind, NEXT) == {"reminded": 0, "no_quota": 0}


def test_once_whatever_happens_after(centre: Parents) -> None:
    began(centre)
    assert reminded(centre) == ["hana"]
    assert reminded(centre, NEXT + timedelta(minutes=5)) == []
    assert "aonico" not in centre.say("hana", "1", NEXT + timedelta(minutes=6))
    assert reminded(centre, NEXT + timedelta(hours=23)) == [], "moved, and left again"


def test_the_page_itself_one_tap_goes_on(centre: Parents) -> None:
    began(centre)
    centre.do(remind, NEXT)
    (push,) = centre.sent(NEXT)
    (message,) = push.outgoing.messages
    lead = "先日のアンケートが途中になっています。よろしければ、続きをお聞かせください。"
    assert message.text.startswith(f"{lead}（11/21(土) 11:00まで）\n\n")
    assert message.progress is not None
    assert (message.page, message.progress.step) == (True, 3)
    centre.tap("hana", message.buttons[0].data, NEXT)
    assert centre.latest("hana").at == "aonico_use"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("channel", ["line", "telegram", "web"])
def test_on_every_channel_in_every_language(
    centre: Parents, channel: str, language: Language
) -> None:
    began(centre, channel=channel)
    contact = replace(centre.places["hana"], language=language)
    centre.do(lambda work: work.uow.contacts.save(contact), LEFT)
    centre.do(remind, NEXT)
    (push,) = centre.sent(NEXT)
    assert (push.channel, push.outgoing.messages[0].language) == (channel, language)


def test_the_ledger_is_asked_and_follow_ups_come_first(centre: Parents) -> None:
    began(centre)
    began(centre, "free", channel="telegram")
    centre.told(200, 200, NEXT)
    assert centre.do(remind, NEXT) == {"reminded": 1, "no_quota": 1}
    assert centre.pushed(NEXT, Purpose.REMINDER) == ["free"]
    with centre.at(NEXT) as work:
        assert not work.uow.quota.refused(LEFT, NEXT + timedelta(days=1))
    centre.told(200, 199, NEXT)
    lesson = centre.filled.lesson("2026-10-28 10:00", 10)
    centre.filled.answered(lesson, "later", FULL, consent="yes_followup")
    centre.parent("later")
    assert reminded(centre) == [], "the last push of the month is kept for the follow-up"
    centre.told(200, 198, NEXT)
    assert reminded(centre) == ["hana"]


def test_not_on_a_closed_survey_nor_to_who_blocked_us(centre: Parents) -> None:
    began(centre)
    centre.block("hana", LEFT + timedelta(hours=1))
    began(centre, "late")
    left = centre.latest("late")
    with centre.at(LEFT) as work:
        collector = work.uow.collectors.get(left.collector)
        work.uow.collectors.save(replace(collector, closed_at=LEFT))
    assert centre.do(remind, NEXT) == {"reminded": 0, "no_quota": 0}


def test_the_newest_survey_only(centre: Parents) -> None:
    began(centre)
    lesson = centre.filled.lesson("2026-11-18 14:00", 10)
    centre.filled.answered(lesson, "hana", FULL, moved_at=tokyo("2026-11-18 15:10"))
    assert reminded(centre) == []


def test_an_answer_overtakes_it_and_the_push_is_given_back(centre: Parents) -> None:
    began(centre)
    centre.do(remind, NEXT)
    assert len(centre.sent(NEXT, TryLater(reason="time-out", seconds=60))) == 1
    centre.say("hana", "1", NEXT + timedelta(seconds=5))
    assert centre.latest("hana").at == "aonico_use"
    assert centre.sent(NEXT + timedelta(minutes=2)) == []
    with centre.at(NEXT) as work:
        assert work.uow.quota.find("line", "2026-11").spent == 0


def test_it_never_leaves_at_night_nor_after_the_deadline(centre: Parents) -> None:
    began(centre, moved_at=tokyo("2026-11-18 23:30"))
    evening = tokyo("2026-11-19 20:55")
    centre.do(remind, evening)
    assert len(centre.sent(evening, TryLater(reason="time-out", seconds=60))) == 1
    assert centre.sent(tokyo("2026-11-19 21:00")) == []
    assert centre.sent(tokyo("2026-11-20 09:00")) == []
