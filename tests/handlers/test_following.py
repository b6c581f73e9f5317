"""Four weeks after a lesson: who is asked, when, once, and what becomes of it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handlers.followed import FollowedUp, due_follow_ups
from handlers.following import send_follow_ups
from surveys.model import Language
from surveys.outbound import Purpose, Refused, TryLater
from surveys.response import Status
from surveys.taps import QuietTapped, pack
from tests.handlers.filled import filled
from tests.handlers.follow_ups import DUE, FIRST, answered, asked, counted, later
from tests.handlers.parents import Parents
from tests.surveys.analysis.rows import FULL, tokyo

PARTLY = {key: FULL[key] for key in ("stage", "route", "timely", "aonico_use")}
BARELY = {key: FULL[key] for key in ("stage", "route", "timely")}


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Parents]:
    with filled(tmp_path) as made:
        yield Parents(filled=made)


STOPPED = {"status": Status.STOPPED, "completed_at": None}


@pytest.mark.parametrize(
    ("changes", "reached"),
    [
        ({}, True),
        ({"consent": "yes_once"}, False),
        ({"consent": "decline", "status": Status.REFUSED, "chosen": {}}, False),
        ({"chosen": PARTLY, "status": Status.STARTED, "completed_at": None}, True),
        ({"chosen": PARTLY, **STOPPED}, True),
        ({"chosen": BARELY, **STOPPED}, False),
        ({"status": Status.WITHDRAWN, "chosen": {}, "completed_at": None}, False),
        ({"status": Status.INELIGIBLE, "chosen": {}}, False),
    ],
)
def test_who_agreed_and_answered_enough_is_asked(
    centre: Parents, changes: dict[str, Any], *, reached: bool
) -> None:
    answered(centre, "hana", centre.filled.lesson(FIRST, 10), **changes)
    assert asked(centre) == ["hana"] * reached


@pytest.mark.parametrize(
    ("now", "reached"),
    [
        ("2026-11-17 20:59", False),
        ("2026-11-18 09:59", False),
        ("2026-11-18 10:00", True),
        ("2026-11-18 20:59", True),
        ("2026-11-18 21:00", False),
        ("2026-12-02 09:59", False),
        ("2026-12-01 20:59", True),
        ("2026-12-02 10:00", False),
    ],
)
def test_from_four_weeks_after_the_lesson_by_day_for_two_weeks(
    centre: Parents, now: str, *, reached: bool
) -> None:
    answered(centre, "hana", centre.filled.lesson(FIRST, 10))
    assert asked(centre, tokyo(now)) == ["hana"] * reached


def test_the_message_its_answers_and_that_nothing_else_is_pushed(centre: Parents) -> None:
    answered(centre, "hana", centre.filled.lesson(FIRST, 10))
    first = centre.latest("hana")
    centre.do(send_follow_ups, DUE)
    (push,) = centre.sent(DUE)
    (message,) = push.outgoing.messages
    assert message.text.splitlines()[0] == (
        "ラフールです。10/21(水)の「ハローベビークラス」のあと、4週間後の質問にも"
        "ご協力いただけるとのことでしたので、お送りします。質問は多くても2問です。（12/2(水)まで）"
    )
    assert message.buttons[-1].label == "今後は受け取らない"
    second = centre.latest("hana")
    assert (second.wave, second.status, second.version) == ("w2", Status.INVITED, first.version)
    assert second.collector == first.collector
    assert "いくつでも" in centre.tap("hana", message.buttons[0].data, later(days=1))
    assert centre.latest("hana").started_at == later(days=1)
    assert "きっかけ" in centre.say("hana", "つぎへ", later(days=1))
    assert "いくつでも" in centre.say("hana", "もどる", later(days=1))
    assert "きっかけ" in centre.say("hana", "つぎへ", later(days=1))
    assert "ありがとう" in centre.say("hana", "1", later(days=1))
    done = centre.latest("hana")
    assert (done.status, set(done.answers)) == (Status.COMPLETED, {"fu_action", "fu_route"})
    with centre.at(DUE) as work:
        assert work.uow.responses.get(first.id) == first
    assert asked(centre, later(days=2)) == []


def test_once_whatever_restarts_and_at_most_once_in_eight_weeks(centre: Parents) -> None:
    answered(centre, "hana", centre.filled.lesson(FIRST, 10))
    answered(centre, "hana", centre.filled.lesson("2026-10-28 10:00", 10))
    assert asked(centre) == ["hana"]
    for days in (0, 1, 7, 8, 20):
        assert asked(centre, later(days=days)) == []
    answered(centre, "hana", centre.filled.lesson("2026-12-16 10:00", 10))
    assert asked(centre, tokyo("2027-01-13 10:59")) == [], "the fifty-sixth day is not over"
    assert asked(centre, tokyo("2027-01-14 11:00")) == ["hana"]


def test_the_oldest_first_as_the_quota_allows_then_given_up(centre: Parents) -> None:
    answered(centre, "late", centre.filled.lesson("2026-10-20 10:00", 10))
    answered(centre, "hana", centre.filled.lesson(FIRST, 10))
    answered(centre, "free", centre.filled.lesson(FIRST, 10), channel="telegram")
    centre.told(200, 199, DUE)
    assert centre.do(lambda work: due_follow_ups(work, DUE, later(days=7)), DUE) == 3
    by_line = centre.do(lambda work: due_follow_ups(work, DUE, later(days=7), channel="line"), DUE)
    assert by_line == 2
    assert sorted(asked(centre)) == ["free", "late"]
    with centre.at(DUE) as work:
        assert not work.uow.quota.refused(DUE, later(days=1)), "what is not queued is not refused"
    assert asked(centre, later(hours=3)) == [], "tried again on the next day only"
    centre.told(200, 200, later(days=1))
    assert asked(centre, later(days=1)) == []
    assert counted(centre, later(days=1)) == FollowedUp(due=3, invited=2, answered=0, given_up=0)
    over = tokyo("2026-12-02 10:01")
    assert asked(centre, over) == []
    assert counted(centre, over) == FollowedUp(due=3, invited=2, answered=0, given_up=1)


def test_a_plan_without_limit_carries_all(centre: Parents) -> None:
    lesson = centre.filled.lesson(FIRST, 10)
    answered(centre, "hana", lesson)
    centre.told(None, 5000, DUE)
    assert asked(centre) == ["hana"]


def test_what_could_not_be_sent_is_tried_on_the_next_day(centre: Parents) -> None:
    answered(centre, "hana", centre.filled.lesson(FIRST, 10))
    centre.do(send_follow_ups, DUE)
    (push,) = centre.sent(DUE, Refused(reason="status 400"))
    assert asked(centre, later(days=1)) == ["hana"]
    with pytest.raises(KeyError), centre.at(DUE) as work:
        work.uow.responses.get(push.outgoing.key.partition(":")[2])
    assert counted(centre, later(days=1)).invited == 1


def test_it_does_not_leave_at_night(centre: Parents) -> None:
    answered(centre, "hana", centre.filled.lesson(FIRST, 10))
    evening = tokyo("2026-11-18 20:58")
    centre.do(send_follow_ups, evening)
    assert len(centre.sent(evening, TryLater(reason="time-out", seconds=60))) == 1
    assert centre.sent(tokyo("2026-11-18 21:01")) == []
    assert asked(centre, tokyo("2026-11-19 10:00")) == ["hana"]


def test_blocked_busy_and_erased_people_are_left_alone(centre: Parents) -> None:
    lesson = centre.filled.lesson(FIRST, 10)
    for name in ("blocked", "erased", "busy"):
        answered(centre, name, lesson)
    now = centre.filled.lesson("2026-11-18 09:00", 10)
    centre.filled.answered(
        now, "busy", BARELY, status=Status.STARTED, at="aonico_use", completed_at=None
    )
    centre.block("blocked", later(hours=-1))
    centre.say("erased", "データ削除", later(hours=-1))
    centre.say("erased", "はい", later(hours=-1))
    assert centre.do(send_follow_ups, DUE) == {
        "due": 2,
        "queued": 0,
        "no_quota": 0,
        "unreachable": 1,
        "busy": 1,
    }
    assert asked(centre, tokyo("2026-11-21 11:00")) == ["busy"], "that survey has closed"


@pytest.mark.parametrize("member", [False, True])
def test_erased_while_it_was_on_its_way(centre: Parents, *, member: bool) -> None:
    answered(centre, "hana", centre.filled.lesson(FIRST, 10))
    if member:
        # of a member who is a parent too, the address stays, and with it what waits to be sent
        (other,) = centre.filled.member("telegram")
        both = replace(centre.places["hana"], member=other.member)
        centre.do(lambda work: work.uow.contacts.save(both), DUE)
    centre.do(send_follow_ups, DUE)
    assert len(centre.sent(DUE, TryLater(reason="time-out", seconds=60))) == 1
    centre.say("hana", "データ削除", later(seconds=10))
    centre.say("hana", "はい", later(seconds=20))
    assert centre.pushed(later(minutes=2), Purpose.FOLLOW_UP) == []


def test_two_weeks_to_answer_and_taking_back_later_too(centre: Parents) -> None:
    answered(centre, "hana", centre.filled.lesson(FIRST, 10))
    asked(centre)
    closed = "受付"
    assert closed not in centre.say("hana", "1", later(days=13))
    assert closed in centre.say("hana", "つぎへ", later(days=14))
    centre.say("hana", "取り消し", later(days=14))
    assert "取り消しました" in centre.say("hana", "はい", later(days=14))
    second = centre.latest("hana")
    assert (second.wave, second.status) == ("w2", Status.WITHDRAWN)
    with centre.at(DUE) as work:
        first = work.uow.responses.find("hana", second.collector)
    assert first is not None
    assert (first.status, first.answers.keys()) == (Status.COMPLETED, FULL.keys())


def test_no_more_of_these(centre: Parents) -> None:
    answered(centre, "hana", centre.filled.lesson(FIRST, 10))
    answered(centre, "other", centre.filled.lesson(FIRST, 10))
    assert sorted(asked(centre)) == ["hana", "other"]
    second = centre.latest("hana")
    button = pack(QuietTapped(response=second.id))
    assert "回答は変わっていません" in centre.tap("other", button, DUE)
    assert centre.latest("other").consent == "yes_followup"
    assert "お送りしません" in centre.tap("hana", button, DUE)
    assert centre.latest("hana").status is Status.STOPPED
    assert "お送りしません" in centre.tap("hana", button, DUE), "pressed twice"
    with centre.at(DUE) as work:
        first = work.uow.responses.find("hana", second.collector)
    assert first is not None
    assert (first.consent, first.status) == ("yes_once", Status.COMPLETED)
    gone = pack(QuietTapped(response="nobody"))
    assert "お送りしません" not in centre.tap("hana", gone, DUE)


def test_the_next_lessons_survey_does_not_swallow_it(centre: Parents) -> None:
    answered(centre, "hana", centre.filled.lesson(FIRST, 10))
    centre.do(send_follow_ups, DUE)
    (push,) = centre.sent(DUE)
    answered(
        centre,
        "hana",
        centre.filled.lesson("2026-11-19 10:00", 10),
        created_at=later(days=1),
        moved_at=later(days=1),
    )
    assert centre.latest("hana").wave == "w1"
    button = push.outgoing.messages[0].buttons[4]
    assert "✓" not in button.label
    assert "いくつでも" in centre.tap("hana", button.data, later(days=2))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("channel", ["line", "telegram", "web"])
def test_in_the_persons_language_on_their_channel(
    centre: Parents, channel: str, language: Language
) -> None:
    answered(centre, "hana", centre.filled.lesson(FIRST, 10), channel)
    contact = replace(centre.places["hana"], language=language)
    centre.do(lambda work: work.uow.contacts.save(contact), DUE)
    centre.do(send_follow_ups, DUE)
    (push,) = centre.sent(DUE)
    assert push.channel == channel
    assert push.outgoing.messages[0].language is language
