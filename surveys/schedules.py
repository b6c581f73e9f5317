"""Lessons as a schedule announces them, and the mistakes that were found in it.

Nothing is guessed and nothing dropped in silence: what cannot be read becomes a mistake with its
place and remedy, in Japanese, and everything else is taken.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from typing_extensions import override

MAX_LESSONS: Final = 20_000
MAX_NAME: Final = 60
MAX_UID: Final = 200
LONGEST: Final = timedelta(hours=24)
YEARS: Final = range(2000, 2200)


class ScheduleError(Exception):
    """A file from which no lesson can be read; the message is one line with the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, and what to do about it."""

    problem: str
    remedy: str


BROKEN_TEXT: Final = Fault(
    problem="文字が壊れています", remedy="UTF-8 か Shift_JIS で保存し直してください"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A fault and the row or event where it was found."""

    where: str
    fault: Fault

    @override
    def __str__(self) -> str:
        """The line that is shown."""
        return f"{self.where}：{self.fault.problem} → {self.fault.remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """A lesson as it was read, not yet checked. Times are aware."""

    where: str
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

    where: str
    course: str
    starts_at: datetime
    ends_at: datetime
    place: str
    uid: str | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What a file says. `notes` are lines on what was read and yet is no lesson of its own."""

    lessons: tuple[ScheduledLesson, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def unread(self) -> int:
        """How many rows or events have mistakes."""
        return len({mistake.where for mistake in self.mistakes})


def clean(text: str) -> str:
    """Text on one line, without control characters; width and case stay as written."""
    line = " ".join(text.split())
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
    notes: Iterable[str] = (),
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
            told.append(f"{lesson.where}は{before.where}と同じ内容なので、1回として数えました")
        else:
            wrong.append(Mistake(where=lesson.where, fault=_contradicts(before)))
    return Schedule(
        lessons=tuple(lessons), mistakes=tuple(dict.fromkeys(wrong)), notes=tuple(told)
    )


def _faults(occasion: Occasion) -> list[Fault]:
    """Everything that keeps an occasion from being a lesson."""
    faults = []
    if not occasion.course:
        faults.append(Fault(problem="講座が空です", remedy="講座の名前を書いてください"))
    if "\N{REPLACEMENT CHARACTER}" in occasion.course + occasion.place:
        faults.append(BROKEN_TEXT)
    for title, text in (("講座", occasion.course), ("場所", occasion.place)):
        if len(text) > MAX_NAME:
            problem = f"{title}「{shortened(text)}」は{len(text)}文字あります"
            faults.append(Fault(problem=problem, remedy=f"{MAX_NAME}文字までにしてください"))
    if occasion.starts_at.year not in YEARS or occasion.ends_at.year not in YEARS:
        years = f"{YEARS[0]}年から{YEARS[-1]}年まで"
        faults.append(Fault(problem="年が正しくありません", remedy=f"{years}にしてください"))
    elif occasion.ends_at <= occasion.starts_at:
        faults.append(
            Fault(problem="終了が開始より後ではありません", remedy="開始と終了を確かめてください")
        )
    elif occasion.ends_at - occasion.starts_at > LONGEST:
        faults.append(
            Fault(problem="24時間より長くなっています", remedy="1回ずつ分けて書いてください")
        )
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


def _contradicts(before: ScheduledLesson) -> Fault:
    return Fault(
        problem=f"{before.where}と同じ回ですが、内容が違います",
        remedy="どちらか1つにするか、別の id を付けてください",
    )
