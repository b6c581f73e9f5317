"""Plans, looks and decisions: rows that are written once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from storage.dialects import insert_if_new
from storage.rows import add_row
from storage.tables_evidence import DecisionRow, LookRow, PlanRow
from surveys.analysis.decisions import Decision, Deed
from surveys.analysis.ledger import Entry
from surveys.analysis.ledger_json import entry_from, entry_json
from surveys.analysis.levels import Level
from surveys.analysis.plan import Filed


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlPlans:
    """Plans as they were registered."""

    session: Session

    def add(self, plan: Filed) -> bool:
        """File a plan; False when its year has this version already."""
        row = PlanRow(
            fiscal_year=plan.fiscal_year,
            version=plan.version,
            since=plan.since,
            source=plan.source,
            sha256=plan.sha256,
            registered_at=plan.registered_at,
        )
        return insert_if_new(self.session, row)

    def of_year(self, year: int) -> Sequence[Filed]:
        """The plans of a fiscal year, from the first version to the last."""
        found = self.session.exec(
            select(PlanRow).where(PlanRow.fiscal_year == year).order_by(col(PlanRow.version))
        )
        return [
            Filed(
                fiscal_year=row.fiscal_year,
                version=row.version,
                since=row.since,
                source=row.source,
                sha256=row.sha256,
                registered_at=row.registered_at,
            )
            for row in found
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlLooks:
    """What every look came to, and what was decided since."""

    session: Session

    def add(self, entries: Sequence[Entry]) -> None:
        """Keep the entries of one look; one that is there already stays as it is."""
        for position, entry in enumerate(entries):
            row = LookRow(
                fiscal_year=entry.fiscal_year,
                look=entry.look,
                claim=entry.claim,
                looked_at=entry.looked_at,
                position=position,
                level=entry.evaluated.value,
                inputs_sha256=entry.inputs_sha256,
                entry=entry_json(entry),
            )
            insert_if_new(self.session, row)

    def of_year(self, year: int) -> Sequence[Entry]:
        """All entries of a fiscal year, by time of the look, then in the plan's order."""
        found = self.session.exec(
            select(LookRow.entry)
            .where(LookRow.fiscal_year == year)
            .order_by(col(LookRow.looked_at), col(LookRow.look), col(LookRow.position))
        )
        return [entry_from(entry) for entry in found]

    def decide(self, decision: Decision) -> None:
        """Keep a decision."""
        row = DecisionRow(
            id=decision.id,
            fiscal_year=decision.fiscal_year,
            claim=decision.claim,
            deed=decision.deed.value,
            level=decision.level.value,
            member=decision.by,
            decided_at=decision.at,
            why=decision.why,
        )
        add_row(self.session, row)

    def decisions(self, year: int) -> Sequence[Decision]:
        """The decisions on claims of a fiscal year, oldest first."""
        found = self.session.exec(
            select(DecisionRow)
            .where(DecisionRow.fiscal_year == year)
            .order_by(col(DecisionRow.decided_at), col(DecisionRow.id))
        )
        return [
            Decision(
                id=row.id,
                fiscal_year=row.fiscal_year,
                claim=row.claim,
                deed=Deed(row.deed),
                level=Level(row.level),
                by=row.member,
                at=row.decided_at,
                why=row.why,
            )
            for row in found
        ]
