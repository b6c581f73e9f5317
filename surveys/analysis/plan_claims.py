"""Reads the claims of a plan, and what the survey and the statistics ask of them."""

import re
from collections.abc import Sequence
from typing import Final

from surveys.analysis.levels import Kind
from surveys.analysis.plan import PlannedClaim
from surveys.analysis.plan_mistakes import PlanRule
from surveys.analysis.plan_thresholds import read_text
from surveys.analysis.sample_size import GROUP_GAP, TARGET_GAP
from surveys.analysis.sequential import MINIMUM_GROUP
from surveys.analysis.tally import FIRST_WAVE
from surveys.definition_fields import Table
from surveys.model import Indicator, Survey

_KINDS: Final = (Kind.REACH, Kind.ASSOCIATION)
_KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,23}")
_LONGEST: Final = 60


def read_claims(
    tables: Sequence[Table], survey: Survey | None, goals: set[int]
) -> tuple[PlannedClaim, ...]:
    """The claims in the order of the source; goals are those that the plan numbers."""
    claims = [_claim(table, survey, goals) for table in tables]
    for place, (table, claim) in enumerate(zip(tables, claims, strict=True)):
        if claim.id in {other.id for other in claims[:place]}:
            message = f'key "{claim.id}" is used twice'
            table.add("key", PlanRule.CLAIM_TWICE, message, "use another key")
    return tuple(claims)


def _claim(table: Table, survey: Survey | None, goals: set[int]) -> PlannedClaim:
    table.only(
        "key", "indicator", "kind", "goal", "name", "answer", "primary", "target", "gap",
        "planned_answers", "exposure", "whom",
    )  # fmt: skip
    kind = _kind(table)
    claim = PlannedClaim(
        id=_key(table),
        indicator=table.string("indicator"),
        kind=kind,
        goal=table.integer("goal"),
        name=read_text(table, "name", _LONGEST),
        answer=read_text(table, "answer", _LONGEST),
        primary=table.flag("primary"),
        target=table.number("target") if "target" in table.values else None,
        gap=_gap(table, kind),
        planned_answers=table.integer("planned_answers", default=0),
        exposure=table.string("exposure") if "exposure" in table.values else None,
        whom=read_text(table, "whom", _LONGEST) if "whom" in table.values else None,
    )
    if claim.goal not in goals:
        message = f"there is no goal {claim.goal}"
        table.add("goal", PlanRule.CLAIM_GOAL, message, "write the number of a [[goal]]")
    _check_target(table, claim)
    _check_planned(table, claim)
    if survey is not None:
        _check_indicators(table, claim, survey)
    return claim


def _key(table: Table) -> str:
    key = table.string("key")
    if "key" in table.values and not _KEY.fullmatch(key):
        message = f'"{key}" cannot be a key'
        remedy = "use up to 24 letters, digits and _, beginning with a letter"
        table.add("key", PlanRule.CLAIM_TWICE, message, remedy)
    return key


def _kind(table: Table) -> Kind:
    kind = table.string("kind")
    if kind in _KINDS:
        return Kind(kind)
    if "kind" in table.values:
        # An effect is claimed by the drawn introduction, which has a plan of its own.
        remedy = f"write one of: {', '.join(_KINDS)}"
        table.add("kind", PlanRule.KIND, f'"{kind}" is not a kind of claim', remedy)
    return Kind.REACH


def _gap(table: Table, kind: Kind) -> float:
    usual = TARGET_GAP if kind is Kind.REACH else GROUP_GAP
    if "gap" not in table.values:
        return usual
    gap = table.number("gap")
    if not 0 < gap < 1:
        message = f"a gap of {gap} is not between 0 and 1"
        table.add("gap", PlanRule.GAP, message, f"write {usual}, or leave it out")
    return gap


def _check_target(table: Table, claim: PlannedClaim) -> None:
    if claim.kind is not Kind.REACH:
        if claim.target is not None:
            message = "a difference has no target, it is compared with none"
            table.add("target", PlanRule.TARGET, message, "leave it out")
    elif claim.target is None:
        if claim.primary:
            message = "a primary share needs a target"
            table.add("target", PlanRule.TARGET, message, "add target = 0.60")
    elif not 0 < claim.target < 1:
        message = f"a target of {claim.target} is not between 0 and 1"
        table.add("target", PlanRule.TARGET, message, "write 0.60 for 60 %")
    elif claim.target + claim.gap >= 1:
        message = "the target and its gap together leave no share above them"
        table.add("gap", PlanRule.GAP, message, "write a smaller gap")


def _check_planned(table: Table, claim: PlannedClaim) -> None:
    if claim.primary and claim.planned_answers < MINIMUM_GROUP:
        message = f"a primary claim needs planned_answers, {MINIMUM_GROUP} or more"
        table.add("planned_answers", PlanRule.PLANNED, message, "add planned_answers = 900")
    elif claim.planned_answers < 0:
        message = "planned_answers is less than none"
        table.add("planned_answers", PlanRule.PLANNED, message, "leave it out")


def _check_indicators(table: Table, claim: PlannedClaim, survey: Survey) -> None:
    known = {indicator.key: indicator for indicator in survey.indicators}
    if "indicator" in table.values and claim.indicator not in known:
        message = f'the survey has no indicator "{claim.indicator}"'
        table.add("indicator", PlanRule.INDICATOR, message, f"write one of: {', '.join(known)}")
    problem = _exposure_problem(claim, known, survey)
    if problem is not None:
        table.add("exposure", PlanRule.EXPOSURE, *problem)


def _exposure_problem(
    claim: PlannedClaim, known: dict[str, Indicator], survey: Survey
) -> tuple[str, str] | None:
    """What is wrong with the exposure, and its remedy."""
    if claim.kind is Kind.REACH:
        stray = claim.exposure is not None
        return ("a share compares nobody", "leave exposure out") if stray else None
    exposure = known.get(claim.exposure or "")
    if exposure is None:
        return "it is not told who the users are", f"write one of: {', '.join(known)}"
    if survey.question(exposure.question).wave != FIRST_WAVE:
        return "the exposure is asked later than the first wave", "name an earlier indicator"
    outcome = known.get(claim.indicator)
    if outcome is not None and outcome.question == exposure.question:
        return "exposure and outcome are the same question", "name another indicator"
    return None
