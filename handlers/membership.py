"""Who is a member: the list, taking a registration back, and a member's further places."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from handlers import menus
from handlers.inviting import CODE_LENGTH, command_button, ways_in
from handlers.work import Case, Work
from surveys.messages import Message
from surveys.people import Member, MemberRole, PlaceCode

LINK_LASTS: Final = timedelta(minutes=15)

LISTED: Final = 8
"""Members on one page: with the buttons around them they fit LINE's thirteen."""

ADMINS: Final = "admins"
"""The lock under which the number of admins is looked at and changed."""

MAIL: Final = "mail"
"""The channel whose addresses belong to members alone and go with them."""


def listed(case: Case, start: str = "") -> list[Message]:
    """「メンバー」: number, role, day of joining and channels, with a button to take back each."""
    members = case.work.uow.members.active(MemberRole.STAFF)
    first = int(start) if start.isdigit() and int(start) < len(members) else 0
    shown = list(enumerate(members, start=1))[first : first + LISTED]
    lines = [case.say("members_head", count=len(members))]
    lines += [_line(case, number, member) for number, member in shown]
    buttons = [
        command_button(case.say("members_revoke", number=number), "revoke", member.id)
        for number, member in shown
    ]
    if first + LISTED < len(members):
        buttons.append(command_button(case.say("members_more"), "members", str(first + LISTED)))
    return [
        Message(text="\n".join(lines), language=case.language, buttons=tuple(buttons), page=True)
    ]


def ask_revoke(case: Case, member_id: str) -> list[Message]:
    """Ask once before a registration is taken back."""
    member = _active(case.work, member_id)
    if member is None:
        return [case.note("revoke_gone")]
    buttons = (
        command_button(case.say("revoke_yes"), "revoked", member.id),
        command_button(case.say("no"), "members", ""),
    )
    text = case.say("revoke_ask", role=_role(case, member), joined=case.work.day(member.joined_at))
    return [Message(text=text, language=case.language, buttons=buttons, page=True)]


def revoked(case: Case, member_id: str) -> list[Message]:
    """Take a registration back; the last admin's only from the command line."""
    work = case.work
    work.uow.leases.hold(ADMINS, work.now)
    member = _active(work, member_id)
    if member is None:
        return [case.note("revoke_gone")]
    admins = work.uow.members.active(MemberRole.ADMIN)
    if [admin.id for admin in admins] == [member.id]:
        return [case.note("revoke_last_admin")]
    end(work, member, actor=case.contact.member or "unknown", action="revoked")
    return [case.note("revoke_done", role=_role(case, member))]


def end(work: Work, member: Member, *, actor: str, action: str) -> None:
    """A registration ends: its places stay as strangers', its mail addresses are forgotten."""
    work.uow.members.save(replace(member, revoked_at=work.now))
    for contact in work.uow.contacts.of_member(member.id):
        if contact.channel == MAIL:
            work.uow.outbox.drop_for(contact.id)
            work.uow.contacts.forget(contact.id)
        else:
            held = work.uow.contacts.hold(contact.id)
            if held is not None:
                work.uow.contacts.save(replace(held, member=None, awaiting=None))
                menus.changed(work, held)
    audit(work, actor, action, member.id, {})


def give_link(case: Case) -> list[Message]:
    """「別のアプリを追加」: a code that attaches the place from which it is sent."""
    work, member = case.work, case.member()
    if member is None:
        return []
    code = work.house.new_code(CODE_LENGTH)
    while work.uow.places.linking(code) or work.uow.members.invitation(code):
        code = work.house.new_code(CODE_LENGTH)
    given = PlaceCode(
        id=work.house.new_id(),
        member=member.id,
        contact=None,
        expires_at=work.now + LINK_LASTS,
    )
    work.uow.places.give(given, code, work.now)
    minutes = int(LINK_LASTS.total_seconds() // 60)
    lines = [case.say("link_made", code=code, minutes=minutes), *ways_in(case, code)]
    return [Message(text="\n".join(lines), language=case.language)]


def linked(case: Case, code: str) -> list[Message] | None:
    """The place that sends a member's code becomes theirs; None where it is no such code."""
    work = case.work
    given = work.uow.places.linking(code)
    if given is None:
        return None
    member = _active(work, given.member)
    if member is None or given.used_at is not None or given.expires_at <= work.now:
        return [case.note("invitation_unusable")]
    own = case.member()
    if own is not None:
        return [case.note("link_same" if own.id == member.id else "link_other")]
    work.uow.places.use(given.id, work.now)
    case = case.changed(replace(case.contact, member=member.id))
    menus.changed(work, case.contact)
    audit(work, member.id, "place added", member.id, {"channel": case.contact.channel})
    return [case.note("linked", role=_role(case, member))]


def audit(work: Work, actor: str, action: str, subject: str, detail: dict[str, str]) -> None:
    """A line in the audit log."""
    work.uow.audit.record(
        new_id=work.house.new_id(),
        at=work.now,
        actor=actor,
        action=action,
        subject=subject,
        detail=detail,
    )


def channels_of(work: Work, member: Member) -> Sequence[str]:
    """The channels on which a member is, each once, in the order in which they came."""
    found = [contact.channel for contact in work.uow.contacts.of_member(member.id)]
    return list(dict.fromkeys(found))


def _line(case: Case, number: int, member: Member) -> str:
    channels = [case.say(f"channel_{name}") for name in channels_of(case.work, member)]
    return case.say(
        "members_line",
        number=number,
        role=_role(case, member),
        joined=case.work.day(member.joined_at),
        channels="・".join(channels) or "–",
    )


def _role(case: Case, member: Member) -> str:
    return case.say(f"role_{member.role.name.lower()}")


def _active(work: Work, member_id: str) -> Member | None:
    try:
        member = work.uow.members.get(member_id)
    except KeyError:
        return None
    return member if member.revoked_at is None else None
