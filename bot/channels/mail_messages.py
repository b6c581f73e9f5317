"""A row of the outbox as a mail: text and HTML side by side, the chart inside."""

import html
from collections.abc import Callable
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from surveys.messages import Chart, Message
from surveys.outbound import Outgoing

Painter = Callable[[Chart], bytes]

MAX_SUBJECT: Final = 120

_STYLE: Final = "font-family:sans-serif;font-size:16px;line-height:1.6;color:#1F2933"


def mail_from_row(
    outgoing: Outgoing, *, to: str, sender: tuple[str, str], at: datetime, paint: Painter
) -> EmailMessage:
    """The mail of a row.

    Its Message-ID comes from the row's retry key, so that a second attempt carries the same and
    a mailbox can drop it.
    """
    name, address = sender
    domain = address.rpartition("@")[2]
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(display_name=name, addr_spec=address)
    mail["To"] = Address(addr_spec=to)
    mail["Subject"] = subject(outgoing.messages[0].text)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{outgoing.retry_key}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = outgoing.messages[0].language.value
    mail.set_content("\n\n".join(message.text for message in outgoing.messages))
    charts = [message.chart for message in outgoing.messages if message.chart is not None]
    names = [f"chart{number}.{outgoing.retry_key}@{domain}" for number in range(len(charts))]
    mail.add_alternative(_page(outgoing.messages, names), subtype="html")
    body = mail.get_payload(1)
    if charts and isinstance(body, EmailMessage):
        for chart, identity in zip(charts, names, strict=True):
            body.add_related(
                paint(chart),
                maintype="image",
                subtype="png",
                cid=f"<{identity}>",
                filename="digest.png",
                disposition="inline",
            )
    return mail


def subject(text: str) -> str:
    """The first line; a line that only says how it was sent takes the next one with it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    taken = next(
        (number for number, line in enumerate(lines, start=1) if not _bracketed(line)), len(lines)
    )
    return " ".join(lines[:taken])[:MAX_SUBJECT]


def _bracketed(line: str) -> bool:
    return line.startswith(("（", "(")) and line.endswith(("）", ")"))


def _page(messages: tuple[Message, ...], names: list[str]) -> str:
    waiting = iter(names)
    parts = []
    for message in messages:
        said = "<br>\n".join(html.escape(line) for line in message.text.splitlines())
        parts.append(f'<p style="{_STYLE}">{said}</p>')
        if message.chart is not None:
            parts.append(
                f'<p><img src="cid:{next(waiting)}" alt="{html.escape(message.chart.title)}" '
                'style="max-width:100%;height:auto"></p>'
            )
    language = messages[0].language.value
    inside = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"></head>\n'
        f"<body>\n{inside}\n</body></html>\n"
    )
