"""A menu that stays in sight follows soon when a person becomes or stops being a member."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from handlers.work import Work
from surveys.messages import Message
from surveys.outbound import Claimed, Outgoing, Purpose
from surveys.people import Contact

AFTER: Final = timedelta(seconds=1)
"""So that the answer to the event that changed something is not kept waiting."""

TRIED_FOR: Final = timedelta(days=30)
"""A platform that is away, or a token that has run out, is waited for this long."""


def changed(work: Work, contact: Contact) -> None:
    """Queue that the person is shown the menu that fits them when the row is sent.

    A row, so that it is tried again after a failure and is sent by whichever process serves. It
    says nothing and costs no push. Where the channel has no such menu, nothing is queued.
    """
    if contact.channel not in work.house.centre.with_menus:
        return
    row = work.house.new_id()
    work.uow.outbox.add(
        Outgoing(
            id=row,
            key=f"menu:{row}",
            contact=contact.id,
            purpose=Purpose.MENU,
            messages=(Message(text="", language=contact.language),),
            retry_key=row,
            created_at=work.now,
            due_at=work.now + AFTER,
            expires_at=work.now + TRIED_FOR,
        )
    )


def as_sent(work: Work, claimed: Claimed) -> Claimed:
    """A menu's row with the language and the role that the person has now; others as they are."""
    outgoing = claimed.outgoing
    if outgoing.purpose is not Purpose.MENU:
        return claimed
    contact = work.uow.contacts.get(outgoing.contact)
    language = contact.language
    messages = tuple(replace(message, language=language) for message in outgoing.messages)
    member = None if contact.member is None else work.uow.members.get(contact.member)
    role = None if member is None or member.revoked_at is not None else member.role
    return replace(claimed, outgoing=replace(outgoing, messages=messages), role=role)
