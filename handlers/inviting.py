"""Inviting new members: one-time codes, from the command line or by an admin in chat."""

from datetime import timedelta
from typing import Final

from handlers.entry import telegram_link
from handlers.work import Case, Work
from surveys.messages import Button, Message, Role
from surveys.people import Invitation, MemberRole
from surveys.phrases import Command
from surveys.taps import CommandTapped, pack

CODE_LENGTH: Final = 8

INVITATION_LASTS: Final = timedelta(days=7)


def invite(work: Work, role: MemberRole, lasts: timedelta, *, actor: str = "command line") -> str:
    """A new invitation of this role; returns the code, of which only a hash is kept."""
    code = work.house.new_code(CODE_LENGTH)
    while work.uow.members.invitation(code) is not None:
        code = work.house.new_code(CODE_LENGTH)
    invitation = Invitation(id=work.house.new_id(), role=role, expires_at=work.now + lasts)
    work.uow.members.invite(invitation, code, work.now)
    work.uow.audit.record(
        new_id=work.house.new_id(),
        at=work.now,
        actor=actor,
        action="invited",
        subject=invitation.id,
        detail={"role": role.name.lower()},
    )
    return code


def ask_role(case: Case) -> list[Message]:
    """「招待」: for which role?"""
    buttons = tuple(
        command_button(case.say(f"role_{role.name.lower()}"), "invite", role.name.lower())
        for role in MemberRole
    )
    return [
        Message(text=case.say("invite_ask"), language=case.language, buttons=buttons, page=True)
    ]


def invited(case: Case, role_name: str) -> list[Message] | None:
    """A code for a new member of this role, to be passed on; None for a role there is not."""
    role = {known.name.lower(): known for known in MemberRole}.get(role_name)
    if role is None:
        return None
    actor = case.contact.member or "unknown"
    code = invite(case.work, role, INVITATION_LASTS, actor=actor)
    text = case.say(
        "invite_made",
        role=case.say(f"role_{role_name}"),
        code=code,
        days=INVITATION_LASTS.days,
    )
    lines = [text, *ways_in(case, code)]
    return [Message(text="\n".join(lines), language=case.language)]


def command_button(label: str, command: str, subject: str) -> Button:
    """A button that gives a command, with what it is about."""
    return Button(
        label=label, data=pack(CommandTapped(command=command, subject=subject)), role=Role.OTHER
    )


def ways_in(case: Case, code: str) -> list[str]:
    """How a code is sent: Telegram's link, and the words to type anywhere."""
    link = telegram_link(case.work.house.centre, code)
    typed = f"{case.work.house.phrases.shown(Command.JOIN, case.language)} {code}"
    return [*([link] if link is not None else []), typed]
