"""Processes are killed at every point of a digest run: each coordinator has one all the same.

Real processes on PostgreSQL, loopback platforms. On LINE exactly one. On Telegram and by mail
never none; a second copy only where a process died after the platform took the first, marked
（再送）, by mail with the same Message-ID. `KOE_PROVE=1` plays the whole grid.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.app import compose
from bot.settings import read_settings
from handlers.work import Work
from storage.migrate import upgrade
from surveys.model import Language
from surveys.people import Member, MemberRole
from tests.digest_worker import POINTS
from tests.fakes.clock import Clock
from tests.fakes.line import FakeLine
from tests.fakes.line_events import line_user_id
from tests.fakes.patience import PATIENCE
from tests.fakes.smtp import FakeSmtp
from tests.fakes.telegram import FakeTelegram
from tests.surveys.analysis.rows import tokyo
from tests.universe import LINE_SECRET, LINE_TOKEN, SECRET_KEY, TELEGRAM_TOKEN

NINE: Final = tokyo("2026-11-23 09:00")
EACH: Final = 2
"""Coordinators on each channel."""

GRID: Final = [(processes, point) for processes in (1, 2, 3) for point in ("-", *POINTS)]
SMALL: Final = [
    (1, "accepted by telegram"),
    (2, "accepted by mail"),
    (3, "before the commit"),
]


@dataclass(kw_only=True)
class Platforms:
    """The platforms, and what each coordinator got."""

    line: FakeLine
    telegram: FakeTelegram
    smtp: FakeSmtp

    def on_line(self) -> list[list[str]]:
        people = [self.line.user(line_user_id(number)) for number in range(1, EACH + 1)]
        return [[str(message) for message in person.messages] for person in people]

    def on_telegram(self) -> list[list[str]]:
        people = [self.telegram.user(7000 + number) for number in range(1, EACH + 1)]
        return [[shown.text for shown in person.shown if shown.text] for person in people]

    def by_mail(self) -> list[list[tuple[str, str]]]:
        boxes = [self.smtp.to(address(number)) for number in range(1, EACH + 1)]
        return [[(str(mail["subject"]), str(mail["message-id"])) for mail in box] for box in boxes]


def address(number: int) -> str:
    return f"office{number}@ward.example.jp"


@contextmanager
def platforms(clock: Clock) -> Iterator[Platforms]:
    with ExitStack() as stack:
        yield Platforms(
            line=stack.enter_context(FakeLine(LINE_SECRET, LINE_TOKEN, clock)),
            telegram=stack.enter_context(FakeTelegram(TELEGRAM_TOKEN, clock)),
            smtp=stack.enter_context(FakeSmtp()),
        )


def settings(url: str, there: Platforms) -> dict[str, str]:
    return {
        "database_url": url,
        "secret_key": SECRET_KEY,
        "line_channel_secret": LINE_SECRET,
        "line_channel_access_token": LINE_TOKEN,
        "line_api_base_url": there.line.url,
        "telegram_bot_token": TELEGRAM_TOKEN,
        "telegram_api_base_url": there.telegram.url,
        "smtp_url": there.smtp.url,
        "mail_from": "koe@centre.example.jp",
    }


def coordinators(given: dict[str, str], there: Platforms) -> None:
    """Two on each channel, members since April."""
    places = [("line", line_user_id(number)) for number in range(1, EACH + 1)]
    places += [("telegram", str(7000 + number)) for number in range(1, EACH + 1)]
    places += [("mail", address(number)) for number in range(1, EACH + 1)]
    there.on_line()  # who is not known to a platform cannot be written to
    there.on_telegram()
    koe = compose(read_settings(**given), SECRET_KEY, clock=Clock(tokyo("2026-04-01 09:00")))

    def added(work: Work) -> None:
        for channel, where in places:
            member = Member(
                id=work.house.new_id(), role=MemberRole.COORDINATOR, joined_at=work.now
            )
            work.uow.members.add(member)
            contact = work.uow.contacts.find_or_add(
                channel, where, work.house.new_id(), Language.JA, work.now
            )
            work.uow.contacts.save(replace(contact, member=member.id))

    koe.do(added)
    koe.close()


class Worker:
    """A process of tests/digest_worker.py."""

    def __init__(self, given: dict[str, str], point: str, mark: Path) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "tests.digest_worker"]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [*command, json.dumps(given), point, str(mark)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "KOE_LOG_FORMAT": "json"},
        )

    def tell(self, moment: datetime) -> None:
        """It is this time now."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{moment.isoformat()}\n")
        self._process.stdin.flush()

    def lives(self) -> bool:
        """Wait until the process is idle (True) or dead."""
        assert self._process.stdout is not None
        return any(line.strip() == "idle" for line in self._process.stdout)

    def close(self) -> int:
        """Let it end; the exit status, negative for a signal."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if self._process.poll() is None:
            self._process.stdin.close()
        self._process.wait(PATIENCE)
        self._process.stdout.close()
        if not self._process.stdin.closed:
            self._process.stdin.close()
        return self._process.returncode


@pytest.mark.parametrize(("processes", "point"), GRID if os.environ.get("KOE_PROVE") else SMALL)
def test_killed_and_started_again(
    processes: int, point: str, postgres_url: str, tmp_path: Path
) -> None:
    clock = Clock(NINE)
    upgrade(postgres_url)
    with platforms(clock) as there:
        given = settings(postgres_url, there)
        coordinators(given, there)
        mark = tmp_path / "died"
        workers = [Worker(given, point, mark) for _ in range(processes)]
        for worker in workers:
            worker.tell(NINE)
        living = [worker for worker in workers if worker.lives()]
        assert len(living) == processes - mark.exists()
        assert mark.exists() is (point != "-")
        if mark.exists():
            living.append(Worker(given, "-", mark))  # it starts again
        for minute in (1.1, 2.2, 10):  # the dead one's claim has run out
            clock.now = NINE + timedelta(minutes=minute)
            for worker in living:
                worker.tell(clock.now)
            assert all(worker.lives() for worker in living)
        assert sorted(worker.close() for worker in {*workers, *living}) == sorted(
            [-9] * mark.exists() + [0] * len(living)
        )
        compare(there, point)


def compare(there: Platforms, point: str) -> None:
    """What everybody got, against what is promised."""
    assert [len(got) for got in there.on_line()] == [1] * EACH
    may_double = {"telegram": False, "mail": False}
    if point.startswith("accepted"):
        # others' rows are on their way at the same moment
        may_double = {"telegram": True, "mail": True}
    for texts in there.on_telegram():
        copies = len(texts)
        assert copies == 1 or (may_double["telegram"] and copies == 2), texts
        assert texts[0].startswith(("【週報】", "（再送）【週報】"))
        assert [text.startswith("（再送）") for text in texts[1:]] == [True] * (copies - 1)
    for mails in there.by_mail():
        copies = len(mails)
        assert copies == 1 or (may_double["mail"] and copies == 2), mails
        assert all("【週報】" in subject for subject, _ in mails)
        assert [subject.startswith("（再送）") for subject, _ in mails[1:]] == [True] * (
            copies - 1
        )
        assert len({identity for _, identity in mails}) == 1
    if point == "accepted by telegram":
        assert sum(len(texts) for texts in there.on_telegram()) > EACH
    if point == "accepted by mail":
        assert sum(len(mails) for mails in there.by_mail()) > EACH
