"""Responses that stand in the middle, follow-ups that were never sent, consent that is lowered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, delete, literal, select, update

from storage.answers import read_answers
from storage.responses import FIRST_WAVE, response_from
from storage.tables import CollectorRow, ResponseRow
from storage.traffic import OutboxRow
from surveys.outbound import SendStatus
from surveys.response import DONE, Response, Status

FOLLOW_UP_KEY: Final = "follow_up:"
"""How the outbox's keys of follow-ups begin; the response's id follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlFollowing:
    """Responses by what is still to be said to the people who gave them."""

    session: Session

    def unfinished(self, now: datetime, after: datetime, upto: datetime) -> Sequence[Response]:
        """First-wave responses that stand in the middle and last moved in (after, upto]."""
        rows = self.session.exec(
            select(ResponseRow)
            .join(CollectorRow, col(CollectorRow.id) == col(ResponseRow.collector))
            .where(
                col(CollectorRow.closed_at).is_(None),
                CollectorRow.closes_at > now,
                ResponseRow.wave == FIRST_WAVE,
                ResponseRow.status == Status.STARTED.value,
                ResponseRow.at != DONE,
                col(ResponseRow.consent).is_not(None),
                ResponseRow.moved_at > after,
                ResponseRow.moved_at <= upto,
            )
            .order_by(col(ResponseRow.moved_at), col(ResponseRow.id))
        ).all()
        return [response_from(row, read_answers(self.session, row.id)) for row in rows]

    def retract_unsent(self) -> int:
        """Remove follow-ups whose message was given up; who has answered anyhow keeps theirs."""
        given_up = select(OutboxRow.id).where(
            OutboxRow.key == literal(FOLLOW_UP_KEY) + col(ResponseRow.id),
            OutboxRow.status == SendStatus.FAILED.value,
        )
        statement = delete(ResponseRow).where(
            col(ResponseRow.wave) != FIRST_WAVE,
            col(ResponseRow.status) == Status.INVITED.value,
            given_up.exists(),
        )
        return self.session.exec(statement).rowcount

    def lower_consent(self, respondent: str, was: str, becomes: str) -> Sequence[str]:
        """Change one level of consent into another in all responses; the ids of those changed."""
        mine = (col(ResponseRow.respondent) == respondent, col(ResponseRow.consent) == was)
        changed = self.session.exec(
            select(ResponseRow.id).where(*mine).order_by(col(ResponseRow.id))
        ).all()
        self.session.exec(update(ResponseRow).where(*mine).values(consent=becomes))
        return changed
