"""Events taken in, jobs done, changes made: rows that are written once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select, update

from storage.dialects import insert_if_new
from storage.rows import add_row
from storage.traffic import AuditRow, InboxRow, JobRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlInbox:
    """Events already taken in."""

    session: Session

    def record(self, channel: str, event: str, at: datetime) -> bool:
        """Remember an event; False when it was there already.

        A second transaction with the same event waits here until the first one has ended.
        """
        row = InboxRow(channel=channel, event=event, received_at=at)
        return insert_if_new(self.session, row)

    def has(self, channel: str, event: str) -> bool:
        """Whether an event was recorded."""
        found = select(InboxRow).where(InboxRow.channel == channel, InboxRow.event == event)
        return self.session.exec(found).first() is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlJobs:
    """Jobs done, one row for a job and a period."""

    session: Session

    def start(self, job: str, period: str, now: datetime) -> bool:
        """Claim (job, period); False when it is claimed or done.

        Started in the transaction that also does the work, a job whose process dies is not
        claimed: the row is rolled back with it.
        """
        row = JobRow(job=job, period=period, started_at=now, finished_at=None, counts={})
        return insert_if_new(self.session, row)

    def finish(self, job: str, period: str, now: datetime, counts: Mapping[str, int]) -> None:
        """Write down what was done. Raises KeyError when it was not started."""
        statement = (
            update(JobRow)
            .where(col(JobRow.job) == job, col(JobRow.period) == period)
            .values(finished_at=now, counts=dict(counts))
        )
        if self.session.exec(statement).rowcount == 0:
            raise KeyError(job, period)

    def last(self, job: str) -> str | None:
        """The greatest period that was finished."""
        return self.session.exec(
            select(func.max(JobRow.period)).where(
                JobRow.job == job, col(JobRow.finished_at).is_not(None)
            )
        ).one()


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlAudit:
    """Who changed what."""

    session: Session

    def record(
        self,
        *,
        new_id: str,
        at: datetime,
        actor: str,
        action: str,
        subject: str,
        detail: Mapping[str, Any],
    ) -> None:
        """Add a line. `detail` holds no address and no answer."""
        row = AuditRow(
            id=new_id,
            recorded_at=at,
            actor=actor,
            action=action,
            subject=subject,
            detail=dict(detail),
        )
        add_row(self.session, row)
