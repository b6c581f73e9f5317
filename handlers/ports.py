"""What the use cases need from storage. Implemented in storage/, joined in bot/app.py.

Every method works inside the transaction of its UnitOfWork. Times are aware datetimes in UTC;
ids are strings made by the caller. Methods named `find` return None where nothing is found.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from handlers.ports_boards import Boards
from handlers.ports_evidence import Looks, Plans
from handlers.ports_following import Following
from handlers.ports_members import Leases, Members, Places
from handlers.ports_schedule import Origins
from handlers.ports_traffic import Audit, Figures, Inbox, Jobs, Outbox, Quota
from handlers.ports_voices import Voices
from surveys.model import Language
from surveys.people import (
    Collector,
    Contact,
    Count,
    Course,
    Lesson,
)
from surveys.response import Response


class Contacts(Protocol):
    """Addresses, sealed; looked up by keyed hash."""

    def find_or_add(
        self, channel: str, address: str, new_id: str, language: Language, now: datetime
    ) -> Contact:
        """The contact with this address, made with `new_id` where there is none.

        The row stays locked until the end of the transaction: one person at a time.
        """

    def find(self, channel: str, address: str) -> Contact | None:
        """The contact with this address, not locked; None where there is none."""

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

    def hold(self) -> None:
        """Wait until nobody else imports, and keep others from it to the end."""

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
    def origins(self) -> Origins: ...

    @property
    def collectors(self) -> Collectors: ...

    @property
    def members(self) -> Members: ...

    @property
    def places(self) -> Places: ...

    @property
    def leases(self) -> Leases: ...

    @property
    def outbox(self) -> Outbox: ...

    @property
    def quota(self) -> Quota: ...

    @property
    def jobs(self) -> Jobs: ...

    @property
    def audit(self) -> Audit: ...

    @property
    def plans(self) -> Plans: ...

    @property
    def looks(self) -> Looks: ...

    @property
    def figures(self) -> Figures: ...

    @property
    def following(self) -> Following: ...

    @property
    def boards(self) -> Boards: ...

    @property
    def voices(self) -> Voices: ...


class Store(Protocol):
    """Where transactions begin."""

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """A transaction that may write. On SQLite it takes the write lock at once."""

    def look(self) -> AbstractContextManager[UnitOfWork]:
        """A transaction that only reads; one consistent view."""
