"""Monday's digest on its way: once a week for every coordinator, late rather than never."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
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

LATE_AFTER: Final = timedelta(hours=1)
"""A digest queued or sent longer than this after its time says that it is late."""

A_WEEK: Final = timedelta(days=7)
"""It is sent until the next one is due."""

KEY_LIFE: Final = timedelta(hours=20)
"""How long after the first attempt a platform surely knows its key again (LINE: 24 h)."""

CHANNELS: Final = ("telegram", "line", "web")
"""Where a member is written to, best first: what costs no quota comes before what does."""

VIA: Final = ">"
"""In a row's key, before each contact that was tried in vain."""


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

    A tick: does nothing, and returns nothing, where that week's digest has been queued. Of
    several weeks missed only the last is sent. Who became a member after the time it was due is
    left out. Counts: `members` who should get it, `queued` of them, `unreachable` ones without a
    place that takes messages.
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
    queued = _queue(work, week, members, scheduled)
    counts = {
        "members": len(members),
        "queued": queued,
        "unreachable": len(members) - queued,
    }
    work.uow.jobs.finish(JOB, str(week), work.now, counts)
    return counts


def _queue(work: Work, week: Week, members: Sequence[Member], scheduled: datetime) -> int:
    """Put a digest into the outbox for each member who can be reached; how many."""
    reachable = [(member, place) for member in members if (place := digest_place(work, member))]
    if not reachable:
        return 0
    digest = of_week(work, week)
    late = work.now - scheduled > LATE_AFTER
    for member, place in reachable:
        contact = place.contact
        message = message_of(work, digest, contact.language, late=late)
        outgoing = Outgoing(
            id=work.house.new_id(),
            key=f"digest:{week}:{member.id}",
            contact=contact.id,
            purpose=Purpose.DIGEST,
            messages=(message,),
            retry_key=work.house.new_id(),
            created_at=work.now,
            due_at=work.now,
            expires_at=scheduled + A_WEEK,
        )
        work.uow.outbox.add(_instead(work, outgoing) if place.instead else outgoing)
    return len(reachable)


def carry_on(work: Work, claimed: Claimed) -> bool:
    """Where a digest surely did not arrive, queue it for the member's next best place.

    Each place is tried once. False where there is no other place.
    """
    outgoing = claimed.outgoing
    if outgoing.purpose is not Purpose.DIGEST:
        return False
    member = _member_of(work, outgoing.contact)
    if member is None:
        return False
    key = f"{outgoing.key}{VIA}{outgoing.contact}"
    tried = frozenset(key.split(VIA)[1:])
    place = digest_place(work, member, without=tried)
    if place is None:
        return False
    again = replace(
        outgoing,
        id=work.house.new_id(),
        key=key,
        contact=place.contact.id,
        retry_key=work.house.new_id(),
        due_at=work.now,
    )
    first_move = len(tried) == 1 and not _was_instead(work, outgoing)
    return work.uow.outbox.add(_instead(work, again) if first_move else again)


def refused_by(work: Work, claimed: Claimed) -> bool:
    """Whether this is a digest for somebody who has blocked us since it was queued."""
    return (
        claimed.outgoing.purpose is Purpose.DIGEST
        and work.uow.contacts.get(claimed.outgoing.contact).blocked
    )


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


def _member_of(work: Work, contact: str) -> Member | None:
    held = work.uow.contacts.hold(contact)
    member = None if held is None else held.member
    found = None if member is None else work.uow.members.get(member)
    return found if found is not None and found.revoked_at is None else None


def _instead(work: Work, outgoing: Outgoing) -> Outgoing:
    """With a line that says why it comes here."""
    first, *others = outgoing.messages
    line = work.house.wording.say("digest_instead", first.language)
    # one phone screen: where it is full, the note shares the last line
    gap = "\n" if first.text.count("\n") < MAX_LINES - 1 else ""
    return replace(outgoing, messages=(replace(first, text=f"{first.text}{gap}{line}"), *others))


def _was_instead(work: Work, outgoing: Outgoing) -> bool:
    first = outgoing.messages[0]
    return work.house.wording.say("digest_instead", first.language) in first.text
