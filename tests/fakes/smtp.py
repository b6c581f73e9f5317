"""A real SMTP server on loopback that keeps what it accepts, and fails when a test says so."""

import asyncio
import contextlib
import email
import threading
from collections import deque
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from enum import StrEnum
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.fakes.patience import PATIENCE


class Trouble(StrEnum):
    """What goes wrong with one mail."""

    BUSY_AT_DATA = "451 at DATA"
    REFUSED_AT_DATA = "554 at DATA"
    NO_MAILBOX = "550 5.1.1 at RCPT"
    NO_MAILBOX_WITHOUT_CODE = "550 at RCPT"
    MAILBOX_CLOSED = "550 5.2.1 at RCPT"
    MAILBOX_FULL = "552 5.2.2 at RCPT"
    POLICY = "550 5.7.1 at RCPT"
    GREYLISTED = "451 at RCPT"
    SENDER = "550 at MAIL"
    CUT_AFTER_DATA = "accepted, then cut"
    SILENT_AFTER_DATA = "accepted, then silence"
    SILENT_AT_ONCE = "silence at RCPT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A mail that the server took."""

    to: tuple[str, ...]
    mail: EmailMessage
    raw: bytes


class _Handler:
    def __init__(self, fake: "FakeSmtp") -> None:
        self._fake = fake

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _1: SMTP, session: Session, envelope: Envelope, address: str, _2: list[str]
    ) -> str:
        if self._fake.wants_login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if self._fake.meets(Trouble.SENDER):
            return "550 5.7.1 sender not allowed"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _1: SMTP, _2: Session, envelope: Envelope, address: str, _3: list[str]
    ) -> str:
        if self._fake.meets(Trouble.SILENT_AT_ONCE):
            await self._fake.silence()
        if self._fake.meets(Trouble.NO_MAILBOX):
            return f"550 5.1.1 <{address}>: no such mailbox"
        if self._fake.meets(Trouble.NO_MAILBOX_WITHOUT_CODE):
            return f"550 <{address}>: no such mailbox"
        if self._fake.meets(Trouble.MAILBOX_CLOSED):
            return "550 5.2.1 mailbox disabled"
        if self._fake.meets(Trouble.MAILBOX_FULL):
            return "552 5.2.2 mailbox full"
        if self._fake.meets(Trouble.POLICY):
            return "550 5.7.1 listed"
        if self._fake.meets(Trouble.GREYLISTED):
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _: Session, envelope: Envelope
    ) -> str:
        if self._fake.meets(Trouble.BUSY_AT_DATA):
            return "451 4.3.0 try again"
        if self._fake.meets(Trouble.REFUSED_AT_DATA):
            return "554 5.6.0 not this"
        self._fake.take(envelope)
        if self._fake.meets(Trouble.CUT_AFTER_DATA):
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            return "250 never seen"
        if self._fake.meets(Trouble.SILENT_AFTER_DATA):
            await self._fake.silence()
        return "250 OK"


class FakeSmtp:
    """A context manager: it listens on `port` between enter and exit.

    With `user` and `password` nobody hands in a mail without logging in.
    """

    def __init__(self, *, user: str | None = None, password: str = "") -> None:
        self.received: list[Received] = []
        self.logins: list[bool] = []
        self._trouble: deque[Trouble] = deque()
        self._news = threading.Condition()
        self._silences: list[asyncio.Event] = []
        self._account = (user, password)
        self._controller = Controller(
            _Handler(self),
            hostname="127.0.0.1",
            port=0,
            # aiosmtpd warns where it must demand a login without TLS: the handler demands it
            auth_require_tls=False,
            authenticator=self._authenticate,
            ready_timeout=PATIENCE,
        )
        self.port = 0

    def __enter__(self) -> Self:
        # aiosmtpd looks whether it answers by connecting to the port it was given, which is 0
        with contextlib.suppress(OSError):
            self._controller.start()
        assert isinstance(self._controller.server, asyncio.Server)
        self.port = self._controller.server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        for event in self._silences:
            self._controller.loop.call_soon_threadsafe(event.set)
        self._controller.stop()

    @property
    def url(self) -> str:
        """Its address for KOE_SMTP_URL, without a user."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def wants_login(self) -> bool:
        """Whether nobody hands in a mail without logging in."""
        return self._account[0] is not None

    def put(self, *troubles: Trouble) -> None:
        """What shall happen to the next mails, each once."""
        self._trouble += troubles

    def meets(self, trouble: Trouble) -> bool:
        """Whether this trouble is next; it is taken out of the queue."""
        if self._trouble and self._trouble[0] is trouble:
            self._trouble.popleft()
            return True
        return False

    def to(self, address: str) -> list[EmailMessage]:
        """The mails for an address, in the order in which they came."""
        return [one.mail for one in self.received if address in one.to]

    def await_mail(self, address: str, count: int = 1, seconds: float = PATIENCE) -> EmailMessage:
        """Wait for the `count`th mail for an address. Raises TimeoutError."""
        with self._news:
            if not self._news.wait_for(lambda: len(self.to(address)) >= count, seconds):
                raise TimeoutError(f"no mail for {address} within {seconds} seconds")
        return self.to(address)[count - 1]

    def take(self, envelope: Envelope) -> None:
        """Keep a mail; called by the server."""
        raw = envelope.content
        assert isinstance(raw, bytes)
        mail = email.message_from_bytes(raw, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        with self._news:
            self.received.append(Received(to=tuple(envelope.rcpt_tos), mail=mail, raw=raw))
            self._news.notify_all()

    async def silence(self) -> None:
        """Answer nothing until the end; called by the server."""
        event = asyncio.Event()
        with self._news:
            self._silences.append(event)
            self._news.notify_all()
        await event.wait()

    def wait_until_silent(self) -> None:
        """Wait until somebody waits for an answer that will not come. Raises TimeoutError."""
        with self._news:
            if not self._news.wait_for(lambda: self._silences, PATIENCE):
                raise TimeoutError("nobody waits for an answer")

    def _authenticate(self, *given: Any) -> AuthResult:
        account = given[-1]
        user, password = self._account
        good = (
            user is not None
            and isinstance(account, LoginPassword)
            and account.login == user.encode()
            and account.password == password.encode()
        )
        self.logins.append(good)
        return AuthResult(success=good, handled=False)
