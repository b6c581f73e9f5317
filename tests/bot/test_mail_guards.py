"""Guards of e-mail: never in the clear where TLS was asked for, and what closes an address."""

import pytest

from bot.channels import mail as mail_module
from surveys.outbound import Blocked, Outcome, Refused, TryLater
from tests.bot.test_mail import channel, row
from tests.fakes.smtp import FakeSmtp, Trouble


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
async def test_without_the_tls_that_was_asked_for_nothing_leaves(scheme: str) -> None:
    with FakeSmtp() as fake:
        plain = fake.url.removeprefix("smtp")
        outcome = await channel(fake, f"{scheme}{plain}").send(row())
        assert isinstance(outcome, TryLater)
        assert fake.received == []


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        (Trouble.NO_MAILBOX_WITHOUT_CODE, Blocked()),
        (Trouble.MAILBOX_CLOSED, Blocked()),
        (Trouble.MAILBOX_FULL, Refused(reason="SMTPRecipientRefused 552")),
    ],
)
async def test_what_closes_an_address(trouble: Trouble, expected: Outcome) -> None:
    with FakeSmtp() as fake:
        fake.put(trouble)
        assert await channel(fake).send(row()) == expected


async def test_an_attempt_ends_before_its_claim_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_module, "ATTEMPT", 0.3)
    with FakeSmtp() as fake:
        fake.put(Trouble.SILENT_AT_ONCE)
        assert await channel(fake).send(row()) == TryLater(reason="TimeoutError")
