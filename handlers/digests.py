"""The weekly summary: what a week came to, on request for the running one."""

from datetime import datetime

from handlers.work import Case, Work
from surveys.analysis.digest import Digest, build
from surveys.analysis.digest_views import digest_text
from surveys.analysis.tally import Tally, tally
from surveys.analysis.weeks import Week, fiscal_span, fiscal_year, midnight
from surveys.messages import Message


def asked(case: Case) -> list[Message]:
    """「週報」: the running week up to now."""
    work = case.work
    digest = of_week(work, Week.of(work.now, work.house.centre.timezone))
    text = digest_text(digest, case.language, work.house.wording)
    return [Message(text=text, language=case.language)]


def of_week(work: Work, week: Week) -> Digest:
    """The digest of a week, from the rows as they are now."""
    zone = work.house.centre.timezone
    year = fiscal_year(midnight(week.sunday(), zone), zone)
    start = min(fiscal_span(year, zone)[0], week.start(zone))
    return build(
        week=week,
        now=work.now,
        counted=tallied(work, start, week.end(zone)),
        survey=work.house.catalog.latest(work.house.centre.survey),
        zone=zone,
        not_sent=sum(work.uow.quota.refused(week.start(zone), week.end(zone)).values()),
    )


def tallied(work: Work, start: datetime, end: datetime) -> Tally:
    """The tally of the lessons that start in [start, end)."""
    figures = work.uow.figures
    return tally(
        work.house.catalog,
        figures.lessons(start, end),
        figures.responses(start, end),
        figures.answers(start, end),
    )
