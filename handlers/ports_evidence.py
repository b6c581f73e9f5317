"""The year's plans, every look at the data, and what people decided about claims."""

from collections.abc import Sequence
from typing import Protocol

from surveys.analysis.decisions import Decision
from surveys.analysis.ledger import Entry
from surveys.analysis.plan import Filed


class Plans(Protocol):
    """Plans as they were registered; none is ever changed."""

    def add(self, plan: Filed) -> bool:
        """File a plan; False (and nothing filed) when its year has this version already."""

    def of_year(self, year: int) -> Sequence[Filed]:
        """The plans of a fiscal year, from the first version to the last."""


class Looks(Protocol):
    """What every look came to; no entry is ever rewritten."""

    def add(self, entries: Sequence[Entry]) -> None:
        """Keep the entries of one look; one that is there already stays as it is."""

    def of_year(self, year: int) -> Sequence[Entry]:
        """All entries of a fiscal year, by time of the look, then in the plan's order."""

    def decide(self, decision: Decision) -> None:
        """Keep a decision."""

    def decisions(self, year: int) -> Sequence[Decision]:
        """The decisions on claims of a fiscal year, oldest first."""
