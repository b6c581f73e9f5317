"""A fiscal year's evidence as data: claims with the rows they rest on, and the draft's text."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from surveys.analysis.collection import Collection, collected, lacking, note
from surveys.analysis.digest import IndicatorLine, indicator_lines
from surveys.analysis.eras import day_label, reiwa
from surveys.analysis.levels import REGISTERED
from surveys.analysis.proportions import LEVEL
from surveys.analysis.rate import Rate, first_wave, response_rate
from surveys.analysis.sentences import Heading, Sentence
from surveys.analysis.shares import shares
from surveys.analysis.tally import Pass, Tally, primary
from surveys.figures import LessonRow
from surveys.model import Survey

Json: TypeAlias = dict[str, Any]

GOAL: Final = "１．周知・発信"
"""The part of the form that the survey speaks to."""

_METHOD: Final = (
    "RR1: complete responses / families present, over lessons held whose attendance is known "
    "and not exceeded by answers; left out: {lessons} lessons with {answers} answers"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence with its figures. `rows_sha256` is the hash of the rows it was made from."""

    id: str
    sentence: str
    numerator: int
    denominator: int
    response_rate: float | None
    method: str
    rows_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the form: its heading, sentences to be checked, and a note to them."""

    heading: str
    goal: str
    sentences: tuple[str, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The text of the draft of the official form. `span` are the fiscal year's days."""

    title: str
    span: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Everything that the files of an evidence pack are written from."""

    fiscal_year: int
    respondents: int
    claims: tuple[Claim, ...]
    indicators: tuple[IndicatorLine, ...]
    draft: Draft
    surveys: tuple[tuple[str, str], ...]
    parameters: Json


def build_pack(
    *, year: int, counted: Tally, survey: Survey, now: datetime, zone: ZoneInfo
) -> Pack:
    """The evidence of a fiscal year; `counted` holds the lessons that start in it."""
    persons = primary(counted.passes, survey=survey.key, year=year, zone=zone)
    rate = response_rate(counted, now)
    collection = _collection(counted, rate, persons, zone)
    sentence = collected(collection)
    pinned = {(one.row.survey, one.row.version) for one in counted.passes}
    return Pack(
        fiscal_year=year,
        respondents=len(persons),
        claims=(_claim(sentence, collection, counted),) if sentence else (),
        indicators=indicator_lines(survey, shares(survey, persons)),
        draft=_draft(year, sentence, collection),
        surveys=tuple(sorted(pinned | {(survey.key, survey.version)})),
        parameters={
            "survey": survey.key,
            "time_zone": str(zone),
            "fewest_persons": REGISTERED.say_answers,
            "fewest_lessons": REGISTERED.say_lessons,
            "confidence": LEVEL,
        },
    )


def rows_sha256(rows: list[Json]) -> str:
    """The SHA-256 of rows as canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def collection_rows(counted: Tally) -> list[Json]:
    """The rows behind the claim on collecting: each lesson with its responses, in order."""
    of_lesson: defaultdict[str, list[Json]] = defaultdict(list)
    for one in first_wave(counted.passes):
        row = one.row
        of_lesson[row.lesson].append(
            {
                "response": row.response,
                "respondent": row.respondent,
                "mode": row.mode,
                "short": row.short,
                "disposition": one.disposition.value,
            }
        )
    return [
        {
            "lesson": row.lesson,
            "starts_at": row.starts_at.astimezone(UTC).isoformat(),
            "status": row.status,
            "families": row.families,
            "responses": of_lesson[row.lesson],
        }
        for row in counted.lessons
    ]


def _collection(
    counted: Tally, rate: Rate, persons: tuple[Pass, ...], zone: ZoneInfo
) -> Collection:
    complete = [one for one in first_wave(counted.passes) if one.complete]
    answered = {one.row.lesson for one in complete}
    days = sorted(_day(row, zone) for row in counted.lessons if row.lesson in answered)
    return Collection(
        modes=frozenset(one.row.mode for one in complete),
        lessons=len(answered),
        completed=len(complete),
        persons=len(persons),
        rated_lessons=sum(row.lesson in answered for row in rate.lessons),
        rated_completed=rate.completed,
        rated_families=rate.families,
        first=days[0].date() if days else None,
        last=days[-1].date() if days else None,
    )


def _day(row: LessonRow, zone: ZoneInfo) -> datetime:
    return row.starts_at.astimezone(zone)


def _claim(sentence: Sentence, collection: Collection, counted: Tally) -> Claim:
    return Claim(
        id=sentence.pattern,
        sentence=sentence.text,
        numerator=collection.rated_completed,
        denominator=collection.rated_families,
        response_rate=collection.rate,
        method=_METHOD.format(
            lessons=collection.lessons - collection.rated_lessons,
            answers=collection.completed - collection.rated_completed,
        ),
        rows_sha256=rows_sha256(collection_rows(counted)),
    )


def _draft(year: int, sentence: Sentence | None, collection: Collection) -> Draft:
    return Draft(
        title=f"{reiwa(year)}重点目標の評価（下書き）",
        span=f"{day_label(date(year, 4, 1))}～{day_label(date(year + 1, 3, 31))}",
        sections=(
            Section(
                heading=Heading.RESULTS.value,
                goal=GOAL,
                sentences=(sentence.text,) if sentence else (),
                note=note(collection),
            ),
            Section(
                heading=Heading.ISSUES.value, goal=GOAL, sentences=(lacking(collection).text,)
            ),
        ),
    )
