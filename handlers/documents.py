"""A file sent to the bot by a coordinator: a schedule, imported as `koe lessons import` does."""

from typing import Final, assert_never

from handlers.importing import details, import_lessons
from handlers.inbound import DocumentReceived, Obstacle, OtherReceived, Unreadable
from handlers.work import Case, Work
from surveys.messages import Message
from surveys.people import MemberRole
from surveys.schedules import Schedule, shortened

LEAST_ROLE: Final = MemberRole.COORDINATOR

MAX_LINES: Final = 20
MAX_CHARACTERS: Final = 1500
"""What is read on a telephone; the command line shows everything."""


def may_send(work: Work, channel: str, address: str) -> bool:
    """Whether somebody's file should be fetched at all."""
    contact = work.uow.contacts.find(channel, address)
    if contact is None or contact.member is None:
        return False
    member = work.uow.members.get(contact.member)
    return member.revoked_at is None and member.role >= LEAST_ROLE


def received(case: Case, document: DocumentReceived | OtherReceived) -> list[Message] | None:
    """What is said to a file; None where this person may not send one, or it is none."""
    if isinstance(document, OtherReceived):
        return None
    if document.content is None or not case.may(LEAST_ROLE):
        return None
    name = shortened(document.name)
    match document.content:
        case Schedule():
            lines = [case.say("document_done", name=name), *_imported(case, document.content)]
        case Obstacle():
            lines = [case.say("document_unread", name=name), case.say(document.content.value)]
        case Unreadable(line=line):
            lines = [case.say("document_unread", name=name), line]
        case _:
            assert_never(document.content)
    return [Message(text="\n".join(lines), language=case.language)]


def _imported(case: Case, schedule: Schedule) -> list[str]:
    """Import, and tell what came of it: the sums in the reader's language, then the rows."""
    member = case.contact.member or ""
    done = import_lessons(case.work, schedule.lessons, actor=member)
    totals = case.say(
        "document_totals",
        added=done.added,
        changed=len(done.changed),
        same=done.same,
        kept=len(done.kept),
        unread=schedule.unread,
    )
    rows = details(case.work, schedule, done)
    shown: list[str] = []
    for row in rows[:MAX_LINES]:
        if sum(map(len, shown)) + len(row) > MAX_CHARACTERS:
            break
        shown.append(row)
    left = len(rows) - len(shown)
    more = [case.say("document_more", count=left)] if left else []
    return [totals, *shown, *more]
