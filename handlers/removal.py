"""Taking a response back, and erasing a person with everything they answered."""

import hashlib
from dataclasses import dataclass, replace
from typing import Final

from handlers.answers import latest, show_again, take, waiting
from handlers.work import Case, Work
from surveys.inputs import Said, Word
from surveys.messages import Button, Message, Role
from surveys.response import Status
from surveys.taps import ConfirmTapped, pack

WITHDRAW: Final = "withdraw"
ERASE: Final = "erase"
FORGET: Final = "forget"
"""What a contact awaits after an erasure: the receipt is sent, then the address goes too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Proof of an erasure. It leads to the audit log, and from there to nobody."""

    number: str
    responses: int


def erase_respondent(work: Work, respondent: str, *, actor: str) -> Receipt:
    """Remove a respondent with all responses, answers, remarks and consents.

    Raises:
        KeyError: there is no such respondent.
    """
    removed = work.uow.respondents.erase(respondent)
    new_id = work.house.new_id()
    number = hashlib.sha256(new_id.encode()).hexdigest()[:10].upper()
    work.uow.audit.record(
        new_id=new_id,
        at=work.now,
        actor=actor,
        action="erased",
        subject=number,
        detail={"responses": removed},
    )
    return Receipt(number=number, responses=removed)


def erase_person(work: Work, respondent: str, *, actor: str) -> Receipt:
    """Remove a respondent, and the addresses that lead to nobody else.

    Raises:
        KeyError: there is no such respondent.
    """
    places = work.uow.contacts.of_respondent(respondent)
    for contact in places:
        work.uow.contacts.save(replace(contact, respondent=None))
    receipt = erase_respondent(work, respondent, actor=actor)
    for contact in places:
        if contact.member is None:
            work.uow.outbox.drop_for(contact.id)
            work.uow.contacts.forget(contact.id)
    return receipt


def ask_withdrawal(case: Case) -> list[Message]:
    """Ask once before a response is taken back."""
    response = latest(case)
    if response is None or response.status in {Status.WITHDRAWN, Status.REFUSED}:
        return [case.note("nothing_to_withdraw")]
    return _ask(case, WITHDRAW)


def ask_erasure(case: Case) -> list[Message]:
    """Ask once before everything about a person is removed."""
    if case.contact.respondent is None:
        return [case.note("nothing_to_erase")]
    return _ask(case, ERASE)


def _ask(case: Case, deed: str) -> list[Message]:
    case.changed(replace(case.contact, awaiting=deed))
    buttons = (
        Button(
            label=case.say(f"yes_{deed}"),
            data=pack(ConfirmTapped(deed=deed, yes=1)),
            role=Role.OTHER,
        ),
        Button(label=case.say("no"), data=pack(ConfirmTapped(deed=deed, yes=0)), role=Role.OTHER),
    )
    return [
        Message(text=case.say(f"{deed}_ask"), language=case.language, buttons=buttons, page=True)
    ]


def confirmed(case: Case, deed: str, *, yes: bool) -> list[Message]:
    """The answer to the question asked before a deed; only the deed that was asked about."""
    if case.awaited != deed:
        return [case.note("stale")]
    if not yes:
        response = waiting(case)
        again = [] if response is None else show_again(case, response)
        return [case.note("cancelled"), *again]
    return _withdraw(case) if deed == WITHDRAW else _erase(case)


def _withdraw(case: Case) -> list[Message]:
    response = latest(case)
    if response is None:
        return [case.note("nothing_to_withdraw")]
    return take(case, response, Said(word=Word.WITHDRAW))


def _erase(case: Case) -> list[Message]:
    work = case.work
    if case.contact.respondent is None:
        return [case.note("nothing_to_erase")]
    respondent = case.contact.respondent
    awaiting = FORGET if case.contact.member is None else None
    case = case.changed(replace(case.contact, respondent=None, awaiting=awaiting))
    receipt = erase_respondent(work, respondent, actor="respondent")
    return [
        case.note(
            "erased",
            receipt=receipt.number,
            count=receipt.responses,
            at=f"{work.local(work.now):%Y-%m-%d %H:%M}",
        )
    ]
