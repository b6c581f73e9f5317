"""The weekly summary: on request for the running week, and every week for coordinators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from handlers.work import Case, Work
from surveys.analysis.digest import Digest, build
from surveys.analysis.digest_views import digest_text
from surveys.analysis.tally import Tally, tally
from surveys.analysis.weeks import Week, fiscal_span, fiscal_year, midnight
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


def asked(case: Case) -> list[Message]:
    """「週報」: the running week up to now."""
    work = case.work
    digest = of_week(work, Week.of(work.now, work.house.centre.timezone))
    text = digest_text(digest, case.language, work.house.wording)
    return [Message(text=text, language=case.language)]


def of_week(work: Work, week: Week) -> Digest:
    """The digest of a week, from the rows as they are now."""
    zone = work.house.centre.timezone
    year = fiscal_year(midnight(week.sunday(), zone), zone)
    start = min(fiscal_span(year, zone)[0], week.start(zone))
    return build(
        week=week,
        now=work.now,
        counted=tallied(work, start, week.end(zone)),
        survey=work.house.catalog.latest(work.house.centre.survey),
        zone=zone,
        not_sent=sum(work.uow.quota.refused(week.start(zone), week.end(zone)).values()),
    )


def tallied(work: Work, start: datetime, end: datetime) -> Tally:
    """The tally of the lessons that start in [start, end)."""
    figures = work.uow.figures
    return tally(
        work.house.catalog,
        figures.lessons(start, end),
        figures.responses(start, end),
        figures.answers(start, end),
    )


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
