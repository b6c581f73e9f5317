"""What the use cases need from storage. Implemented in storage/, joined in bot/app.py.

Every method works inside the transaction of its UnitOfWork. Times are aware datetimes in UTC;
ids are strings made by the caller. Methods named `find` return None where nothing is found.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from surveys.figures import AnswerRow, LessonRow, ResponseRow
from surveys.model import Language
from surveys.outbound import Claimed, Outcome, Outgoing, Purpose
from surveys.people import (
    Collector,
    Contact,
    Count,
    Course,
    Invitation,
    Lesson,
    Member,
    MemberRole,
)
from surveys.quota import Account
from surveys.response import Response


class Inbox(Protocol):
    """Events already taken in."""

    def record(self, channel: str, event: str, at: datetime) -> bool:
        """Remember an event; False when it was there already (then nothing may be done)."""

    def has(self, channel: str, event: str) -> bool:
        """Whether an event was recorded."""


class Contacts(Protocol):
    """Addresses, sealed; looked up by keyed hash."""

    def find_or_add(
        self, channel: str, address: str, new_id: str, language: Language, now: datetime
    ) -> Contact:
        """The contact with this address, made with `new_id` where there is none.

        The row stays locked until the end of the transaction: one person at a time.
        """

    def get(self, contact: str) -> Contact:
        """The contact with this id. Raises KeyError."""

    def hold(self, contact: str) -> Contact | None:
        """The contact with this id, locked like `find_or_add` does; None when it is gone."""

    def of_respondent(self, respondent: str) -> Sequence[Contact]:
        """The places of a respondent, oldest first."""

    def leaving(self, deed: str) -> Sequence[Contact]:
        """Contacts that await this deed and have nothing left to be sent."""

    def of_member(self, member: str) -> Sequence[Contact]:
        """The places where a member can be reached, oldest first."""

    def save(self, contact: Contact) -> None:
        """Store language, respondent, member, awaiting and blocked."""

    def forget(self, contact: str) -> None:
        """Remove the address and its hash for good, with what waits to be sent there.

        A later message makes a new contact.
        """


class Respondents(Protocol):
    """Pseudonymous people and what is remembered about them."""

    def add(self, respondent: str, now: datetime) -> None:
        """A new respondent."""

    def profile(self, respondent: str, now: datetime) -> dict[str, str]:
        """What is remembered and not expired, question key → choice key."""

    def remember(self, respondent: str, key: str, choice: str, until: datetime) -> None:
        """Remember a profile answer until a day."""

    def erase(self, respondent: str) -> int:
        """Remove the respondent with responses, answers, remarks, consents and profile.

        Returns the number of responses removed. Raises KeyError when there is no such respondent.
        """


class Responses(Protocol):
    """Responses with their answers, every revision kept."""

    def add(self, response: Response) -> None:
        """A new response. Raises KeyError when this respondent has one for the collector."""

    def find(self, respondent: str, collector: str) -> Response | None:
        """The respondent's response for this collector."""

    def latest(self, respondent: str) -> Response | None:
        """The response that moved last."""

    def get(self, response: str) -> Response:
        """The response with this id. Raises KeyError."""

    def save(self, response: Response, *, source: str | None) -> None:
        """Store state and answers. New revisions are added, older ones kept as old.

        An answer no longer in `response.answers` is kept as old. When the status is WITHDRAWN
        the answers are removed. `source` is the platform's id of the message that brought it,
        kept with a remark so that an unsent one can be found.
        """

    def blank_remark(self, channel: str, message: str) -> bool:
        """Remove the text of a remark that came with this message; True if there was one."""

    def change_remark(self, channel: str, message: str, text: str) -> bool:
        """Replace the text of a remark that came with this message; True if there was one."""

    def last_full(self, respondent: str, survey: str) -> datetime | None:
        """When the respondent last completed this survey in its full form."""

    def consent(self, response: str, level: str, survey: str, version: str, at: datetime) -> None:
        """Record what was agreed to, and to which version's text."""


