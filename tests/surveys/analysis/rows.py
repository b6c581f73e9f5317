"""Rows for counting, written short: a lesson, and people who answered after it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from surveys.analysis.tally import Tally, tally
from surveys.catalog import Catalog, built_in
from surveys.figures import AnswerRow, LessonRow, ResponseRow
from surveys.model import Survey
from surveys.wording import Wording
from surveys.wording import built_in as built_in_wording

ZONE: Final = ZoneInfo("Asia/Tokyo")
SURVEY: Final = "aonico-core"

FULL: Final[Mapping[str, str]] = {
    "stage": "age0",
    "route": "wordofmouth",
    "timely": "4",
    "aonico_use": "never_heard",
    "visits3m": "v0",
    "connected": "3",
}
"""A complete pass of the shortest way, by someone who never heard of the app."""


@cache
def catalog() -> Catalog:
    """The questionnaires that come with the program."""
    return Catalog.of(built_in())


def survey() -> Survey:
    """The questionnaire that the rows answer."""
    return catalog().latest(SURVEY)


@cache
def wording() -> Wording:
    """What is said."""
    return built_in_wording()


def tokyo(text: str) -> datetime:
    """A moment in Tokyo, such as 2026-11-18 14:00."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@dataclass
class Rows:
    """A growing set of rows."""

    lessons: list[LessonRow] = field(default_factory=list)
    responses: list[ResponseRow] = field(default_factory=list)
    answers: list[AnswerRow] = field(default_factory=list)

    def lesson(self, start: str, families: int | None = 10, **changes: Any) -> LessonRow:
        """A lesson of an hour, held and surveyed unless `changes` say otherwise."""
        starts_at = tokyo(start)
        key = f"L{len(self.lessons) + 1}"
        row = LessonRow(
            lesson=key,
            course="ハローベビークラス",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            place="2階",
            status="held",
            families=families,
            people=None,
            collector=f"K{key}",
            opened_at=starts_at + timedelta(hours=1),
        )
        self.lessons.append(replace(row, **changes))
        return self.lessons[-1]

    def answered(
        self,
        lesson: LessonRow,
        respondent: str,
        chosen: Mapping[str, str | tuple[str, ...]],
        **changes: Any,
    ) -> ResponseRow:
        """A response made ten minutes after the lesson; completed unless `changes` say else."""
        began = lesson.ends_at + timedelta(minutes=10, seconds=len(self.responses))
        pinned = survey()
        row = ResponseRow(
            response=f"R{len(self.responses) + 1}",
            respondent=respondent,
            lesson=lesson.lesson,
            course=lesson.course,
            lesson_starts_at=lesson.starts_at,
            survey=pinned.key,
            version=pinned.version,
            wave="w1",
            mode="line",
            language="ja",
            status="completed",
            short=False,
            consent="yes_once",
            profile={},
            created_at=began,
            started_at=began,
            completed_at=began + timedelta(seconds=50),
        )
        row = replace(row, **changes)
        self.responses.append(row)
        for question, value in chosen.items():
            for choice in (value,) if isinstance(value, str) else value:
                self.answers.append(
                    AnswerRow(
                        response=row.response,
                        question=question,
                        choice=choice,
                        text=None,
                        answered_at=began,
                    )
                )
        return row

    def remark(self, row: ResponseRow, text: str) -> None:
        """What somebody wrote at the end."""
        self.answers.append(
            AnswerRow(
                response=row.response,
                question="voice",
                choice=None,
                text=text,
                answered_at=row.created_at + timedelta(minutes=1),
            )
        )

    def crowd(
        self,
        lesson: LessonRow,
        people: Iterable[str],
        chosen: Mapping[str, str | tuple[str, ...]] = FULL,
    ) -> None:
        """Several people who give the same complete answers."""
        for respondent in people:
            self.answered(lesson, respondent, chosen)

    def tally(self) -> Tally:
        """What the rows amount to."""
        return tally(catalog(), self.lessons, self.responses, self.answers)


def unfinished(**changes: Any) -> dict[str, Any]:
    """Changes that make a response one that was begun and not completed."""
    return {"status": "started", "completed_at": None, **changes}
