"""Respondent-level data without addresses: what is in the rows, under fresh pseudonyms."""

import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from surveys.analysis.codebook import codebook_sheet, question_keys, survey_keys, waves
from surveys.analysis.rate import first_wave, held
from surveys.analysis.sheets import Cell, Column, Sheet, harmless
from surveys.analysis.tally import Pass, Tally
from surveys.figures import AnswerRow, ResponseRow
from surveys.model import SKIPPED, FreeText, Language, Question, Survey
from surveys.response import Disposition

MODES: Final = ("line", "telegram", "web", "paper")


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """The sheets of an export."""

    responses: Sheet
    answers: Sheet
    lessons: Sheet
    codebook: Sheet

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """All of them."""
        return self.responses, self.answers, self.lessons, self.codebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How ids and times are written in one export.

    Ids of people and responses become keyed hashes: with a fresh random `key` they cannot be
    joined to another export, nor to the database. Times are in `zone`, to the second.
    """

    key: bytes
    zone: ZoneInfo

    def respondent(self, respondent: str) -> str:
        """The pseudonym of a person."""
        return f"p{self._hash('respondent', respondent)}"

    def response(self, response: str) -> str:
        """The pseudonym of a response."""
        return f"r{self._hash('response', response)}"

    def time(self, moment: datetime | None) -> str | None:
        """A moment as ISO 8601."""
        return None if moment is None else moment.astimezone(self.zone).isoformat("T", "seconds")

    def _hash(self, kind: str, name: str) -> str:
        text = f"{kind}\0{name}".encode()
        return hmac.new(self.key, text, hashlib.sha256).hexdigest()[:16]


def export(
    *,
    counted: Tally,
    answers: Iterable[AnswerRow],
    surveys: tuple[Survey, ...],
    written: Written,
    now: datetime,
) -> Export:
    """The export of a tally and of the answers that it was made from.

    `surveys` are the versions that responses pin, and others that the codebook should explain.
    Rows stand in the tally's order: the same data give the same sheets but for the pseudonyms.
    """
    return Export(
        responses=_responses(counted.passes, surveys, written),
        answers=_answers(counted.passes, answers, surveys, written),
        lessons=_lessons(counted, now, written),
        codebook=codebook_sheet(surveys),
    )


def _responses(passes: Iterable[Pass], surveys: tuple[Survey, ...], written: Written) -> Sheet:
    return Sheet(
        name="responses",
        title="回答（1行に1件）",
        columns=(
            Column(name="response_id", kind="string", title="回答ID", unique=True),
            Column(name="respondent", kind="string", title="回答者（この書き出しだけの仮名）"),
            Column(name="lesson", kind="string", title="開催回", refers=("lessons", "lesson")),
            Column(name="survey", kind="string", title="調査", values=survey_keys(surveys)),
            Column(name="version", kind="string", title="版"),
            Column(name="wave", kind="string", title="調査の回", values=waves(surveys)),
            Column(name="mode", kind="string", title="回答方法", values=MODES),
            Column(name="locale", kind="string", title="言語", values=tuple(Language)),
            Column(name="status", kind="string", title="結果", values=tuple(Disposition)),
            Column(name="started", kind="datetime", title="開始", required=False),
            Column(name="completed", kind="datetime", title="完了", required=False),
            Column(name="seconds", kind="integer", title="所要秒数", required=False),
        ),
        rows=tuple(_response(one, written) for one in passes),
    )


def _response(one: Pass, written: Written) -> tuple[Cell, ...]:
    row = one.row
    # Of a response that was taken back only the fact remains, so that the flow adds up.
    kept = one.disposition is not Disposition.WITHDRAWN
    return (
        written.response(row.response),
        written.respondent(row.respondent),
        row.lesson,
        row.survey,
        row.version,
        row.wave,
        row.mode,
        row.language,
        one.disposition.value,
        written.time(row.started_at) if kept else None,
        written.time(row.completed_at) if kept else None,
        _seconds(row) if kept else None,
    )


def _seconds(row: ResponseRow) -> int | None:
    if row.started_at is None or row.completed_at is None:
        return None
    return round((row.completed_at - row.started_at).total_seconds())


def _answers(
    passes: Iterable[Pass],
    answers: Iterable[AnswerRow],
    surveys: tuple[Survey, ...],
    written: Written,
) -> Sheet:
    pinned = {(survey.key, survey.version): survey for survey in surveys}
    given: defaultdict[tuple[str, str], list[AnswerRow]] = defaultdict(list)
    for answer in set(answers):
        given[answer.response, answer.question].append(answer)
    return Sheet(
        name="answers",
        title="回答の中身（選ばれた選択肢ごとに1行）",
        columns=(
            Column(
                name="response_id",
                kind="string",
                title="回答ID",
                refers=("responses", "response_id"),
            ),
            Column(name="question", kind="string", title="質問", values=question_keys(surveys)),
            Column(name="value", kind="string", title="値（選択肢のキー、または自由記述）"),
            Column(name="label_ja", kind="string", title="選択肢", required=False),
            Column(name="mode", kind="string", title="回答方法", values=MODES),
            Column(name="wave", kind="string", title="調査の回", values=waves(surveys)),
            Column(name="answered_at", kind="datetime", title="回答時刻"),
        ),
        rows=tuple(
            (
                written.response(one.row.response),
                question.key,
                value,
                label,
                one.row.mode,
                one.row.wave,
                written.time(answered_at),
            )
            for one in passes
            for question in pinned[one.row.survey, one.row.version].questions
            for value, label, answered_at in _values(
                question, given[one.row.response, question.key]
            )
        ),
    )


def _values(
    question: Question, rows: Iterable[AnswerRow]
) -> Iterator[tuple[str, str | None, datetime]]:
    """Value, label and time of each thing chosen, in the definition's order, or of a remark."""
    if isinstance(question, FreeText):
        for row in rows:
            if row.text:
                yield harmless(row.text), None, row.answered_at
        return
    given = {row.choice: row.answered_at for row in rows}
    for choice in question.choices:
        if choice.key in given:
            yield choice.key, choice.label[Language.JA], given[choice.key]
    if SKIPPED in given:
        yield SKIPPED, None, given[SKIPPED]


def _lessons(counted: Tally, now: datetime, written: Written) -> Sheet:
    """Lessons that took place, and any other that has responses."""
    passes = first_wave(counted.passes)
    opened = Counter(one.row.lesson for one in passes)
    completed = Counter(one.row.lesson for one in passes if one.complete)
    shown = {row.lesson for row in held(counted.lessons, now)}
    shown |= {one.row.lesson for one in counted.passes}
    return Sheet(
        name="lessons",
        title="開催回",
        columns=(
            Column(name="lesson", kind="string", title="開催回", unique=True),
            Column(name="course", kind="string", title="講座"),
            Column(name="start", kind="datetime", title="開始"),
            Column(name="attendance_families", kind="integer", title="参加組数", required=False),
            Column(name="attendance_people", kind="integer", title="参加人数", required=False),
            Column(name="opened", kind="integer", title="アンケートを開いた数"),
            Column(name="completed", kind="integer", title="完了した数"),
        ),
        rows=tuple(
            (
                row.lesson,
                harmless(row.course),
                written.time(row.starts_at),
                row.families,
                row.people,
                opened[row.lesson],
                completed[row.lesson],
            )
            for row in counted.lessons
            if row.lesson in shown
        ),
    )
