"""What each family does with the survey of a lesson, and what the house then knows of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import numpy as np

from surveys.model import CONSENT, Language, Survey
from surveys.response import Response
from surveys.simulation.conversation import Conversation
from surveys.simulation.deeds import Blocked, CodeSent, Deed, Tapped
from surveys.simulation.fates import Fate, fate_of
from surveys.simulation.following import follow_up
from surveys.simulation.habits import (
    AGAIN,
    BLOCKS,
    ERASES,
    LATE,
    OPEN_HOURS,
    TAKES_BACK,
    WITHDRAWS,
    chance_of,
    opening,
)
from surveys.simulation.knobs import Knobs
from surveys.simulation.opinions import Opinions, opinions_of
from surveys.simulation.past import Past
from surveys.simulation.population import Parent
from surveys.simulation.remarks import Remark, remark_of
from surveys.simulation.timetable import HeldLesson
from surveys.taps import LanguageTapped


@dataclass(slots=True, kw_only=True)
class Known:
    """What the database holds of a parent so far."""

    met_at: datetime
    respondent: str | None = None
    since: datetime | None = None
    blocked: bool = False
    remembered: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    past: list[Past] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Visits:
    """The year so far. `gone` are parents who had themselves erased; they stay away from it."""

    knobs: Knobs
    survey: Survey
    parents: tuple[Parent, ...]
    known: dict[int, Known] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    log: list[Deed] = field(default_factory=list)
    planted: dict[str, Remark] = field(default_factory=dict)
    follow_ups: list[Past] = field(default_factory=list)
    drawn: np.random.Generator = field(init=False)
    thoughts: np.random.Generator = field(init=False)

    def __post_init__(self) -> None:
        """Random numbers of their own for what is done and what is thought."""
        self.drawn, self.thoughts = self.knobs.generator(3), self.knobs.generator(4)

    def visit(self, parent: Parent, lesson: HeldLesson) -> tuple[Opinions, Fate]:
        """What a family thinks at a lesson, and what it does with the survey."""
        opinions = opinions_of(self.knobs, self.thoughts, parent, lesson)
        if lesson.opened_at is None:
            return opinions, Fate.NOT_ASKED
        if parent.number in self.gone or self.drawn.random() >= chance_of(
            self.knobs, parent, lesson, uses=opinions.uses
        ):
            return opinions, Fate.NEVER_OPENED
        late = self.drawn.random() < LATE
        opens = opening(self.drawn, lesson.opened_at)
        if late:
            opens = lesson.opened_at + timedelta(hours=OPEN_HOURS + 5)
        talk = self._talk(parent, lesson, opens)
        if late:
            talk.log(CodeSent(lesson=lesson.lesson.id))
            fate = Fate.LATE
        else:
            fate = self._answered(parent, talk, opinions)
        self._write_down(talk)
        return opinions, fate

    def pasts(self) -> Iterator[Past]:
        """The responses of everybody who was not erased, follow-ups last."""
        for _, known in sorted(self.known.items()):
            yield from known.past
        alive = {known.respondent for known in self.known.values()}
        yield from (past for past in self.follow_ups if past.response.respondent in alive)

    def _answered(self, parent: Parent, talk: Conversation, opinions: Opinions) -> Fate:
        """Open the survey and go on as far as the parent does."""
        known = self.known[parent.number]
        self._open(talk, known)
        if self.drawn.random() < BLOCKS:
            talk.at += timedelta(seconds=20)
            talk.log(Blocked())
            known.blocked = True
            fate = Fate.INVITED
        elif not talk.consent():
            fate = Fate.REFUSED
        else:
            fate = self._went_on(parent, talk, opinions)
        known.remembered |= talk.remembered
        if fate is Fate.ERASED:
            self.gone.add(parent.number)
            del self.known[parent.number]
        else:
            known.past.append(talk.past)
        return fate

    def _went_on(self, parent: Parent, talk: Conversation, opinions: Opinions) -> Fate:
        remark = remark_of(self.drawn)
        ended = talk.answer(opinions, remark)
        fate = fate_of(talk, ended=ended)
        self._said(talk, remark)
        if not ended:
            return fate
        chance = self.drawn.random()
        if chance < WITHDRAWS:
            talk.withdraw()
            self.planted.pop(talk.past.response.id, None)
            return Fate.WITHDRAWN
        if chance < WITHDRAWS + ERASES:
            talk.erase()
            for past in (talk.past, *self.known[parent.number].past):
                self.planted.pop(past.response.id, None)
            return Fate.ERASED
        later = follow_up(self.knobs, talk, opinions)
        if later is not None:
            self.follow_ups.append(later)
        return fate

    def _said(self, talk: Conversation, remark: Remark) -> None:
        """A remark may be unsent; one that stays is noted with what was planted in it."""
        if not any(one.message for one in talk.past.kept):
            return
        if self.drawn.random() < TAKES_BACK:
            talk.take_back()
        else:
            self.planted[talk.past.response.id] = remark

    def _open(self, talk: Conversation, known: Known) -> None:
        """Begin the response as the house does, with what it remembers at this moment."""
        now = talk.at + timedelta(seconds=2)
        if known.respondent is None:
            known.respondent = self.knobs.identity("respondent", talk.parent)
            known.since = now
        last = [
            past.response.completed_at
            for past in known.past
            if past.response.completed_at is not None and not past.response.short
        ]
        cool_down = timedelta(days=self.survey.cool_down_days)
        talk.past = Past(
            response=replace(
                talk.past.response,
                respondent=known.respondent,
                profile={k: v for k, (v, until) in known.remembered.items() if until > now},
                short=bool(last) and now - max(last) < cool_down,
            )
        )
        talk.open()

    def _talk(self, parent: Parent, lesson: HeldLesson, at: datetime) -> Conversation:
        """A talk that begins at a moment; on the first one, some choose their language."""
        response = Response(
            id=response_id(self.knobs, parent.number, lesson.lesson.id),
            respondent="",
            collector=self.knobs.identity("collector", lesson.lesson.id),
            survey=self.survey.key,
            version=self.survey.version,
            wave=self.survey.questions[0].wave,
            mode="line",
            language=parent.language,
            at=CONSENT,
            created_at=at,
            moved_at=at,
        )
        talk = Conversation(
            survey=self.survey,
            parent=parent.number,
            lesson=lesson.lesson.id,
            language=parent.language,
            past=Past(response=response),
            at=at,
            drawn=self.drawn,
        )
        known = self.known.get(parent.number)
        if known is None:
            begun = at - timedelta(seconds=8) if parent.language is Language.EASY else at
            self.known[parent.number] = Known(met_at=begun + timedelta(seconds=2))
            if begun != at:
                talk.at = begun
                position = list(Language).index(parent.language)
                talk.log(Tapped(tap=LanguageTapped(language=position)))
                talk.at = at
        else:
            known.blocked = False
        return talk

    def _write_down(self, talk: Conversation) -> None:
        """Add a talk to the log; some events are delivered twice."""
        for deed in talk.deeds:
            self.log.append(deed)
            if self.drawn.random() < AGAIN:
                self.log.append(replace(deed, arrived=deed.arrived + timedelta(seconds=40)))


def response_id(knobs: Knobs, parent: int, lesson: str) -> str:
    """The id of a parent's response about a lesson."""
    return knobs.identity("response", f"{parent}/{lesson}")