class Lessons(Protocol):
    """Courses and lessons."""

    def course(self, name: str, new_id: str) -> tuple[Course, bool]:
        """The course with this name, made where there is none (then True)."""

    def courses(self) -> Sequence[Course]:
        """All courses by name."""

    def add(self, lesson: Lesson) -> None:
        """A new lesson."""

    def add_all(self, lessons: Iterable[Lesson]) -> None:
        """New lessons, thousands at once; their courses are there already."""

    def get(self, lesson: str) -> Lesson:
        """The lesson with this id. Raises KeyError."""

    def same(self, course: str, starts_at: datetime, place: str) -> Lesson | None:
        """The lesson of this course id at this time and place."""

    def save(self, lesson: Lesson) -> None:
        """Store a lesson's changed fields."""

    def between(self, start: datetime, end: datetime) -> Sequence[Lesson]:
        """Lessons that start at or after `start` and before `end`, in order of start."""

    def with_uids(self, uids: Collection[str]) -> Sequence[Lesson]:
        """The lessons that have one of these uids, in order of the uid."""


class Collectors(Protocol):
    """Surveys opened for lessons."""

    def add(self, collector: Collector) -> None:
        """A new collector. Raises KeyError when its code is taken or the lesson has one."""

    def get(self, collector: str) -> Collector:
        """The collector with this id. Raises KeyError."""

    def by_code(self, code: str) -> Collector | None:
        """The collector with this join code (codes are never used twice)."""

    def of_lesson(self, lesson: str) -> Collector | None:
        """The lesson's collector."""

    def save(self, collector: Collector) -> None:
        """Store deadline and closing time."""

    def latest(self, since: datetime) -> Sequence[Collector]:
        """Collectors opened at or after `since`, the newest first."""

    def overdue(self, now: datetime) -> Sequence[Collector]:
        """Collectors past their deadline that nobody has closed."""

    def count(self, collector: str) -> Count:
        """Opened and completed responses, with the lesson's attendance in families."""


class Members(Protocol):
    """Members and their invitations."""

    def invite(self, invitation: Invitation, code: str, now: datetime) -> None:
        """A new invitation; only a keyed hash of the code is kept."""

    def invitation(self, code: str) -> Invitation | None:
        """The invitation with this code, used and expired ones included."""

    def use(self, invitation: str, member: str, now: datetime) -> None:
        """Mark an invitation as used by a member."""

    def add(self, member: Member) -> None:
        """A new member."""

    def get(self, member: str) -> Member:
        """The member with this id. Raises KeyError."""

    def save(self, member: Member) -> None:
        """Store role and revocation."""

    def active(self, at_least: MemberRole) -> Sequence[Member]:
        """Members who are not revoked, with this role or a higher one, oldest first."""


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
        is gone or was sent stays as it is.
        """

    def drop_for(self, contact: str) -> None:
        """Remove all rows of a contact that is being forgotten."""


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
        """Take a failed row out of its month; the month, None where nothing changed."""

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


class Figures(Protocol):
    """Rows for counting: digests, evidence, export. Withdrawn answers are not in them."""

    def lessons(self, start: datetime, end: datetime) -> Sequence[LessonRow]:
        """Lessons that start in [start, end), with their collectors' state, by start and id."""

    def responses(self, start: datetime, end: datetime) -> Sequence[ResponseRow]:
        """Responses of those lessons, by start of the lesson, then creation, then id."""

    def answers(self, start: datetime, end: datetime) -> Sequence[AnswerRow]:
        """Newest answers of those responses, one row per chosen choice or remark."""


class UnitOfWork(Protocol):
    """One transaction. Committed when the block ends, rolled back when it raises."""

    @property
    def inbox(self) -> Inbox: ...

    @property
    def contacts(self) -> Contacts: ...

    @property
    def respondents(self) -> Respondents: ...

    @property
    def responses(self) -> Responses: ...

    @property
    def lessons(self) -> Lessons: ...

    @property
    def collectors(self) -> Collectors: ...

    @property
    def members(self) -> Members: ...

    @property
    def outbox(self) -> Outbox: ...

    @property
    def quota(self) -> Quota: ...

    @property
    def jobs(self) -> Jobs: ...

    @property
    def audit(self) -> Audit: ...

    @property
    def figures(self) -> Figures: ...


class Store(Protocol):
    """Where transactions begin."""

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """A transaction that may write. On SQLite it takes the write lock at once."""

    def look(self) -> AbstractContextManager[UnitOfWork]:
        """A transaction that only reads; one consistent view."""
