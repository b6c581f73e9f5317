"""The quota ledger's rows: one account for a channel and month, and the outbox's pushes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select, update

from storage.dialects import insert_if_new, insert_or_replace
from storage.tables import ContactRow
from storage.traffic import OutboxRow, QuotaRow
from surveys.outbound import Purpose, SendStatus
from surveys.quota import MONTH_SPENT, NO_QUOTA, Account, Plan

_TO_SEND: Final = (SendStatus.DUE.value, SendStatus.SENDING.value)
_FREE: Final = tuple(purpose.value for purpose in Purpose if purpose.rank is None)


def account_from(row: QuotaRow) -> Account:
    """The account that a row describes."""
    plan = None if row.plan_used is None else Plan(limit=row.plan_limit, used=row.plan_used)
    return Account(
        channel=row.channel,
        month=row.month,
        spent=row.spent,
        plan=plan,
        settled=row.settled,
        told_at=row.told_at,
        asked_at=row.asked_at,
    )


def quota_row(account: Account) -> QuotaRow:
    """The row of an account."""
    plan = account.plan
    return QuotaRow(
        channel=account.channel,
        month=account.month,
        spent=account.spent,
        plan_limit=None if plan is None else plan.limit,
        plan_used=None if plan is None else plan.used,
        settled=account.settled,
        told_at=account.told_at,
        asked_at=account.asked_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlQuota:
    """Pushes that a platform counts. Lock rows of the outbox first, then the account."""

    session: Session

    def hold(self, channel: str, month: str) -> Account:
        """The account, locked until the end of the transaction; made where there is none."""
        # Where it is there already, or somebody else makes it meanwhile, theirs is the one.
        insert_if_new(self.session, quota_row(self.find(channel, month)))
        # SQLite leaves the lock out: its write lock was taken when the transaction began.
        statement = select(QuotaRow).where(QuotaRow.channel == channel, QuotaRow.month == month)
        return account_from(self.session.exec(statement.with_for_update()).one())

    def find(self, channel: str, month: str) -> Account:
        """The account as it stands, or would be made: the plan of the last month told."""
        row = self.session.exec(
            select(QuotaRow)
            .where(QuotaRow.channel == channel, col(QuotaRow.month) <= month)
            .order_by(col(QuotaRow.month).desc())
            .limit(1)
        ).first()
        if row is None:
            return Account(channel=channel, month=month)
        account = account_from(row)
        return account if account.month == month else account.turned(month)

    def save(self, account: Account) -> None:
        """Store an account that is held."""
        insert_or_replace(self.session, quota_row(account), key=("channel", "month"))

    def charged(self, outgoing: str) -> str | None:
        """The month that a row of the outbox is counted in; None while it is in none."""
        statement = select(OutboxRow.charged).where(OutboxRow.id == outgoing)
        return self.session.exec(statement).one_or_none()

    def charge(self, outgoing: str, month: str) -> None:
        """Write down that a row of the outbox is counted in this month."""
        self.session.exec(
            update(OutboxRow).where(col(OutboxRow.id) == outgoing).values(charged=month)
        )

    def uncharge(self, outgoing: str) -> str | None:
        """Take a failed row out of its month; the month, None where nothing changed.

        A row that was sent stays counted, whatever news comes after.
        """
        failed = select(OutboxRow).where(
            OutboxRow.id == outgoing,
            col(OutboxRow.status).in_((SendStatus.FAILED.value, SendStatus.CANCELLED.value)),
            col(OutboxRow.charged).is_not(None),
        )
        row = self.session.exec(failed.with_for_update()).one_or_none()
        if row is None:
            return None
        month = row.charged
        self.session.exec(
            update(OutboxRow).where(col(OutboxRow.id) == outgoing).values(charged=None)
        )
        return month

    def put_back(self, outgoing: str) -> None:
        """Undo the claim of a row, as if it had not been taken for sending."""
        self.session.exec(
            update(OutboxRow)
            .where(
                col(OutboxRow.id) == outgoing,
                col(OutboxRow.status) == SendStatus.SENDING.value,
            )
            .values(
                status=SendStatus.DUE.value,
                claimed_until=None,
                attempts=col(OutboxRow.attempts) - 1,
            )
        )

    def planned(
        self, channel: str, month: str, now: datetime, end: datetime
    ) -> Mapping[Purpose, int]:
        """Pushes queued for `end` or earlier that are not counted in this month yet.

        Those that are past their time or of blocked contacts are left out.
        """
        counted = self.session.exec(
            select(OutboxRow.purpose, func.count())
            .where(
                _of_channel(channel),
                col(OutboxRow.status).in_(_TO_SEND),
                col(OutboxRow.purpose).not_in(_FREE),
                or_(col(OutboxRow.charged).is_(None), col(OutboxRow.charged) != month),
                col(OutboxRow.due_at) <= end,
                col(OutboxRow.expires_at) > now,
            )
            .group_by(OutboxRow.purpose)
        )
        return {Purpose(purpose): count for purpose, count in counted}

    def on_their_way(self, channel: str, month: str) -> int:
        """Pushes counted in this month of which nobody knows yet what became of them."""
        return self.session.exec(
            select(func.count())
            .select_from(OutboxRow)
            .where(
                _of_channel(channel, blocked=True),
                col(OutboxRow.status).in_(_TO_SEND),
                col(OutboxRow.charged) == month,
            )
        ).one()

    def refused(self, start: datetime, end: datetime) -> Mapping[Purpose, int]:
        """Pushes given up in [start, end) because the quota was spent."""
        counted = self.session.exec(
            select(OutboxRow.purpose, func.count())
            .where(
                OutboxRow.status == SendStatus.FAILED.value,
                col(OutboxRow.reason).in_((NO_QUOTA, MONTH_SPENT)),
                col(OutboxRow.settled_at) >= start,
                col(OutboxRow.settled_at) < end,
            )
            .group_by(OutboxRow.purpose)
        )
        return {Purpose(purpose): count for purpose, count in counted}


def _of_channel(channel: str, *, blocked: bool = False) -> ColumnElement[bool]:
    """Rows of contacts on this channel; those of blocked contacts where they are asked for."""
    contacts = select(ContactRow.id).where(ContactRow.channel == channel)
    if not blocked:
        contacts = contacts.where(col(ContactRow.blocked).is_(False))
    return col(OutboxRow.contact).in_(contacts)
