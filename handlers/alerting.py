"""A remark with a word of danger: every coordinator is told at once, and told nothing of it."""

from datetime import timedelta
from typing import Final

from handlers.inviting import command_button
from handlers.reviewing_ids import subject_of
from handlers.work import Work
from surveys.messages import Message
from surveys.outbound import Outgoing, Purpose
from surveys.people import Contact, Member, MemberRole
from surveys.voices.danger import is_dangerous
from surveys.voices.voice import Voice

SEND_WITHIN: Final = timedelta(hours=20)
"""A retry key still is unique then (24 h)."""

CHANNELS: Final = ("telegram", "line", "web")
"""Where an alert goes first; a chat has the button that opens the remark."""


def remark_stored(work: Work, response: str, question: str) -> int:
    """Look at a remark that was just stored; how many coordinators are told of it.

    Belongs to the transaction that stores the remark. Each revision is told of once.
    """
    voice = work.uow.voices.newest(response, question)
    return 0 if voice is None else _look(work, voice, "")


def remark_changed(work: Work, channel: str, message: str, event: str) -> int:
    """The same for a remark whose message was edited, which keeps its revision."""
    voice = work.uow.voices.sent_with(channel, message)
    return 0 if voice is None else _look(work, voice, f":{event}")


def _look(work: Work, voice: Voice, edit: str) -> int:
    if voice.text is None or not is_dangerous(voice.text):
        return 0
    told = [
        _queue(work, voice, member, contact, edit)
        for member in work.uow.members.active(MemberRole.COORDINATOR)
        if (contact := _place(work, member)) is not None
    ]
    if not told or any(told):
        work.uow.audit.record(
            new_id=work.house.new_id(),
            at=work.now,
            actor="koe",
            action="danger word",
            subject=subject_of(work, voice.id),
            detail={"told": sum(told)},
        )
    return sum(told)


def _place(work: Work, member: Member) -> Contact | None:
    """The best of a member's contacts that takes messages: a chat before anything else."""
    open_ones = [one for one in work.uow.contacts.of_member(member.id) if not one.blocked]
    order = {channel: position for position, channel in enumerate(CHANNELS)}
    return min(open_ones, key=lambda one: order.get(one.channel, len(order)), default=None)


def _queue(work: Work, voice: Voice, member: Member, contact: Contact, edit: str) -> bool:
    say, language = work.house.wording.say, contact.language
    text = say("voice_alert", language, course=voice.course, when=work.minute(voice.starts_at))
    button = command_button(
        say("voice_alert_open", language), "voice_open", subject_of(work, voice.id)
    )
    key = f"alert:{voice.id.response}:{voice.id.question}:{voice.id.revision}{edit}:{member.id}"
    return work.uow.outbox.add(
        Outgoing(
            id=work.house.new_id(),
            key=key[-200:],
            contact=contact.id,
            purpose=Purpose.ALERT,
            messages=(Message(text=text, language=language, buttons=(button,), page=True),),
            retry_key=work.house.new_id(),
            created_at=work.now,
            due_at=work.now,
            expires_at=work.now + SEND_WITHIN,
        )
    )
