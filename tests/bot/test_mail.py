"""Mail over a real SMTP server: what arrives, and what each trouble means for the row."""

import asyncio
import base64
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
import structlog

from bot.channels.mail import TIMEOUT, MailChannel
from bot.channels.mail_messages import subject
from bot.settings import SettingsError, read_settings
from bot.smtp_address import Encryption, SmtpServer, mail_from, smtp_server
from surveys.messages import Chart, Message
from surveys.model import Language
from surveys.outbound import (
    Accepted,
    Blocked,
    Claimed,
    Outcome,
    Outgoing,
    Purpose,
    Refused,
    TryLater,
    Uncertain,
)
from tests.fakes.jumping import let_pass
from tests.fakes.patience import PATIENCE
from tests.fakes.smtp import FakeSmtp, Trouble

NOW = datetime(2026, 11, 23, 0, 0, 5, tzinfo=UTC)
TO = "office@ward.example.jp"
TEXT = "【週報】11/16(月)～11/22(日)\n講座1回（実施1）　参加4組\n満足 <100%> & ありがとう"
CHART = Chart(title="この1週間", rows=(), legend="")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def channel(fake: FakeSmtp, url: str = "", **changes: Any) -> MailChannel:
    given: dict[str, Any] = {
        "server": smtp_server(url or fake.url),
        "sender": ("声", "koe@centre.example.jp"),
        "clock": lambda: NOW,
        "paint": lambda _: PNG,
        "timeout": PATIENCE,
    }
    return MailChannel(**{**given, **changes})


def row(*messages: Message, attempt: int = 1) -> Claimed:
    outgoing = Outgoing(
        id="o1",
        key="digest:2026-W47:m1",
        contact="c1",
        purpose=Purpose.DIGEST,
        messages=messages or (Message(text=TEXT, language=Language.JA),),
        retry_key="0123456789abcdef0123456789abcdef",
        created_at=NOW,
        due_at=NOW,
        expires_at=NOW,
    )
    return Claimed(outgoing=outgoing, channel="mail", address=TO, attempt=attempt)


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


async def test_a_mail_is_text_and_html_with_its_headers() -> None:
    with FakeSmtp() as fake:
        assert await channel(fake).send(row()) == Accepted()
    (received,) = fake.received
    mail = received.mail
    assert received.to == (TO,)
    assert mail.get_content_type() == "multipart/alternative"
    assert mail["subject"] == "【週報】11/16(月)～11/22(日)"
    assert str(mail["from"]) == "声 <koe@centre.example.jp>"
    assert mail["to"] == TO
    assert mail["date"].datetime == NOW.replace(microsecond=0)
    assert mail["message-id"] == "<0123456789abcdef0123456789abcdef@centre.example.jp>"
    assert mail["auto-submitted"] == "auto-generated"
    assert part(mail, "plain").splitlines() == TEXT.splitlines()
    assert "満足 &lt;100%&gt; &amp; ありがとう" in part(mail, "html")
    assert received.raw.split(b"\r\n\r\n", 1)[0].isascii(), "headers are encoded"
    assert max(len(line) for line in received.raw.split(b"\r\n")) <= 998  # RFC 5322, 2.1.1


async def test_the_chart_stands_inside_the_page() -> None:
    message = Message(text=TEXT, language=Language.JA, chart=CHART)
    with FakeSmtp() as fake:
        assert await channel(fake).send(row(message)) == Accepted()
    (received,) = fake.received
    kinds = [part.get_content_type() for part in received.mail.walk()]
    assert kinds == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]
    picture = next(one for one in received.mail.walk() if one.get_content_type() == "image/png")
    found = re.search(r'src="cid:([^"]+)" alt="この1週間"', part(received.mail, "html"))
    assert found is not None
    assert picture["content-id"] == f"<{found[1]}>"
    assert picture["content-disposition"].startswith("inline")
    assert picture.get_payload(decode=True) == PNG


async def test_a_second_attempt_carries_the_same_message_id() -> None:
    with FakeSmtp() as fake:
        for attempt in (1, 2):
            await channel(fake).send(row(attempt=attempt))
    first, second = fake.to(TO)
    assert first["message-id"] == second["message-id"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("【週報】11/16\nつぎ", "【週報】11/16"),
        (
            "（遅れてお送りしています）\n【週報】11/16\nつぎ",
            "（遅れてお送りしています） 【週報】11/16",
        ),
        ("（再送）【週報】11/16", "（再送）【週報】11/16"),
        ("(sent late)\n\nWeek 11/16 to 11/22", "(sent late) Week 11/16 to 11/22"),
        ("（メモ）", "（メモ）"),
        ("あ" * 300, "あ" * 120),
    ],
)
def test_the_subject(text: str, expected: str) -> None:
    assert subject(text) == expected


