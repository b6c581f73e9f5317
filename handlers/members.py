"""What members may command, by role. To everybody else these commands do not exist."""

from typing import Final

from handlers import collecting, digests, enrolment, lessons, quota, schedule
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
    Command.DIGEST: MemberRole.COORDINATOR,
    Command.QUOTA: MemberRole.COORDINATOR,
}
"""The least role for each command of members."""


def commanded(case: Case, said: Commanded) -> list[Message] | None:
    """A member's command; None where the person may not give it."""
    if not case.may(ROLES[said.command]):
        return None
    return _done(case, said.command, said.rest)


def tapped(case: Case, tap: FinishTapped | CommandTapped) -> list[Message] | None:
    """A member's button; None where the person may not press it."""
    if isinstance(tap, FinishTapped):
        return lessons.finish_tapped(case, tap) if case.may(MemberRole.STAFF) else None
    if tap.command == "notheld" and case.may(MemberRole.STAFF):
        return collecting.not_held(case, tap.subject)
    return None


def help_for(case: Case) -> list[Message]:
    """Help for what this person is: member, parent, or both."""
    member = case.member()
    if member is None:
        return [case.note("help")]
    texts = [case.say("staff_help")]
    if member.role >= MemberRole.COORDINATOR:
        texts.append(case.say("coordinator_help"))
    return [Message(text="\n\n".join(texts), language=case.language)]


def _done(case: Case, command: Command, rest: str) -> list[Message] | None:
    match command:
        case Command.FINISH:
            return lessons.finish(case, rest)
        case Command.ATTENDANCE:
            return collecting.attendance(case, rest)
        case Command.NEWLESSON:
            return schedule.new_lesson(case, rest)
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
            return collecting.not_held(case)
        case Command.DIGEST:
            return digests.asked(case)
        case Command.QUOTA:
            return quota.asked(case)
        case Command.LEAVE:
            return enrolment.leave(case)
        case _:
            return None
