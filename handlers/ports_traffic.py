"""What comes in, goes out, is done and is counted: the second half of handlers/ports.py."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from surveys.figures import AnswerRow, LessonRow, ResponseRow
from surveys.outbound import Claimed, Outcome, Outgoing, Purpose
from surveys.quota import Account


class Inbox(Protocol):
    """Events already taken in."""

    def record(self, channel: str, event: str, at: datetime) -> bool:
        """Remember an event; False when it was there already (then nothing may be done)."""

    def has(self, channel: str, event: str) -> bool:
        """Whether an event was recorded."""


class Outbox(Protocol):
    """Messages waiting to be sent."""

    def add(self, outgoing: Outgoing) -> bool:
        """Queue a row; False (and nothing queued) when its key is there already."""

    def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Claimed]:
        """Take due rows for sending, in order of creation; nobody else gets them before `until`.

        Rows past `expires_at` become failed, rows of blocked contacts too. A reply or farewell
        whose earlier claim ran out becomes unknown instead: it may have been sent. Of one
        contact, a younger row is not taken while an older one is due or being sent, or is a
        reply that waits for its next attempt; a push that waits for later holds nothing up.
        """

    def settle(self, outgoing: str, outcome: Outcome, now: datetime, due: datetime | None) -> None:
        """Write down what became of an attempt; `due` is the time of the next, if any.

        Reply token and text are removed as soon as the row is no longer to be sent. A row that
        is gone or was sent stays as it is. After an uncertain attempt with a `due` the row is
        tried again as one that may have arrived.
        """

    def cancel(self, outgoing: str, reason: str, now: datetime) -> None:
        """Let a row that is not to be sent any more end, without token and text."""

    def shorten(self, outgoing: str, expires_at: datetime) -> None:
        """Let a row expire at this moment, where it would do so later."""

    def drop_for(self, contact: str) -> None:
        """Remove all rows of a contact that is being forgotten."""


class Jobs(Protocol):
    """Jobs done, one row for a job and a period."""

    def start(self, job: str, period: str, now: datetime) -> bool:
        """Claim (job, period); False when it is claimed or done.

        Started in the transaction that does the work, it is rolled back with it.
        """

    def finish(self, job: str, period: str, now: datetime, counts: Mapping[str, int]) -> None:
        """Write down what was done."""

    def last(self, job: str) -> str | None:
        """The greatest period done."""


class Audit(Protocol):
    """Who changed what."""

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


class Quota(Protocol):
    """Pushes that a platform counts, by channel and month (2026-11)."""

    def hold(self, channel: str, month: str) -> Account:
        """The account, locked until the end of the transaction: one spender at a time.

        Made where there is none, with the plan that was told last.
        """

    def find(self, channel: str, month: str) -> Account:
        """The account as it stands, or would be made."""

    def save(self, account: Account) -> None:
        """Store an account that is held."""

    def charged(self, outgoing: str) -> str | None:
        """The month that a row of the outbox is counted in; None while it is in none."""

    def charge(self, outgoing: str, month: str) -> None:
        """Write down that a row of the outbox is counted in this month."""

    def uncharge(self, outgoing: str) -> str | None:
        """Take a row that was not sent out of its month; the month, None where nothing changed."""

    def put_back(self, outgoing: str) -> None:
        """Undo the claim of a row, as if it had not been taken for sending."""

    def planned(
        self, channel: str, month: str, now: datetime, end: datetime
    ) -> Mapping[Purpose, int]:
        """Pushes queued for `end` or earlier that are not counted in this month yet.

        Those that are past their time or of blocked contacts are left out.
        """

    def on_their_way(self, channel: str, month: str) -> int:
        """Pushes counted in this month of which nobody knows yet what became of them."""

    def refused(self, start: datetime, end: datetime) -> Mapping[Purpose, int]:
        """Pushes given up in [start, end) because the quota was spent."""


class Figures(Protocol):
    """Rows for counting: digests, evidence, export. Withdrawn answers are not in them."""

    def lessons(self, start: datetime, end: datetime) -> Sequence[LessonRow]:
        """Lessons that start in [start, end), with their collectors' state, by start and id."""

    def responses(self, start: datetime, end: datetime) -> Sequence[ResponseRow]:
        """Responses of those lessons, by start of the lesson, then creation, then id."""

    def answers(self, start: datetime, end: datetime) -> Sequence[AnswerRow]:
        """Newest answers of those responses, one row per chosen choice or remark."""
