"""Respondent-level data on its way to those who analyse it."""

from datetime import UTC, datetime
from typing import Final

from handlers.voices import masked_answers
from handlers.work import Work
from surveys.analysis.export import Export, Written, export
from surveys.analysis.tally import Tally, tally
from surveys.analysis.weeks import fiscal_span
from surveys.model import Survey

EVER: Final = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))
"""A span that holds every lesson."""


def respondent_level(work: Work, fiscal_year: int | None, key: bytes) -> Export:
    """Everything that was answered after the lessons of a fiscal year, or ever.

    `key` makes the pseudonyms: random, fresh for each export, and not kept. Free texts are
    masked, by a coordinator where one has approved them, else by the machine.
    """
    zone = work.house.centre.timezone
    start, end = EVER if fiscal_year is None else fiscal_span(fiscal_year, zone)
    figures = work.uow.figures
    answers = masked_answers(work, start, end, figures.answers(start, end))
    counted = tally(
        work.house.catalog,
        figures.lessons(start, end),
        figures.responses(start, end),
        answers,
    )
    return export(
        counted=counted,
        answers=answers,
        surveys=surveys_of(work, counted),
        written=Written(key=key, zone=zone),
        now=work.now,
    )


def surveys_of(work: Work, counted: Tally) -> tuple[Survey, ...]:
    """The versions that responses pin, and the one that is in use now, in the catalog's order."""
    catalog = work.house.catalog
    pinned = {(one.row.survey, one.row.version) for one in counted.passes}
    newest = catalog.latest(work.house.centre.survey)
    pinned.add((newest.key, newest.version))
    return tuple(one for one in catalog.surveys if (one.key, one.version) in pinned)
