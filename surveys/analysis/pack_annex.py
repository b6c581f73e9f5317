"""What the annex says, as data: texts and tables in the order of STROBE (EVIDENCE 7)."""

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from surveys.analysis.collection import CHANNELS
from surveys.analysis.eras import reiwa
from surveys.analysis.levels import REGISTERED, Kind, Level
from surveys.analysis.numerals import percent, target_percent
from surveys.analysis.pack_annex_words import (
    NOTHING,
    definitions,
    fixed,
    gates,
    moment,
    planned,
    said_plan,
    span,
    summary,
)
from surveys.analysis.pack_claims import Claim
from surveys.analysis.pack_model import Pack
from surveys.analysis.pack_rates import odds_lines, rate_rows
from surveys.analysis.pack_respondents import Shown

Json: TypeAlias = dict[str, Any]

HIDDEN: Final = "－（10未満）"
"""Stands for a small number and for none alike."""

SIGNS: Final = {
    Level.E0: "－ まだ言えない",
    Level.E1: "・ 参考",
    Level.U: "△ 判断できない",
    Level.N: "▼ 届いていない",
    Level.E2: "○ 傾向",
    Level.E3: "◎ 確認",
    Level.E4: "◎ 検証",
}
"""How levels are written where there is little room."""

METHODS: Final = {
    "clustered_wilson": "Wilson（有効回答数・t）",
    "newcombe": "Newcombe（有効回答数・t）",
    "mantel_haenszel": "Mantel–Haenszel（層別）",
    "mantel_haenszel_bootstrap": "Mantel–Haenszel（層別・講座再抽出）",
}


_LOOKS: Final = {"draft": "下書きの締め", "freeze": "締め"}
"""How looks that are no week are written."""


def annex(pack: Pack) -> Json:
    """Everything that the annex prints, as texts."""
    basis, zone = pack.basis, pack.basis.zone
    look = basis.entries[0].look if basis.entries else NOTHING
    return {
        "title": f"{reiwa(pack.fiscal_year)} 講座後アンケートの根拠資料",
        "year": reiwa(pack.fiscal_year),
        "as_of": moment(pack, zone),
        "span": span(pack),
        "channel": pack.collection.channel or CHANNELS["line"],
        "fixed": fixed(pack),
        "target": planned(pack),
        "gates": gates(pack),
        "definitions": [*definitions(pack)],
        "stages": [*_shown(pack.stages)],
        "shares": [_share(one, pack) for one in _of_kind(pack, Kind.REACH)],
        "differences": [_difference(one, pack) for one in _compared(pack)],
        "nonresponse": [*_nonresponse(pack)],
        "chart_mm": min(115, 18 + 9 * max(1, len(interval_rows(pack)))),
        "barriers": [*_shown(pack.barriers)],
        "barrier_base": _base(pack.barriers),
        "summary": summary(pack),
        "caveats": [text for _, text in pack.caveats],
        "respondents": f"{pack.respondents:,}",
        "rates": rate_rows(pack),
        "odds": [*odds_lines(pack)],
        "rule": REGISTERED.version if basis.plan is None else basis.plan.plan.thresholds.version,
        "constant": NOTHING if basis.plan is None else f"{basis.plan.plan.constant:.4f}",
        "plan": said_plan(pack),
        "look": _LOOKS.get(look, look),
        "surveys": "、".join(f"{key} {version}" for key, version in pack.surveys),
    }


def interval_rows(pack: Pack) -> list[Json]:
    """The lines of the interval chart: shares first, then differences.

    Hidden ones have no figures, and no line where they are not primary.
    """
    found = []
    for one in [*_of_kind(pack, Kind.REACH), *_compared(pack)]:
        entry, share = one.entry, one.kind is Kind.REACH
        shown = not _hidden(one)
        if not shown and not one.record["primary"]:
            continue
        found.append(
            {
                "name": _name(one, pack),
                "sign": SIGNS[one.level],
                "share": share,
                "estimate": one.record["estimate"] if shown else None,
                "low": entry.low if shown and entry else None,
                "high": entry.high if shown and entry else None,
                "target": entry.target if entry and share else None,
            }
        )
    return found


def _of_kind(pack: Pack, kind: Kind) -> list[Claim]:
    return [one for one in pack.claims if one.kind is kind]


def _compared(pack: Pack) -> list[Claim]:
    return [one for one in pack.claims if one.kind in {Kind.ASSOCIATION, Kind.EFFECT}]


