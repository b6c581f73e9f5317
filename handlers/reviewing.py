"""「声」: a coordinator reads remarks, masked, one at a time, and decides about each.

Where Koe has an address of its own, the talk only leads to the page of handlers/reviewing_page.py,
so that no remark is kept by the company that carries the messages.
"""

import hmac
from dataclasses import replace
from typing import Final

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
from handlers.inviting import command_button
from handlers.reviewing_ids import subject_of
from handlers.reviewing_page import LASTS, page_link
from handlers.work import Case
from surveys.messages import Button, Message, Role
from surveys.voices.masking import mask
from surveys.voices.voice import Voice

FIX: Final = "voice_fix"
"""What a contact awaits: the corrected text of the remark after the colon."""

SHOWN: Final = "_"
"""In a button's subject, between the remark and the proof of what was shown of it."""

PROOF: Final = 6
"""Hexadecimal digits: with the longest subject a button still fits the smallest platform."""


def asked(case: Case) -> list[Message]:
    """「声」: the remark that waits longest."""
    found = case.work.uow.voices.waiting()
    return [_shown(case, found[0])] if found else [case.note("voice_none")]


def tapped(case: Case, command: str, subject: str) -> list[Message] | None:
    """A button under a remark; None for a button that is none of these."""
    name, _, proof = subject.partition(SHOWN)
    match command:
        case "voice_later":
            return _next(case, name)
        case "voice_open":
            voice = undecided(case.work, name)
            return (
                _instead(case, name, voice)
                if isinstance(voice, Outcome)
                else [_shown(case, voice)]
            )
        case "voice_yes" | "voice_no" | "voice_fix":
            read = _as_read(case, name, proof)
            return _decided(case, command, read) if isinstance(read, Voice) else read
        case _:
            return None


def corrected(case: Case, subject: str, text: str) -> list[Message]:
    """A coordinator's own version of a remark, which is approved with it."""
    name, _, proof = subject.partition(SHOWN)
    voice = _as_read(case, name, proof)
    if not isinstance(voice, Voice):
        return voice
    outcome = approve(case.work, case.contact.member or "unknown", voice, text)
    if outcome is Outcome.UNFIT:
        case.changed(replace(case.contact, awaiting=f"{FIX}:{subject}"))
        return [case.note(outcome.value, max=MAX_FIXED)]
    return [case.note(outcome.value), *asked(case)]


def _as_read(case: Case, name: str, proof: str) -> Voice | list[Message]:
    """The remark to decide about, if it still says what was shown; else what is said instead.

    A button of before proofs were made has none: what it was under is shown again, too.
    """
    voice = undecided(case.work, name)
    if isinstance(voice, Outcome):
        return _instead(case, name, voice)
    if not hmac.compare_digest(_proof(case, voice), proof):
        return [case.note(Outcome.CHANGED.value), _shown(case, voice)]
    return voice


def _instead(case: Case, name: str, outcome: Outcome) -> list[Message]:
    """Why there is nothing to decide, and the newer text of that remark or the next in turn."""
    newer = rewritten(case.work, name)
    if newer is not None:
        return [case.note(Outcome.CHANGED.value), _shown(case, newer)]
    return [case.note(outcome.value), *asked(case)]


def _decided(case: Case, command: str, voice: Voice) -> list[Message]:
    member = case.contact.member or "unknown"
    match command:
        case "voice_yes":
            return [case.note(approve(case.work, member, voice).value), *asked(case)]
        case "voice_no":
            return [case.note(dismiss(case.work, member, voice).value), *asked(case)]
        case _:
            return [_fixing(case, voice)]


def _proof(case: Case, voice: Voice) -> str:
    """What a button can carry of the proof within 64 bytes."""
    return seen(case.work, voice)[:PROOF]


def _next(case: Case, subject: str) -> list[Message]:
    """The remark after this one; after the last one, nothing for now."""
    after = following(case.work, subject)
    if after is not None:
        return [_shown(case, after)]
    return [case.note("voice_last")] if case.work.uow.voices.waiting() else asked(case)


def _fixing(case: Case, voice: Voice) -> Message:
    """Ask for a corrected text, which is typed on the page where there is one."""
    if case.work.house.centre.public_url is not None:
        return _shown(case, voice)
    subject = f"{subject_of(case.work, voice.id)}{SHOWN}{_proof(case, voice)}"
    case.changed(replace(case.contact, awaiting=f"{FIX}:{subject}"))
    return case.note("voice_fix_ask")


def _shown(case: Case, voice: Voice) -> Message:
    """A remark, masked, without its hour or its writer; or the way to the page that shows it."""
    work = case.work
    left = len(work.uow.voices.waiting())
    link = page_link(case, voice)
    if link is not None:
        return _way(case, link, left)
    place = where(work, voice, case.language)
    lines = [
        case.say("voice_head", left=left),
        *([place] if place else []),
        case.say("voice_text", text=mask(voice.text or "")),
        case.say("voice_quotable" if may_be_quoted(work, voice) else "voice_not_quotable"),
    ]
    subject = subject_of(work, voice.id)
    shown = f"{subject}{SHOWN}{_proof(case, voice)}"
    buttons = (
        command_button(case.say("voice_approve"), "voice_yes", shown),
        command_button(case.say("voice_dismiss"), "voice_no", shown),
        command_button(case.say("voice_fix"), "voice_fix", shown),
        command_button(case.say("voice_later"), "voice_later", subject),
    )
    return Message(text="\n".join(lines), language=case.language, buttons=buttons, page=True)


def _way(case: Case, link: str, left: int) -> Message:
    """Where remarks are read. Holds no word of any of them."""
    minutes = int(LASTS.total_seconds() // 60)
    text = case.say("voices_way", left=left, minutes=minutes)
    button = Button(label=case.say("voices_open"), data=link, role=Role.LINK)
    return Message(text=text, language=case.language, buttons=(button,), page=True)
