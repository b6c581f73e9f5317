"""Messages to parents that they have not just asked for: when, where to, and how many."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from handlers.quota import planned
from handlers.work import Work
from surveys.messages import Message
from surveys.model import Language
from surveys.outbound import Outgoing, Purpose
from surveys.people import Contact
from surveys.quota import ledger, month_of

MORNING: Final = 9
EVENING: Final = 21
"""Nothing is sent unasked before nine in the morning or from nine in the evening on."""

SEND_WITHIN: Final = timedelta(hours=20)
"""A retry key still is unique then (24 h)."""


def by_day(work: Work) -> bool:
    """Whether it is a time of day at which people may be written to."""
    return MORNING <= work.local(work.now).hour < EVENING


def evening(work: Work) -> datetime:
    """When the present day's time for writing ends."""
    return work.local(work.now).replace(hour=EVENING, minute=0, second=0, microsecond=0)


def place_of(work: Work, respondent: str, mode: str) -> Contact | None:
    """Where a respondent can be written to, locked; the channel of their answers comes first."""
    places = [one for one in work.uow.contacts.of_respondent(respondent) if not one.blocked]
    best = min(places, key=lambda one: one.channel != mode, default=None)
    held = None if best is None else work.uow.contacts.hold(best.id)
    # whoever was writing meanwhile may have blocked us, or had everything erased
    gone = held is None or held.blocked or held.respondent != respondent
    return None if gone else held


def room(work: Work, channel: str, purpose: Purpose) -> int | None:
    """Pushes that may be queued for a purpose beside what is queued; None: as many as one likes.

    The ledger asks again when each of them leaves.
    """
    for metered in work.house.centre.metered:
        if metered.channel == channel:
            wanted = planned(work, channel)
            account = work.uow.quota.find(channel, month_of(work.now))
            book = ledger(account, metered.budget, wanted)
            if book.left is None:
                return None
            return max(0, book.left - book.kept_from(purpose) - wanted.get(purpose, 0))
    return None


def rooms(work: Work, purpose: Purpose) -> Callable[[str], bool]:
    """A function that takes a push on a channel from what may be queued; False: none is left."""
    left: dict[str, int | None] = {}

    def taken(channel: str) -> bool:
        if channel not in left:
            left[channel] = room(work, channel, purpose)
        amount = left[channel]
        if amount is None:
            return True
        left[channel] = max(0, amount - 1)
        return amount > 0

    return taken


def under(lead: str, page: Message | None, language: Language) -> Message:
    """A page under a line that says why it comes."""
    shown = page or Message(text="", language=language)
    return replace(shown, text=f"{lead}\n\n{shown.text}".strip())


def push(
    work: Work, contact: Contact, purpose: Purpose, *, key: str, message: Message, until: datetime
) -> bool:
    """Queue a message that expires at `until` at the latest; False when its key is there."""
    return work.uow.outbox.add(
        Outgoing(
            id=work.house.new_id(),
            key=key,
            contact=contact.id,
            purpose=purpose,
            messages=(message,),
            retry_key=work.house.new_id(),
            created_at=work.now,
            due_at=work.now,
            expires_at=min(until, evening(work), work.now + SEND_WITHIN),
        )
    )
