"""A digest as JSON for programs: exact counts, for the coordinator who runs the command."""

from typing import Any, TypeAlias

from surveys.analysis.digest import Digest
from surveys.analysis.digest_alert_text import alert_text
from surveys.analysis.digest_figures import ComparisonLine, IndicatorLine
from surveys.analysis.digest_progress import ProgressLine
from surveys.analysis.shares import Share
from surveys.model import Language
from surveys.wording import Wording

Json: TypeAlias = dict[str, Any]


def digest_json(digest: Digest, wording: Wording) -> Json:
    """The digest as plain JSON values. Shares lie between 0 and 1; null where nothing is known."""
    return {
        "week": str(digest.week),
        "partial": digest.partial,
        "lessons_held": digest.lessons_held,
        "lessons_surveyed": digest.lessons_surveyed,
        "attendance_families": digest.attendance_families,
        "attendance_people": digest.attendance_people,
        "invited": digest.invited,
        "opened": digest.opened,
        "completed": digest.completed,
        "response_rate": digest.response_rate,
        "fiscal_year": digest.fiscal_year,
        "respondents": digest.respondents,
        "indicators": [
            {**indicator_json(line), "level": line.level} for line in digest.indicators
        ],
        "comparison": [_comparison_json(line, wording) for line in digest.comparisons],
        "progress": [_progress_json(line) for line in digest.progress],
        "alerts": [
            {"code": alert.code, "message": alert_text(alert, Language.JA, wording)}
            for alert in digest.alerts
        ],
    }


def indicator_json(line: IndicatorLine) -> Json:
    """One indicator as plain JSON values, its label in Japanese."""
    return {
        "id": line.share.indicator,
        "label": line.label[Language.JA],
        **_share_json(line.share),
        "low": line.share.low,
        "high": line.share.high,
        "target": line.target,
    }


def _share_json(share: Share) -> Json:
    return {
        "numerator": share.numerator,
        "denominator": share.denominator,
        "estimate": share.estimate,
    }


def _comparison_json(line: ComparisonLine, wording: Wording) -> Json:
    """Users beside others; the note belongs to the figures wherever they go (EVIDENCE 3.4)."""
    return {
        "id": line.claim,
        "label": line.label[Language.JA],
        "exposed": _share_json(line.exposed),
        "unexposed": _share_json(line.unexposed),
        "difference": line.difference,
        "low": line.low,
        "high": line.high,
        "crude": line.crude,
        "level": line.level,
        "note": wording.say("digest_association", Language.JA),
    }


def _progress_json(line: ProgressLine) -> Json:
    return {
        "id": line.claim,
        "label": line.label[Language.JA],
        "answers": line.answers,
        "planned": line.planned,
        "needed": line.needed,
        "more": line.more,
        "outlook": line.outlook,
    }
