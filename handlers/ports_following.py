"""What reminders and follow-ups need from storage, besides handlers/ports.py."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from surveys.response import Response


class Following(Protocol):
    """Responses by what is still to be said to the people who gave them."""

    def unfinished(self, now: datetime, after: datetime, upto: datetime) -> Sequence[Response]:
        """First-wave responses that stand in the middle and last moved in (after, upto].

        Agreed to, not stopped, and their collector still takes answers; the earliest first.
        """

    def retract_unsent(self) -> int:
        """Remove follow-ups that nobody was shown, because sending them failed; how many."""

    def lower_consent(self, respondent: str, was: str, becomes: str) -> Sequence[str]:
        """Change one level of consent into another in all responses; the ids of those changed."""
