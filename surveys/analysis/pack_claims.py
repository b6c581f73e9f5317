"""Claims of the pack: a ledger entry with its sentence, and with what may be shown of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias, assert_never

from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Kind, Level
from surveys.analysis.numerals import digits, percent, target_percent
from surveys.analysis.pack_pieces import Known
from surveys.analysis.plan import PlannedClaim
from surveys.analysis.proportions import Part
from surveys.analysis.sentences import (
    AssociationRow,
    EffectRow,
    LedgerRow,
    Sentence,
    ShareRow,
    sentence_of,
)

Json: TypeAlias = dict[str, Any]

_NOBODY: Final = Part(count=0, total=0)
_OPINION: Final = (
    "estimate", "low", "high", "low80", "high80", "numerator", "exposed_share", "crude",
    "crude_low", "crude_high", "statistic", "tipping", "unexposed_numerator",
    "unexposed_share", "deff", "equal_odds", "strata",
)  # fmt: skip
"""What would tell how few people chose something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence with its figures. `record` is what evidence.json holds of it.

    `known` are the figures of the sentence by field; `printed` tells whether the draft has it.
    """

    id: str
    goal: int
    level: Level
    kind: Kind | None
    sentence: Sentence
    known: tuple[Known, ...]
    record: Json
    printed: bool = True
    entry: Entry | None = None


def claim_of(
    entry: Entry,
    planned: PlannedClaim,
    *,
    k: int,
    named: bool,
    whole_undecided: bool,
    barrier: str | None = None,
) -> Claim:
    """The claim of a ledger entry; cells below k are hidden in its record.

    `barrier` is the main reason why people are not among those whom the share counts. Primary
    claims are always printed, but where nothing at all can be said (`whole_undecided`) one
    sentence stands for them; others where they say more than that nothing is known.

    Source: EVIDENCE 4.1.
    """
    sentence = sentence_of(ledger_row(entry, planned, barrier), named=named)
    worth = entry.level in {Level.E2, Level.E3, Level.E4, Level.N}
    undecided = whole_undecided and entry.level is Level.E0
    return Claim(
        id=entry.claim,
        goal=entry.goal,
        level=entry.level,
        kind=entry.kind,
        sentence=sentence,
        known=tuple(known_figures(entry)),
        record=record_of(entry, sentence, k),
        printed=(entry.primary or worth) and not undecided,
        entry=entry,
    )


def ledger_row(entry: Entry, planned: PlannedClaim, barrier: str | None = None) -> LedgerRow:
    """An entry in the form from which sentences are made; unknown limits stand as 0.

    `barrier` is a choice's label, which sentences quote.
    """
    low, high = entry.low or 0.0, entry.high or 0.0
    match entry.kind:
        case Kind.REACH:
            return ShareRow(
                level=entry.level,
                indicator=planned.name,
                answer=planned.answer,
                part=entry.part,
                low=low,
                high=high,
                target=entry.target,
                barrier=f"「{barrier}」" if barrier else None,
                whom=planned.whom,
            )
        case Kind.ASSOCIATION:
            return AssociationRow(
                level=entry.level,
                indicator=planned.name,
                answer=planned.answer,
                exposed=entry.part,
                unexposed=entry.unexposed or _NOBODY,
                estimate=entry.estimate or 0.0,
                low=low,
                high=high,
            )
        case Kind.EFFECT:
            return EffectRow(
                level=entry.level,
                indicator=planned.name,
                deed=planned.answer,
                answers=entry.answers,
                estimate=entry.estimate or 0.0,
                low=low,
                high=high,
            )
        case _:
            assert_never(entry.kind)


def known_figures(entry: Entry) -> list[Known]:
    """The fields that a sentence may show, as they are written in it."""
    groups = [entry.part, entry.unexposed or _NOBODY]
    both = entry.part.total + groups[1].total
    found: list[Known] = [
        ("estimate", _percent(_estimate(entry))),
        ("low", _percent(entry.low)),
        ("high", _percent(entry.high)),
        ("exposed_share", _percent(_share(groups[0]))),
        ("unexposed_share", _percent(_share(groups[1]))),
        ("target", "" if entry.target is None else target_percent(entry.target)),
        ("denominator", digits(entry.part.total)),
        ("numerator", digits(entry.part.count)),
        ("answers", digits(both)),
        ("answers", digits(entry.answers)),
        ("confidence", "95"),
    ]
    return [(name, written) for name, written in found if written]


def record_of(entry: Entry, sentence: Sentence, k: int) -> Json:
    """The row of evidence.json; shares and limits lie between −1 and 1."""
    others = entry.unexposed
    record: Json = {
        "id": entry.claim,
        "level": entry.level.value,
        "sentence": sentence.text,
        "pattern": sentence.pattern,
        "estimate": _estimate(entry),
        "low": entry.low,
        "high": entry.high,
        "numerator": entry.part.count,
        "denominator": entry.part.total,
        "response_rate": entry.response_rate,
        "rr1": entry.rr1,
        "rr2": entry.rr2,
        "rated": entry.rated,
        "method": entry.method,
        "rows_sha256": entry.inputs_sha256,
        "kind": entry.kind.value,
        "indicator": entry.indicator,
        "primary": entry.primary,
        "goal": entry.goal,
        "target": entry.target,
        "answers": entry.answers,
        "lessons": entry.lessons,
        "low80": entry.low80,
        "high80": entry.high80,
        "deff": entry.deff,
        "exposed_share": _share(entry.part) if others is not None else None,
        "unexposed_numerator": others.count if others is not None else None,
        "unexposed_denominator": others.total if others is not None else None,
        "unexposed_share": _share(others) if others is not None else None,
        "crude": entry.crude,
        "crude_low": entry.crude_low,
        "crude_high": entry.crude_high,
        "courses_agreeing": entry.courses_agreeing,
        "courses_counted": entry.courses_counted,
        "equal_odds": entry.equal_odds,
        "strata": "、".join(entry.strata) or None,
        "information": entry.information,
        "statistic": entry.statistic,
        "boundary": entry.boundary,
        "crossed": entry.crossed,
        "tipping": entry.tipping,
        "evaluated": entry.evaluated.value,
        "lowered_why": entry.lowered_why,
        "approved_at": _moment(entry.approved_at),
        "look": entry.look,
        "moment": entry.moment.value,
        "plan_version": entry.plan_version,
        "plan_sha256": entry.plan_sha256,
    }  # fmt: skip
    return _without_small_cells(record, entry, k)


def shows_few(entry: Entry, k: int) -> bool:
    """Whether the figures of an entry would show fewer than k people with, or without."""
    groups = [entry.part] if entry.unexposed is None else [entry.part, entry.unexposed]
    return any(min(group.count, group.total - group.count) < k for group in groups)


def _without_small_cells(record: Mapping[str, Any], entry: Entry, k: int) -> Json:
    shown = dict(record)
    if shows_few(entry, k):
        shown |= dict.fromkeys(_OPINION)
        shown["courses_agreeing"] = shown["courses_counted"] = None
    if entry.unexposed is not None and min(entry.part.total, entry.unexposed.total) < k:
        shown |= dict.fromkeys(("denominator", "unexposed_denominator"))
    return shown


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _estimate(entry: Entry) -> float | None:
    """The share itself where it is one: what the sentence prints."""
    return _share(entry.part) if entry.kind is Kind.REACH else entry.estimate


def _share(part: Part) -> float | None:
    return part.count / part.total if part.total else None


def _percent(share: float | None) -> str:
    return "" if share is None else percent(share, 1)
