"""Where a coordinator wants the digest: Telegram, LINE, or e-mail proven by a code sent there."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from handlers.inviting import command_button
from handlers.membership import MAIL, audit
from handlers.work import Case, Work
from surveys.messages import Message
from surveys.outbound import Outgoing, Purpose
from surveys.people import Contact, Member, PlaceCode

ASK_ADDRESS: Final = "mail"
ASK_CODE: Final = "mailcode"
"""What a contact awaits: an address; the code that was sent to the contact after the colon."""

UNPROVEN: Final = "proof"
"""What an address awaits until its code came back; else it is forgotten again."""

CODE_LASTS: Final = timedelta(minutes=15)
MAX_TRIES: Final = 5
CODES_A_DAY: Final = 5
"""So that nobody can fill a stranger's mailbox through us."""

ORDER: Final = ("telegram", MAIL, "line", "web")
"""Where the digest goes without a choice, best first: what costs no quota before what does."""

_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z][A-Za-z0-9-]{1,62}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPlace:
    """Where a digest goes. `instead`: not where it was wanted, which takes no messages now."""

    contact: Contact
    instead: bool = False


def digest_place(
    work: Work, member: Member, *, without: frozenset[str] = frozenset()
) -> DigestPlace | None:
    """The chosen place where it takes messages, else the best of the others.

    `without` are contacts that are not looked at. None: the member cannot be reached.
    """
    there = [
        contact
        for contact in work.uow.contacts.of_member(member.id)
        if takes_digest(work, contact) and contact.id not in without
    ]
    wanted = work.uow.places.chosen(member.id)
    for contact in there:
        if contact.id == wanted:
            return DigestPlace(contact=contact)
    best = min(there, key=lambda contact: ORDER.index(contact.channel), default=None)
    return None if best is None else DigestPlace(contact=best, instead=wanted is not None)


def takes_digest(work: Work, contact: Contact) -> bool:
    """Whether a digest can be sent to this contact at present."""
    channel = contact.channel
    return not contact.blocked and channel in ORDER and channel in work.house.centre.channels


def asked(case: Case) -> list[Message]:
    """「送り先」: where the digest goes, and buttons for where it could go."""
    work, member = case.work, case.member()
    if member is None:
        return []
    now = digest_place(work, member)
    buttons = [
        command_button(case.say(f"channel_{contact.channel}"), "place", contact.id)
        for contact in work.uow.contacts.of_member(member.id)
        if contact.channel in work.house.centre.channels and contact.channel in ORDER
    ]
    if MAIL in work.house.centre.channels:
        buttons.append(command_button(case.say("place_new_mail"), "placemail", ""))
    place = case.say("place_none" if now is None else f"channel_{now.contact.channel}")
    text = case.say("place_ask", place=place)
    return [Message(text=text, language=case.language, buttons=tuple(buttons), page=True)]


def chosen(case: Case, contact_id: str) -> list[Message] | None:
    """A place picked by button; None where it is not the member's."""
    work, member = case.work, case.member()
    mine = [] if member is None else work.uow.contacts.of_member(member.id)
    contact = next((one for one in mine if one.id == contact_id), None)
    if member is None or contact is None:
        return None
    if contact.channel == MAIL:
        # it was proven once; a refusal of long ago must not bar it for good
        work.uow.contacts.save(replace(contact, blocked=False, language=case.language))
    return _choose(case, member, contact)


def ask_address(case: Case) -> list[Message] | None:
    """Ask for an e-mail address; None where e-mail is off."""
    if MAIL not in case.work.house.centre.channels:
        return None
    case.changed(replace(case.contact, awaiting=ASK_ADDRESS))
    return [case.note("mail_ask")]


