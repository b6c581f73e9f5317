"""The yearly evidence: from a fiscal year's rows, as at a moment, to what the pack says."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from handlers.ledger import DRAFT, FREEZE
from handlers.plans import draft, versions
from handlers.voices import approved_quotes
from handlers.work import Work
from surveys.analysis.claim_release import Year, claim_moments
from surveys.analysis.decisions import applied
from surveys.analysis.evaluation import evaluate
from surveys.analysis.evidence import build_pack
from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Moment
from surveys.analysis.pack_model import Basis, Pack
from surveys.analysis.pack_moment import RawRows, as_at, counts, settled_at
from surveys.analysis.plan import Plan, Registered
from surveys.analysis.suppression import INTERNAL, PUBLIC
from surveys.analysis.tally import Tally, tally
from surveys.analysis.weeks import Week, fiscal_span, local_day, midnight, quarter_span


def gather(work: Work, fiscal_year: int, as_of: datetime | None = None) -> Pack:
    """The evidence of a fiscal year from the rows as they were at a moment.

    Without `as_of` it is the last moment at which anything happened, so that the same rows give
    the same pack whenever it is written.
    """
    start, end = fiscal_span(fiscal_year, work.house.centre.timezone)
    figures = work.uow.figures
    rows = RawRows(
        lessons=tuple(figures.lessons(start, end)),
        responses=tuple(figures.responses(start, end)),
        # What people wrote is deleted some time after it was read; a pack rests on choices only,
        # so that it can still be verified then.
        answers=tuple(one for one in figures.answers(start, end) if one.text is None),
    )
    moment = as_of or _settled(work, fiscal_year, rows)
    return _counted(work, fiscal_year, rows, moment)


def _counted(work: Work, year: int, rows: RawRows, as_of: datetime) -> Pack:
    zone = work.house.centre.timezone
    start, end = fiscal_span(year, zone)
    known = as_at(rows, as_of)
    plan = _plan(work, year, as_of)
    counted = _tally(work, known)
    told = _told(work, plan, counted, as_of)
    return build_pack(
        counted,
        Basis(
            year=year,
            survey=work.house.catalog.latest(plan.plan.survey),
            plan=plan,
            entries=_entries(work, plan, rows, as_of, told),
            told=told,
            as_of=as_of,
            zone=zone,
            smallest=work.house.centre.cell_public,
            quotes=tuple(sorted(quote.text for quote in approved_quotes(work, start, end, as_of))),
            rows=tuple(counts(known).items()),
        ),
    )


def _settled(work: Work, year: int, rows: RawRows) -> datetime:
    """The last moment at which anything happened that the pack rests on."""
    zone = work.house.centre.timezone
    start, end = fiscal_span(year, zone)
    newest = _plan(work, year, work.now).plan
    others = [plan.registered_at for plan in versions(work, year)]
    others += [decision.at for decision in work.uow.looks.decisions(year)]
    others += [voice.review.at for voice in work.uow.voices.between(start, end) if voice.review]
    others += [_after(newest, name, work) for name in (DRAFT, FREEZE)]
    return settled_at(rows, year=year, now=work.now, zone=zone, others=others)


def _plan(work: Work, year: int, as_of: datetime) -> Registered:
    """The plan that held at a moment; one registered later was not known then."""
    day = local_day(as_of, work.house.centre.timezone)
    holding = [
        plan
        for plan in versions(work, year)
        if plan.registered_at <= as_of and plan.plan.since <= day
    ]
    return holding[-1] if holding else draft(work, year)


def _told(work: Work, plan: Registered, counted: Tally, as_of: datetime) -> dict[str, datetime]:
    """Up to when each claim is told, so that digests beside the pack give nobody away."""
    centre = work.house.centre
    year = Year(
        counted=counted,
        survey=work.house.catalog.latest(plan.plan.survey),
        fiscal_year=plan.plan.fiscal_year,
        zone=centre.timezone,
        plan=plan,
        k=max(INTERNAL, centre.cell_internal, plan.plan.cell_internal),
        cell=max(PUBLIC, centre.cell_public, plan.plan.cell_public),
    )
    return claim_moments(year, as_of)


def _tally(work: Work, rows: RawRows) -> Tally:
    return tally(work.house.catalog, rows.lessons, rows.responses, rows.answers)


def _entries(
    work: Work, plan: Registered, rows: RawRows, as_of: datetime, told: Mapping[str, datetime]
) -> tuple[Entry, ...]:
    """The ledger at a moment: after the looks that were kept, with what people decided.

    Where nobody looked at the end of a quarter, that look is made up for from the rows.
    """
    year = plan.plan.fiscal_year
    zone = work.house.centre.timezone
    earlier = [entry for entry in work.uow.looks.of_year(year) if entry.looked_at < as_of]
    for number in range(1, 5):
        end = quarter_span(year, number, zone)[1]
        if end < as_of and not any(_decides(entry, end) for entry in earlier):
            earlier += _look(
                work, plan, as_at(rows, end), (f"Q{number}", Moment.QUARTER_END, end), earlier
            )
    name, moment = _name(work, plan.plan, as_of)
    found = _look(work, plan, as_at(rows, as_of), (name, moment, as_of), earlier, told)
    decisions = [one for one in work.uow.looks.decisions(year) if one.at <= as_of]
    return tuple(applied(entry, decisions) for entry in found)


def _look(
    work: Work,
    plan: Registered,
    rows: RawRows,
    at: tuple[str, Moment, datetime],
    earlier: list[Entry],
    told: Mapping[str, datetime] | None = None,
) -> tuple[Entry, ...]:
    """One look: its name, what may be decided, and when."""
    name, moment, end = at
    begun = [row for row in rows.lessons if row.starts_at < end]
    known = RawRows(lessons=tuple(begun), responses=rows.responses, answers=rows.answers)
    return evaluate(
        plan=plan,
        survey=work.house.catalog.latest(plan.plan.survey),
        counted=_tally(work, known),
        now=end,
        look=name,
        moment=moment,
        zone=work.house.centre.timezone,
        earlier=earlier,
        cell=work.house.centre.cell_public,
        upto=told,
    )


def _decides(entry: Entry, end: datetime) -> bool:
    """Whether an entry is of a look that decided about tendencies at the end of a quarter."""
    week = timedelta(days=8)
    return entry.moment is not Moment.WEEK and end <= entry.looked_at < end + week


def _name(work: Work, plan: Plan, as_of: datetime) -> tuple[str, Moment]:
    """What a look at this moment is called, and what it may decide."""
    zone = work.house.centre.timezone
    for name in (FREEZE, DRAFT):
        if as_of >= _after(plan, name, work):
            return name, Moment.FREEZE
    ends = {quarter_span(plan.fiscal_year, number, zone)[1] for number in range(1, 5)}
    moment = Moment.QUARTER_END if as_of in ends else Moment.WEEK
    return str(Week.of(as_of, zone)), moment


def _after(plan: Plan, look: str, work: Work) -> datetime:
    """The midnight after the day of a freeze."""
    day = plan.frozen_on if look == FREEZE else plan.drafted_on
    return midnight(day + timedelta(days=1), work.house.centre.timezone)
