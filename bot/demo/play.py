"""The term, played: every tap goes through handlers, engine, storage and outbox."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from bot.app import Koe
from bot.channels.web import Said, Told, WebChannel, inbound_from
from bot.deliverer import deliver_due
from bot.demo.answering import Answering
from bot.demo.term import Parent, PlannedLesson, lessons, parents
from bot.scheduler import run_tick
from bot.settings import week_time
from handlers.closing import close_overdue
from handlers.digest_sending import send_due
from handlers.inbound import TapReceived, TextReceived
from handlers.inviting import invite
from handlers.work import Work
from surveys.messages import Button, Message
from surveys.model import Language
from surveys.people import Lesson, MemberRole
from surveys.phrases import Command

SEED: Final = 20261122

STAFF: Final = "staff-1"
COORDINATOR: Final = "coordinator-1"

MOST_TURNS: Final = 40
"""A parent who has not come to the end by then would be a fault of the demo."""

LANGUAGE_POSITIONS: Final = list(Language)


class SteppedClock:
    """The demo's clock: it goes where the play puts it, then on with the real time."""

    def __init__(self, now: datetime) -> None:
        """Stands at `now`."""
        self._now = now
        self._real: Callable[[], datetime] | None = None

    def __call__(self) -> datetime:
        """The present moment of the play, or the real one after it."""
        return self._now if self._real is None else self._real()

    def to(self, moment: datetime) -> None:
        """Go on to a moment; never back."""
        self._now = max(self._now, moment)

    def go_real(self, real: Callable[[], datetime]) -> None:
        """From now on the real time."""
        self._real = real


@dataclass(kw_only=True)
class Played:
    """What happened, in numbers."""

    lessons: int = 0
    taps: int = 0
    completed: int = 0
    codes: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Play:
    """The stage: the bot, its channel, the clock and the random numbers."""

    koe: Koe
    channel: WebChannel
    clock: SteppedClock
    random: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - a play, no secret
    played: Played = field(default_factory=Played)

    async def play(self, first_monday: datetime, tell: Callable[[int, int], None]) -> Played:
        """Play the whole term; `tell(done, all)` after every lesson."""
        families = parents(self.random)
        planned = lessons(self.random, families, first_monday)
        await self._join(STAFF, MemberRole.STAFF)
        await self._join(COORDINATOR, MemberRole.COORDINATOR)
        for parent in families:
            await self._settle_language(parent)
        by_address = {parent.address: parent for parent in families}
        week_end = first_monday + timedelta(days=7, hours=9)
        for number, lesson in enumerate(planned, start=1):
            while lesson.starts_at > week_end:
                week_end = await self._monday(week_end)
            await self._lesson(lesson, by_address)
            tell(number, len(planned))
        await self._monday(week_end)
        return self.played

    async def _join(self, address: str, role: MemberRole) -> None:
        code = await self.koe.run(lambda work: invite(work, role, timedelta(days=7)))
        await self.say(address, f"参加 {code}")

    async def _settle_language(self, parent: Parent) -> None:
        """Most phones are in Japanese; the others choose their language by button."""
        if parent.language is Language.JA:
            return
        await self.say(parent.address, self.koe.house.phrases.shown(Command.LANGUAGE, Language.JA))
        menu = self._newest(parent.address)
        button = menu.buttons[LANGUAGE_POSITIONS.index(parent.language)]
        await self._tap(parent.address, button)

    async def _monday(self, moment: datetime) -> datetime:
        """Monday 09:00: the jobs that the clock would run; returns the next one's time."""
        self.clock.to(moment)
        at = week_time(self.koe.settings.digest_at)
        await run_tick(self.koe, "closing", close_overdue)
        await run_tick(self.koe, "digest", lambda work: send_due(work, at))
        await deliver_due(self.koe)
        return moment + timedelta(days=7)

    async def _lesson(self, planned: PlannedLesson, families: dict[str, Parent]) -> None:
        """One class: it ends, staff open the survey, parents answer or do not."""
        self.clock.to(planned.starts_at - timedelta(hours=1))
        await self.koe.run(lambda work: add_lesson(work, planned))
        self.clock.to(planned.ends_at + timedelta(minutes=2))
        self.played.lessons += 1
        if planned.forgotten:
            return
        answer = await self.say(STAFF, f"終了 {len(planned.families)}")
        if answer.card is None:  # two lessons are open: staff picks the one that just ended
            label = f"{planned.starts_at:%H:%M}"
            button = next(b for b in answer.buttons if b.label.startswith(label))
            answer = await self._tap(STAFF, button)
        if answer.card is None:
            raise RuntimeError(f"the survey was not opened: {answer.text}")
        self.played.codes.append(answer.card.code)
        for address in planned.families:
            await self._parent(families[address], answer.card.code)

    async def _parent(self, parent: Parent, code: str) -> None:
        if self.random.random() > parent.answers_at_all:
            return
        self.clock.to(self.clock() + timedelta(seconds=self.random.uniform(2, 50)))
        house = self.koe.house
        answering = Answering(
            parent=parent,
            survey=house.catalog.latest(house.centre.survey),
            random=self.random,
        )
        message = await self.say(
            parent.address, f"{house.phrases.shown(Command.OPEN, parent.language)} {code}"
        )
        for _ in range(MOST_TURNS):
            if not message.page:
                self.played.completed += message.text.startswith(self._thanks(parent.language))
                return
            said = answering.answer(message)
            if said is None:
                return
            message = await self._do(parent.address, said)

    def _thanks(self, language: Language) -> str:
        house = self.koe.house
        return house.wording.say("thanks", language, centre=house.centre.name)

    async def say(self, address: str, text: str) -> Message:
        """Type a text and read what comes back."""
        return await self._do(address, Said(what=TextReceived(text=text), shown=text))

    async def _tap(self, address: str, button: Button) -> Message:
        said = Said(what=TapReceived(data=button.data), shown=button.label)
        return await self._do(address, said)

    async def _do(self, address: str, said: Said) -> Message:
        """One deed through the channel, a few seconds after the last one."""
        self.clock.to(self.clock() + timedelta(seconds=self.random.uniform(1, 7)))
        self.played.taps += 1
        self.channel.hear(address, said.shown)
        event = self.koe.house.new_id()
        inbound = inbound_from(address, said, event=event, at=self.clock(), language=None)
        await self.koe.take([inbound])
        await deliver_due(self.koe)
        return self._newest(address)

    def _newest(self, address: str) -> Message:
        told = [line for line in self.channel.lines(address) if isinstance(line, Told)]
        return told[-1].message


def add_lesson(work: Work, planned: PlannedLesson) -> Lesson:
    """Put a planned lesson into the schedule."""
    course, _ = work.uow.lessons.course(planned.course, work.house.new_id())
    lesson = Lesson(
        id=work.house.new_id(),
        course=course,
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        place=planned.place,
    )
    work.uow.lessons.add(lesson)
    return lesson
