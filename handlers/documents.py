"""A file sent to the bot by a coordinator: a schedule, imported as `koe lessons import` does."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Final, assert_never

from handlers.import_lines import Teller
from handlers.importing import import_lessons
from handlers.inbound import DocumentReceived, Obstacle, OtherReceived, Unreadable
from handlers.missing import offered
from handlers.work import Case, Work
from surveys.messages import Button, Message
from surveys.people import MemberRole
from surveys.sayings import spoken
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
            return [_imported(case, name, document.content)]
        case Obstacle():
            why = case.say(document.content.value)
        case Unreadable(said=said):
            why = spoken(said, case.work.house.wording, case.language)
        case _:
            assert_never(document.content)
    text = f"{case.say('document_unread', name=name)}\n{why}"
    return [Message(text=text, language=case.language)]


def _imported(case: Case, name: str, schedule: Schedule) -> Message:
    """Import, and tell what came of it: the sums, what is missing from the file, the rows.

    The button is about those missing lessons that are named; a file sent again names the next.
    """
    teller = Teller(work=case.work, language=case.language)
    done = import_lessons(case.work, schedule, actor=case.contact.member or "")
    totals = case.say(
        "document_totals",
        added=done.added,
        changed=len(done.changed),
        same=done.same,
        kept=len(done.kept),
        unread=schedule.unread,
    )
    gone = teller.missing(done)
    named = gone[: _fitting(gone, MAX_CHARACTERS // 2)]
    rows = teller.details(schedule, done)
    shown = rows[: _fitting(rows, MAX_CHARACTERS - sum(map(len, named)))]
    buttons: tuple[Button, ...] = ()
    lines = [case.say("document_done", name=name), totals, *named]
    if len(gone) > len(named):
        lines.append(case.say("missing_more", count=len(gone) - len(named)))
    if schedule.mistakes and gone:
        # One of them may be what stands in a row that could not be read.
        lines.append(case.say("missing_wait"))
    elif gone:
        buttons = offered(case, done.missing[: len(named)])
        lines.append(case.say("missing_offer" if buttons else "missing_surveyed"))
    lines += shown
    if len(rows) > len(shown):
        lines.append(case.say("document_more", count=len(rows) - len(shown)))
    text = "\n".join(lines)
    return Message(text=text, language=case.language, buttons=buttons, page=bool(buttons))


def _fitting(lines: Sequence[str], characters: int) -> int:
    """How many lines from the first on may be shown."""
    lengths = accumulate(map(len, lines[:MAX_LINES]))
    return sum(length <= characters for length in lengths)
