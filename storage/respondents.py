"""Pseudonymous people and what is remembered about them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, func, select

from storage.dialects import insert_or_replace
from storage.rows import add_row
from storage.tables import ProfileRow, RespondentRow, ResponseRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlRespondents:
    """Pseudonymous people and what is remembered about them."""

    session: Session

    def add(self, respondent: str, now: datetime) -> None:
        """A new respondent."""
        add_row(self.session, RespondentRow(id=respondent, created_at=now))

    def profile(self, respondent: str, now: datetime) -> dict[str, str]:
        """What is remembered and not expired, question key → choice key."""
        rows = self.session.exec(
            select(ProfileRow.key, ProfileRow.choice)
            .where(ProfileRow.respondent == respondent, ProfileRow.until > now)
            .order_by(col(ProfileRow.key))
        )
        return dict(rows.all())

    def remember(self, respondent: str, key: str, choice: str, until: datetime) -> None:
        """Remember a profile answer until a day; a later one takes its place."""
        row = ProfileRow(respondent=respondent, key=key, choice=choice, until=until)
        insert_or_replace(self.session, row, key=("respondent", "key"))

    def erase(self, respondent: str) -> int:
        """Remove the respondent with responses, answers, remarks, consents and profile.

        The tables hang on each other (ON DELETE CASCADE), so nothing can be left over; a
        contact stays and no longer names the respondent. Returns the number of responses.

        Raises:
            KeyError: there is no such respondent.
        """
        responses = self.session.exec(
            select(func.count()).where(col(ResponseRow.respondent) == respondent)
        ).one()
        removed = delete(RespondentRow).where(col(RespondentRow.id) == respondent)
        if self.session.exec(removed).rowcount == 0:
            raise KeyError(respondent)
        return responses
