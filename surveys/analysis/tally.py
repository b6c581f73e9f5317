"""From rows to passes: what each response amounts to, and which of them indicators count."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from surveys.analysis.weeks import fiscal_year
from surveys.catalog import Catalog
from surveys.figures import AnswerRow, LessonRow, ResponseRow
from surveys.model import CodedQuestion, FreeText, Language, Question, Survey
from surveys.response import (
    Answer,
    Disposition,
    Response,
    Status,
    chosen,
    disposition,
    path,
)

FIRST_WAVE: Final = "w1"
"""The wave right after the lesson."""

_ASKED: Final = frozenset({Status.STARTED, Status.STOPPED, Status.COMPLETED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """A response with what was chosen in it, and what it counts as.

    `chosen` maps question to choice keys in the definition's order, without skipped questions;
    `asked` are the questions shown, in order, the one that waits for an answer included.
    """

    row: ResponseRow
    chosen: Mapping[str, tuple[str, ...]]
    asked: tuple[str, ...]
    disposition: Disposition

    @property
    def complete(self) -> bool:
        """Whether every core question shown was answered."""
        return self.disposition is Disposition.COMPLETE

    @property
    def known(self) -> Mapping[str, tuple[str, ...]]:
        """What is known of the person: `chosen`, and what was remembered from earlier."""
        remembered = {key: (choice,) for key, choice in self.row.profile.items()}
        return {**remembered, **self.chosen}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Lessons by start and id; passes by start of the lesson, creation and id."""

    lessons: tuple[LessonRow, ...]
    passes: tuple[Pass, ...]

    def between(self, start: datetime, end: datetime) -> "Tally":
        """The part that belongs to lessons that start in [start, end)."""
        return Tally(
            lessons=tuple(row for row in self.lessons if start <= row.starts_at < end),
            passes=tuple(one for one in self.passes if start <= one.row.lesson_starts_at < end),
        )


def tally(
    catalog: Catalog,
    lessons: Iterable[LessonRow],
    responses: Iterable[ResponseRow],
    answers: Iterable[AnswerRow],
) -> Tally:
    """The tally of rows in any order; a row that comes twice counts once.

    Raises:
        KeyError: a response pins a survey that the catalog does not hold.
    """
    rows = {row.response: row for row in responses}
    given: defaultdict[str, list[AnswerRow]] = defaultdict(list)
    for answer in set(answers):
        given[answer.response].append(answer)
    passes = [
        _pass(catalog.get(row.survey, row.version), row, given[row.response])
        for row in rows.values()
    ]
    return Tally(
        lessons=tuple(sorted(set(lessons), key=lambda row: (row.starts_at, row.lesson))),
        passes=tuple(sorted(passes, key=lambda one: in_order(one.row))),
    )


def in_order(row: ResponseRow) -> tuple[datetime, datetime, str]:
    """The key by which responses are sorted, wherever they are listed."""
    return row.lesson_starts_at, row.created_at, row.response


def primary(
    passes: Iterable[Pass], *, survey: str, year: int, zone: ZoneInfo, wave: str = FIRST_WAVE
) -> tuple[Pass, ...]:
    """Each person's first complete full-form pass of a fiscal year: the unit of the indicators.

    The earliest by completion, then by response id; in that order. A pass belongs to the year
    in which its lesson starts (EVIDENCE 1.3, 7).
    """
    counted = [
        (one.row.completed_at, one.row.response, one)
        for one in passes
        if one.complete
        and one.row.completed_at is not None
        and not one.row.short
        and (one.row.survey, one.row.wave) == (survey, wave)
        and fiscal_year(one.row.lesson_starts_at, zone) == year
    ]
    first: dict[str, Pass] = {}
    for _, _, one in sorted(counted, key=lambda entry: entry[:2]):
        first.setdefault(one.row.respondent, one)
    return tuple(first.values())


def _pass(survey: Survey, row: ResponseRow, answers: Sequence[AnswerRow]) -> Pass:
    response = _rebuilt(survey, row, answers)
    return Pass(
        row=row,
        chosen=chosen(response),
        asked=_asked(survey, response),
        disposition=disposition(survey, response),
    )


def _rebuilt(survey: Survey, row: ResponseRow, answers: Sequence[AnswerRow]) -> Response:
    """The response as it was stored, as far as counting needs it."""
    by_question: defaultdict[str, list[AnswerRow]] = defaultdict(list)
    for answer in answers:
        by_question[answer.question].append(answer)
    return Response(
        id=row.response,
        respondent=row.respondent,
        collector=row.lesson,
        survey=row.survey,
        version=row.version,
        wave=row.wave,
        mode=row.mode,
        language=Language(row.language),
        status=Status(row.status),
        consent=row.consent,
        answers={
            question.key: _answer(question, by_question[question.key])
            for question in survey.questions
            if question.key in by_question
        },
        profile=row.profile,
        short=row.short,
        created_at=row.created_at,
        started_at=row.started_at,
        completed_at=row.completed_at,
        moved_at=row.created_at,
    )


def _answer(question: Question, rows: Sequence[AnswerRow]) -> Answer:
    choices = {row.choice for row in rows if row.choice is not None}
    order = [] if isinstance(question, FreeText) else _keys(question)
    places = {key: place for place, key in enumerate(order)}
    return Answer(
        question=question.key,
        choices=tuple(sorted(choices, key=lambda key: (places.get(key, len(places)), key))),
        text=next((row.text for row in rows if row.text is not None), None),
        at=min(row.answered_at for row in rows),
    )


def _keys(question: CodedQuestion) -> list[str]:
    return [choice.key for choice in question.choices]


def _asked(survey: Survey, response: Response) -> tuple[str, ...]:
    """The path up to the first question without an answer."""
    asked: list[str] = []
    for question in path(survey, response) if response.status in _ASKED else ():
        asked.append(question.key)
        if question.key not in response.answers:
            break
    return tuple(asked)
