"""A house with two staff and the lessons of a day, and the notation of what happens after class.

> is typed, ! tapped, < answered, | the buttons then shown, `at 13:00` the time. `a` and `b` are
two staff, and whoever acted goes on until the other does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from handlers.work import Work
from surveys.people import Lesson, MemberRole
from tests.handlers.talks import Somebody, Talks, talks


@dataclass(kw_only=True)
class House:
    """A centre at 12:00 with two staff, and its lessons by course."""

    world: Talks
    people: dict[str, Somebody]

    def lessons(self, *planned: str) -> None:
        """`ヨガ 10:00-11:00` of today; `ヨガ -1 10:00-11:00` of yesterday."""
        for line in planned:
            course, *day, span = line.split()
            self._lesson(course, int(day[0] if day else 0), *span.split("-"))

    def _lesson(self, course: str, days: int, start: str, end: str) -> None:
        def added(work: Work) -> None:
            known, _ = work.uow.lessons.course(course, work.house.new_id())
            today = work.local(work.now).replace(second=0, microsecond=0) + timedelta(days=days)
            starts, ends = (
                today.replace(hour=int(clock[:-3]), minute=int(clock[-2:]))
                for clock in (start, end)
            )
            work.uow.lessons.add(
                Lesson(
                    id=work.house.new_id(),
                    course=known,
                    starts_at=starts,
                    ends_at=ends,
                    place="2階",
                )
            )

        self.world.koe.do(added)

    def clock(self, time: str) -> None:
        """It is this time of day."""
        hour, minute = time.split(":")
        now = self.world.koe.see(lambda work: work.local(work.now))
        self.world.clock.now = now.replace(hour=int(hour), minute=int(minute))

    def talk(self, transcript: str) -> None:
        """Play a transcript; a line begins with who it is where that is not `a`."""
        who = self.people["a"]
        for line in transcript.strip().splitlines():
            mark, _, text = line.strip().partition(" ")
            said = "\n".join(message.text for message in who.answer)
            if mark in self.people:
                who = self.people[mark]
                mark, _, text = text.partition(" ")
            match mark:
                case ">":
                    who.say(text)
                case "!":
                    who.tap(text)
                case "|":
                    assert " / ".join(who.labels) == text
                case "<":
                    assert text in said
                    assert "None" not in said
                case "at":
                    self.clock(text)
                case _:
                    raise ValueError(line)

    def lesson(self, course: str) -> Lesson:
        """The newest lesson of a course."""

        def found(work: Work) -> Lesson:
            every = work.uow.lessons.between(work.now.replace(day=1), work.now)
            return [one for one in every if one.course.name == course][-1]

        return self.world.koe.see(found)

    def stored(self, course: str) -> str:
        """`held 12 20 open`: status, families, people and what became of the survey."""
        lesson = self.lesson(course)
        collector = self.world.koe.see(lambda work: work.uow.collectors.of_lesson(lesson.id))
        state = "none"
        if collector is not None:
            state = "open" if collector.is_open(self.world.clock()) else "closed"
        return f"{lesson.status.value} {lesson.families or '-'} {lesson.people or '-'} {state}"

    def last_audit(self, action: str) -> dict[str, object]:
        """The detail of the newest change of this kind."""
        return dict([row for row in self.world.audit() if row[0] == action][-1][1])


@contextmanager
def opened_house(folder: Path) -> Iterator[House]:
    """A house at noon, without lessons."""
    with talks(folder) as world:
        people = {"a": world.member(MemberRole.STAFF), "b": world.member(MemberRole.STAFF, "line")}
        made = House(world=world, people=people)
        made.clock("12:00")
        yield made
