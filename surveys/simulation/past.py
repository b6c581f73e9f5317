"""A response as it lies in the database: with every revision of its answers."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from surveys.model import SKIPPED
from surveys.response import Answer, Response, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One revision of an answer. `message` is the platform's id of the text it came from."""

    answer: Answer
    revision: int
    newest: bool
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What was agreed to, and when."""

    level: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A response with all that was ever kept of it."""

    response: Response
    kept: tuple[Kept, ...] = ()
    agreed: tuple[Agreed, ...] = field(default=())

    def saved(self, response: Response, message: str | None) -> "Past":
        """The past after the response was stored again, as storage's `save` would leave it."""
        if response.status is Status.WITHDRAWN:
            return replace(self, response=response, kept=())
        before = {one.answer.question: one.answer for one in self.kept if one.newest}
        changed = [a for key, a in response.answers.items() if before.get(key) != a]
        old = {key for key in before if key not in response.answers}
        old |= {answer.question for answer in changed}
        kept = [
            replace(one, newest=False) if one.answer.question in old else one for one in self.kept
        ]
        for answer in changed:
            taken = [one.revision for one in kept if one.answer.question == answer.question]
            source = message if answer.text is not None else None
            revision = max(taken, default=0) + 1
            kept.append(Kept(answer=answer, revision=revision, newest=True, message=source))
        return replace(self, response=response, kept=tuple(kept))

    def taken_back(self, message: str) -> "Past":
        """The past after a message was unsent: its remark is blank and reads as skipped."""
        kept = tuple(
            replace(one, answer=replace(one.answer, text=None)) if one.message == message else one
            for one in self.kept
        )
        answers = {
            key: replace(answer, text=None, choices=(SKIPPED,))
            if any(one.message == message and one.answer.question == key for one in self.kept)
            else answer
            for key, answer in self.response.answers.items()
        }
        return replace(self, response=replace(self.response, answers=answers), kept=kept)
