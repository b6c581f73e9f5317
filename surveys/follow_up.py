"""The follow-up some weeks after a lesson: who is asked, when, and with which first page.

It is a later wave of the same survey version, answered as another response (EVIDENCE 1.1, w2).
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from surveys.model import Language, Survey
from surveys.response import Disposition, Response
from surveys.turn import Turn, advanced

AFTER: Final = timedelta(days=28)
"""A follow-up is due so long after the start of its lesson."""

GIVEN_UP: Final = timedelta(days=42)
"""So long after the lesson nobody is asked any more: the four weeks would be another question."""

OPEN_FOR: Final = timedelta(days=14)
"""A follow-up can be answered so long after it was sent, whatever its collector says."""

REST: Final = timedelta(days=56)
"""Nobody is asked twice within this time, however many lessons they came to."""

ENOUGH: Final[Collection[Disposition]] = frozenset({Disposition.COMPLETE, Disposition.PARTIAL})
"""What the first wave must have come to."""


def later_wave(survey: Survey) -> str | None:
    """The wave that follows the first one; None where the survey ends with the first."""
    first = survey.questions[0].wave
    return next((q.wave for q in survey.questions if q.wave != first), None)


def wants_follow_up(survey: Survey, consent: str | None, came_to: Disposition) -> bool:
    """Whether a response of the first wave is to be followed up."""
    agreed = consent == survey.consent.follow_up and later_wave(survey) is not None
    return agreed and came_to in ENOUGH


def plain_consent(survey: Survey) -> str | None:
    """The level of somebody who takes part and is not asked again; None where there is none."""
    other = {survey.consent.refusal, survey.consent.follow_up}
    return next((choice.key for choice in survey.consent.choices if choice.key not in other), None)


def invited(
    survey: Survey, first: Response, *, new_id: str, language: Language, now: datetime
) -> Turn:
    """The follow-up of a first response, with its first question asked.

    It stays invited until something is answered. Only for surveys that have a later wave.
    """
    response = Response(
        id=new_id,
        respondent=first.respondent,
        collector=first.collector,
        survey=first.survey,
        version=first.version,
        wave=later_wave(survey) or first.wave,
        mode=first.mode,
        language=language,
        consent=first.consent,
        profile=first.profile,
        created_at=now,
        moved_at=now,
        closes_at=now + OPEN_FOR,
    )
    return advanced(survey, response, (), now)
