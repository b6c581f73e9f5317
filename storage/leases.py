"""What one process at a time may do: a row names the holder, and until when."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, or_, select, update

from storage.dialects import insert_if_new
from storage.tables_members import LeaseRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlLeases:
    """Leases by name."""

    session: Session

    def take(self, name: str, holder: str, now: datetime, until: datetime) -> bool:
        """Take or prolong a lease; False while somebody else has it."""
        if insert_if_new(self.session, LeaseRow(name=name, holder=holder, until=until)):
            return True
        mine_or_free = or_(col(LeaseRow.holder) == holder, col(LeaseRow.until) <= now)
        statement = (
            update(LeaseRow)
            .where(col(LeaseRow.name) == name, mine_or_free)
            .values(holder=holder, until=until)
        )
        return self.session.exec(statement).rowcount == 1

    def release(self, name: str, holder: str) -> None:
        """Give a lease back, so that nobody has to wait for its end."""
        self.session.exec(
            delete(LeaseRow).where(col(LeaseRow.name) == name, col(LeaseRow.holder) == holder)
        )

    def hold(self, name: str, now: datetime) -> None:
        """Wait for, and keep until the end of the transaction, a lock of this name."""
        insert_if_new(self.session, LeaseRow(name=name, holder="", until=now))
        found = select(LeaseRow).where(LeaseRow.name == name)
        self.session.exec(found.with_for_update()).one()
