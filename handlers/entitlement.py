"""What was queued for a member is not sent to somebody who is none any more."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from handlers import quota
from handlers.work import Case, Work
from surveys.outbound import Claimed, Purpose, Refused
from surveys.people import Member

NO_MEMBER: Final = "no member with the role any more"

OF: Final = "@"
"""In the key of a reply, before the member whom it answers."""


def reply_key(case: Case) -> str:
    """The outbox's key of the reply to an event; it names the active member after the event.

    The farewell to a member who has just left names nobody, and so is sent.
    """
    inbound = case.inbound
    key = f"reply:{inbound.channel}:{inbound.event}"
    contact = case.work.uow.contacts.get(case.contact.id)
    member = replace(case, contact=contact).member()
    return key if member is None else f"{key}{OF}{member.id}"


def still_entitled(work: Work, claimed: Sequence[Claimed]) -> list[Claimed]:
    """The rows without those for a member who was revoked, has left, or lacks the role now.

    Those end as cancelled, with a line in the audit log; they name the row and nobody.
    """
    kept = []
    for one in claimed:
        if _entitled(work, one):
            kept.append(one)
        else:
            _cancel(work, one)
    return kept


def _entitled(work: Work, claimed: Claimed) -> bool:
    outgoing = claimed.outgoing
    if outgoing.purpose is Purpose.REPLY:
        _, named, member_id = outgoing.key.rpartition(OF)
        answered = _member(work, member_id) if named else None
        return answered is None or answered.revoked_at is None
    least = outgoing.purpose.least_role
    if least is None:
        return True
    member = _owner(work, outgoing.contact)
    return member is not None and member.revoked_at is None and member.role >= least


def _owner(work: Work, contact: str) -> Member | None:
    """The member of a place, or the one who is proving that it is theirs."""
    member = work.uow.contacts.get(contact).member
    if member is None:
        given = work.uow.places.proving(contact)
        member = None if given is None else given.member
    return None if member is None else _member(work, member)


def _member(work: Work, member: str) -> Member | None:
    try:
        return work.uow.members.get(member)
    except KeyError:
        return None


def _cancel(work: Work, claimed: Claimed) -> None:
    outgoing = claimed.outgoing
    work.uow.outbox.cancel(outgoing.id, NO_MEMBER, work.now)
    if not claimed.perhaps_arrived:
        quota.settled(work, claimed, Refused(reason=NO_MEMBER))
    work.uow.audit.record(
        new_id=work.house.new_id(),
        at=work.now,
        actor="koe",
        action="not sent",
        subject=outgoing.id,
        detail={"purpose": outgoing.purpose.value, "reason": NO_MEMBER},
    )
