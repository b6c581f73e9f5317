"""Taking rows of the outbox for sending, and writing down what became of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from handlers import (
    boards,
    carrying,
    digest_places,
    digest_sending,
    entitlement,
    menus,
    quota,
    reminding,
)
from handlers.quota import Claims
from handlers.removal import FORGET
from handlers.work import Work
from surveys.outbound import (
    Blocked,
    Claimed,
    Outcome,
    Purpose,
    Refused,
    TryLater,
    Uncertain,
)

LEASE: Final = timedelta(seconds=60)
"""How long a claimed row belongs to one process; longer than any attempt takes."""

LAST_WORDS: Final = frozenset({Purpose.FAREWELL, Purpose.LEAVE})
"""After these the address is forgotten."""

FIRST_WAIT: Final = 2.0
LONGEST_WAIT: Final = 900.0

UNCERTAIN_WAIT: Final = 300.0
LONGEST_UNCERTAIN_WAIT: Final = 4 * 3600.0
"""Between attempts that may all arrive the pauses are long: few copies, and never none."""


def claim(work: Work, limit: int, lease: timedelta = LEASE) -> Claims:
    """Rows to send now, at most one for each contact; pushes only as the quota allows.

    What a member should get, and cannot go where it was queued for, goes on to their next place.
    What was meant for a member who is none any more is not sent.
    """
    while True:
        found = work.uow.outbox.claim(work.now, work.now + lease, limit)
        wanted = entitlement.still_entitled(work, reminding.still_wanted(work, found))
        open_rows = _not_blocked(work, wanted)
        claims = quota.admit(work, open_rows)
        for row in open_rows:
            if row not in claims.rows and row.channel not in claims.unsure:
                carrying.carry_on(work, row)
        # where the quota refused all of them, others may still wait behind
        if not claims.empty or not found:
            rows = tuple(
                menus.as_sent(work, digest_sending.as_sent(work, row)) for row in claims.rows
            )
            return replace(claims, rows=rows)


def _not_blocked(work: Work, found: Sequence[Claimed]) -> Sequence[Claimed]:
    blocked = [row for row in found if carrying.refused_by(work, row)]
    for row in blocked:
        work.uow.outbox.settle(row.outgoing.id, Blocked(), work.now, None)
        carrying.carry_on(work, row)
    return [row for row in found if row not in blocked]


def record(work: Work, claimed: Claimed, outcome: Outcome) -> None:
    """What became of an attempt. After a farewell the address is forgotten, sent or not."""
    again = _next_attempt(work, claimed, outcome)
    work.uow.outbox.settle(claimed.outgoing.id, outcome, work.now, again)
    quota.settled(work, claimed, outcome)
    if isinstance(outcome, Refused | Blocked):
        carrying.carry_on(work, claimed)
    boards.placed(work, claimed, outcome)
    if claimed.outgoing.purpose in LAST_WORDS and again is None:
        _forget(work, claimed.outgoing.contact)


def _next_attempt(work: Work, claimed: Claimed, outcome: Outcome) -> datetime | None:
    """When a row is tried again: what was surely not taken, and a digest that may not have been.

    A digest of which nobody knows whether it arrived is rather sent twice than never.
    """
    if isinstance(outcome, TryLater):
        known = outcome.seconds
        wait = known if known is not None else waiting_time(claimed.attempt)
    elif isinstance(outcome, Uncertain) and claimed.outgoing.purpose is Purpose.DIGEST:
        longer = UNCERTAIN_WAIT * 2.0 ** (claimed.attempt - 1)
        wait = min(longer, LONGEST_UNCERTAIN_WAIT)
    else:
        return None
    again = work.now + timedelta(seconds=wait)
    return again if again < claimed.outgoing.expires_at else None


def forget_leaving(work: Work) -> dict[str, int]:
    """Forget erased people whose receipt was given up without an attempt to write down.

    Addresses that nobody proved to be theirs go with them. Safe to repeat; returns how many
    addresses were removed.
    """
    leaving = work.uow.contacts.leaving(FORGET)
    for contact in leaving:
        _forget(work, contact.id)
    return {"forgotten": len(leaving) + digest_places.forget_unproven(work)}


def waiting_time(attempt: int) -> float:
    """Seconds before the next attempt: doubling, at most a quarter of an hour."""
    return min(FIRST_WAIT * 2.0 ** min(attempt - 1, 10), LONGEST_WAIT)


def _forget(work: Work, contact: str) -> None:
    """Unless the person has come back in the meantime."""
    held = work.uow.contacts.hold(contact)
    if held is not None and held.awaiting == FORGET:
        work.uow.outbox.drop_for(contact)
        work.uow.contacts.forget(contact)
