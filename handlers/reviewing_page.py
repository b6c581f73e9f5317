"""The page on which a coordinator reads remarks and decides about them.

Its address is sent to one coordinator and proves itself: member, minute of expiry, language, and
a proof made by this house. Whoever opens it must still be an active coordinator.
"""

import hmac
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, TypeAlias

from handlers.deciding import (
    MAX_FIXED,
    Outcome,
    approve,
    dismiss,
    following,
    may_be_quoted,
    rewritten,
    seen,
    undecided,
    where,
)
from handlers.reviewing_ids import subject_of
from handlers.work import Case, Work
from surveys.model import Language
from surveys.people import MemberRole
from surveys.voices.masking import mask
from surveys.voices.voice import Voice

LASTS: Final = timedelta(minutes=30)
"""How long an address can be used, to the minute below."""

LAST: Final = "voice_last"
"""What is told after the last remark was left for later."""

NOTES: Final = frozenset({LAST} | {one.value for one in Outcome if one is not Outcome.UNFIT})
"""What an address may ask to be told at the top of the page."""

Deed: TypeAlias = Literal["approve", "dismiss", "later"]

_TOKEN: Final = re.compile(r"([0-9a-z-]{1,40})\.([0-9]{1,10})\.([A-Za-z-]{2,12})\.([0-9a-f]{24})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A coordinator at the page. From `until` on the address leads nowhere."""

    member: str
    language: Language
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A remark as it is read: masked, without its hour or its writer.

    `seen` proves what text was on the page, so that nobody decides about one they did not read.
    """

    subject: str
    text: str
    seen: str
    where: str | None
    quotable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The page: a remark, or None where none is left to show. `left` counts those that wait.

    `note` tells what happened before; `unfit` that the typed text was not taken.
    """

    language: Language
    until: str
    left: int
    shown: Shown | None
    note: str | None = None
    unfit: bool = False
    limit: int = MAX_FIXED


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What is sent from the page: the remark it showed, the text in the field, the button."""

    subject: str
    seen: str
    text: str
    deed: Deed


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """What was done, as a note, and the remark to show now: None for the first that waits."""

    note: str | None
    at: str | None


def page_link(case: Case, voice: Voice) -> str | None:
    """The address at which this contact's member reads a remark; None where there is no page."""
    base, member = case.work.house.centre.public_url, case.contact.member
    if base is None or member is None:
        return None
    token = token_for(case.work, member, case.language)
    return f"{base}/voices/{token}?at={subject_of(case.work, voice.id)}"


def token_for(work: Work, member: str, language: Language) -> str:
    """A fresh token of a member."""
    minute = int((work.now + LASTS).timestamp() // 60)
    return (
        f"{member}.{minute}.{language.value}.{_proof(work, member, str(minute), language.value)}"
    )


def reader_of(work: Work, token: str) -> Reader | None:
    """Whom a token lets in; None for a forged or old one, and who is no coordinator any more."""
    parts = _TOKEN.fullmatch(token)
    if parts is None:
        return None
    name, minute, spoken, proof = parts.groups()
    if not hmac.compare_digest(_proof(work, name, minute, spoken), proof):
        return None
    until = datetime.fromtimestamp(int(minute) * 60, UTC)
    try:
        member, language = work.uow.members.get(name), Language(spoken)
    except (KeyError, ValueError):
        return None
    if work.now >= until or member.revoked_at is not None or member.role < MemberRole.COORDINATOR:
        return None
    return Reader(member=name, language=language, until=until)


def reading(work: Work, token: str, at: str = "", note: str = "") -> Reading | None:
    """What the page of this token shows; None where the token leads nowhere.

    `at` names the remark to show; where it waits no longer, that is told and what was written
    instead is shown, or else the first one.
    """
    reader = reader_of(work, token)
    if reader is None:
        return None
    found = work.uow.voices.waiting()
    told = note if note in NOTES else None
    voice = undecided(work, at) if at else None
    if isinstance(voice, Outcome):
        newer = rewritten(work, at)
        told = told or (voice if newer is None else Outcome.CHANGED).value
        voice = newer
    if voice is None and found and told != LAST:
        voice = found[0]
    return Reading(
        language=reader.language,
        until=f"{work.local(reader.until):%H:%M}",
        left=len(found),
        shown=None if voice is None else _shown(work, voice, reader.language),
        note=told,
    )


def turn(work: Work, token: str, form: Form) -> Turned | Reading | None:
    """Do what a button says; the page again where the text does not fit, None as above."""
    reader = reader_of(work, token)
    if reader is None:
        return None
    after = following(work, form.subject)
    at = None if after is None else subject_of(work, after.id)
    if form.deed == "later":
        left = bool(work.uow.voices.waiting())
        return Turned(note=LAST if left and at is None else None, at=at)
    voice = undecided(work, form.subject)
    if isinstance(voice, Outcome):
        newer = rewritten(work, form.subject)
        if newer is None:
            return Turned(note=voice.value, at=at)
        return Turned(note=Outcome.CHANGED.value, at=subject_of(work, newer.id))
    shown = _shown(work, voice, reader.language)
    if not hmac.compare_digest(shown.seen.encode(), form.seen.encode("utf-8", "replace")):
        # its writer has edited it since: it is read again before anybody decides
        return Turned(note=Outcome.CHANGED.value, at=form.subject)
    if form.deed == "dismiss":
        return Turned(note=dismiss(work, reader.member, voice).value, at=at)
    outcome = approve(work, reader.member, voice, form.text)
    again = reading(work, token, form.subject) if outcome is Outcome.UNFIT else None
    if again is not None:
        return replace(again, shown=replace(shown, text=form.text), unfit=True)
    return Turned(note=outcome.value, at=at)


def _shown(work: Work, voice: Voice, language: Language) -> Shown:
    return Shown(
        subject=subject_of(work, voice.id),
        text=mask(voice.text or ""),
        seen=seen(work, voice),
        where=where(work, voice, language),
        quotable=may_be_quoted(work, voice),
    )


def _proof(work: Work, member: str, minute: str, language: str) -> str:
    """Signed with its kind: a proof for another kind of link is none for this one."""
    return work.house.sign(f"voices {member} {minute} {language}")