def address_typed(case: Case, text: str) -> list[Message]:
    """Send a code to the address; it is the member's once the code comes back."""
    work, member = case.work, case.member()
    address = address_in(text)
    if member is None or address is None:
        case.changed(replace(case.contact, awaiting=ASK_ADDRESS))
        return [case.note("mail_bad")]
    if work.uow.places.given_since(member.id, work.now - timedelta(days=1)) >= CODES_A_DAY:
        return [case.note("mail_too_many")]
    place = work.uow.contacts.find_or_add(
        MAIL, address, work.house.new_id(), case.language, work.now
    )
    if place.member == member.id:
        return chosen(case, place.id) or []
    if place.member is not None:
        return [case.note("mail_taken")]
    work.uow.contacts.save(
        replace(place, language=case.language, awaiting=UNPROVEN, blocked=False)
    )
    _send_code(case, member, place)
    case.changed(replace(case.contact, awaiting=f"{ASK_CODE}:{place.id}"))
    return [case.note("mail_sent", minutes=int(CODE_LASTS.total_seconds() // 60))]


def code_typed(case: Case, place_id: str, text: str) -> list[Message]:
    """The code from the mail: the address becomes the member's, and the digest's place."""
    work, member = case.work, case.member()
    place = work.uow.contacts.hold(place_id)
    given = None if place is None else work.uow.places.proving(place.id)
    if member is None or place is None or given is None or not _usable(work, given, member):
        return [case.note("mail_over")]
    code = "".join(unicodedata.normalize("NFKC", text).split())
    if not work.uow.places.tried(given, code):
        left = MAX_TRIES - given.tries - 1
        if left <= 0:
            return [case.note("mail_over")]
        case.changed(replace(case.contact, awaiting=f"{ASK_CODE}:{place.id}"))
        return [case.note("mail_wrong", left=left)]
    work.uow.places.use(given.id, work.now)
    place = replace(place, member=member.id, awaiting=None)
    work.uow.contacts.save(place)
    return _choose(case, member, place)


def forget_unproven(work: Work) -> int:
    """Forget addresses whose code never came back; how many."""
    gone = 0
    for place in work.uow.contacts.leaving(UNPROVEN):
        given = work.uow.places.proving(place.id)
        if given is None or given.expires_at <= work.now:
            work.uow.contacts.forget(place.id)
            gone += 1
    return gone


def address_in(text: str) -> str | None:
    """A text as an e-mail address, None where it is none; the domain in small letters."""
    typed = unicodedata.normalize("NFKC", text).strip().removeprefix("mailto:")
    if len(typed) > 254 or _ADDRESS.fullmatch(typed) is None or ".." in typed:
        return None
    name, _, domain = typed.rpartition("@")
    return f"{name}@{domain.lower()}"


def _usable(work: Work, given: PlaceCode, member: Member) -> bool:
    return (
        given.member == member.id
        and given.used_at is None
        and given.expires_at > work.now
        and given.tries < MAX_TRIES
    )


def _send_code(case: Case, member: Member, place: Contact) -> None:
    work = case.work
    digest = hashlib.sha256(work.house.new_id().encode()).hexdigest()
    code = f"{int(digest, 16) % 1_000_000:06}"
    given = PlaceCode(
        id=work.house.new_id(),
        member=member.id,
        contact=place.id,
        expires_at=work.now + CODE_LASTS,
    )
    work.uow.places.give(given, code, work.now)
    minutes = int(CODE_LASTS.total_seconds() // 60)
    text = case.say("mail_code", code=code, minutes=minutes, centre=work.house.centre.name)
    work.uow.outbox.add(
        Outgoing(
            id=work.house.new_id(),
            key=f"mailcode:{given.id}",
            contact=place.id,
            purpose=Purpose.NOTICE,
            messages=(Message(text=text, language=case.language),),
            retry_key=work.house.new_id(),
            created_at=work.now,
            due_at=work.now,
            expires_at=given.expires_at,
        )
    )


def _choose(case: Case, member: Member, contact: Contact) -> list[Message]:
    case.work.uow.places.choose(member.id, contact.id)
    audit(case.work, member.id, "place changed", member.id, {"channel": contact.channel})
    return [case.note("place_set", place=case.say(f"channel_{contact.channel}"))]
