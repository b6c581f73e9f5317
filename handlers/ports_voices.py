"""What the use cases about remarks need from storage."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from surveys.voices.voice import Review, Voice, VoiceId


class Voices(Protocol):
    """Remarks and their reviews. Older revisions, withdrawn and erased ones are not here."""

    def waiting(self) -> Sequence[Voice]:
        """Remarks that nobody has decided about, the oldest first."""

    def find(self, voice: VoiceId) -> Voice | None:
        """This revision of a remark while it is the newest one and was not taken back."""

    def newest(self, response: str, question: str) -> Voice | None:
        """The remark as it stands now."""

    def sent_with(self, channel: str, message: str) -> Voice | None:
        """The remark that came with this message, while it stands."""

    def between(self, start: datetime, end: datetime) -> Sequence[Voice]:
        """Remarks after lessons that start in [start, end), oldest lesson first.

        A remark without text is among them as long as its approved text is kept.
        """

    def decide(self, review: Review) -> bool:
        """Store a decision; False (and nothing stored) when there is one already."""

    def delete_raw(self, before: datetime) -> int:
        """Delete texts as they were written that were decided about before this moment.

        Texts that a newer revision replaced before it go, too. Returns how many went.
        """
