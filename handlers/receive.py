"""One event from outside: taken once, answered by one row of the outbox, in one transaction."""

from dataclasses import replace
from datetime import timedelta
from typing import Final, assert_never

from handlers import documents, entitlement, following, languages, members, menus, removal
from handlers.alerting import remark_changed
from handlers.answers import latest, show_again, take, waiting
from handlers.inbound import (
    AddedToGroup,
    DocumentReceived,
    Edited,
    Followed,
    Inbound,
    OtherReceived,
    TapReceived,
    TextReceived,
    Unfollowed,
    Unsent,
)
from handlers.texts import text_received
from handlers.work import Case, Work
from surveys.inputs import Pressed
from surveys.messages import Message, joined
from surveys.model import Language
from surveys.outbound import Outgoing, Purpose
from surveys.taps import (
    CommandTapped,
    ConfirmTapped,
    FinishTapped,
    LanguageMenuTapped,
    LanguageTapped,
    QuietTapped,
    Tap,
    unpack,
)

MAX_REMARK: Final = 1000
"""Characters of an edited remark; a longer text is not taken over."""

REPLY_WITHIN: Final = timedelta(seconds=55)
"""A reply token lives for about a minute."""

SEND_WITHIN: Final = timedelta(hours=20)
"""After this a message is no longer worth sending, and a retry key still is unique (24 h)."""


def receive(work: Work, inbound: Inbound) -> bool:
    """Take one event in; False when it had been taken before, and then nothing is done."""
    if not work.uow.inbox.record(inbound.channel, inbound.event, inbound.at):
        return False
    contact = work.uow.contacts.find_or_add(
        inbound.channel,
        inbound.address,
        work.house.new_id(),
        _language(inbound),
        work.now,
    )
    case = Case(work=work, contact=contact, inbound=inbound, awaited=contact.awaiting)
    if contact.awaiting is not None or contact.blocked:
        case = case.changed(replace(contact, awaiting=None, blocked=False))
    if contact.blocked:
        menus.changed(work, contact)  # what was due meanwhile was not sent
    messages = _answered(case)
    if messages and inbound.answerable:
        _queue(case, messages)
    return True


def _language(inbound: Inbound) -> Language:
    """The language of a new contact, as far as the platform knows it."""
    code = (inbound.language or "").lower()
    if code.startswith("en"):
        return Language.EN
    return Language.ZH if code.startswith("zh") else Language.JA


def _queue(case: Case, messages: list[Message]) -> None:
    work, inbound = case.work, case.inbound
    keep = REPLY_WITHIN if inbound.reply_token else SEND_WITHIN
    work.uow.outbox.add(
        Outgoing(
            id=work.house.new_id(),
            key=entitlement.reply_key(case),
            contact=case.contact.id,
            purpose=_purpose(case),
            messages=joined(messages),
            reply_token=inbound.reply_token,
            retry_key=work.house.new_id(),
            created_at=work.now,
            due_at=work.now,
            expires_at=work.now + keep,
        )
    )


def _purpose(case: Case) -> Purpose:
    """A reply, unless it is the last thing that is said to this contact."""
    if isinstance(case.inbound.what, AddedToGroup):
        return Purpose.LEAVE
    leaving = case.work.uow.contacts.get(case.contact.id).awaiting == removal.FORGET
    return Purpose.FAREWELL if leaving else Purpose.REPLY


def _answered(case: Case) -> list[Message]:
    what = case.inbound.what
    match what:
        case TextReceived(text=text, message=message):
            if message is not None and _was_unsent(case, message):
                return _waiting_page(case)
            return text_received(case, text)
        case TapReceived(data=data):
            tap = unpack(data)
            return _tapped(case, tap) if tap is not None else _unreadable(case, "stale")
        case Followed():
            return [case.note("welcome", centre=case.work.house.centre.name)]
        case Unfollowed():
            case.changed(replace(case.contact, blocked=True))
            return []
        case OtherReceived() | DocumentReceived():
            return documents.received(case, what) or _unreadable(case, "only_text")
        case Unsent() | Edited() | AddedToGroup():
            return _besides(case, what)
        case _:
            assert_never(what)


def _besides(case: Case, what: Unsent | Edited | AddedToGroup) -> list[Message]:
    """Events that are not part of a conversation."""
    responses, channel = case.work.uow.responses, case.inbound.channel
    match what:
        case Unsent(message=message):
            responses.blank_remark(channel, message)
            # events come in any order: the text itself may still be on its way
            case.work.uow.inbox.record(channel, f"unsent:{message}", case.inbound.at)
            return []
        case Edited(message=message, text=text):
            if len(text) <= MAX_REMARK and responses.change_remark(channel, message, text):
                remark_changed(case.work, channel, message, case.inbound.event)
            return []
        case AddedToGroup():
            case.changed(replace(case.contact, awaiting=removal.FORGET))
            return [case.note("group_refused")]
        case _:
            assert_never(what)


def _was_unsent(case: Case, message: str) -> bool:
    return case.work.uow.inbox.has(case.inbound.channel, f"unsent:{message}")


def _tapped(case: Case, tap: Tap) -> list[Message]:
    match tap:
        case LanguageMenuTapped():
            return languages.offer_languages(case)
        case LanguageTapped(language=position):
            return languages.choose_nth(case, position)
        case ConfirmTapped(deed=deed, yes=yes):
            return removal.confirmed(case, deed, yes=bool(yes))
        case FinishTapped() | CommandTapped():
            return members.tapped(case, tap) or _unreadable(case, "stale")
        case QuietTapped(response=response_id):
            return following.quiet(case, response_id)
        case _:
            response = latest(case)
            if response is None:
                return [case.note("stale"), case.note("start_hint")]
            if response.id != tap.response:
                # a follow-up may have been overtaken by the next lesson's survey
                response = following.own(case, tap.response) or response
            return take(case, response, Pressed(tap=tap))


def _unreadable(case: Case, key: str) -> list[Message]:
    """One line that says why, then the page that still waits, if there is one."""
    return [case.note(key), *_waiting_page(case)]


def _waiting_page(case: Case) -> list[Message]:
    response = waiting(case)
    return show_again(case, response) if response is not None else []
