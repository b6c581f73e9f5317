"""The pack's own records: evidence.json, and what the manifest says beside the files' hashes."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any, TypeAlias

from surveys.analysis.levels import REGISTERED
from surveys.analysis.pack_model import Pack
from surveys.analysis.pack_pieces import figures
from surveys.analysis.pack_respondents import Shown
from surveys.analysis.proportions import LEVEL
from surveys.analysis.table_release import KINDS, REASONS

Json: TypeAlias = dict[str, Any]


def evidence_record(pack: Pack) -> Json:
    """What evidence.json holds: every claim, and every figure of the draft with its tag."""
    return {
        "fiscal_year": pack.fiscal_year,
        "as_of": pack.basis.as_of.astimezone(UTC).isoformat(),
        "respondents": pack.respondents,
        "claims": [{**claim.record, "printed": claim.printed} for claim in pack.claims],
        "draft": {
            "figures": figures(pack.draft.lines),
            "sentences": [
                {"claim": line.claim, "kind": line.kind.value, "text": line.text}
                for line in pack.draft.lines
            ],
        },
        "flow": flow_record(pack),
        "stages": [_shown(one) for one in pack.stages],
        "barriers": [_shown(one) for one in pack.barriers],
        "stages_counted_to": _counted_to(pack, KINDS),
        "barriers_counted_to": _counted_to(pack, REASONS),
        "nonresponse": [
            {
                "claim": one.claim,
                "post_stratified": one.estimate,
                "low": one.low,
                "high": one.high,
                "worst_case_low": one.lowest,
                "worst_case_high": one.highest,
                "tipping": one.tipping,
            }
            for one in pack.weighted
        ],
        "notes": dict(pack.caveats),
    }


def flow_record(pack: Pack) -> Json:
    """The flow of the year, in the order in which people pass through it."""
    flow, year = pack.flow.flow, pack.flow
    return {
        "lessons": flow.lessons,
        "lessons_surveyed": flow.lessons_surveyed,
        "families": flow.families,
        "families_rated": pack.collection.rated_families,
        "lessons_not_counted": flow.families_unknown,
        "lessons_with_more_answers_than_families": year.overfull,
        "families_invited": flow.invited,
        "refused": year.refused,
        "not_started": year.not_started,
        "started": flow.started,
        "unfinished": year.unfinished,
        "ineligible": year.ineligible,
        "withdrawn": year.withdrawn,
        "completed": year.completed,
        "short_form": year.short,
        "repeated": year.repeated,
        "persons": flow.persons,
        "follow_up_invited": flow.follow_up_invited,
        "follow_up_answered": flow.follow_up_answered,
    }


def parameters(pack: Pack) -> Json:
    """Everything beside the rows that decides what a pack says."""
    basis = pack.basis
    plan = basis.plan
    thresholds = REGISTERED if plan is None else plan.plan.thresholds
    return {
        "as_of": basis.as_of.astimezone(UTC).isoformat(),
        "survey": basis.survey.key,
        "time_zone": str(basis.zone),
        "confidence": LEVEL,
        "smallest_cell": basis.cell,
        "fewest_persons": thresholds.say_answers,
        "fewest_lessons": thresholds.say_lessons,
        "rule_version": thresholds.version,
        "plan": None
        if plan is None
        else {
            "version": plan.plan.version,
            "sha256": plan.sha256,
            "registered": not plan.draft,
            "registered_at": None
            if plan.draft
            else plan.registered_at.astimezone(UTC).isoformat(),
            "look_constant": round(plan.plan.constant, 4),
        },
        "look": basis.entries[0].look if basis.entries else None,
        "data": pack.snapshot,
    }


def manifest(pack: Pack, hashes: Mapping[str, str], versions: Mapping[str, str]) -> Json:
    """The manifest: `hashes` are the SHA-256 of the files, `versions` those of the libraries."""
    return {
        "program": {"name": "koe", "version": versions["koe"]},
        "libraries": {name: number for name, number in versions.items() if name != "koe"},
        "fiscal_year": pack.fiscal_year,
        "surveys": [{"key": key, "version": number} for key, number in pack.surveys],
        "parameters": parameters(pack),
        "files": dict(hashes),
    }


def _counted_to(pack: Pack, table: str) -> str | None:
    """The moment before which answers count in a table; None while nothing of it is told."""
    moment = pack.basis.counted_to(table)
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _shown(one: Shown) -> Json:
    return {"key": one.key, "label": one.label, "count": one.count, "total": one.total}
