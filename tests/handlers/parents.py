"""Parents who can be written to, over a filled centre: what they get, and what they do then."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from handlers import delivery, quota
from handlers.inbound import Inbound, TapReceived, TextReceived, Unfollowed, What
from handlers.receive import receive
from handlers.work import Work
from surveys import wording
from surveys.model import Language
from surveys.outbound import Accepted, Claimed, Outcome, Purpose
from surveys.people import Contact
from surveys.quota import Metered, Plan
from surveys.response import Response
from tests.handlers.filled import LONG_AGO, Filled

Result = TypeVar("Result")


@dataclass
class Parents:
    """A centre whose LINE counts pushes, and the talks of its parents, each by their name."""

    filled: Filled
    budget: int | None = None
    places: dict[str, Contact] = field(default_factory=dict)

    @contextmanager
    def at(self, now: datetime) -> Iterator[Work]:
        """A use case at a moment, committed at the end."""
        with self.filled.at(now) as work:
            metered = (Metered(channel="line", budget=self.budget),)
            centre = replace(work.house.centre, metered=metered)
            house = replace(work.house, centre=centre, wording=wording.built_in())
            yield replace(work, house=house)

    def do(self, use_case: Callable[[Work], Result], now: datetime) -> Result:
        """Run a use case at a moment."""
        with self.at(now) as work:
            return use_case(work)

    def parent(
        self, name: str, channel: str = "line", language: Language = Language.JA
    ) -> Contact:
        """The place of a parent whose responses are under their name."""
        with self.at(LONG_AGO) as work:
            contact = work.uow.contacts.find_or_add(
                channel, f"U{name}", self.filled.new_id(), language, LONG_AGO
            )
            self.places[name] = replace(contact, respondent=name)
            work.uow.contacts.save(self.places[name])
        return self.places[name]

    def block(self, name: str, now: datetime) -> None:
        """The parent blocks the account."""
        self._happens(name, Unfollowed(), now)

    def say(self, name: str, text: str, now: datetime) -> str:
        """The parent types a text; what is answered."""
        return self._happens(name, TextReceived(text=text), now)

    def tap(self, name: str, data: str, now: datetime) -> str:
        """The parent presses a button; what is answered."""
        return self._happens(name, TapReceived(data=data), now)

    def told(self, limit: int | None, used: int, now: datetime) -> None:
        """LINE was asked what is left of the month."""
        self.do(lambda work: quota.told(work, "line", Plan(limit=limit, used=used)), now)

    def sent(self, now: datetime, outcome: Outcome | None = None) -> list[Claimed]:
        """What leaves at a moment, and becomes of it."""
        sent: list[Claimed] = []
        while not (claims := self.do(lambda work: delivery.claim(work, 100), now)).empty:
            if claims.unsure:
                self.told(200, 0, now)
            for one in claims.rows:
                with self.at(now) as work:
                    delivery.record(work, one, outcome or Accepted())
            sent += claims.rows
        return sent

    def pushed(self, now: datetime, purpose: Purpose) -> list[str]:
        """To whom something leaves unasked at a moment."""
        names = {contact.id: name for name, contact in self.places.items()}
        return [
            names[one.outgoing.contact]
            for one in self.sent(now)
            if one.outgoing.purpose is purpose
        ]

    def latest(self, name: str) -> Response:
        """The response that a parent moved last."""
        with self.at(LONG_AGO) as work:
            found = work.uow.responses.latest(name)
        assert found is not None
        return found

    def _happens(self, name: str, what: What, now: datetime) -> str:
        inbound = Inbound(
            channel=self.places[name].channel,
            event=self.filled.new_id(),
            address=f"U{name}",
            at=now,
            what=what,
            reply_token=self.filled.new_id(),
        )
        self.do(lambda work: receive(work, inbound), now)
        answers = [one for one in self.sent(now) if one.outgoing.purpose is Purpose.REPLY]
        return "\n".join(message.text for one in answers for message in one.outgoing.messages)
