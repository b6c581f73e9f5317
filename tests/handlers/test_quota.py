"""Pushes before they leave: who asks the ledger, who is refused, and who is told of it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from handlers import delivery, members, quota
from handlers.digests import of_week
from handlers.quota import Claims
from handlers.work import Work
from storage.members import SqlMembers
from storage.unit_of_work import SqlUnitOfWork
from surveys import wording
from surveys.analysis.digest_alerts import QuotaShort
from surveys.analysis.digest_data import digest_json
from surveys.analysis.digest_views import digest_text
from surveys.analysis.weeks import Week
from surveys.messages import Message
from surveys.model import Language
from surveys.outbound import (
    Accepted,
    Blocked,
    Claimed,
    Outcome,
    Outgoing,
    Purpose,
    Refused,
    TryLater,
    Uncertain,
)
from surveys.people import Member, MemberRole
from surveys.phrases import built_in
from surveys.quota import MONTH_SPENT, Account, Metered, Plan
from tests.handlers.filled import LONG_AGO, Filled, filled, texts
from tests.surveys.analysis.rows import tokyo

NOON = tokyo("2026-11-18 12:00")
"""A Wednesday; its week's digest and two more are to come in November."""


def later(**span: float) -> datetime:
    return NOON + timedelta(**span)


UNPLANNED = LONG_AGO - timedelta(days=1)


class Unplanned(SqlMembers):
    """Members; who joined on that day is one, but nothing is planned for them."""

    @override
    def active(self, at_least: MemberRole) -> Sequence[Member]:
        found = SqlMembers.active(self, at_least)
        return [member for member in found if member.joined_at != UNPLANNED]


@dataclass(frozen=True)
class Sender:
    """A centre whose LINE counts pushes."""

    filled: Filled
    budget: int | None = None

    @contextmanager
    def at(self, now: datetime = NOON) -> Iterator[Work]:
        with self.filled.at(now) as work:
            metered = (Metered(channel="line", budget=self.budget),)
            centre = replace(work.house.centre, metered=metered)
            house = replace(work.house, centre=centre, wording=wording.built_in())
            assert isinstance(work.uow, SqlUnitOfWork)
            known = work.uow.members
            members = Unplanned(session=known.session, seals=known.seals, writes=known.writes)
            yield replace(work, house=house, uow=replace(work.uow, members=members))

    def queue(self, purpose: Purpose, channel: str = "line", **changes: Any) -> str:
        """A row for somebody new; the contact's id."""
        with self.at(LONG_AGO) as work:
            new_id = work.house.new_id
            address = f"U{new_id()}"
            contact = work.uow.contacts.find_or_add(
                channel, address, new_id(), Language.JA, LONG_AGO
            )
            if purpose.least_role is not None:
                member = Member(id=new_id(), role=purpose.least_role, joined_at=UNPLANNED)
                work.uow.members.add(member)
                work.uow.contacts.save(replace(contact, member=member.id))
            row = Outgoing(
                id=new_id(),
                key=new_id(),
                contact=contact.id,
                purpose=purpose,
                messages=(Message(text="こんにちは", language=Language.JA),),
                retry_key=new_id(),
                created_at=LONG_AGO,
                due_at=NOON,
                expires_at=later(days=30),
            )
            assert work.uow.outbox.add(replace(row, **changes))
        return contact.id

    def told(self, limit: int | None, used: int = 0, now: datetime = NOON) -> None:
        """LINE was asked and answered."""
        with self.at(now) as work:
            quota.told(work, "line", Plan(limit=limit, used=used))

    def claim(self, now: datetime = NOON, limit: int = 40) -> Claims:
        with self.at(now) as work:
            return delivery.claim(work, limit)

    def sent(self, now: datetime = NOON, outcome: Outcome | None = None) -> list[Claimed]:
        """What leaves now, and becomes of it."""
        claims = self.claim(now)
        assert claims.unsure == ()
        for one in claims.rows:
            with self.at(now) as work:
                delivery.record(work, one, outcome or Accepted())
        return list(claims.rows)

    def account(self, month: str = "2026-11") -> Account:
        with self.at() as work:
            return work.uow.quota.find("line", month)

    def shown(self, language: Language = Language.JA, now: datetime = NOON) -> list[str]:
        """What 「配信枠」 answers."""
        (contact,) = self.filled.member("telegram", language=language)
        with self.at(now) as work:
            (message,) = quota.asked(self.filled.case(work, contact))
        return message.text.splitlines()


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Sender]:
    with filled(tmp_path) as made:
        yield Sender(filled=made)


def purposes(claimed: Sequence[Claimed]) -> list[Purpose]:
    return [one.outgoing.purpose for one in claimed]


def test_line_is_asked_before_the_first_push_and_every_ten_minutes(line: Sender) -> None:
    line.queue(Purpose.NOTICE)
    assert line.claim() == Claims(unsure=("line",))
    line.told(200)
    (first,) = line.claim().rows
    assert first.attempt == 1, "being put back was no attempt"
    line.queue(Purpose.NOTICE)
    assert len(line.sent(later(minutes=9))) >= 1
    line.queue(Purpose.NOTICE)
    assert line.claim(later(minutes=10)).unsure == ("line",)


