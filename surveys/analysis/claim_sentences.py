"""From an entry of the ledger to its sentence; nothing but the entry and the plan decides it."""

from collections.abc import Iterable

from surveys.analysis.frame_sentences import cause_open
from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Kind, Level
from surveys.analysis.pack_claims import ledger_row
from surveys.analysis.plan import Plan
from surveys.analysis.sentences import Sentence, sentence_of


def sentence_for(entry: Entry, plan: Plan, *, named: bool = False) -> Sentence:
    """The sentence of an entry. `named`: an earlier one has written out 95％信頼区間.

    Raises:
        KeyError: the plan has no such claim.
    """
    return sentence_of(ledger_row(entry, plan.claim(entry.claim)), named=named)


def cause_for(entries: Iterable[Entry]) -> Sentence | None:
    """K3, due wherever users are set beside others with figures; None where they are not."""
    compared = (one for one in entries if one.kind is Kind.ASSOCIATION)
    return cause_open() if any(one.level is not Level.E0 for one in compared) else None
