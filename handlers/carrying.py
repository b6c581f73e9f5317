"""What one place of a member refuses goes on to another: digests, danger alerts, prompts."""

from dataclasses import replace
from typing import Final

from handlers.digest_places import digest_place, takes_digest
from handlers.digest_sending import CHANNELS, instead, was_instead
from handlers.membership import MAIL
from handlers.prompting import PROMPT, await_number
from handlers.work import Work
from surveys.outbound import MOVING, Claimed, Outgoing, Purpose
from surveys.people import Contact, Member

VIA: Final = ">"
"""In a row's key, before each contact that was tried in vain."""

LONGEST_KEY: Final = 200


def carry_on(work: Work, claimed: Claimed) -> bool:
    """Where a message surely did not arrive, queue it for the member's next best place.

    Each place is tried once. False where there is no other place, or it is not meant to move.
    """
    outgoing = claimed.outgoing
    if outgoing.purpose not in MOVING:
        return False
    member = _member_of(work, outgoing.contact)
    if member is None:
        return False
    head, *before = outgoing.key.split(VIA)
    tried = (*before, outgoing.contact)
    contact = _next(work, member, outgoing.purpose, frozenset(tried))
    if contact is None:
        return False
    tail = "".join(f"{VIA}{one}" for one in tried)
    again = replace(
        outgoing,
        id=work.house.new_id(),
        key=f"{head[-(LONGEST_KEY - len(tail)) :]}{tail}",
        contact=contact.id,
        retry_key=work.house.new_id(),
        due_at=work.now,
    )
    if head.startswith(PROMPT):
        await_number(work, contact, work.uow.lessons.get(head.split(":")[1]))
    return work.uow.outbox.add(_told(work, outgoing, again) if len(tried) == 1 else again)


def refused_by(work: Work, claimed: Claimed) -> bool:
    """Whether this could move, and is for somebody who has blocked us since it was queued."""
    return (
        claimed.outgoing.purpose in MOVING
        and work.uow.contacts.get(claimed.outgoing.contact).blocked
    )


def _told(work: Work, outgoing: Outgoing, again: Outgoing) -> Outgoing:
    """A digest says why it comes here; the others are short and plain without."""
    if outgoing.purpose is not Purpose.DIGEST or was_instead(work, outgoing):
        return again
    return instead(work, again)


def _next(work: Work, member: Member, purpose: Purpose, tried: frozenset[str]) -> Contact | None:
    """The next best place: a chat before mail. A prompt asks for a button, so no mail has it."""
    if purpose is Purpose.DIGEST:
        place = digest_place(work, member, without=tried)
        return None if place is None else place.contact
    order = (*CHANNELS, MAIL) if purpose is Purpose.ALERT else CHANNELS
    found = [
        contact
        for contact in work.uow.contacts.of_member(member.id)
        if takes_digest(work, contact) and contact.channel in order and contact.id not in tried
    ]
    return min(found, key=lambda contact: order.index(contact.channel), default=None)


def _member_of(work: Work, contact: str) -> Member | None:
    held = work.uow.contacts.hold(contact)
    member = None if held is None else held.member
    found = None if member is None else work.uow.members.get(member)
    return found if found is not None and found.revoked_at is None else None
