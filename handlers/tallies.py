"""From stored rows to the tally that figures are made of."""

from datetime import datetime

from handlers.work import Work
from surveys.analysis.tally import Tally, tally


def tallied(work: Work, start: datetime, end: datetime) -> Tally:
    """The tally of the lessons that start in [start, end)."""
    figures = work.uow.figures
    return tally(
        work.house.catalog,
        figures.lessons(start, end),
        figures.responses(start, end),
        figures.answers(start, end),
    )
