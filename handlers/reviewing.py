"""「声」: a coordinator reads remarks, masked, one at a time, and decides about each.

Where Koe has an address of its own, the talk only leads to the page of handlers/reviewing_page.py,
so that no remark is kept by the company that carries the messages.
"""

from dataclasses import replace
from typing import Final

from handlers.deciding import (
    MAX_FIXED,
    Outcome,
    approve,
    dismiss,
    following,
    may_be_quoted,
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


def asked(case: Case) -> list[Message]:
    """「声」: the remark that waits longest."""
    found = case.work.uow.voices.waiting()
    return [_shown(case, found[0])] if found else [case.note("voice_none")]


def tapped(case: Case, command: str, subject: str) -> list[Message] | None:
    """A button under a remark; None for a button that is none of these."""
    if command == "voice_later":
        return _next(case, subject)
    voice = undecided(case.work, subject)
    if isinstance(voice, Outcome):
        return [case.note(voice.value), *asked(case)]
    member = case.contact.member or "unknown"
    match command:
        case "voice_open":
            return [_shown(case, voice)]
        case "voice_yes":
            return [case.note(approve(case.work, member, voice).value), *asked(case)]
        case "voice_no":
            return [case.note(dismiss(case.work, member, voice).value), *asked(case)]
        case "voice_fix":
            return [_fixing(case, voice)]
        case _:
            return None


def corrected(case: Case, subject: str, text: str) -> list[Message]:
    """A coordinator's own version of a remark, which is approved with it."""
    voice = undecided(case.work, subject)
    member = case.contact.member or "unknown"
    outcome = voice if isinstance(voice, Outcome) else approve(case.work, member, voice, text)
    if outcome is Outcome.UNFIT:
        case.changed(replace(case.contact, awaiting=f"{FIX}:{subject}"))
        return [case.note(outcome.value, max=MAX_FIXED)]
    return [case.note(outcome.value), *asked(case)]


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
    subject = subject_of(case.work, voice.id)
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
    buttons = (
        command_button(case.say("voice_approve"), "voice_yes", subject),
        command_button(case.say("voice_dismiss"), "voice_no", subject),
        command_button(case.say("voice_fix"), "voice_fix", subject),
        command_button(case.say("voice_later"), "voice_later", subject),
    )
    return Message(text="\n".join(lines), language=case.language, buttons=buttons, page=True)


def _way(case: Case, link: str, left: int) -> Message:
    """Where remarks are read. Holds no word of any of them."""
    minutes = int(LASTS.total_seconds() // 60)
    text = case.say("voices_way", left=left, minutes=minutes)
    button = Button(label=case.say("voices_open"), data=link, role=Role.LINK)
    return Message(text=text, language=case.language, buttons=(button,), page=True)