def test_while_line_cannot_be_asked_the_old_figures_count(line: Sender) -> None:
    line.told(200, used=199)
    for _ in range(2):
        line.queue(Purpose.NOTICE)
    assert line.claim(later(minutes=30)).unsure == ("line",)
    with line.at(later(minutes=30)) as work:
        quota.told(work, "line", None)
    assert len(line.sent(later(minutes=30))) == 1


ALL = (
    Purpose.NOTICE,
    Purpose.REMINDER,
    Purpose.FOLLOW_UP,
    Purpose.PROMPT,
    Purpose.DIGEST,
    Purpose.ALERT,
)


@pytest.mark.parametrize("left", range(7))
@pytest.mark.parametrize("limit", [1, 40], ids=["one at a time", "together"])
def test_what_is_left_goes_to_the_best_claims(line: Sender, left: int, limit: int) -> None:
    for purpose in ALL:
        line.queue(purpose)
    line.told(200, used=200 - left)
    got: list[Claimed] = []
    while rows := line.claim(limit=limit).rows:
        got += rows
    assert sorted(purposes(got)) == sorted(ALL[6 - left :])
    with line.at() as work:
        month = work.uow.quota.refused(NOON, later(seconds=1))
    assert month == dict.fromkeys(ALL[: 6 - left], 1)
    assert line.account().spent == left


def test_a_push_for_later_this_month_keeps_its_place(line: Sender) -> None:
    line.queue(Purpose.FOLLOW_UP, due_at=later(days=3))
    line.queue(Purpose.REMINDER)
    line.queue(Purpose.REMINDER, due_at=later(days=20), created_at=later(days=-1))
    line.told(200, used=199)
    assert line.sent() == []
    line.told(200, used=199, now=later(days=3))
    assert purposes(line.sent(later(days=3))) == [Purpose.FOLLOW_UP]
    line.told(200, now=later(days=20))
    assert purposes(line.sent(later(days=20))) == [Purpose.REMINDER], "another month"


def test_digests_to_come_and_one_alert_for_each_coordinator_are_kept(line: Sender) -> None:
    line.filled.member("line")
    line.filled.member("telegram", "line")
    line.filled.member("line", role=MemberRole.STAFF)
    with line.at() as work:
        assert quota.planned(work, "line") == {Purpose.ALERT: 1, Purpose.DIGEST: 3}
        work.uow.jobs.start("digest", "2026-W46", NOON)
        work.uow.jobs.finish("digest", "2026-W46", NOON, {})
        assert quota.planned(work, "line") == {Purpose.ALERT: 1, Purpose.DIGEST: 2}
    for purpose in (Purpose.REMINDER, Purpose.DIGEST, Purpose.ALERT):
        line.queue(purpose)
    line.told(200, used=195)
    assert purposes(line.sent()) == [Purpose.DIGEST, Purpose.ALERT]


@pytest.mark.parametrize(
    ("purpose", "channel", "token"),
    [
        (Purpose.REPLY, "line", "t" * 20),
        (Purpose.FAREWELL, "line", "t" * 20),
        (Purpose.DIGEST, "telegram", None),
    ],
)
def test_what_is_free_never_asks(
    line: Sender, purpose: Purpose, channel: str, token: str | None
) -> None:
    line.told(200, used=200)
    line.queue(purpose, channel, reply_token=token)
    (one,) = line.claim(later(days=1)).rows
    with line.at() as work:
        delivery.record(work, one, Refused(reason=MONTH_SPENT))
    account = line.account()
    assert (account.spent, account.plan) == (0, Plan(limit=200, used=200))


@pytest.mark.parametrize(
    ("outcome", "spent"),
    [
        (Accepted(), 1),
        (TryLater(reason="time-out"), 1),
        (Uncertain(reason="time-out"), 1),
        (Refused(reason="status 400: no"), 0),
        (Blocked(), 0),
    ],
)
def test_what_was_certainly_not_taken_is_given_back(
    line: Sender, outcome: Outcome, spent: int
) -> None:
    line.queue(Purpose.NOTICE)
    line.told(200)
    (one,) = line.claim().rows
    assert line.account().spent == 1, "counted before it leaves"
    with line.at() as work:
        delivery.record(work, one, outcome)
        delivery.record(work, one, outcome)
    assert line.account().spent == spent


def test_news_after_it_was_sent_gives_nothing_back(line: Sender) -> None:
    line.queue(Purpose.NOTICE)
    line.told(200)
    (one,) = line.sent()
    with line.at() as work:
        delivery.record(work, one, Refused(reason="status 400: no"))
    assert line.account().spent == 1


