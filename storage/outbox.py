"""Messages waiting to be sent: queued once, taken by one, settled for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, assert_never

from sqlalchemy import ColumnElement, and_, case, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, select, update

from storage.dialects import insert_if_new
from storage.outgoing import outgoing_from, outgoing_row
from storage.sealing import Seals
from storage.tables import ContactRow, MemberRow
from storage.traffic import OutboxRow
from surveys.outbound import (
    MOVING,
    Accepted,
    Blocked,
    Claimed,
    Outcome,
    Outgoing,
    Purpose,
    Refused,
    SendStatus,
    TryLater,
    Uncertain,
)

_TO_SEND: Final = (SendStatus.DUE.value, SendStatus.SENDING.value)
_REPLIES: Final = (Purpose.REPLY.value, Purpose.FAREWELL.value)
"""Purposes whose second attempt could be a second copy: a reply takes no retry key."""

_EMPTIED: Final[dict[str, Any]] = {"reply_token": None, "messages": [], "claimed_until": None}
"""A row that is not to be sent needs no token, and its text may repeat what a person answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlOutbox:
    """Messages waiting to be sent. A row that is settled keeps neither token nor text."""

    session: Session
    seals: Seals

    def add(self, outgoing: Outgoing) -> bool:
        """Queue a row; False (and nothing queued) when its key is there already."""
        return insert_if_new(self.session, outgoing_row(outgoing, self.seals))

    def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Claimed]:
        """Take due rows for sending, in order of creation; nobody else gets them before `until`.

        What must not be sent any more is closed first: replies whose earlier claim ran out
        become unknown, rows past `expires_at` or of blocked contacts become failed (those of
        forgotten contacts are gone with the contact). Four statements, however many rows.

        Of one contact, a younger row waits while an older one is due or being sent, and also
        while an older reply waits for its next attempt, so that pages keep their order. A push
        that waits for later holds nothing up.
        """
        ran_out = and_(_status_is(SendStatus.SENDING), col(OutboxRow.claimed_until) <= now)
        free = or_(_status_is(SendStatus.DUE), ran_out)
        late = col(OutboxRow.expires_at) <= now
        blocked = select(ContactRow.id).where(col(ContactRow.blocked).is_(True))
        self._close(
            and_(ran_out, col(OutboxRow.purpose).in_(_REPLIES)),
            now,
            status=SendStatus.UNKNOWN.value,
            reason="the claim ran out",
        )
        self._close(
            and_(free, or_(late, and_(col(OutboxRow.contact).in_(blocked), ~_may_move()))),
            now,
            status=SendStatus.FAILED.value,
            reason=case((late, "expired"), else_="blocked"),
        )
        found = self.session.exec(
            select(OutboxRow, ContactRow, col(MemberRow.id).is_not(None))
            .join(ContactRow, col(ContactRow.id) == col(OutboxRow.contact))
            .join(
                MemberRow,
                (col(MemberRow.id) == ContactRow.member) & col(MemberRow.revoked_at).is_(None),
                isouter=True,
            )
            .where(
                or_(and_(_status_is(SendStatus.DUE), col(OutboxRow.due_at) <= now), ran_out),
                ~_held_up(now),
            )
            .order_by(col(OutboxRow.created_at), col(OutboxRow.number))
            .limit(limit)
            .with_for_update(skip_locked=True, of=OutboxRow)
        ).all()
        self._mark([row for row, _, _ in found], until)
        return [
            Claimed(
                outgoing=outgoing_from(row, self.seals),
                channel=contact.channel,
                address=self.seals.opened(contact.sealed),
                attempt=row.attempts + 1,
                # the claim of a row that is being sent ran out: its process may have died late
                perhaps_arrived=row.perhaps_arrived or row.status == SendStatus.SENDING.value,
                member=member,
            )
            for row, contact, member in found
        ]

    def cancel(self, outgoing: str, reason: str, now: datetime) -> None:
        """Let a row that is not to be sent any more end, without token and text."""
        self._end(outgoing, now, SendStatus.CANCELLED, reason)

    def shorten(self, outgoing: str, expires_at: datetime) -> None:
        """Let a row expire at this moment, where it would do so later."""
        self.session.exec(
            update(OutboxRow)
            .where(col(OutboxRow.id) == outgoing, col(OutboxRow.expires_at) > expires_at)
            .values(expires_at=expires_at)
        )

    def settle(self, outgoing: str, outcome: Outcome, now: datetime, due: datetime | None) -> None:
        """Write down what became of an attempt; `due` is the time of the next, if any.

        A row that is gone, or was sent, stays as it is: news may come after the claim ran out.
        """
        match outcome:
            case Accepted():
                self._end(outgoing, now, SendStatus.SENT, None)
            case Refused(reason=reason):
                self._end(outgoing, now, SendStatus.FAILED, reason)
            case Blocked():
                self._block_contact_of(outgoing)
                self._end(outgoing, now, SendStatus.FAILED, "blocked")
            case Uncertain(reason=reason):
                if due is None:
                    self._end(outgoing, now, SendStatus.UNKNOWN, reason)
                else:
                    self._postpone(outgoing, due, reason, perhaps_arrived=True)
            case TryLater(reason=reason):
                if due is None:
                    self._end(outgoing, now, SendStatus.FAILED, reason)
                else:
                    self._postpone(outgoing, due, reason)
            case _:
                assert_never(outcome)

    def drop_for(self, contact: str) -> None:
        """Remove all rows of a contact that is being forgotten."""
        self.session.exec(delete(OutboxRow).where(col(OutboxRow.contact) == contact))

    def _close(self, condition: ColumnElement[bool], now: datetime, **values: Any) -> None:
        # The inner query leaves out what another claimer is working on; SQLite has no such thing.
        numbers = select(OutboxRow.number).where(condition).with_for_update(skip_locked=True)
        self.session.exec(
            update(OutboxRow)
            .where(col(OutboxRow.number).in_(numbers))
            .values(settled_at=now, **_EMPTIED, **values)
        )

    def _mark(self, rows: Sequence[OutboxRow], until: datetime) -> None:
        if rows:
            self.session.exec(
                update(OutboxRow)
                .where(col(OutboxRow.number).in_([row.number for row in rows]))
                .values(
                    status=SendStatus.SENDING.value,
                    claimed_until=until,
                    attempts=col(OutboxRow.attempts) + 1,
                    # computed from the row as it was: in SQL every right side is the old one
                    perhaps_arrived=or_(
                        col(OutboxRow.perhaps_arrived).is_(True),
                        _status_is(SendStatus.SENDING),
                    ),
                )
            )

    def _end(self, outgoing: str, now: datetime, status: SendStatus, reason: str | None) -> None:
        self.session.exec(
            update(OutboxRow)
            .where(col(OutboxRow.id) == outgoing, ~_status_is(SendStatus.SENT))
            .values(status=status.value, reason=reason, settled_at=now, **_EMPTIED)
        )

    def _postpone(self, outgoing: str, due: datetime, reason: str, **values: bool) -> None:
        self.session.exec(
            update(OutboxRow)
            .where(col(OutboxRow.id) == outgoing, col(OutboxRow.status).in_(_TO_SEND))
            .values(
                status=SendStatus.DUE.value,
                due_at=due,
                claimed_until=None,
                reason=reason,
                **values,
            )
        )

    def _block_contact_of(self, outgoing: str) -> None:
        contact = select(OutboxRow.contact).where(OutboxRow.id == outgoing)
        self.session.exec(
            update(ContactRow).where(col(ContactRow.id).in_(contact)).values(blocked=True)
        )


def _may_move() -> ColumnElement[bool]:
    """What goes on to another place where one is blocked (handlers/carrying.py)."""
    return col(OutboxRow.purpose).in_([purpose.value for purpose in sorted(MOVING)])


def _status_is(status: SendStatus) -> ColumnElement[bool]:
    return col(OutboxRow.status) == status.value


def _held_up(now: datetime) -> ColumnElement[bool]:
    older = aliased(OutboxRow)
    waits_its_turn = or_(
        col(older.due_at) <= now,
        and_(col(older.attempts) > 0, col(older.purpose).in_(_REPLIES)),
    )
    return exists().where(
        col(older.contact) == col(OutboxRow.contact),
        or_(
            col(older.created_at) < col(OutboxRow.created_at),
            and_(
                col(older.created_at) == col(OutboxRow.created_at),
                col(older.number) < col(OutboxRow.number),
            ),
        ),
        or_(
            col(older.status) == SendStatus.SENDING.value,
            and_(col(older.status) == SendStatus.DUE.value, waits_its_turn),
        ),
    )
