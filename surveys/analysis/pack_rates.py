"""The response rates of a pack, and whether strata agree, as its files print them."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from surveys.analysis.levels import Level
from surveys.analysis.numerals import percent
from surveys.analysis.pack_annex_words import NOTHING
from surveys.analysis.pack_claims import Claim
from surveys.analysis.pack_model import Pack
from surveys.model import Language

Json: TypeAlias = dict[str, Any]

APART = "講座の種類によって差が異なる"
"""Said of a difference whose strata do not agree."""


def rate_rows(pack: Pack) -> list[Json]:
    """完了／参加組数, RR1 and RR2 with what they are made of; dashes where no rate is told.

    Source: EVIDENCE 3.1.
    """
    found = pack.collection
    final, rates = found.final, found.aapor
    names = ("回収率（完了／参加組数）", "RR1（完了／対象組数）", "RR2（一部の回答を含む）")
    if not found.rate_stands or final is None or rates is None:
        return [{"label": name, "of": NOTHING, "share": NOTHING} for name in names]
    numbers = (
        (found.rated_completed, found.rated_families, found.rate),
        (final.complete, final.known, rates.rr1),
        (final.complete + final.partial, final.known, rates.rr2),
    )
    return [
        {"label": name, "of": f"{count:,}／{base:,}", "share": f"{percent(share or 0.0, 1)}％"}
        for name, (count, base, share) in zip(names, numbers, strict=True)
    ]


def rates_told(pack: Pack) -> str:
    """The three rates in one line."""
    return "、".join(f"{one['label']}{one['share']}" for one in rate_rows(pack))


def odds_lines(pack: Pack) -> Iterator[Json]:
    """Of every difference that is shown, the p-value that its strata agree, where there is one.

    Source: EVIDENCE 3.4, step 2.
    """
    for one in pack.claims:
        p = one.record.get("equal_odds")
        if p is None or one.level is Level.E0 or one.entry is None:
            continue
        yield {
            "name": pack.basis.planned(one.entry).name,
            "p": "p＜0.001" if p < 0.001 else f"p＝{p:.3f}",
            "apart": f"：{APART}" if one.entry.strata else "",
        }


def strata_named(claim: Claim, pack: Pack) -> str | None:
    """The strata that do not agree, with the words of the survey; None where they may not be said.

    A stratum is named as `strata.merged_labels` does: course/stage, merged ones joined by +.
    """
    if claim.entry is None or not claim.record.get("strata") or pack.basis.plan is None:
        return None
    question = pack.basis.survey.question(pack.basis.plan.plan.stage_question)
    labels = {one.key: one.label[Language.JA] for one in getattr(question, "choices", ())}
    return "；".join(
        "＋".join(_place(piece, labels) for piece in name.split("+"))
        for name in claim.entry.strata
    )


def _place(piece: str, labels: dict[str, str]) -> str:
    course, _, stage = piece.rpartition("/")
    return f"{course}（{labels.get(stage, '不明')}）" if course else piece
