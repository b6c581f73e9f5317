"""One parent's talk with the bot about one lesson, played on the real engine."""

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import accumulate
from typing import cast

import numpy as np

from surveys.engine import resume
from surveys.events import AnswerSaved, ConsentGiven, ConsentRefused
from surveys.inputs import Input, Pressed, Said, SurveyTap, Typed, Word
from surveys.model import CONSENT, CodedQuestion, FreeText, Language, MultipleChoice, Survey
from surveys.response import DONE, Status
from surveys.simulation.deeds import CodeSent, Deed, Tapped, TookBack, What, Wrote
from surveys.simulation.opinions import Opinions
from surveys.simulation.past import Agreed, Past
from surveys.simulation.remarks import Remark
from surveys.taps import (
    BackTapped,
    ChoiceTapped,
    ConfirmTapped,
    ConsentTapped,
    NextTapped,
    SkipTapped,
)

CONSENT_SHARES = (0.50, 0.45, 0.05)
"""Later too, today only, no: in the order of the questionnaire's choices."""

BREAKS_OFF = 0.03
CHANGES = 0.03
TYPES = 0.05
DOUBLE = 0.03
REMARKS = 0.25
QUOTABLE = 0.6


@dataclass(slots=True, kw_only=True)
class Conversation:
    """The talk so far. `at` is the platform's time of the last event.

    `remembered` is what goes into the profile: choice and until when, by question.
    """

    survey: Survey
    parent: int
    lesson: str
    language: Language
    past: Past
    at: datetime
    drawn: np.random.Generator
    deeds: list[Deed] = field(default_factory=list)
    remembered: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def open(self) -> None:
        """Send the code."""
        self._do(CodeSent(lesson=self.lesson), Said(word=Word.OPEN))

    def consent(self) -> bool:
        """Answer the first page; True where the parent takes part."""
        below = bisect_right(tuple(accumulate(CONSENT_SHARES)), float(self.drawn.random()))
        choice = min(below, len(CONSENT_SHARES) - 1)
        self._wait()
        self._press(ConsentTapped(response=self.past.response.id, choice=choice))
        return self.past.response.status is not Status.REFUSED

    def answer(self, opinions: Opinions, remark: Remark) -> bool:
        """Go through the pages; False where the parent puts the phone away."""
        while self.past.response.at not in {DONE, CONSENT}:
            if self.drawn.random() < BREAKS_OFF:
                return False
            self._wait()
            question = self.survey.question(self.past.response.at)
            if isinstance(question, FreeText):
                self._remark(remark)
            elif question.key == "quote":
                self._choose("yes" if self.drawn.random() < QUOTABLE else "no")
            else:
                self._page(opinions.choices[question.key][0])
        return True

    def withdraw(self) -> None:
        """Take the response back, which is asked about once."""
        self._wait()
        self.log(Wrote(text="取り消し", message=self._name()))
        self._wait()
        confirmed = Tapped(tap=ConfirmTapped(deed="withdraw", yes=1))
        self._do(confirmed, Said(word=Word.WITHDRAW))

    def erase(self) -> None:
        """Ask for erasure and confirm it; what follows is the year's business."""
        self._wait()
        self.log(Wrote(text="データ削除", message=self._name()))
        self._wait()
        self.log(Tapped(tap=ConfirmTapped(deed="erase", yes=1)))

    def take_back(self) -> None:
        """Unsend the remark."""
        message = next(one.message for one in self.past.kept if one.message is not None)
        self._wait()
        self.log(TookBack(message=message))
        self.past = self.past.taken_back(message)

    def log(self, what: What, *, at: datetime | None = None) -> None:
        """Write an event down as it arrives, two seconds after it was sent."""
        arrived = self.at + timedelta(seconds=2)
        self.deeds.append(
            Deed(
                event=self._name(),
                parent=self.parent,
                lesson=self.lesson,
                at=at or self.at,
                arrived=arrived,
                language=self.language,
                what=what,
            )
        )

    def _page(self, choice: str) -> None:
        """One page: mostly a tap; sometimes typed, tapped twice, or thought better of."""
        luck = float(self.drawn.random())
        multiple = isinstance(self.survey.question(self.past.response.at), MultipleChoice)
        if luck < TYPES and not multiple:
            self._type(choice)
            return
        if luck < TYPES + DOUBLE and not multiple:
            self._choose_in_haste(choice)
            return
        answered = self._choose(choice)
        if luck > 1 - CHANGES and answered != self.past.response.at != DONE:
            self._wait()
            position = self._position(self.past.response.at)
            self._press(BackTapped(response=self.past.response.id, question=position))
            self._wait()
            self._choose(choice if luck > 1 - CHANGES / 3 else self._other(choice))

    def _choose(self, choice: str) -> str:
        """Tap a choice of the present page; the page's key."""
        key = self.past.response.at
        question = self.survey.question(key)
        self._press(self._tap(choice))
        if isinstance(question, MultipleChoice):
            self._wait()
            position = self._position(key)
            self._press(NextTapped(response=self.past.response.id, question=position))
        return key

    def _choose_in_haste(self, choice: str) -> None:
        """Two taps on one page, a second apart; the later one overtakes the earlier."""
        first, begun = self._tap(self._other(choice)), self.at
        self.at = begun + timedelta(seconds=1)
        self._press(self._tap(choice))
        self.at += timedelta(seconds=1)
        # it changes nothing: the page it was meant for is gone
        self._do(Tapped(tap=first), Pressed(tap=first), at=begun)

    def _type(self, choice: str) -> None:
        # only choices are typed by their labels
        question = cast(CodedQuestion, self.survey.question(self.past.response.at))
        labels = {one.key: one.label for one in question.choices}
        text = labels[choice][self.past.response.language]
        self._do(Wrote(text=text, message=self._name()), Typed(text=text))

    def _remark(self, remark: Remark) -> None:
        if self.drawn.random() < REMARKS:
            self._do(Wrote(text=remark.text, message=self._name()), Typed(text=remark.text))
            return
        position = self._position(self.past.response.at)
        self._press(SkipTapped(response=self.past.response.id, question=position))

    def _press(self, tap: SurveyTap) -> None:
        self._do(Tapped(tap=tap), Pressed(tap=tap))

    def _do(self, what: What, given: Input, *, at: datetime | None = None) -> None:
        """One event, logged, and taken as handlers and storage take it."""
        name = self._name()
        self.log(what, at=at)
        moment = at or self.at
        turn = resume(self.survey, self.past.response, given, moment)
        if turn.response != self.past.response:
            message = name if isinstance(what, Wrote) else None
            self.past = self.past.saved(turn.response, message)
        for event in turn.events:
            match event:
                case ConsentGiven(level=level):
                    self._agreed(level, moment)
                case ConsentRefused():
                    self._agreed(self.survey.consent.refusal, moment)
                case AnswerSaved(answer=answer) if answer.question in self.survey.profile_days:
                    days = timedelta(days=self.survey.profile_days[answer.question])
                    self.remembered[answer.question] = (answer.choices[0], moment + days)
                case _:
                    pass

    def _agreed(self, level: str, at: datetime) -> None:
        self.past = replace(self.past, agreed=(*self.past.agreed, Agreed(level=level, at=at)))

    def _tap(self, choice: str) -> ChoiceTapped:
        key = self.past.response.at
        return ChoiceTapped(
            response=self.past.response.id,
            question=self._position(key),
            choice=self._keys(key).index(choice),
        )

    def _other(self, choice: str) -> str:
        keys = [key for key in self._keys(self.past.response.at) if key != "other"]
        return keys[(keys.index(choice) + 1) % len(keys)] if choice in keys else keys[0]

    def _keys(self, key: str) -> list[str]:
        question = self.survey.question(key)
        return [] if isinstance(question, FreeText) else [one.key for one in question.choices]

    def _position(self, key: str) -> int:
        return [question.key for question in self.survey.questions].index(key)

    def _name(self) -> str:
        return f"{self.parent}-{self.lesson[:8]}-{len(self.deeds)}"

    def _wait(self) -> None:
        """People think for some seconds, to the tenth of one."""
        self.at += timedelta(milliseconds=1000 + 100 * int(self.drawn.gamma(2.0, 25.0)))
