"""What members may command, by role. To everybody else these commands do not exist."""

from typing import Final

from handlers import (
    collecting,
    digest_places,
    digests,
    enrolment,
    inviting,
    lessons,
    membership,
    missing,
    new_lesson,
    not_held,
    plan_page,
    quota,
    reviewing,
)
from handlers.work import Case
from surveys.messages import Message
from surveys.people import MemberRole
from surveys.phrases import Command, Commanded
from surveys.taps import CommandTapped, FinishTapped

ROLES: Final = {
    Command.TODAY: MemberRole.STAFF,
    Command.FINISH: MemberRole.STAFF,
    Command.STATUS: MemberRole.STAFF,
    Command.CLOSE: MemberRole.STAFF,
    Command.REOPEN: MemberRole.STAFF,
    Command.ATTENDANCE: MemberRole.STAFF,
    Command.NOTHELD: MemberRole.STAFF,
    Command.NEWLESSON: MemberRole.STAFF,
    Command.LEAVE: MemberRole.STAFF,
    Command.LINK: MemberRole.STAFF,
    Command.DIGEST: MemberRole.COORDINATOR,
    Command.QUOTA: MemberRole.COORDINATOR,
    Command.PLAN: MemberRole.COORDINATOR,
    Command.VOICES: MemberRole.COORDINATOR,
    Command.PLACE: MemberRole.COORDINATOR,
    Command.INVITE: MemberRole.ADMIN,
    Command.MEMBERS: MemberRole.ADMIN,
}
"""The least role for each command of members."""

BUTTONS: Final = {
    "notheld": MemberRole.STAFF,
    "notheldyes": MemberRole.STAFF,
    "held": MemberRole.STAFF,
    "close": MemberRole.STAFF,
    "reopen": MemberRole.STAFF,
    "attendance": MemberRole.STAFF,
    "newlesson": MemberRole.STAFF,
    digests.BUTTON: MemberRole.COORDINATOR,
    "notlisted": MemberRole.COORDINATOR,
    "place": MemberRole.COORDINATOR,
    "placemail": MemberRole.COORDINATOR,
    "voice_open": MemberRole.COORDINATOR,
    "voice_yes": MemberRole.COORDINATOR,
    "voice_no": MemberRole.COORDINATOR,
    "voice_fix": MemberRole.COORDINATOR,
    "voice_later": MemberRole.COORDINATOR,
    "planok": MemberRole.COORDINATOR,
    "plandown": MemberRole.COORDINATOR,
    "planto": MemberRole.COORDINATOR,
    "invite": MemberRole.ADMIN,
    "members": MemberRole.ADMIN,
    "revoke": MemberRole.ADMIN,
    "revoked": MemberRole.ADMIN,
}
"""The least role for each command that is given by button."""


def commanded(case: Case, said: Commanded) -> list[Message] | None:
    """A member's command; None where the person may not give it."""
    if not case.may(ROLES[said.command]):
        return None
    return _done(case, said.command, said.rest)


def tapped(case: Case, tap: FinishTapped | CommandTapped) -> list[Message] | None:
    """A member's button; None where the person may not press it."""
    if isinstance(tap, FinishTapped):
        return lessons.finish_tapped(case, tap) if case.may(MemberRole.STAFF) else None
    least = BUTTONS.get(tap.command)
    if least is None or not case.may(least):
        return None
    return _pressed(case, tap.command, tap.subject)


def help_for(case: Case) -> list[Message]:
    """Help for what this person is: member, parent, or both."""
    member = case.member()
    if member is None:
        return [case.note("help")]
    texts = [case.say("staff_help")]
    if member.role >= MemberRole.COORDINATOR:
        texts.append(case.say("coordinator_help"))
    if member.role >= MemberRole.ADMIN:
        texts.append(case.say("admin_help"))
    return [Message(text="\n\n".join(texts), language=case.language)]


def _done(case: Case, command: Command, rest: str) -> list[Message] | None:
    match command:
        case Command.FINISH:
            return lessons.finish(case, rest)
        case Command.ATTENDANCE:
            return collecting.attendance(case, rest)
        case Command.NEWLESSON:
            return new_lesson.asked(case, rest)
        case Command.DIGEST:
            return digests.asked(case, rest)
        case Command.TODAY:
            return lessons.today(case)
        case Command.STATUS:
            return collecting.status(case)
        case _:
            return _done_besides(case, command)


def _done_besides(case: Case, command: Command) -> list[Message] | None:
    match command:
        case Command.CLOSE:
            return collecting.close(case)
        case Command.REOPEN:
            return collecting.reopen(case)
        case Command.NOTHELD:
            return not_held.not_held(case)
        case Command.QUOTA:
            return quota.asked(case)
        case Command.LEAVE:
            return enrolment.leave(case)
        case _:
            return _done_about_members(case, command)


def _done_about_members(case: Case, command: Command) -> list[Message] | None:
    match command:
        case Command.LINK:
            return membership.give_link(case)
        case Command.PLACE:
            return digest_places.asked(case)
        case Command.VOICES:
            return reviewing.asked(case)
        case Command.INVITE:
            return inviting.ask_role(case)
        case Command.MEMBERS:
            return membership.listed(case)
        case Command.PLAN:
            return plan_page.asked(case)
        case _:
            return None


def _pressed(case: Case, command: str, subject: str) -> list[Message] | None:
    match command:
        case "notheld" | "notheldyes" | "held" | "close" | "reopen" | "attendance":
            return _pressed_after_class(case, command, subject)
        case "newlesson":
            return new_lesson.tapped(case, subject)
        case digests.BUTTON:
            return digests.asked(case, subject)
        case missing.BUTTON:
            return missing.pressed(case, subject)
        case "place":
            return digest_places.chosen(case, subject)
        case "placemail":
            return digest_places.ask_address(case)
        case "invite":
            return inviting.invited(case, subject)
        case _:
            return _pressed_about_members(case, command, subject)


def _pressed_after_class(case: Case, command: str, subject: str) -> list[Message]:
    match command:
        case "held":
            return not_held.held(case, subject)
        case "close":
            return collecting.close(case, subject)
        case "reopen":
            return collecting.reopen(case, subject)
        case "attendance":
            return collecting.attendance_tapped(case, subject)
        case _:
            return not_held.tapped(case, subject, sure=command == not_held.SURE)


def _pressed_about_members(case: Case, command: str, subject: str) -> list[Message] | None:
    match command:
        case "members":
            return membership.listed(case, subject)
        case "revoke":
            return membership.ask_revoke(case, subject)
        case "revoked":
            return membership.revoked(case, subject)
        case _:
            return _pressed_on_a_page(case, command, subject)


def _pressed_on_a_page(case: Case, command: str, subject: str) -> list[Message] | None:
    if command in plan_page.BUTTONS:
        return plan_page.pressed(case, command, subject)
    return reviewing.tapped(case, command, subject)
