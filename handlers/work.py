"""What every use case is given: the transaction, the moment, the house it works in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from handlers.inbound import Inbound
from handlers.ports import UnitOfWork
from surveys.analysis.suppression import INTERNAL, PUBLIC
from surveys.catalog import Catalog
from surveys.messages import Message
from surveys.model import Language
from surveys.people import Contact, Member, MemberRole
from surveys.phrases import Phrases
from surveys.quota import Metered
from surveys.wording import Wording

WEEKDAYS: Final = "月火水木金土日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """The centre that runs this Koe, as far as use cases need to know it.

    `public_url` has no trailing slash; `line_basic_id` begins with @; None where not configured.
    `metered` are the channels whose pushes are counted, `channels` those that are on, `keyed`
    those where a second attempt with the same key is dropped, `with_menus` those where a menu
    stays in a person's sight. Fewer people than `cell_internal`
    are shown to nobody, fewer than `cell_public` leave the house in no figure; a plan may ask for
    more.
    """

    name: str
    timezone: ZoneInfo
    survey: str
    open_hours: int
    public_url: str | None = None
    line_basic_id: str | None = None
    telegram_name: str | None = None
    privacy_url: str | None = None
    contact: str | None = None
    web_remarks: bool = False
    metered: tuple[Metered, ...] = ()
    channels: tuple[str, ...] = ("telegram", "line", "web")
    keyed: tuple[str, ...] = ("line", "web")
    with_menus: tuple[str, ...] = ("line", "telegram")
    cell_public: int = PUBLIC
    cell_internal: int = INTERNAL


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything that stays the same from one event to the next.

    `new_id` makes unique ids, `new_code(n)` codes of n characters that are easy to read out,
    `sign` a short proof that a link was made here.
    """

    centre: Centre
    catalog: Catalog
    wording: Wording
    phrases: Phrases
    new_id: Callable[[], str]
    new_code: Callable[[int], str]
    sign: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One use case at one moment, inside one transaction."""

    house: House
    uow: UnitOfWork
    now: datetime

    def local(self, moment: datetime) -> datetime:
        """A moment in the centre's time zone."""
        return moment.astimezone(self.house.centre.timezone)

    def day(self, moment: datetime) -> str:
        """A day as it is written in messages: 11/22(日)."""
        local = self.local(moment)
        return f"{local.month}/{local.day}({WEEKDAYS[local.weekday()]})"

    def minute(self, moment: datetime) -> str:
        """A moment as it is written in messages: 11/22(日) 10:00."""
        return f"{self.day(moment)} {self.local(moment):%H:%M}"

    def today(self) -> tuple[datetime, datetime]:
        """Beginning and end of the present day in the centre's time zone."""
        start = self.local(self.now).replace(hour=0, minute=0, second=0, microsecond=0)
        return start, start + timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One event of one contact, being answered. `awaited` is what the bot had asked for."""

    work: Work
    contact: Contact
    inbound: Inbound
    awaited: str | None = None

    @property
    def language(self) -> Language:
        """The language in which the contact is answered."""
        return self.contact.language

    def say(self, key: str, **values: object) -> str:
        """A text of the wording in the contact's language."""
        return self.work.house.wording.say(key, self.language, **values)

    def note(self, key: str, **values: object) -> Message:
        """A message of one text without buttons."""
        return Message(text=self.say(key, **values), language=self.language)

    def member(self) -> Member | None:
        """The contact as an active member."""
        if self.contact.member is None:
            return None
        member = self.work.uow.members.get(self.contact.member)
        return member if member.revoked_at is None else None

    def may(self, role: MemberRole) -> bool:
        """Whether the contact is an active member of this role or a higher one."""
        member = self.member()
        return member is not None and member.role >= role

    def changed(self, contact: Contact) -> "Case":
        """The case with its contact changed and stored."""
        self.work.uow.contacts.save(contact)
        return replace(self, contact=contact)
