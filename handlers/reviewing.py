"""「声」: a coordinator reads remarks, masked, one at a time, and decides about each."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from handlers.inviting import command_button
from handlers.lessons import audit
from handlers.remarks import QUOTE
from handlers.reviewing_ids import subject_of, voice_named
from handlers.work import Case, Work
from surveys.messages import Message
from surveys.voices.masking import mask
from surveys.voices.voice import Review, ReviewStatus, Voice

FIX: Final = "voice_fix"
"""What a contact awaits: the corrected text of the remark after the colon."""

MAX_FIXED: Final = 1000
"""Characters of a corrected text."""


def asked(case: Case) -> list[Message]:
    """「声」: the remark that waits longest."""
    found = case.work.uow.voices.waiting()
    return [_shown(case, found[0], len(found))] if found else [case.note("voice_none")]


def tapped(case: Case, command: str, subject: str) -> list[Message] | None:
    """A button under a remark; None for a button that is none of these."""
    if command == "voice_later":
        return _next(case, subject)
    named = voice_named(case.work, subject)
    voice = None if named is None else case.work.uow.voices.find(named)
    if voice is None:
        return [case.note("voice_gone"), *asked(case)]
    if voice.review is not None:
        return [_decided(case, voice.review), *asked(case)]
    match command:
        case "voice_open":
            return [_shown(case, voice, len(case.work.uow.voices.waiting()))]
        case "voice_yes":
            return _decide(case, voice, ReviewStatus.APPROVED, mask(voice.text or ""))
        case "voice_no":
            return _decide(case, voice, ReviewStatus.DISMISSED, None)
        case "voice_fix":
            case.changed(replace(case.contact, awaiting=f"{FIX}:{subject}"))
            return [case.note("voice_fix_ask")]
        case _:
            return None


def corrected(case: Case, subject: str, text: str) -> list[Message]:
    """A coordinator's own version of a remark, which is approved with it."""
    named = voice_named(case.work, subject)
    voice = None if named is None else case.work.uow.voices.find(named)
    if voice is None:
        return [case.note("voice_gone"), *asked(case)]
    if voice.review is not None:
        return [_decided(case, voice.review), *asked(case)]
    if not text.strip() or len(text) > MAX_FIXED:
        case.changed(replace(case.contact, awaiting=f"{FIX}:{subject}"))
        return [case.note("voice_fix_long", max=MAX_FIXED)]
    return _decide(case, voice, ReviewStatus.APPROVED, text.strip(), fixed=True)


def _decide(
    case: Case, voice: Voice, status: ReviewStatus, text: str | None, *, fixed: bool = False
) -> list[Message]:
    work = case.work
    review = Review(
        voice=voice.id,
        status=status,
        text=text,
        member=case.contact.member or "unknown",
        at=work.now,
    )
    if not work.uow.voices.decide(review):
        # somebody else was quicker by a moment
        return [case.note("voice_already"), *asked(case)]
    detail: dict[str, int | str] = {"fixed": int(fixed)}
    audit(case, f"remark {status.value}", subject_of(work, voice.id), detail)
    return [_decided(case, review), *asked(case)]


def _decided(case: Case, review: Review) -> Message:
    """What was decided, by whomever; a decision of another member is told as such."""
    if review.at != case.work.now or review.member != case.contact.member:
        return case.note("voice_already")
    if review.status is ReviewStatus.APPROVED:
        return case.note("voice_approved")
    return case.note("voice_dismissed")


def _next(case: Case, subject: str) -> list[Message]:
    """The remark after this one; after the last one, nothing for now."""
    found = case.work.uow.voices.waiting()
    named = voice_named(case.work, subject)
    places = {voice.id: place for place, voice in enumerate(found, start=1)}
    if named not in places:
        return asked(case)
    after = found[places[named] :]
    return [_shown(case, after[0], len(found))] if after else [case.note("voice_last")]


def _shown(case: Case, voice: Voice, left: int) -> Message:
    """A remark, masked, without its hour or its writer."""
    where = _where(case, voice)
    quotable = _may_be_quoted(case.work, voice)
    lines = [
        case.say("voice_head", left=left),
        *([where] if where else []),
        case.say("voice_text", text=mask(voice.text or "")),
        case.say("voice_quotable" if quotable else "voice_not_quotable"),
    ]
    subject = subject_of(case.work, voice.id)
    buttons = (
        command_button(case.say("voice_approve"), "voice_yes", subject),
        command_button(case.say("voice_dismiss"), "voice_no", subject),
        command_button(case.say("voice_fix"), "voice_fix", subject),
        command_button(case.say("voice_later"), "voice_later", subject),
    )
    return Message(text="\n".join(lines), language=case.language, buttons=buttons, page=True)


def _where(case: Case, voice: Voice) -> str | None:
    """Month and course, where enough people answered after it; else nothing."""
    start, end = _month(case.work, voice.starts_at)
    people = {
        row.respondent
        for row in case.work.uow.figures.responses(start, end)
        if row.course == voice.course and row.completed_at is not None
    }
    if len(people) < case.work.house.centre.cell_internal:
        return None
    return case.say("voice_where", month=start.month, course=voice.course)


def _month(work: Work, moment: datetime) -> tuple[datetime, datetime]:
    """Beginning and end of a moment's month in the centre's time zone."""
    start = work.local(moment).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    end = (start + timedelta(days=32)).replace(day=1)
    return start, end


def _may_be_quoted(work: Work, voice: Voice) -> bool:
    answer = work.uow.responses.get(voice.id.response).answers.get(QUOTE)
    return answer is not None and answer.choices == ("yes",)
