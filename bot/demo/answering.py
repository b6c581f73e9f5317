"""How a parent of the demo answers a page: by tapping or typing, as people do."""

import random
from dataclasses import dataclass
from typing import Final

from bot.channels.web import Said
from bot.demo.term import Parent
from handlers.inbound import TapReceived, TextReceived
from surveys.messages import Button, Message, Role
from surveys.model import Survey
from surveys.taps import ChoiceTapped, ConsentTapped, unpack

WEIGHTS: Final[dict[str, dict[str, float]]] = {
    "route": {
        "aonico": 4,
        "pamatoko": 3,
        "center_sns": 5,
        "print": 3,
        "wordofmouth": 5,
        "staff": 4,
        "other": 1,
        "dontremember": 1,
    },
    "timely": {"1": 1, "2": 3, "3": 4, "4": 8, "5": 4, "dk": 1},
    "useful": {"1": 0, "2": 1, "3": 3, "4": 7, "5": 4, "dk": 1},
    "visits3m": {"v0": 3, "v1_2": 5, "v3_5": 4, "v6p": 2},
    "connected": {"1": 1, "2": 3, "3": 5, "4": 7, "5": 3},
    "consent": {"yes_followup": 5, "yes_once": 4, "decline": 0.6},
}

REMARKS: Final = (
    "予約開始の通知があると助かります",
    "古い予定が残っていることがあります",
    "カレンダーで見られるとうれしいです",
    "また参加したいです",
    "次の講座の日程を早めに知りたいです",
)


@dataclass(kw_only=True)
class Answering:
    """One parent at one survey. Draws from the term's random numbers."""

    parent: Parent
    survey: Survey
    random: random.Random

    def answer(self, message: Message) -> Said | None:
        """What the parent does at this page; None where they put the phone away."""
        if self.random.random() < self.parent.breaks_off:
            return None
        backs = [button for button in message.buttons if button.role is Role.BACK]
        if backs and self.random.random() < self.parent.changes_mind:
            return _tap(backs[0])
        skips = [button for button in message.buttons if button.role is Role.SKIP]
        if skips:
            return self._remark(skips[0])
        return self._choose(message)

    def _remark(self, skip: Button) -> Said:
        if self.random.random() < 0.25:
            text = self.random.choice(REMARKS)
            return Said(what=TextReceived(text=text), shown=text)
        return _tap(skip)

    def _choose(self, message: Message) -> Said:
        ticked = [button for button in message.buttons if button.ticked]
        onward = [button for button in message.buttons if button.role is Role.NEXT]
        if onward and ticked and (len(ticked) > 1 or self.random.random() < 0.6):
            return _tap(onward[0])
        choices = [
            button
            for button in message.buttons
            if button.role is Role.CHOICE and not button.ticked
        ]
        weights = [self._weight(button) for button in choices]
        button = self.random.choices(choices, weights=weights)[0]
        typed = button.number is not None and not onward and self.random.random() < 0.1
        if typed:
            return Said(what=TextReceived(text=str(button.number)), shown=str(button.number))
        return _tap(button)

    def _weight(self, button: Button) -> float:
        tap = unpack(button.data)
        if isinstance(tap, ConsentTapped):
            return WEIGHTS["consent"][self.survey.consent.choices[tap.choice].key]
        if not isinstance(tap, ChoiceTapped):
            return 1.0
        question = self.survey.questions[tap.question]
        key = getattr(question, "choices", ())[tap.choice].key
        if question.key == "stage":
            return 1.0 if key == self.parent.stage else 0.0
        if question.key == "aonico_use":
            return 1.0 if key == self.parent.aonico else 0.0
        return WEIGHTS.get(question.key, {}).get(key, 1.0)


def _tap(button: Button) -> Said:
    return Said(what=TapReceived(data=button.data), shown=button.label)
