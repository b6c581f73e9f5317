"""What an import came to, line by line, in the language of whoever did it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from handlers.importing import Changed, Imported
from handlers.work import Work
from surveys.model import Language
from surveys.people import Lesson, LessonStatus
from surveys.sayings import Saying, spoken
from surveys.schedules import Schedule

_STATUS: Final = {
    LessonStatus.SCHEDULED: "lesson_scheduled",
    LessonStatus.HELD: "lesson_held",
    LessonStatus.NOT_HELD: "lesson_not_held",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Somebody who speaks one language and knows the house's clock."""

    work: Work
    language: Language

    def say(self, key: str, **values: object) -> str:
        """A text of the wording."""
        return self.work.house.wording.say(key, self.language, **values)

    def saying(self, said: Saying) -> str:
        """A saying, spoken."""
        return spoken(said, self.work.house.wording, self.language)

    def listed(self, texts: Sequence[str]) -> str:
        """Several things in one line."""
        return self.say("import_comma").join(texts)

    def missing(self, imported: Imported) -> list[str]:
        """The lessons that are no longer in the file, one a line."""
        return [
            self.say("missing_lesson", lesson=lesson.course.name, when=self._minute(lesson))
            for lesson in imported.missing
        ]

    def details(self, schedule: Schedule, imported: Imported) -> list[str]:
        """Courses, lessons and rows that somebody should look at."""
        lines = []
        if imported.courses:
            lines.append(self.say("import_courses", names=self.listed(imported.courses)))
        lines += [
            self.say("import_changed", lesson=self._named(one.before), changes=self._changes(one))
            for one in imported.changed
        ]
        lines += [
            self.say("import_kept", lesson=self._named(one.lesson), why=self.saying(one.reason))
            for one in imported.kept
        ]
        lines += [self.saying(note) for note in schedule.notes]
        lines += [self.saying(mistake.line) for mistake in schedule.mistakes]
        if schedule.mistakes:
            lines.append(self.say("import_again"))
        return lines

    def _named(self, lesson: Lesson) -> str:
        return f"{lesson.course.name} {self._minute(lesson)}"

    def _minute(self, lesson: Lesson) -> str:
        return f"{self.work.local(lesson.starts_at):%Y-%m-%d %H:%M}"

    def _end(self, lesson: Lesson) -> str:
        return f"{self.work.local(lesson.ends_at):%H:%M}"

    def _changes(self, change: Changed) -> str:
        """What is new, field by field."""
        old, new, none = change.before, change.after, self.say("import_no_place")
        fields = (
            ("field_course", old.course.name, new.course.name),
            ("field_start", self._minute(old), self._minute(new)),
            ("field_end", self._end(old), self._end(new)),
            ("field_place", old.place or none, new.place or none),
            ("field_status", self.say(_STATUS[old.status]), self.say(_STATUS[new.status])),
        )
        return self.listed(
            [
                self.say("import_change", field=self.say(field), before=before, after=after)
                for field, before, after in fields
                if before != after
            ]
        )


def report(
    work: Work,
    schedule: Schedule,
    imported: Imported,
    *,
    called_off: Sequence[Lesson] | None = None,
) -> list[str]:
    """The command line's report, in Japanese: sums, missing lessons, everything else.

    `called_off` are the missing lessons that were marked as not held; None where nobody asked.
    """
    teller = Teller(work=work, language=Language.JA)
    totals = (
        f"追加 {imported.added}、変更 {len(imported.changed)}、変更なし {imported.same}、"
        f"読めない行 {schedule.unread}"
    )
    head = f"{totals}、そのまま {len(imported.kept)}" if imported.kept else totals
    return [
        head,
        *teller.missing(imported),
        *_about_missing(teller, schedule, imported, called_off),
        *teller.details(schedule, imported),
    ]


def _about_missing(
    teller: Teller, schedule: Schedule, imported: Imported, called_off: Sequence[Lesson] | None
) -> list[str]:
    """What was done about missing lessons, or can be."""
    if not imported.missing:
        return []
    if schedule.mistakes:
        return [teller.say("missing_wait")]
    if called_off is None:
        return [teller.say("missing_option")]
    done = [teller.say("missing_called_off", count=len(called_off))] if called_off else []
    left = len(called_off) < len(imported.missing)
    return [*done, teller.say("missing_surveyed")] if left else done
