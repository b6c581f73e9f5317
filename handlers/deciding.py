"""A coordinator's decision about one remark: the same in the talk and on the page."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from handlers.remarks import QUOTE
from handlers.reviewing_ids import subject_of, voice_named
from handlers.work import Work
from surveys.model import Language
from surveys.voices.masking import mask
from surveys.voices.voice import Review, ReviewStatus, Voice

MAX_FIXED: Final = 1000
"""Characters of a corrected text."""


class Outcome(StrEnum):
    """What became of an attempt to decide, as the wording's entry that tells it."""

    APPROVED = "voice_approved"
    DISMISSED = "voice_dismissed"
    ALREADY = "voice_already"
    GONE = "voice_gone"
    CHANGED = "voice_changed"
    UNFIT = "voice_fix_long"


def undecided(work: Work, subject: str) -> Voice | Outcome:
    """The remark that a button names while it waits; else why it does not."""
    named = voice_named(work, subject)
    voice = None if named is None else work.uow.voices.find(named)
    if voice is None:
        return Outcome.GONE
    return voice if voice.review is None else Outcome.ALREADY


def rewritten(work: Work, subject: str) -> Voice | None:
    """The newer text that stands for the one a button names, while it waits; None without one."""
    named = voice_named(work, subject)
    voice = None if named is None else work.uow.voices.newest(named.response, named.question)
    return None if voice is None or voice.review is not None else voice


def seen(work: Work, voice: Voice) -> str:
    """A proof of what is shown of a remark now, so that nobody decides about a text unread.

    Made from the masked text and this house's key: it tells nothing of the text.
    """
    return work.house.sign(f"seen {subject_of(work, voice.id)} {mask(voice.text or '')}")


def approve(work: Work, member: str, voice: Voice, text: str | None = None) -> Outcome:
    """Let a remark be shown to others: masked by the machine, or in the coordinator's version."""
    masked = mask(voice.text or "")
    fixed = text is not None and text.strip() != masked.strip()
    kept = text.strip() if text is not None and fixed else masked
    if fixed and not 0 < len(kept) <= MAX_FIXED:
        return Outcome.UNFIT
    return _decide(work, member, voice, ReviewStatus.APPROVED, kept, fixed=fixed)


def dismiss(work: Work, member: str, voice: Voice) -> Outcome:
    """Let a remark not be used; no word of it is kept with the decision."""
    return _decide(work, member, voice, ReviewStatus.DISMISSED, None, fixed=False)


def following(work: Work, subject: str) -> Voice | None:
    """The remark that waits next after the one a button names.

    After the last one there is none; where the named one waits no longer, it is the first.
    """
    found = work.uow.voices.waiting()
    named = voice_named(work, subject)
    places = {voice.id: place for place, voice in enumerate(found, start=1)}
    after = found[places[named] :] if named in places else found
    return after[0] if after else None


def where(work: Work, voice: Voice, language: Language) -> str | None:
    """Month and course, where enough people answered after it; else nothing."""
    start, end = _month(work, voice.starts_at)
    people = {
        row.respondent
        for row in work.uow.figures.responses(start, end)
        if row.course == voice.course and row.completed_at is not None
    }
    if len(people) < work.house.centre.cell_internal:
        return None
    return work.house.wording.say("voice_where", language, month=start.month, course=voice.course)


def may_be_quoted(work: Work, voice: Voice) -> bool:
    """Whether the writer agreed to be quoted."""
    answer = work.uow.responses.get(voice.id.response).answers.get(QUOTE)
    return answer is not None and answer.choices == ("yes",)


def _decide(
    work: Work, member: str, voice: Voice, status: ReviewStatus, text: str | None, *, fixed: bool
) -> Outcome:
    review = Review(voice=voice.id, status=status, text=text, member=member, at=work.now)
    if not work.uow.voices.decide(review):
        return Outcome.ALREADY  # somebody else was quicker by a moment
    work.uow.audit.record(
        new_id=work.house.new_id(),
        at=work.now,
        actor=member,
        action=f"remark {status.value}",
        subject=subject_of(work, voice.id),
        detail={"fixed": int(fixed)},
    )
    return Outcome.DISMISSED if status is ReviewStatus.DISMISSED else Outcome.APPROVED


def _month(work: Work, moment: datetime) -> tuple[datetime, datetime]:
    """Beginning and end of a moment's month in the centre's time zone."""
    start = work.local(moment).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    end = (start + timedelta(days=32)).replace(day=1)
    return start, end
