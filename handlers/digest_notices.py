"""What the digest tells beside the figures: quota, remarks that wait, the next freeze."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from math import ceil
from typing import Final

from handlers.digest_places import digest_place
from handlers.followed import due_follow_ups
from handlers.plans import in_force
from handlers.voices import waiting
from handlers.work import Work
from surveys.analysis.digest_to_do import Notices
from surveys.analysis.weeks import Week, fiscal_year, midnight
from surveys.outbound import Purpose
from surveys.people import MemberRole
from surveys.quota import TOKYO, ledger, month_end, month_of

A_WEEK: Final = timedelta(days=7)
FRESH: Final = A_WEEK
"""A digest this long after its week still tells how things stand today; an older one does not."""


def notices(work: Work, week: Week) -> Notices:
    """The notices of a week; what is so only now is left out of digests of long ago."""
    zone = work.house.centre.timezone
    refused = sum(work.uow.quota.refused(week.start(zone), week.end(zone)).values())
    if work.now >= week.end(zone) + FRESH:
        return Notices(not_sent=refused, freeze=_freeze(work, week))
    places = [
        digest_place(work, member) for member in work.uow.members.active(MemberRole.COORDINATOR)
    ]
    channels = Counter(place.contact.channel for place in places if place is not None)
    left, planned, follow_ups = _quota(work, channels)
    return Notices(
        not_sent=refused,
        not_reached=places.count(None),
        left=left,
        planned=planned,
        follow_ups=follow_ups,
        remarks=waiting(work),
        freeze=_freeze(work, week),
    )


def _quota(work: Work, readers: Mapping[str, int]) -> tuple[int | None, int, int]:
    """Pushes left this month, those wanted, and the follow-ups among them; of the scarcest.

    Wanted are those queued, a digest a week for each reader on the channel, and the follow-ups
    that become due within a week.
    """
    month = month_of(work.now)
    end = month_end(month)
    monday = Week.of(work.now, TOKYO).end(TOKYO)
    to_come = max(0, ceil((end - monday) / A_WEEK))
    found: list[tuple[int, int, int]] = []
    for metered in work.house.centre.metered:
        queued = work.uow.quota.planned(metered.channel, month, work.now, end)
        account = work.uow.quota.find(metered.channel, month)
        left = ledger(account, metered.budget, queued).left
        if left is not None:
            soon = min(end, work.now + A_WEEK)
            due = due_follow_ups(work, work.now, soon, channel=metered.channel)
            wanted = sum(queued.values()) + to_come * readers.get(metered.channel, 0) + due
            found.append((left, wanted, queued.get(Purpose.FOLLOW_UP, 0) + due))
    return min(found, default=(None, 0, 0))


def _freeze(work: Work, week: Week) -> date | None:
    """The next day after which the figures of this year or the last do not change any more."""
    zone = work.house.centre.timezone
    year = fiscal_year(midnight(week.sunday(), zone), zone)
    days = [
        day
        for plan in (in_force(work, year - 1).plan, in_force(work, year).plan)
        for day in (plan.drafted_on, plan.frozen_on)
        if day >= week.sunday()
    ]
    return min(days, default=None)
