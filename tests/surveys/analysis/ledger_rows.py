"""Rows of the ledger as in the strong year of EVIDENCE 4.3, and a drawn introduction."""

from surveys.analysis.levels import Level
from surveys.analysis.proportions import Part
from surveys.analysis.sentences import (
    AssociationRow,
    EffectRow,
    LedgerRow,
    ShareRow,
    sentence_of,
)

AWARE = ShareRow(
    level=Level.E3,
    indicator="Aonicoの認知率",
    answer="Aonicoを知っている",
    part=Part(count=460, total=640),
    low=0.678,
    high=0.756,
    target=0.60,
)

TRIGGER = ShareRow(
    level=Level.E2,
    indicator="Aonicoがきっかけの率",
    answer="Aonicoが講座参加のきっかけとなった",
    part=Part(count=118, total=640),
    low=0.153,
    high=0.220,
    target=0.15,
)

TIMELY = AssociationRow(
    level=Level.E3,
    indicator="情報の間に合う率",
    answer="講座やひろばの情報が「間に合うころに届いている」",
    exposed=Part(count=214, total=268),
    unexposed=Part(count=223, total=372),
    estimate=0.199,
    low=0.130,
    high=0.268,
)

LOT = EffectRow(
    level=Level.E4,
    indicator="案内の効果",
    deed="４週間以内にAonicoを使った",
    answers=150,
    estimate=0.25,
    low=0.121,
    high=0.379,
)


def text(row: LedgerRow, *, named: bool = True) -> str:
    """What is written, by default after the interval has been named once."""
    return sentence_of(row, named=named).text
