"""People who write to a Koe without network: one event in, the answer out, on any channel."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from bot.app import Koe, compose
from bot.settings import read_settings
from handlers.delivery import claim, record
from handlers.inbound import Inbound, TapReceived, TextReceived, What
from handlers.inviting import invite
from handlers.receive import receive
from handlers.work import Work
from storage.database import SqlStore
from storage.migrate import upgrade
from storage.traffic import AuditRow
from surveys.messages import Button, Message
from surveys.model import Language
from surveys.outbound import Accepted, Claimed, Purpose
from surveys.people import Contact, MemberRole
from tests.fakes.clock import Clock
from tests.universe import NOON, SECRET_KEY

WEEK = timedelta(days=7)


@dataclass(kw_only=True)
class Talks:
    """A Koe whose messages are read from its outbox. `sent` is everything that ever left."""

    koe: Koe
    clock: Clock
    sent: list[Claimed] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def somebody(self, channel: str = "telegram") -> "Somebody":
        """A new person."""
        return Somebody(talks=self, channel=channel, address=f"{channel}-{next(self.numbers)}")

    def member(self, role: MemberRole, channel: str = "telegram") -> "Somebody":
        """A new person who has joined."""
        person = self.somebody(channel)
        person.say(f"参加 {self.invitation(role)}")
        return person

    def invitation(self, role: MemberRole) -> str:
        """A fresh code."""
        return self.koe.do(lambda work: invite(work, role, WEEK))

    def deliver(self) -> list[Claimed]:
        """Everything that is due leaves, and arrives."""

        def sent(work: Work) -> list[Claimed]:
            rows = list(claim(work, 100).rows)
            for row in rows:
                record(work, row, Accepted())
            return rows

        found: list[Claimed] = []
        while rows := self.koe.do(sent):
            found += rows
        self.sent += found
        return found

    def audit(self) -> list[tuple[str, dict[str, str]]]:
        """Every change with its detail, oldest first."""
        assert isinstance(self.koe.store, SqlStore)
        with Session(self.koe.store.engine) as session:
            rows = session.exec(select(AuditRow).order_by(col(AuditRow.recorded_at))).all()
            return [(row.action, dict(row.detail)) for row in rows]


@dataclass(kw_only=True)
class Somebody:
    """One person at one place. `answer` is the newest reply."""

    talks: Talks
    channel: str
    address: str
    answer: tuple[Message, ...] = ()

    def say(self, text: str) -> str:
        """Type a text; what is answered."""
        return self._happens(TextReceived(text=text))

    def tap(self, label: str) -> str:
        """Press a button of the newest answer; what is answered."""
        (button,) = [button for button in self.buttons if button.label == label]
        return self.press(button.data)

    def press(self, data: str) -> str:
        """Press a button with this data, wherever it came from."""
        return self._happens(TapReceived(data=data))

    @property
    def buttons(self) -> list[Button]:
        """The buttons of the newest answer."""
        return [button for message in self.answer for button in message.buttons]

    @property
    def labels(self) -> list[str]:
        """What they say."""
        return [button.label for button in self.buttons]

    def contact(self) -> Contact:
        """As it is stored."""
        return self.talks.koe.do(
            lambda work: work.uow.contacts.find_or_add(
                self.channel, self.address, work.house.new_id(), Language.JA, work.now
            )
        )

    def block(self) -> None:
        """Messages are refused from now on."""
        blocked = replace(self.contact(), blocked=True)
        self.talks.koe.do(lambda work: work.uow.contacts.save(blocked))

    def _happens(self, what: What) -> str:
        self.talks.clock.forward(seconds=1)
        inbound = Inbound(
            channel=self.channel,
            event=f"e{next(self.talks.numbers)}",
            address=self.address,
            at=self.talks.clock(),
            what=what,
        )
        self.talks.koe.do(lambda work: receive(work, inbound))
        (reply,) = [
            row
            for row in self.talks.deliver()
            if (row.channel, row.address) == (self.channel, self.address)
            and row.outgoing.purpose is not Purpose.MENU
        ]
        self.answer = reply.outgoing.messages
        return "\n".join(message.text for message in self.answer)


@contextmanager
def talks(folder: Path, **settings: object) -> Iterator[Talks]:
    """A Koe with all channels switched on, and nothing behind them."""
    url = f"sqlite:///{folder}/koe.db"
    upgrade(url)
    given: dict[str, object] = {
        "database_url": url,
        "secret_key": SECRET_KEY,
        "line_channel_secret": "secret",
        "line_channel_access_token": "token",
        "line_basic_id": "@koe",
        "telegram_bot_token": "1:token",
        "smtp_url": "smtp://127.0.0.1",
        "mail_from": "koe@centre.example.jp",
        "centre_name": "ラフール",
    }
    clock = Clock(NOON)
    koe = compose(read_settings(**{**given, **settings}), SECRET_KEY, clock=clock)
    try:
        yield Talks(koe=koe, clock=clock)
    finally:
        koe.close()
