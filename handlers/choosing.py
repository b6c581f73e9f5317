"""Which lesson is meant: those that can be finished, are open, or were called off, as buttons."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Final

from handlers.work import Case
from surveys.messages import Button, Message, Role
from surveys.people import Collector, Lesson, LessonStatus
from surveys.taps import CommandTapped, pack

FINISH_WITHIN: Final = timedelta(hours=12)
"""A lesson that ended longer ago is no longer what a bare 「終了」 means."""

LATEST_WITHIN: Final = timedelta(days=7)

LABEL: Final = 20
"""Characters of LINE's buttons."""

SURVEYED: Final = "✓ "
CALLED_OFF: Final = "× "


def begun(case: Case) -> list[Lesson]:
    """Lessons that have begun and did not end too long ago, in order of start."""
    work = case.work
    recent = work.uow.lessons.between(
        work.now - timedelta(days=1), work.now + timedelta(seconds=1)
    )
    return [lesson for lesson in recent if lesson.ends_at >= work.now - FINISH_WITHIN]


def waiting(case: Case) -> list[Lesson]:
    """Those that have no survey yet."""
    return [
        lesson
        for lesson in begun(case)
        if not is_off(lesson) and case.work.uow.collectors.of_lesson(lesson.id) is None
    ]


def called_off(case: Case) -> list[Lesson]:
    """Those that are marked as not held."""
    return [lesson for lesson in begun(case) if is_off(lesson)]


def surveyed(case: Case) -> list[Collector]:
    """Surveys that were opened not too long ago, of lessons that took place, newest first."""
    opened = case.work.uow.collectors.latest(case.work.now - FINISH_WITHIN)
    return [collector for collector in opened if not is_off(collector.lesson)]


def current(case: Case) -> list[Collector]:
    """What "the survey" may mean: opened today or still open; else the last one of the week."""
    work = case.work
    start, _ = work.today()
    recent = [
        collector
        for collector in work.uow.collectors.latest(work.now - LATEST_WITHIN)
        if not is_off(collector.lesson)
    ]
    found = [one for one in recent if one.opened_at >= start or one.is_open(work.now)]
    return found or recent[:1]


def is_off(lesson: Lesson) -> bool:
    """Whether a lesson is marked as not held."""
    return lesson.status is LessonStatus.NOT_HELD


def find(case: Case, lesson: str) -> Lesson | None:
    """The lesson that a button is about; None where it is gone."""
    try:
        return case.work.uow.lessons.get(lesson)
    except KeyError:
        return None


def label(case: Case, lesson: Lesson, mark: str = "") -> str:
    """A lesson on a button: time and course, within LINE's 20 characters."""
    start = case.work.local(lesson.starts_at)
    return f"{mark}{start:%H:%M} {lesson.course.name}"[:LABEL]


def dated(case: Case, lesson: Lesson) -> str:
    """The same with the day, where lessons of several days are offered."""
    if case.work.day(lesson.starts_at) == case.work.day(case.work.now):
        return label(case, lesson)
    return f"{case.work.day(lesson.starts_at)} {lesson.course.name}"[:LABEL]


def about(case: Case, command: str, lessons: Iterable[Lesson], before: str = "") -> list[Button]:
    """A command's button for each of several lessons; `before` stands before the lesson's id."""
    return [button(dated(case, lesson), command, f"{before}{lesson.id}") for lesson in lessons]


def button(text: str, command: str, subject: str) -> Button:
    """A command's button."""
    data = pack(CommandTapped(command=command, subject=subject))
    return Button(label=text[:LABEL], data=data, role=Role.OTHER)


def which(case: Case, buttons: Sequence[Button]) -> Message:
    """The question which lesson is meant."""
    return page(case, case.say("which_lesson"), buttons)


def page(case: Case, text: str, buttons: Sequence[Button]) -> Message:
    """A text that asks for a tap."""
    return Message(text=text, language=case.language, buttons=tuple(buttons), page=True)


def the_one(
    case: Case,
    command: str,
    subject: str,
    collectors: Sequence[Collector],
    deed: Callable[[Case, Collector], list[Message]],
    *,
    before: str = "",
) -> list[Message]:
    """Do a deed to the survey of the lesson that was tapped, or to the only one; else ask which.

    `before` stands before the lesson's id in the buttons that ask.
    """
    if subject:
        tapped = case.work.uow.collectors.of_lesson(subject)
        return [case.note("no_collector")] if tapped is None else deed(case, tapped)
    if not collectors:
        return [case.note("no_collector")]
    if len(collectors) == 1:
        return deed(case, collectors[0])
    lessons = [collector.lesson for collector in collectors]
    return [which(case, about(case, command, lessons, before))]
