"""KOE_SMTP_URL and KOE_MAIL_FROM: how mail leaves, and in whose name."""

import re
from dataclasses import dataclass, field
from email.utils import parseaddr
from enum import StrEnum
from typing import Final
from urllib.parse import unquote, urlsplit


class Encryption(StrEnum):
    """How the connection is protected."""

    NONE = "smtp"
    FROM_THE_START = "smtps"
    BY_STARTTLS = "smtp+starttls"


PORTS: Final = {
    Encryption.NONE: 25,
    Encryption.FROM_THE_START: 465,
    Encryption.BY_STARTTLS: 587,
}

_MAILBOX: Final = re.compile(r"[^@\s]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where mail is handed in. Without a user nobody logs in."""

    host: str
    port: int
    encryption: Encryption
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def smtp_server(url: str) -> SmtpServer:
    """`smtp://host`, `smtps://user:password@host:465`, `smtp+starttls://…`, percent-decoded.

    Raises:
        ValueError: it is not of this form. The message holds nothing of the address.
    """
    explained = "smtp://, smtps:// or smtp+starttls://user:password@host:port is expected"
    try:
        parts = urlsplit(url)
        encryption = Encryption(parts.scheme)
        port = parts.port
    except ValueError:
        raise ValueError(explained) from None
    if not parts.hostname or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError(explained)
    if (parts.username is None) != (parts.password is None):
        raise ValueError("the address needs both a user and a password, or neither")
    return SmtpServer(
        host=parts.hostname,
        port=PORTS[encryption] if port is None else port,
        encryption=encryption,
        user=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
    )


def mail_from(value: str) -> tuple[str, str]:
    """`Koe <koe@example.jp>` or the address alone, as name and address.

    Raises:
        ValueError: it is neither.
    """
    name, address = parseaddr(value)
    if _MAILBOX.fullmatch(address) is None or not address.isascii() or "\n" in value:
        raise ValueError("an address such as koe@example.jp is expected")
    return name, address
