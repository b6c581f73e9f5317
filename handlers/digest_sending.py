"""Monday's digest on its way: once a week for every coordinator, late rather than never."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from handlers.digests import of_week
from handlers.work import Work
from surveys.analysis.digest_views import digest_text
from surveys.analysis.weeks import Week
from surveys.messages import Message
from surveys.outbound import Outgoing, Purpose
from surveys.people import Contact, Member, MemberRole

JOB: Final = "digest"

LATE_AFTER: Final = timedelta(hours=1)
"""A digest queued longer than this after its time says that it is late."""

SEND_WITHIN: Final = timedelta(hours=20)
"""After this it is not sent any more; a retry key is still unique then (24 h)."""

CHANNELS: Final = ("telegram", "line", "web")
"""Where a member is written to, best first: what costs no quota comes before what does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestTime:
    """When the digest goes out, in the centre's time zone; `weekday` 0 is Monday."""

    weekday: int
    hour: int
    minute: int


def latest_time(at: DigestTime, now: datetime, zone: ZoneInfo) -> datetime:
    """The last time at or before `now` at which a digest was due."""
    local = now.astimezone(zone)
    day = local.date() - timedelta(days=(local.weekday() - at.weekday) % 7)
    moment = datetime.combine(day, time(at.hour, at.minute), tzinfo=zone)
    return moment if moment <= local else moment - timedelta(days=7)


def send_due(work: Work, at: DigestTime) -> dict[str, int]:
    """Queue the digest of the last complete week for every coordinator, once a week.

    A tick: does nothing, and returns nothing, where that week's digest has been queued. Who
    became a member after the time it was due is left out. Counts: `members` who should get it,
    `queued` of them, `unreachable` ones without a place that takes messages.
    """
    zone = work.house.centre.timezone
    scheduled = latest_time(at, work.now, zone)
    week = Week.of(scheduled, zone).previous()
    if not work.uow.jobs.start(JOB, str(week), work.now):
        return {}
    members = [
        member
        for member in work.uow.members.active(MemberRole.COORDINATOR)
        if member.joined_at <= scheduled
    ]
    queued = _queue(work, week, members, late=work.now - scheduled > LATE_AFTER)
    counts = {
        "members": len(members),
        "queued": queued,
        "unreachable": len(members) - queued,
    }
    work.uow.jobs.finish(JOB, str(week), work.now, counts)
    return counts


def _queue(work: Work, week: Week, members: Sequence[Member], *, late: bool) -> int:
    """Put a digest into the outbox for each member who can be reached; how many."""
    reachable = [(member, place) for member in members if (place := place_of(work, member))]
    if not reachable:
        return 0
    digest = of_week(work, week)
    for member, contact in reachable:
        text = digest_text(digest, contact.language, work.house.wording, late=late)
        work.uow.outbox.add(
            Outgoing(
                id=work.house.new_id(),
                key=f"digest:{week}:{member.id}",
                contact=contact.id,
                purpose=Purpose.DIGEST,
                messages=(Message(text=text, language=contact.language),),
                retry_key=work.house.new_id(),
                created_at=work.now,
                due_at=work.now,
                expires_at=work.now + SEND_WITHIN,
            )
        )
    return len(reachable)


def place_of(work: Work, member: Member) -> Contact | None:
    """The best of a member's contacts that takes messages; None where there is none."""
    open_ones = [
        contact
        for contact in work.uow.contacts.of_member(member.id)
        if not contact.blocked and contact.channel in CHANNELS
    ]
    return min(open_ones, key=lambda contact: CHANNELS.index(contact.channel), default=None)
