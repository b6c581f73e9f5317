"""Taking rows of the outbox for sending, and writing down what became of them."""

from datetime import timedelta
from typing import Final

from handlers import quota
from handlers.quota import Claims
from handlers.removal import FORGET
from handlers.work import Work
from surveys.outbound import Claimed, Outcome, Purpose, TryLater

LEASE: Final = timedelta(seconds=60)
"""How long a claimed row belongs to one process; longer than any attempt takes."""

LAST_WORDS: Final = frozenset({Purpose.FAREWELL, Purpose.LEAVE})
"""After these the address is forgotten."""

FIRST_WAIT: Final = 2.0
LONGEST_WAIT: Final = 900.0


def claim(work: Work, limit: int) -> Claims:
    """Rows to send now, at most one for each contact; pushes only as the quota allows."""
    while True:
        found = work.uow.outbox.claim(work.now, work.now + LEASE, limit)
        claims = quota.admit(work, found)
        # where the quota refused all of them, others may still wait behind
        if not claims.empty or not found:
            return claims


def record(work: Work, claimed: Claimed, outcome: Outcome) -> None:
    """What became of an attempt. After a farewell the address is forgotten, sent or not."""
    again = None
    if isinstance(outcome, TryLater):
        wait = outcome.seconds if outcome.seconds is not None else waiting_time(claimed.attempt)
        again = work.now + timedelta(seconds=wait)
        if again >= claimed.outgoing.expires_at:
            again = None
    work.uow.outbox.settle(claimed.outgoing.id, outcome, work.now, again)
    quota.settled(work, claimed, outcome)
    if claimed.outgoing.purpose in LAST_WORDS and again is None:
        _forget(work, claimed.outgoing.contact)


def forget_leaving(work: Work) -> dict[str, int]:
    """Forget erased people whose receipt was given up without an attempt to write down.

    Safe to repeat; returns how many addresses were removed.
    """
    leaving = work.uow.contacts.leaving(FORGET)
    for contact in leaving:
        _forget(work, contact.id)
    return {"forgotten": len(leaving)}


def waiting_time(attempt: int) -> float:
    """Seconds before the next attempt: doubling, at most a quarter of an hour."""
    return min(FIRST_WAIT * 2.0 ** (attempt - 1), LONGEST_WAIT)


def _forget(work: Work, contact: str) -> None:
    """Unless the person has come back in the meantime."""
    held = work.uow.contacts.hold(contact)
    if held is not None and held.awaiting == FORGET:
        work.uow.outbox.drop_for(contact)
        work.uow.contacts.forget(contact)
