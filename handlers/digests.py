"""The weekly summary: what a week came to, on request for the running one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from handlers.digest_notices import notices
from handlers.inviting import command_button
from handlers.plans import in_force
from handlers.tallies import tallied
from handlers.voices import themes
from handlers.work import Case, Work
from surveys.analysis.decisions import applied
from surveys.analysis.digest import Digest, ThemeLine, build
from surveys.analysis.digest_chart import digest_chart
from surveys.analysis.digest_views import digest_text
from surveys.analysis.evaluation import evaluate
from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Moment
from surveys.analysis.plan import Registered
from surveys.analysis.tally import Tally
from surveys.analysis.weeks import Week, fiscal_span, fiscal_year, midnight
from surveys.messages import Message
from surveys.model import Language
from surveys.week_words import week_meant

BUTTON: Final = "digest"
"""Shows the week in its subject."""

TUESDAY: Final = 1
"""Until then who asks for an empty week may mean the one that is over."""


def asked(case: Case, wanted: str = "") -> list[Message]:
    """「週報」: the running week up to now, or another week that is named."""
    work = case.work
    running = Week.of(work.now, work.house.centre.timezone)
    try:
        week = week_meant(wanted, running)
    except ValueError:
        return [case.note("week_unknown", week=str(running.previous()))]
    if week > running:
        return [case.note("week_ahead", week=str(week), last=str(running.previous()))]
    digest = of_week(work, week)
    message = message_of(work, digest, case.language)
    if digest.partial and digest.quiet and work.local(work.now).weekday() <= TUESDAY:
        button = command_button(case.say("week_before"), BUTTON, str(week.previous()))
        message = replace(message, buttons=(button,))
    return [message]


def message_of(work: Work, digest: Digest, language: Language, *, late: bool = False) -> Message:
    """A digest as it is sent: the text, and the picture where enough people have answered."""
    wording = work.house.wording
    return Message(
        text=digest_text(digest, language, wording, late=late),
        language=language,
        chart=digest_chart(digest, language, wording),
    )


def of_week(work: Work, week: Week) -> Digest:
    """The digest of a week, from the rows as they are now."""
    centre = work.house.centre
    zone = centre.timezone
    year = fiscal_year(midnight(week.sunday(), zone), zone)
    start = min(fiscal_span(year, zone)[0], week.previous().start(zone))
    counted = tallied(work, start, week.end(zone))
    plan = in_force(work, year)
    k = max(centre.cell_internal, plan.plan.cell_internal)
    return build(
        week=week,
        now=work.now,
        counted=counted,
        survey=work.house.catalog.latest(centre.survey),
        zone=zone,
        plan=plan,
        entries=_entries(work, plan, week, counted),
        themes=_themes(work, year, week.end(zone), k),
        notices=notices(work, week),
        k=k,
    )


def _themes(work: Work, year: int, until: datetime, k: int) -> tuple[ThemeLine, ...]:
    """What the remarks of the year so far are about; the view shows the first two."""
    found = themes(work, year, until, k)
    return tuple(ThemeLine(label=theme.label, persons=theme.persons) for theme in found)


def _entries(work: Work, plan: Registered, week: Week, counted: Tally) -> Sequence[Entry]:
    """The plan's claims over these rows, at the levels that the week's look gave them.

    Late answers change figures; what was decided at the look stays until the next one. A week
    at which nobody looked is evaluated as it would have been.
    """
    centre, year = work.house.centre, plan.plan.fiscal_year
    kept = work.uow.looks.of_year(year)
    look = {one.claim: one for one in kept if one.look == str(week)}
    found = evaluate(
        plan=plan,
        survey=work.house.catalog.latest(plan.plan.survey),
        counted=counted,
        now=work.now,
        look=str(week),
        moment=Moment.WEEK,
        zone=centre.timezone,
        earlier=kept,
        cell=centre.cell_public,
    )
    decisions = work.uow.looks.decisions(year)
    return [applied(_decided(one, look.get(one.claim)), decisions) for one in found]


def _decided(entry: Entry, at_look: Entry | None) -> Entry:
    if at_look is None:
        return entry
    return replace(
        entry,
        moment=at_look.moment,
        crossed=at_look.crossed,
        evaluated=at_look.evaluated,
        level=at_look.level,
    )
