"""Lessons as a schedule announces them, and the mistakes that were found in it.

Nothing is guessed and nothing dropped in silence: what cannot be read becomes a mistake with its
place and remedy, to be told in the reader's language, and everything else is taken.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from surveys.sayings import Saying, saying

MAX_LESSONS: Final = 20_000
MAX_NAME: Final = 60
MAX_UID: Final = 200
LONGEST: Final = timedelta(hours=24)
YEARS: Final = range(2000, 2200)


class ScheduleError(Exception):
    """A file from which no lesson can be read; `said` is one line with the remedy."""

    def __init__(self, said: Saying) -> None:
        super().__init__(said.key)
        self.said = said


BROKEN_TEXT: Final = saying("row_broken_text")


class Kind(StrEnum):
    """What a schedule is kept as; .csv and .xlsx are two ways to save the same table."""

    TABLE = "table"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What is wrong and what to do about it, with the row or event where it was found."""

    where: Saying
    fault: Saying

    @property
    def line(self) -> Saying:
        """The line that is shown."""
        return saying("row_mistake", where=self.where, fault=self.fault)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """A lesson as it was read, not yet checked. Times are aware."""

    where: Saying
    course: str
    starts_at: datetime
    ends_at: datetime
    place: str
    uid: str | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledLesson:
    """A lesson that a schedule announces, or calls off where it is `cancelled`.

    Times are in UTC. `place` may be empty. `uid` is the file's own name for the lesson, which
    stays the same when the lesson is moved.
    """

    where: Saying
    course: str
    starts_at: datetime
    ends_at: datetime
    place: str
    uid: str | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What a file says. `notes` are lines on what was read and yet is no lesson of its own.

    `source` tells by `source_of` which table or calendar it is; None where nobody knows.
    """

    lessons: tuple[ScheduledLesson, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    notes: tuple[Saying, ...] = ()
    source: str | None = None

    @property
    def unread(self) -> int:
        """How many rows or events have mistakes."""
        return len({mistake.where for mistake in self.mistakes})


def source_of(kind: Kind, name: str) -> str:
    """The kind and a short sign of a file's or calendar's name, which itself is not kept."""
    return f"{kind}:{sha256(same_name(name).encode()).hexdigest()[:32]}"


JOINER: Final = "\u200d"


def clean(text: str) -> str:
    """Text on one line, without what nobody sees; width and case stay as written.

    Spreadsheets and web pages leave zero-width spaces behind, which would look like an empty
    place that was changed. A joiner inside a text stays: emoji are made with it.
    """
    seen = [letter for letter in text if unicodedata.category(letter) != "Cf" or letter == JOINER]
    line = " ".join("".join(seen).strip(JOINER).split())
    return "".join(letter for letter in line if unicodedata.category(letter) not in {"Cc", "Cs"})


def same_name(text: str) -> str:
    """A name as it is compared: width, case and the number of spaces do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def shortened(text: str, length: int = 40) -> str:
    """The beginning of a text, for a mistake that quotes it."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def schedule_of(
    occasions: Iterable[Occasion],
    mistakes: Iterable[Mistake] = (),
    notes: Iterable[Saying] = (),
) -> Schedule:
    """The lessons among what was read, checked; what stands there twice is taken once."""
    lessons: list[ScheduledLesson] = []
    wrong = list(mistakes)
    told = list(notes)
    seen: dict[object, ScheduledLesson] = {}
    for occasion in occasions:
        faults = _faults(occasion)
        if faults:
            wrong += [Mistake(where=occasion.where, fault=fault) for fault in faults]
            continue
        lesson = _lesson(occasion)
        keys = _keys(lesson)
        before = next((seen[key] for key in keys if key in seen), None)
        if before is None:
            lessons.append(lesson)
            seen |= dict.fromkeys(keys, lesson)
        elif _content(before) == _content(lesson):
            told.append(saying("note_twice", where=lesson.where, before=before.where))
        else:
            fault = saying("row_contradicts", before=before.where)
            wrong.append(Mistake(where=lesson.where, fault=fault))
    return Schedule(
        lessons=tuple(lessons), mistakes=tuple(dict.fromkeys(wrong)), notes=tuple(told)
    )


def _faults(occasion: Occasion) -> list[Saying]:
    """Everything that keeps an occasion from being a lesson."""
    faults = []
    if not occasion.course:
        faults.append(saying("row_no_course"))
    if "\N{REPLACEMENT CHARACTER}" in occasion.course + occasion.place:
        faults.append(BROKEN_TEXT)
    for field, text in (("field_course", occasion.course), ("field_place", occasion.place)):
        if len(text) > MAX_NAME:
            named, quoted = saying(field), shortened(text)
            faults.append(
                saying("row_long", field=named, text=quoted, length=len(text), max=MAX_NAME)
            )
    if occasion.starts_at.year not in YEARS or occasion.ends_at.year not in YEARS:
        faults.append(saying("row_years", first=YEARS[0], last=YEARS[-1]))
    elif occasion.ends_at <= occasion.starts_at:
        faults.append(saying("row_no_length"))
    elif occasion.ends_at - occasion.starts_at > LONGEST:
        faults.append(saying("row_over_a_day"))
    return faults


def _lesson(occasion: Occasion) -> ScheduledLesson:
    uid = occasion.uid
    if uid is not None and len(uid) > MAX_UID:
        # Too long to be stored; calendars may make names of any length.
        uid = sha256(uid.encode()).hexdigest()
    return ScheduledLesson(
        where=occasion.where,
        course=occasion.course,
        starts_at=occasion.starts_at.astimezone(UTC),
        ends_at=occasion.ends_at.astimezone(UTC),
        place=occasion.place,
        uid=uid,
        cancelled=occasion.cancelled,
    )


def _content(lesson: ScheduledLesson) -> tuple[object, ...]:
    place = same_name(lesson.place)
    return same_name(lesson.course), lesson.starts_at, lesson.ends_at, place, lesson.cancelled


def _keys(lesson: ScheduledLesson) -> list[object]:
    """By what a lesson is recognised within one file."""
    keys: list[object] = [lesson.uid] if lesson.uid else []
    # What was called off may have been planned anew for the same time and place.
    if not lesson.cancelled:
        keys.append((same_name(lesson.course), lesson.starts_at, same_name(lesson.place)))
    return keys
