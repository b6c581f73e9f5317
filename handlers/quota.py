"""Every push asks the ledger before it leaves; what it refuses is told to the coordinator."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from handlers.digest_sending import JOB as DIGEST_JOB
from handlers.digest_sending import digest_channel, place_of
from handlers.work import Case, Work
from surveys.analysis.weeks import Week, midnight
from surveys.messages import Message
from surveys.outbound import (
    Accepted,
    Blocked,
    Claimed,
    Outcome,
    Purpose,
    Refused,
    TryLater,
    Uncertain,
)
from surveys.people import MemberRole
from surveys.quota import (
    MONTH_SPENT,
    NO_QUOTA,
    TOKYO,
    Ledger,
    Metered,
    Plan,
    ledger,
    month_end,
    month_of,
)

A_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Rows that may be sent now.

    `unsure` are channels whose figures are too old: their pushes went back to the queue, to be
    claimed again once the platform was asked (`told`).
    """

    rows: tuple[Claimed, ...] = ()
    unsure: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.rows and not self.unsure


def admit(work: Work, claimed: Sequence[Claimed]) -> Claims:
    """Count the pushes among rows just claimed, in the same transaction; refuse what is too much.

    A row that was counted in this month already, in an earlier attempt, is not asked again.
    """
    month = month_of(work.now)
    kept, unsure = list(claimed), []
    for metered in work.house.centre.metered:
        asking = [
            one
            for one in claimed
            if _counts(metered, one) and work.uow.quota.charged(one.outgoing.id) != month
        ]
        if not asking:
            continue
        if work.uow.quota.hold(metered.channel, month).stale(work.now):
            for one in asking:
                work.uow.quota.put_back(one.outgoing.id)
            unsure.append(metered.channel)
            out = asking
        else:
            out = _refused(work, metered, asking)
        kept = [one for one in kept if one not in out]
    return Claims(rows=tuple(kept), unsure=tuple(unsure))


def _counts(metered: Metered, claimed: Claimed) -> bool:
    return claimed.channel == metered.channel and claimed.outgoing.purpose.rank is not None


def _refused(work: Work, metered: Metered, asking: Sequence[Claimed]) -> list[Claimed]:
    """Charge pushes to the account, the best claim first; those that it cannot carry."""
    month = month_of(work.now)
    account = work.uow.quota.hold(metered.channel, month)
    book = ledger(account, metered.budget, planned(work, metered.channel))
    refused = []
    for one in sorted(asking, key=lambda one: one.outgoing.purpose.rank or 0):
        purpose = one.outgoing.purpose
        if book.may_push(purpose):
            work.uow.quota.charge(one.outgoing.id, month)
            book = book.pushed(purpose)
        else:
            work.uow.outbox.settle(one.outgoing.id, Refused(reason=NO_QUOTA), work.now, None)
            book = book.dropped(purpose)
            refused.append(one)
    work.uow.quota.save(replace(account, spent=book.spent))
    return refused


def settled(work: Work, claimed: Claimed, outcome: Outcome) -> None:
    """Give a push back that was certainly not taken; call it after the row was settled.

    What is uncertain, or waits for its next attempt, stays counted.
    """
    if not any(_counts(metered, claimed) for metered in work.house.centre.metered):
        return
    match outcome:
        case Refused(reason=reason):
            _give_back(work, claimed)
            if reason == MONTH_SPENT:
                account = work.uow.quota.hold(claimed.channel, month_of(work.now))
                work.uow.quota.save(account.spent_up())
        case Blocked():
            _give_back(work, claimed)
        case Accepted() | TryLater() | Uncertain():
            pass
        case _:
            assert_never(outcome)


def _give_back(work: Work, claimed: Claimed) -> None:
    month = work.uow.quota.uncharge(claimed.outgoing.id)
    if month is not None:
        account = work.uow.quota.hold(claimed.channel, month)
        work.uow.quota.save(replace(account, spent=max(0, account.spent - 1)))


def told(work: Work, channel: str, plan: Plan | None) -> None:
    """Write down what the platform answered; None: it could not be asked, old figures stay."""
    month = month_of(work.now)
    account = work.uow.quota.hold(channel, month)
    on_their_way = work.uow.quota.on_their_way(channel, month)
    work.uow.quota.save(account.told(plan, on_their_way, work.now))


def planned(work: Work, channel: str) -> Mapping[Purpose, int]:
    """Pushes wanted in the rest of this month: queued ones, digests to come, one alert each.

    Nobody can queue a danger alert in advance: one to every coordinator on the channel is kept.
    """
    month = month_of(work.now)
    end = month_end(month)
    counts = Counter(work.uow.quota.planned(channel, month, work.now, end))
    coordinators = work.uow.members.active(MemberRole.COORDINATOR)
    places = [place_of(work, member) for member in coordinators]
    counts[Purpose.ALERT] += sum(
        place is not None and place.channel == channel for place in places
    )
    digests = sum(digest_channel(work, member) == channel for member in coordinators)
    counts[Purpose.DIGEST] += digests * _digests_to_come(work, end)
    return +counts


def _digests_to_come(work: Work, end: datetime) -> int:
    """Digests of whole weeks that are not queued yet and will be before `end`."""
    week = Week.of(work.now, TOKYO)
    last = work.uow.jobs.last(DIGEST_JOB)
    count = 0 if last is not None and last >= str(week.previous()) else 1
    monday = week.monday() + A_WEEK
    while midnight(monday, TOKYO) < end:
        count, monday = count + 1, monday + A_WEEK
    return count


def asked(case: Case) -> list[Message]:
    """「配信枠」: what the month allows, what is used, planned and was refused."""
    lines = [_standing(case, metered) for metered in case.work.house.centre.metered]
    text = "\n\n".join(lines) or case.say("quota_off")
    return [Message(text=text, language=case.language)]


def _standing(case: Case, metered: Metered) -> str:
    work, month = case.work, month_of(case.work.now)
    account = work.uow.quota.find(metered.channel, month)
    wanted = planned(work, metered.channel)
    book = ledger(account, metered.budget, wanted)
    end = month_end(month)
    refused = work.uow.quota.refused((end - timedelta(days=1)).replace(day=1), end)
    lines = [_used(case, book)]
    if book.budget is not None:
        lines.append(case.say("quota_budget", spent=book.spent, budget=book.budget))
    lines += _counted(case, "quota_planned", wanted) + _counted(case, "quota_refused", refused)
    if account.told_at is None:
        lines.append(case.say("quota_untold", limit=book.limit))
    else:
        lines.append(case.say("quota_told", when=work.minute(account.told_at)))
    return "\n".join(lines)


def _used(case: Case, book: Ledger) -> str:
    month = int(book.month.partition("-")[2])
    if book.limit is None:
        return case.say("quota_unlimited", month=month, used=book.used)
    return case.say("quota_limited", month=month, used=book.used, limit=book.limit, left=book.left)


def _counted(case: Case, key: str, counts: Mapping[Purpose, int]) -> list[str]:
    if not counts:
        return []
    parts = [
        f"{case.say(f'purpose_{purpose.value}')} {counts[purpose]}"
        for purpose in Purpose
        if counts.get(purpose)
    ]
    return [case.say(key, count=sum(counts.values()), parts=" / ".join(parts))]
