"""A centre over an SQLite file, filled with lessons and answers in a few words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from handlers.inbound import Followed, Inbound
from handlers.work import Case, Centre, House, Work
from storage.database import SqlStore, open_store
from storage.migrate import upgrade
from surveys.messages import Message
from surveys.model import Language
from surveys.outbound import Accepted, Claimed
from surveys.people import Collector, Contact, Lesson, LessonStatus, Member, MemberRole
from surveys.phrases import built_in
from surveys.response import Answer, Response, Status
from tests.surveys.analysis.rows import FULL, SURVEY, ZONE, catalog, survey, tokyo, wording

LONG_AGO = tokyo("2026-04-01 09:00")


@dataclass(frozen=True)
class Filled:
    """A store with a house around it. Ids are numbers in the order of making."""

    store: SqlStore
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def house(self) -> House:
        """The centre's house."""
        return House(
            centre=Centre(name="ラフール", timezone=ZONE, survey=SURVEY, open_hours=72),
            catalog=catalog(),
            wording=wording(),
            phrases=built_in(),
            new_id=self.new_id,
            new_code=lambda length: f"{next(self.ids):0{length}}",
            sign=lambda text: text,
        )

    def new_id(self) -> str:
        """A new id."""
        return f"{next(self.ids):032x}"

    @contextmanager
    def at(self, now: datetime) -> Iterator[Work]:
        """A use case at a moment, committed at the end."""
        with self.store.begin() as uow:
            yield Work(house=self.house(), uow=uow, now=now)

    def lesson(self, start: str, families: int | None, **changes: Any) -> Lesson:
        """A lesson that was held, with an open survey unless it is not held or only planned."""
        with self.at(LONG_AGO) as work:
            course, _ = work.uow.lessons.course("ハローベビークラス", self.new_id())
            starts_at = tokyo(start)
            made = Lesson(
                id=self.new_id(),
                course=course,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=1),
                place="2階",
                status=LessonStatus.HELD,
                families=families,
            )
            made = replace(made, **changes)
            work.uow.lessons.add(made)
            if made.status is LessonStatus.HELD:
                work.uow.collectors.add(
                    Collector(
                        id=f"K{made.id}",
                        lesson=made,
                        survey=SURVEY,
                        version=survey().version,
                        code=work.house.new_code(5),
                        opened_at=made.ends_at,
                        closes_at=made.ends_at + timedelta(days=3),
                    )
                )
        return made

    def answered(
        self,
        lesson: Lesson,
        person: str,
        chosen: Mapping[str, str | tuple[str, ...]] = FULL,
        *,
        remark: str | None = None,
        **changes: Any,
    ) -> Response:
        """A person's response after a lesson; complete unless something else is said."""
        began = lesson.ends_at + timedelta(minutes=10)
        answers = {
            key: Answer(
                question=key, choices=(value,) if isinstance(value, str) else value, at=began
            )
            for key, value in chosen.items()
        }
        if remark is not None:
            answers["voice"] = Answer(question="voice", text=remark, at=began)
        made = Response(
            id=self.new_id(),
            respondent=person,
            collector=f"K{lesson.id}",
            survey=SURVEY,
            version=survey().version,
            wave="w1",
            mode="line",
            language=Language.JA,
            status=Status.COMPLETED,
            answers=answers,
            created_at=began,
            started_at=began,
            completed_at=began + timedelta(seconds=50),
            moved_at=began,
        )
        made = replace(made, **changes)
        with self.at(LONG_AGO) as work:
            if work.uow.responses.latest(person) is None:
                work.uow.respondents.add(person, LONG_AGO)
            work.uow.responses.add(made)
        return made

    def member(
        self,
        *channels: str,
        role: MemberRole = MemberRole.COORDINATOR,
        joined: str = "2026-04-01 09:00",
        language: Language = Language.JA,
    ) -> list[Contact]:
        """A member with a contact on each of these channels; returns the contacts."""
        with self.at(LONG_AGO) as work:
            member = Member(id=self.new_id(), role=role, joined_at=tokyo(joined))
            work.uow.members.add(member)
            contacts = []
            for channel in channels:
                contact = work.uow.contacts.find_or_add(
                    channel, f"{channel}-{member.id}", self.new_id(), language, LONG_AGO
                )
                contacts.append(replace(contact, member=member.id))
                work.uow.contacts.save(contacts[-1])
        return contacts

    def case(self, work: Work, contact: Contact) -> Case:
        """Something that a contact sent."""
        inbound = Inbound(
            channel=contact.channel,
            event=self.new_id(),
            address=contact.id,
            at=work.now,
            what=Followed(),
        )
        return Case(work=work, contact=contact, inbound=inbound)

    def sent(self, now: datetime) -> list[Claimed]:
        """What the outbox holds for sending at a moment; all of it arrives."""
        with self.at(now) as work:
            claimed = list(work.uow.outbox.claim(now, now + timedelta(minutes=1), 100))
            for one in claimed:
                work.uow.outbox.settle(one.outgoing.id, Accepted(), now, None)
        return claimed


def texts(messages: list[Message] | tuple[Message, ...]) -> list[str]:
    """What messages say."""
    return [message.text for message in messages]


@contextmanager
def filled(folder: Path) -> Iterator[Filled]:
    """An empty centre in a folder."""
    url = f"sqlite:///{folder}/koe.db"
    upgrade(url)
    store = open_store(url, "a secret for tests, long enough to be one")
    try:
        yield Filled(store=store)
    finally:
        store.close()
