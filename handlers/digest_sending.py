"""Monday's digest on its way: once a week for every coordinator, late rather than never."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from handlers.digest_places import DigestPlace, digest_place
from handlers.digests import message_of, of_week
from handlers.work import Work
from surveys.analysis.digest_views import MAX_LINES
from surveys.analysis.weeks import Week
from surveys.outbound import Claimed, Outgoing, Purpose
from surveys.people import Contact, Member, MemberRole

JOB: Final = "digest"

GIVEN: Final = "digest_given"
"""The job of one person's digest of one week, whatever became of its rows."""

MOST_MISSED: Final = 4
"""Weeks sent after the machine was off; 「週報 2026-W47」 has older ones."""

FIRST_DAY: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""No lesson is older."""

LATE_AFTER: Final = timedelta(hours=1)
"""A digest queued or sent longer than this after its time says that it is late."""

A_WEEK: Final = timedelta(days=7)
"""It is sent until the next one is due."""

KEY_LIFE: Final = timedelta(hours=20)
"""How long after the first attempt a platform surely knows its key again (LINE: 24 h)."""

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

    A tick. Weeks missed since the last one come before it, oldest first and late. Where the
    week is done, only those who could not be reached then, and can be now, are looked for; it
    returns nothing where there are none. Who became a member after the time a digest was due is
    left out. Counts: `members` who should get one or more, `queued` of them, `unreachable` ones
    without a place that takes messages.
    """
    zone = work.house.centre.timezone
    scheduled = latest_time(at, work.now, zone)
    week = Week.of(scheduled, zone).previous()
    last = work.uow.jobs.last(JOB)
    members = work.uow.members.active(MemberRole.COORDINATOR)
    if not work.uow.jobs.start(JOB, str(week), work.now):
        late = _queue(work, _Due(week=week, at=scheduled, until=scheduled + A_WEEK), members)
        return {"members": late, "queued": late, "unreachable": 0} if late else {}
    for due in _missed(work, last, week, scheduled):
        _queue(work, due, members)
    here = [member for member in members if member.joined_at <= scheduled]
    queued = _queue(work, _Due(week=week, at=scheduled, until=scheduled + A_WEEK), members)
    counts = {"members": len(here), "queued": queued, "unreachable": len(here) - queued}
    work.uow.jobs.finish(JOB, str(week), work.now, counts)
    return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """A week's digest, the time `at` which it was due, and `until` when it is sent at all."""

    week: Week
    at: datetime
    until: datetime


def _missed(work: Work, last: str | None, newest: Week, scheduled: datetime) -> Sequence[_Due]:
    """The digests between the last one done and the newest, oldest first.

    Weeks before the first lesson ever, and before the first digest ever, tell nothing.
    """
    zone = work.house.centre.timezone
    found: list[_Due] = []
    week, at = newest.previous(), scheduled - A_WEEK
    while last is not None and str(week) > last and len(found) < MOST_MISSED - 1:
        found.append(_Due(week=week, at=at, until=scheduled + A_WEEK))
        week, at = week.previous(), at - A_WEEK
    if not found:
        return found
    lessons = work.uow.lessons.between(FIRST_DAY, newest.start(zone))
    began = lessons[0].starts_at if lessons else work.now
    return [due for due in reversed(found) if began < due.week.end(zone)]


def _queue(work: Work, due: _Due, members: Sequence[Member]) -> int:
    """Put a digest into the outbox for each who had joined, can be reached and has none yet.

    How many. A second process, or a second start, finds them done.
    """
    reachable = [
        (member, place)
        for member in members
        if member.joined_at <= due.at
        and (place := digest_place(work, member))
        and work.uow.jobs.start(GIVEN, f"{due.week}:{member.id}", work.now)
    ]
    if not reachable:
        return 0
    digest = of_week(work, due.week)
    late = work.now - due.at > LATE_AFTER
    queued = 0
    for member, place in reachable:
        contact = place.contact
        message = message_of(work, digest, contact.language, late=late)
        outgoing = Outgoing(
            id=work.house.new_id(),
            key=f"digest:{due.week}:{member.id}",
            contact=contact.id,
            purpose=Purpose.DIGEST,
            messages=(message,),
            retry_key=work.house.new_id(),
            created_at=work.now,
            due_at=work.now,
            expires_at=due.until,
        )
        work.uow.jobs.finish(GIVEN, f"{due.week}:{member.id}", work.now, {})
        queued += work.uow.outbox.add(instead(work, outgoing) if place.instead else outgoing)
    return queued


def as_sent(work: Work, claimed: Claimed) -> Claimed:
    """A row as it goes out now: a digest that is late, or may have arrived before, says so.

    Where the platform drops a second attempt by its key, that one cannot be seen twice; such a
    row expires before the key is forgotten.
    """
    outgoing = claimed.outgoing
    if outgoing.purpose is not Purpose.DIGEST:
        return claimed
    first, *others = outgoing.messages
    text, language = first.text, first.language
    late = work.house.wording.say("digest_late", language)
    if work.now - outgoing.created_at > LATE_AFTER and late not in text:
        text = f"{late}\n{text}"
    if claimed.channel in work.house.centre.keyed:
        if claimed.attempt == 1:
            until = min(outgoing.expires_at, work.now + KEY_LIFE)
            work.uow.outbox.shorten(outgoing.id, until)
            outgoing = replace(outgoing, expires_at=until)
    elif claimed.perhaps_arrived:
        text = f"{work.house.wording.say('digest_again', language)}{text}"
    messages = (replace(first, text=text), *others)
    return replace(claimed, outgoing=replace(outgoing, messages=messages))


def place_of(work: Work, member: Member) -> Contact | None:
    """The best of a member's talks that takes messages; None where there is none."""
    open_ones = [
        contact
        for contact in work.uow.contacts.of_member(member.id)
        if not contact.blocked and contact.channel in CHANNELS
    ]
    return min(open_ones, key=lambda contact: CHANNELS.index(contact.channel), default=None)


def digest_channel(work: Work, member: Member) -> str | None:
    """The channel on which a member would get the digest now; None without any."""
    place: DigestPlace | None = digest_place(work, member)
    return None if place is None else place.contact.channel


def instead(work: Work, outgoing: Outgoing) -> Outgoing:
    """With a line that says why it comes here."""
    first, *others = outgoing.messages
    line = work.house.wording.say("digest_instead", first.language)
    # one phone screen: where it is full, the note shares the last line
    gap = "\n" if first.text.count("\n") < MAX_LINES - 1 else ""
    return replace(outgoing, messages=(replace(first, text=f"{first.text}{gap}{line}"), *others))


def was_instead(work: Work, outgoing: Outgoing) -> bool:
    """Whether it says so already."""
    first = outgoing.messages[0]
    return work.house.wording.say("digest_instead", first.language) in first.text
