"""The year's plan: registering one, and which one is in force."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from handlers.work import Work
from surveys.analysis.plan import Filed, Plan, Registered, rule_of
from surveys.analysis.plan_file import built_in_source, draft_of, read_plan, sha256_of
from surveys.analysis.weeks import local_day


class PlanRefused(Exception):  # noqa: N818 - it is told to a person as it is
    """A plan cannot be registered; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What registering came to; `again` where this very text was registered before."""

    registered: Registered
    again: bool


def register(work: Work, source: str, name: str) -> Registration:
    """Fix a plan with its hash and the time. The same text again changes nothing.

    Raises:
        DefinitionError: the text has mistakes.
        PlanRefused: the year has this or a later version, or `since` lies before a look.
    """
    plan = read_plan(source, name, work.house.catalog)
    filed = work.uow.plans.of_year(plan.fiscal_year)
    same = [old for old in filed if old.version == plan.version]
    if same and same[0].sha256 == sha256_of(source):
        return Registration(registered=_registered(work, same[0]), again=True)
    _check_follows(work, plan, filed)
    new = Filed(
        fiscal_year=plan.fiscal_year,
        version=plan.version,
        since=plan.since,
        source=source,
        sha256=sha256_of(source),
        registered_at=work.now,
    )
    if not work.uow.plans.add(new):
        raise PlanRefused(f"version {plan.version} has just been registered by somebody else")
    work.uow.audit.record(
        new_id=work.house.new_id(),
        at=work.now,
        actor="cli",
        action="plan_registered",
        subject=f"{plan.fiscal_year}/{plan.version}",
        detail={"sha256": new.sha256, "since": plan.since.isoformat()},
    )
    return Registration(registered=_registered(work, new), again=False)


def _check_follows(work: Work, plan: Plan, filed: Sequence[Filed]) -> None:
    if filed and plan.version <= filed[-1].version:
        newest = filed[-1].version
        raise PlanRefused(
            f"{plan.fiscal_year} has version {newest} already, and a registered plan is never "
            f"changed; write version = {newest + 1}, and since = the day from which it holds"
        )
    if not filed:
        return
    looks = [look for look in work.uow.looks.of_year(plan.fiscal_year) if not look.draft]
    last = max((look.looked_at for look in looks), default=None)
    day = None if last is None else local_day(last, work.house.centre.timezone)
    if plan.since < filed[-1].since or (day is not None and plan.since < day):
        earliest = max(filed[-1].since, day or filed[-1].since)
        raise PlanRefused(
            f"since = {plan.since} lies before {earliest}, the last look or the version before; "
            f"write since = {earliest} or later"
        )


def in_force(work: Work, year: int, day: date | None = None) -> Registered:
    """The newest registered plan that holds on a day, today unless one is given.

    Where none is registered, the plan that comes with the program stands in as a draft: nothing
    is confirmed under it, and everything that is said with it says so.
    """
    today = day or local_day(work.now, work.house.centre.timezone)
    holding = [filed for filed in work.uow.plans.of_year(year) if filed.since <= today]
    return _registered(work, holding[-1]) if holding else draft(work, year)


def versions(work: Work, year: int) -> tuple[Registered, ...]:
    """All registered plans of a fiscal year, the first version first."""
    return tuple(_registered(work, filed) for filed in work.uow.plans.of_year(year))


def draft(work: Work, year: int) -> Registered:
    """The plan that comes with the program, as the draft of a fiscal year."""
    source = built_in_source()
    plan = read_plan(source, "plan", work.house.catalog)
    if plan.fiscal_year != year:
        first = date(year, 4, 1)
        plan = replace(plan, fiscal_year=year, since=first, draft_on=None, freeze_on=None)
    return draft_of(source, plan)


def _registered(work: Work, filed: Filed) -> Registered:
    return Registered(
        plan=_read(work, filed),
        source=filed.source,
        sha256=filed.sha256,
        registered_at=filed.registered_at,
        first_fixed=_first_fixed(work, filed),
    )


def _first_fixed(work: Work, filed: Filed) -> dict[str, datetime]:
    """When each look rule of the year was registered first, up to this version."""
    found: dict[str, datetime] = {}
    for old in work.uow.plans.of_year(filed.fiscal_year):
        if old.version <= filed.version:
            plan = _read(work, old)
            for claim in plan.claims:
                found.setdefault(rule_of(plan, claim), old.registered_at)
    return found


def _read(work: Work, filed: Filed) -> Plan:
    return read_plan(filed.source, f"plan {filed.version}", work.house.catalog)
