"""What remarks come to: themes counted by persons, what waits, what may be quoted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from handlers.remarks import QUOTE
from handlers.work import Work
from surveys.analysis.weeks import fiscal_span, week_ends
from surveys.figures import AnswerRow
from surveys.voices.masking import mask
from surveys.voices.theme_release import Remark, released
from surveys.voices.themes import ThemeCount
from surveys.voices.voice import ReviewStatus

JOB: Final = "comments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """An approved text whose writer agreed to be quoted."""

    text: str
    course: str


def themes(work: Work, year: int, until: datetime, k: int) -> tuple[ThemeCount, ...]:
    """Themes of a fiscal year's remarks as they may be shown by the weeks that ended until then.

    `k` people must be new in a theme before it is shown, or moves.
    """
    zone = work.house.centre.timezone
    remarks = [
        Remark(person=voice.respondent, text=text, at=voice.answered_at)
        for voice in work.uow.voices.between(*fiscal_span(year, zone))
        if (text := voice.text or (voice.review and voice.review.text))
    ]
    return released(remarks, week_ends(year, min(until, work.now), zone), least=k)


def waiting(work: Work) -> int:
    """How many remarks nobody has decided about."""
    return len(work.uow.voices.waiting())


def approved_quotes(
    work: Work, start: datetime, end: datetime, until: datetime | None = None
) -> tuple[Quote, ...]:
    """What may be quoted outside: approved by a coordinator and agreed to by its writer.

    With `until`, only what was approved up to that moment.
    """
    agreed = {
        answer.response
        for answer in work.uow.figures.answers(start, end)
        if answer.question == QUOTE and answer.choice == "yes"
    }
    return tuple(
        Quote(text=voice.review.text, course=voice.course)
        for voice in work.uow.voices.between(start, end)
        if voice.id.response in agreed
        and voice.review is not None
        and voice.review.status is ReviewStatus.APPROVED
        and voice.review.text is not None
        and (until is None or voice.review.at <= until)
    )


def masked_answers(
    work: Work, start: datetime, end: datetime, answers: Sequence[AnswerRow]
) -> tuple[AnswerRow, ...]:
    """Answers as they may leave the house: no remark as it was written.

    An approved remark has its approved text, also after its own was deleted; one that waits is
    masked by the machine; a dismissed one is left out.
    """
    rows = [answer for answer in answers if answer.text is None]
    for voice in work.uow.voices.between(start, end):
        text = voice.review.text if voice.review is not None else mask(voice.text or "")
        if text is not None:
            rows.append(
                AnswerRow(
                    response=voice.id.response,
                    question=voice.id.question,
                    choice=None,
                    text=text,
                    answered_at=voice.answered_at,
                )
            )
    return tuple(rows)


def delete_raw(work: Work, days: int) -> dict[str, int]:
    """Delete remarks as they were written, so many days after a decision about them.

    A tick, once a day of the centre's calendar. Counts: `deleted`.
    """
    period = f"{work.local(work.now):%Y-%m-%d}"
    if not work.uow.jobs.start(JOB, period, work.now):
        return {}
    counts = {"deleted": work.uow.voices.delete_raw(work.now - timedelta(days=days))}
    work.uow.jobs.finish(JOB, period, work.now, counts)
    return counts