@pytest.mark.parametrize(
    ("trouble", "expected", "arrives"),
    [
        (Trouble.BUSY_AT_DATA, TryLater(reason="SMTPDataError 451"), False),
        (Trouble.REFUSED_AT_DATA, Refused(reason="SMTPDataError 554"), False),
        (Trouble.NO_MAILBOX, Blocked(), False),
        (Trouble.POLICY, Refused(reason="SMTPRecipientRefused 550"), False),
        (Trouble.GREYLISTED, TryLater(reason="SMTPRecipientRefused 451"), False),
        (Trouble.SENDER, TryLater(reason="SMTPSenderRefused 550"), False),
        (Trouble.CUT_AFTER_DATA, Uncertain(reason="SMTPServerDisconnected"), True),
        (Trouble.SILENT_AFTER_DATA, Uncertain(reason="SMTPReadTimeoutError"), True),
        (Trouble.SILENT_AT_ONCE, TryLater(reason="SMTPReadTimeoutError"), False),
    ],
)
async def test_troubles(trouble: Trouble, expected: Outcome, *, arrives: bool) -> None:
    with FakeSmtp() as fake, structlog.testing.capture_logs() as logs:
        fake.put(trouble)
        sending = asyncio.create_task(channel(fake, timeout=TIMEOUT).send(row()))
        if "SILENT" in trouble.name:
            await asyncio.to_thread(fake.wait_until_silent)
            let_pass(TIMEOUT + 1)
        assert await sending == expected
        assert len(fake.received) == (1 if arrives else 0)
        assert await channel(fake).send(row()) == Accepted()
    assert TO not in str(logs)


async def test_nobody_there_is_for_later() -> None:
    with FakeSmtp() as fake:
        url = fake.url
    outcome = await channel(fake, url).send(row())
    assert isinstance(outcome, TryLater)


@pytest.mark.parametrize(("password", "good"), [("p@ss:w/rd", True), ("wrong", False)])
async def test_logging_in(password: str, *, good: bool) -> None:
    with (
        FakeSmtp(user="koe", password="p@ss:w/rd") as fake,
        structlog.testing.capture_logs() as log,
    ):
        quoted = password.replace("@", "%40").replace(":", "%3A").replace("/", "%2F")
        url = f"smtp://koe:{quoted}@127.0.0.1:{fake.port}"
        outcome = await channel(fake, url).send(row())
    assert fake.logins[-1] is good
    if good:
        assert outcome == Accepted()
    else:
        assert outcome == TryLater(reason="login refused (535)")
        assert [line["log_level"] for line in log] == ["error", "info"]
    assert password not in str(log)
    assert base64.b64encode(password.encode()).decode() not in str(log)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail", SmtpServer(host="mail", port=25, encryption=Encryption.NONE)),
        (
            "smtps://a%40b:c%2Fd@mail.example.jp",
            SmtpServer(
                host="mail.example.jp",
                port=465,
                encryption=Encryption.FROM_THE_START,
                user="a@b",
                password="c/d",
            ),
        ),
        (
            "smtp+starttls://mail.example.jp:2525/",
            SmtpServer(host="mail.example.jp", port=2525, encryption=Encryption.BY_STARTTLS),
        ),
    ],
)
def test_where_mail_is_handed_in(url: str, expected: SmtpServer) -> None:
    assert smtp_server(url) == expected


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"smtp_url": "http://secret@mail"}, "KOE_SMTP_URL: smtp://, smtps://"),
        ({"smtp_url": "smtp://"}, "KOE_SMTP_URL: smtp://, smtps://"),
        ({"smtp_url": "smtp://mail:port"}, "KOE_SMTP_URL: smtp://, smtps://"),
        ({"smtp_url": "smtp://mail/box"}, "KOE_SMTP_URL: smtp://, smtps://"),
        ({"smtp_url": "smtp://secret@mail"}, "KOE_SMTP_URL: the address needs both"),
        ({"mail_from": "secret"}, "KOE_MAIL_FROM: an address such as"),
        ({"mail_from": "koe@a.jp\nBcc: secret@b.jp"}, "KOE_MAIL_FROM: an address such as"),
        ({"mail_from": "koe@a.jp"}, "KOE_SMTP_URL: is needed"),
        ({"smtp_url": "smtp://mail"}, "KOE_MAIL_FROM: is needed"),
    ],
)
def test_a_bad_setting_is_one_line_that_names_it(
    settings: dict[str, str], message: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError) as raised:
        read_settings(**settings)
    assert str(raised.value).startswith(message)
    assert "\n" not in str(raised.value)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("koe@centre.jp", ("", "koe@centre.jp")),
        ("声 <koe@centre.jp>", ("声", "koe@centre.jp")),
    ],
)
def test_in_whose_name(value: str, expected: tuple[str, str]) -> None:
    assert mail_from(value) == expected
