"""E-mail over SMTP: what leaves, and what the server's answers mean for the row."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

import structlog
from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from bot.channels.mail_messages import Painter, mail_from_row
from bot.smtp_address import Encryption, SmtpServer
from surveys.outbound import Accepted, Blocked, Claimed, Outcome, Refused, TryLater, Uncertain

CHANNEL: Final = "mail"

TIMEOUT: Final = 10.0
"""Seconds for one step; all steps of an attempt stay within `ATTEMPT`."""

ATTEMPT: Final = 40.0
"""Seconds for one attempt, less than the lease of a claimed row."""

AT_ONCE: Final = 4
"""Connections side by side: mail servers of small houses allow few."""

_log = structlog.get_logger("koe.mail")


class MailChannel:
    """A connection for each mail; there are few of them, and servers drop idle ones."""

    def __init__(
        self,
        *,
        server: SmtpServer,
        sender: tuple[str, str],
        clock: Callable[[], datetime],
        paint: Painter,
        timeout: float = TIMEOUT,
    ) -> None:
        """`paint` draws a chart as PNG; `sender` is name and address."""
        self._server = server
        self._sender = sender
        self._clock = clock
        self._paint = paint
        self._timeout = timeout
        self._room = asyncio.Semaphore(AT_ONCE)

    @property
    def name(self) -> str:
        """Mail."""
        return CHANNEL

    async def open(self) -> None:
        """Nothing is connected before there is something to send."""

    async def close(self) -> None:
        """There is nothing to let go of."""

    async def send(self, claimed: Claimed) -> Outcome:
        """Hand the mail of a row in.

        Up to the text nothing was taken. While the text is under way nobody knows (RFC 5321,
        4.5.3.2.6: a server may have taken what it could not acknowledge).
        """
        # painting takes a moment: not while others wait for the loop
        mail = await asyncio.to_thread(
            mail_from_row,
            claimed.outgoing,
            to=claimed.address,
            sender=self._sender,
            at=self._clock(),
            paint=self._paint,
        )
        async with self._room:
            outcome = await self._handed_in(claimed.address, mail.as_bytes())
        _log.info("handed_in", outcome=type(outcome).__name__)
        return outcome

    async def _handed_in(self, address: str, mail: bytes) -> Outcome:
        client = self._client()
        on_its_way = False
        try:
            async with asyncio.timeout(ATTEMPT):
                await client.connect()
                await client.mail(self._sender[1])
                await client.rcpt(address)
                on_its_way = True
                await client.data(mail)
        except (TimeoutError, SMTPTimeoutError, SMTPServerDisconnected, OSError) as error:
            reason = type(error).__name__
            return Uncertain(reason=reason) if on_its_way else TryLater(reason=reason)
        except SMTPException as error:
            return _outcome(error)
        finally:
            # no QUIT: what was taken stays taken, and waiting for the answer tells nothing
            client.close()
        return Accepted()

    def _client(self) -> SMTP:
        server = self._server
        return SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.encryption is Encryption.FROM_THE_START,
            start_tls=server.encryption is Encryption.BY_STARTTLS,
            timeout=self._timeout,
        )


def _outcome(error: SMTPException) -> Outcome:
    """What the server's refusal means. Its words may hold the address: only its code is kept."""
    if isinstance(error, SMTPAuthenticationError):
        _log.error("login_refused", code=error.code, remedy="check KOE_SMTP_URL")
        return TryLater(reason=f"login refused ({error.code})")
    if isinstance(error, SMTPRecipientRefused) and _no_such_mailbox(error):
        return Blocked()
    if isinstance(error, SMTPRecipientRefused | SMTPDataError) and 500 <= error.code < 600:
        return Refused(reason=f"{type(error).__name__} {error.code}")
    code = getattr(error, "code", "")
    return TryLater(reason=f"{type(error).__name__} {code}".strip())


def _no_such_mailbox(error: SMTPRecipientRefused) -> bool:
    """550 and 553 with RFC 3463's 5.1.x (address) or 5.2.1 (mailbox closed), or without any."""
    if error.code not in {550, 551, 553}:
        return False
    told = error.message.split(maxsplit=1)[0] if error.message else ""
    return not told.startswith("5.") or told.startswith("5.1.") or told == "5.2.1"