def test_another_attempt_is_not_counted_again_unless_the_month_has_changed(line: Sender) -> None:
    line.queue(Purpose.NOTICE)
    line.told(200)
    assert len(line.sent(outcome=TryLater(reason="time-out"))) == 1
    line.told(200, used=200)
    assert len(line.sent(later(hours=1), outcome=TryLater(reason="time-out"))) == 1
    assert line.account().spent == 1
    december = tokyo("2026-12-01 00:00")
    line.told(200, now=december)
    assert len(line.sent(december)) == 1
    assert (line.account().spent, line.account("2026-12").spent) == (1, 1)


def test_when_line_says_the_month_is_spent_it_is_believed_and_asked_again(line: Sender) -> None:
    line.queue(Purpose.NOTICE)
    line.told(200, used=10)
    line.sent(outcome=Refused(reason=MONTH_SPENT))
    assert (line.account().spent, line.account().used) == (0, 200)
    line.queue(Purpose.NOTICE)
    assert line.claim().unsure == ("line",)
    with line.at() as work:
        quota.told(work, "line", None)
    assert line.sent() == []
    with line.at() as work:
        assert work.uow.quota.refused(NOON, later(seconds=1)) == {Purpose.NOTICE: 2}


def test_blocked_people_cost_nothing_and_keep_nothing_from_others(line: Sender) -> None:
    contact = line.queue(Purpose.ALERT)
    line.queue(Purpose.REMINDER)
    with line.at() as work:
        work.uow.contacts.save(replace(work.uow.contacts.get(contact), blocked=True))
    line.told(200, used=199)
    assert purposes(line.sent()) == [Purpose.REMINDER]
    assert line.account().spent == 1


@pytest.mark.parametrize(("budget", "sent"), [(0, 0), (2, 2), (9, 3), (None, 3)])
def test_the_budget_bounds_our_own_pushes(line: Sender, budget: int | None, sent: int) -> None:
    bounded = replace(line, budget=budget)
    for _ in range(4):
        bounded.queue(Purpose.NOTICE)
    bounded.told(200, used=197)
    assert len(bounded.sent()) == sent


def test_what_was_refused_is_told_in_the_weeks_digest_however_quiet(line: Sender) -> None:
    for _ in range(3):
        line.queue(Purpose.REMINDER)
    line.told(200, used=199)
    line.sent()
    with line.at(tokyo("2026-11-23 09:00")) as work:
        digest = of_week(work, Week.parse("2026-W47"))
        following = of_week(work, Week.parse("2026-W48"))
    said = work.house.wording
    told = "LINEの枠不足で未送信 2件"
    assert digest_text(digest, Language.JA, said).splitlines()[1:] == [
        "この週は、講座も回答もありませんでした。",
        "要対応",
        f"・{told}",
    ]
    assert digest_json(digest, said)["alerts"] == [{"code": "pushes_refused", "message": told}]
    assert following.alerts == (QuotaShort(left=0, planned=0),)


def test_the_ledger_on_request(line: Sender) -> None:
    assert line.shown() == [
        "LINEの配信枠（11月）",
        "使用 0 / 200通　残り 200通",
        "LINEにはまだ確認していません。無料プラン（200通）とみなしています。",
    ]
    for purpose in (Purpose.REMINDER, Purpose.NOTICE, Purpose.NOTICE):
        line.queue(purpose)
    line.queue(Purpose.FOLLOW_UP, due_at=later(days=2))
    line.told(200, used=198)
    line.sent()
    assert line.shown() == [
        "LINEの配信枠（11月）",
        "使用 199 / 200通　残り 1通",
        "今月これから送る見込み 1通（4週間後の質問 1）",
        "配信枠が足りず、送れなかったもの 2件（お知らせ 2）",
        "LINEに確認した時刻：11/18(水) 12:00",
    ]
    assert line.shown(Language.EN)[1] == "Used 199 of 200, 1 left"
    line.told(None, used=1234)
    assert replace(line, budget=5).shown()[1:3] == [
        "使用 1234通（プランの上限なし）",
        "Koeで決めた上限 1 / 5通",
    ]
    assert line.shown(now=tokyo("2026-12-01 00:00"))[:2] == [
        "LINEの配信枠（12月）",
        "使用 0通（プランの上限なし）",
    ]


def test_where_nothing_is_counted_it_says_so(line: Sender) -> None:
    (contact,) = line.filled.member("telegram")
    with line.at() as work:
        centre = replace(work.house.centre, metered=())
        off = replace(work, house=replace(work.house, centre=centre))
        found = quota.asked(line.filled.case(off, contact))
    assert texts(found) == ["LINEを使っていないため、配信枠はありません。"]


@pytest.mark.parametrize(
    ("role", "told"), [(MemberRole.STAFF, False), (MemberRole.COORDINATOR, True)]
)
@pytest.mark.parametrize("said", ["配信枠", "/quota", "发送额度", "はいしんわく"])
def test_it_is_a_command_of_coordinators(
    line: Sender, said: str, role: MemberRole, *, told: bool
) -> None:
    (contact,) = line.filled.member("telegram", role=role)
    command = built_in().read(said)
    assert command is not None
    with line.at() as work:
        answer = members.commanded(line.filled.case(work, contact), command)
    assert (answer is not None) is told