def _hidden(claim: Claim) -> bool:
    """Whether a claim's share stays out of the annex, as out of evidence.json."""
    return claim.record["estimate"] is None or claim.level is Level.E0


def _name(claim: Claim, pack: Pack) -> str:
    return NOTHING if claim.entry is None else pack.basis.planned(claim.entry).name


def _share(claim: Claim, pack: Pack) -> Json:
    record = claim.record
    shown = not _hidden(claim)
    return {
        "id": claim.id,
        "name": _name(claim, pack),
        "primary": bool(record["primary"]),
        "n": f"{record['answers']:,}",
        "lessons": str(record["lessons"]),
        "estimate": f"{percent(record['estimate'], 1)}％" if shown else HIDDEN,
        "interval": _interval(record) if shown else NOTHING,
        "deff": _number(record["deff"], 2) if shown else NOTHING,
        "target": NOTHING if record["target"] is None else f"{target_percent(record['target'])}％",
        "level": SIGNS[claim.level],
        "bar": _bar(record),
    }


def _difference(claim: Claim, pack: Pack) -> Json:
    record = claim.record
    shown = not _hidden(claim)
    agreeing, counted = record["courses_agreeing"], record["courses_counted"]
    return {
        "name": _name(claim, pack),
        "primary": bool(record["primary"]),
        "exposed": _group(record, "") if shown else HIDDEN,
        "unexposed": _group(record, "unexposed_") if shown else HIDDEN,
        "crude": _points(record, "crude", "crude_low", "crude_high") if shown else NOTHING,
        "adjusted": _points(record, "estimate", "low", "high") if shown else NOTHING,
        "courses": f"{agreeing}／{counted}" if shown and counted else NOTHING,
        "level": SIGNS[claim.level],
        "bar": _bar(record),
        "method": METHODS.get(record["method"], record["method"] or NOTHING),
    }


def _group(record: Json, prefix: str) -> str:
    share = record["exposed_share"] if not prefix else record["unexposed_share"]
    total = record[f"{prefix}denominator"]
    return NOTHING if share is None else f"{percent(share, 1)}％（{total:,}人）"


def _points(record: Json, middle: str, low: str, high: str) -> str:
    if record[middle] is None or record[low] is None:
        return NOTHING
    limits = f"{percent(record[low], 1)}～{percent(record[high], 1)}"
    return f"{percent(record[middle], 1)}（{limits}）"


def _interval(record: Json) -> str:
    if record["low"] is None:
        return NOTHING
    return f"{percent(record['low'], 1)}～{percent(record['high'], 1)}％"


def _bar(record: Json) -> str:
    """t, Z and the bar that Z has to clear, where a claim has one to clear."""
    if not record["primary"]:
        return NOTHING
    statistic, boundary = record["statistic"], record["boundary"]
    if statistic is None or boundary is None:
        return f"{record['information']:.2f}"
    return f"{record['information']:.2f}・{statistic:.2f}／{boundary:.2f}"


def _number(value: float | None, places: int) -> str:
    return NOTHING if value is None else f"{value:.{places}f}"


def _base(parts: tuple[Shown, ...]) -> str:
    """How many were asked; not told while nothing of the table is."""
    return NOTHING if not parts or parts[0].total is None else f"{parts[0].total:,}"


def _shown(parts: tuple[Shown, ...]) -> Iterator[Json]:
    for one in parts:
        enough = one.total is not None and one.total >= REGISTERED.say_answers
        share = percent(one.count / one.total, 1) if enough and one.count and one.total else ""
        yield {
            "label": one.label,
            "count": HIDDEN if one.count is None else f"{one.count:,}",
            "share": f"{share}％" if share else NOTHING,
        }


def _nonresponse(pack: Pack) -> Iterator[Json]:
    levels = {one.id: one.level for one in pack.claims}
    for one in pack.weighted:
        shown = one.estimate is not None and levels[one.claim] is not Level.E0
        if not shown or one.estimate is None or one.low is None or one.high is None:
            yield {"name": one.name} | dict.fromkeys(("weighted", "worst", "tipping"), NOTHING)
            continue
        limits = f"{percent(one.low, 1)}～{percent(one.high, 1)}％"
        worst = (
            NOTHING
            if one.lowest is None or one.highest is None
            else f"{percent(one.lowest, 1)}～{percent(one.highest, 1)}％"
        )
        yield {
            "name": one.name,
            "weighted": f"{percent(one.estimate, 1)}％（{limits}）",
            "worst": worst,
            "tipping": _number(one.tipping, 2),
        }
