"""A simulated year played again, event by event, through the use cases that serve real people."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from typing import Final, assert_never

import numpy as np

from bot.simulation.writing import address_of
from handlers.closing import close_overdue
from handlers.inbound import (
    Inbound,
    TapReceived,
    TextReceived,
    Unfollowed,
    Unsent,
    What,
)
from handlers.ports import Store, UnitOfWork
from handlers.receive import receive
from handlers.work import House, Work
from surveys.model import Language
from surveys.people import LessonStatus, Member, MemberRole
from surveys.simulation.deeds import Blocked, CodeSent, Deed, Tapped, TookBack, Wrote
from surveys.simulation.timetable import HeldLesson
from surveys.simulation.year import Year
from surveys.taps import (
    BackTapped,
    ChoiceTapped,
    ConsentTapped,
    FinishTapped,
    NextTapped,
    SkipTapped,
    Tap,
    pack,
)

STAFF: Final = "Ustaff"


def shuffled(log: Sequence[Deed], seed: int, *, copies: float = 0.2) -> tuple[Deed, ...]:
    """The log with people's events in any order among each other, and some delivered again.

    Each person's own events stay in the order in which they arrived, as they do on a platform
    that waits for our answer; a copy comes at any time after its original.
    """
    drawn = np.random.default_rng(seed)
    queues: defaultdict[int, list[Deed]] = defaultdict(list)
    for deed in log:
        queues[deed.parent].append(deed)
    turns = drawn.permutation([deed.parent for deed in log])
    mixed = [queues[parent].pop(0) for parent in turns.tolist()]
    for deed in list(mixed):
        if drawn.random() < copies:
            first = next(place for place, one in enumerate(mixed) if one.event == deed.event)
            mixed.insert(int(drawn.integers(first + 1, len(mixed) + 1)), deed)
    return tuple(mixed)


@dataclass(kw_only=True)
class Replay:
    """The stage: a store whose schema is there and that is empty, and the house's rules.

    Ids come from the event that made them, so that they do not depend on the order of people.
    """

    store: Store
    house: House
    year: Year
    event: str = ""
    drawn: int = 0
    responses: dict[str, str] = field(default_factory=dict)

    def play(self, log: Sequence[Deed]) -> None:
        """Lessons and staff first, then the parents' log, then the closing job."""
        self.house = replace(self.house, new_id=self._new_id, new_code=self._new_code)
        with self.store.begin() as uow:
            self._schedule(uow)
        for lesson in self.year.lessons:
            self._open(lesson)
        for deed in log:
            self._take(deed)
        last = max(lesson.lesson.ends_at for lesson in self.year.lessons)
        with self.store.begin() as uow:
            close_overdue(Work(house=self.house, uow=uow, now=last + timedelta(days=30)))

    def _schedule(self, uow: UnitOfWork) -> None:
        for course in {lesson.lesson.course for lesson in self.year.lessons}:
            uow.lessons.course(course.name, course.id)
        # what staff say after the class is not known before it
        blank = (
            replace(
                lesson.lesson,
                families=None,
                status=lesson.lesson.status
                if lesson.lesson.status is LessonStatus.NOT_HELD
                else LessonStatus.SCHEDULED,
            )
            for lesson in self.year.lessons
        )
        uow.lessons.add_all(blank)
        begun = min(lesson.lesson.starts_at for lesson in self.year.lessons)
        uow.members.add(Member(id="staff", role=MemberRole.STAFF, joined_at=begun))
        contact = uow.contacts.find_or_add("line", STAFF, "staff", Language.JA, begun)
        uow.contacts.save(replace(contact, member="staff"))

    def _open(self, lesson: HeldLesson) -> None:
        """Staff tap the number of families."""
        if lesson.opened_at is None:
            return
        self.event, self.drawn = f"finish-{lesson.lesson.id}", 0
        tap = FinishTapped(lesson=lesson.lesson.id, families=len(lesson.present))
        inbound = Inbound(
            channel="line",
            event=self.event,
            address=STAFF,
            at=lesson.opened_at,
            what=TapReceived(data=pack(tap)),
        )
        with self.store.begin() as uow:
            receive(Work(house=self.house, uow=uow, now=lesson.opened_at), inbound)

    def _take(self, deed: Deed) -> None:
        self.event, self.drawn = deed.event, 0
        with self.store.begin() as uow:
            inbound = Inbound(
                channel="line",
                event=deed.event,
                address=address_of(deed.parent),
                at=deed.at,
                what=self._what(uow, deed),
                language="en" if deed.language is Language.EN else "ja",
            )
            receive(Work(house=self.house, uow=uow, now=deed.arrived), inbound)
            if isinstance(deed.what, CodeSent):
                self._learn(uow, deed)

    def _what(self, uow: UnitOfWork, deed: Deed) -> What:
        match deed.what:
            case CodeSent(lesson=lesson):
                collector = uow.collectors.of_lesson(lesson)
                code = collector.code if collector else "?"
                return TextReceived(text=f"アンケート {code}", message=deed.event)
            case Tapped(tap=tap):
                return TapReceived(data=pack(self._real(tap)))
            case Wrote(text=text, message=message):
                return TextReceived(text=text, message=message)
            case TookBack(message=message):
                return Unsent(message=message)
            case Blocked():
                return Unfollowed()
            case _:
                assert_never(deed.what)

    def _real(self, tap: Tap) -> Tap:
        """The tap with the id that the response has in this database."""
        match tap:
            case ConsentTapped() | ChoiceTapped() | NextTapped() | SkipTapped() | BackTapped():
                return replace(tap, response=self.responses.get(tap.response, "gone"))
            case _:
                return tap

    def _learn(self, uow: UnitOfWork, deed: Deed) -> None:
        """After a code was taken: which response of this database it opened."""
        address, language = address_of(deed.parent), deed.language
        contact = uow.contacts.find_or_add("line", address, "", language, deed.arrived)
        collector = uow.collectors.of_lesson(deed.lesson)
        if collector is None or contact.respondent is None:
            return
        response = uow.responses.find(contact.respondent, collector.id)
        if response is not None:
            simulated = self.year.response(deed.parent, deed.lesson)
            self.responses[simulated] = response.id

    def _new_id(self) -> str:
        self.drawn += 1
        return sha256(f"{self.event}:{self.drawn}".encode()).hexdigest()[:32]

    def _new_code(self, length: int) -> str:
        """A code from the event: letters and digits that can be read out."""
        self.drawn += 1
        digest = sha256(f"{self.event}:code:{self.drawn}".encode()).digest()
        letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
        code = "".join(letters[byte % len(letters)] for byte in digest[:length])
        return f"7{code[1:-1]}K"
