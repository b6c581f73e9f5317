"""Years with the counts of the worked examples of EVIDENCE 4.3, and people who differ."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from surveys.analysis.evaluation import evaluate
from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Moment
from surveys.analysis.plan import Plan, Registered
from surveys.analysis.plan_file import built_in_source, read_plan, sha256_of
from surveys.figures import LessonRow
from tests.surveys.analysis.rows import FULL, ZONE, Rows, catalog, survey, tokyo

FREEZE = tokyo("2027-05-01 09:00")


@dataclass(frozen=True, kw_only=True)
class Person:
    """What one person says in the first wave; `acted` four weeks later, None without answer."""

    use: str
    timely: str
    route: str = "wordofmouth"
    stage: str = "age0"
    acted: bool | None = None

    def chosen(self) -> dict[str, str | tuple[str, ...]]:
        asked: dict[str, str | tuple[str, ...]] = {**FULL, "stage": self.stage}
        asked |= {"route": self.route, "timely": self.timely, "aonico_use": self.use}
        if self.use in {"sometimes", "weekly"}:
            asked["useful"] = "4"
        elif self.use != "never_heard":
            asked["barrier"] = ("howto",)
        return asked


def people(
    *,
    users: tuple[int, int],
    others: tuple[int, int],
    aware: int,
    route: int,
    acted: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0)),
) -> list[Person]:
    """Users and others as (in time, of how many); how many are aware, and came by Aonico.

    `acted` is (took part, of how many followed up) for users and for others.
    """
    made = []
    for number in range(users[1] + others[1]):
        user = number < users[1]
        place = number if user else number - users[1]
        in_time = place < (users if user else others)[0]
        known = number < aware
        # spread follow-ups over people in time and not, routes over users alone
        side = acted[0] if user else acted[1]
        shuffled = (place * 97) % (users if user else others)[1]
        made.append(
            Person(
                use="weekly" if user else "name_only" if known else "never_heard",
                timely="5" if in_time else "2",
                route="aonico" if number < route else "wordofmouth",
                acted=shuffled < side[0] if shuffled < side[1] else None,
            )
        )
    return made


def dealt(everybody: Sequence[Person], courses: int, pull: float, seed: int) -> list[list[Person]]:
    """People by course, like with like in every course; within it alike people come together.

    `pull` is how strongly: with 0 people come in any order.
    """
    drawn = random.Random(seed)  # noqa: S311 - people are dealt, nothing is kept secret
    byname = sorted(everybody, key=lambda one: (one.use, one.timely, one.route, str(one.acted)))
    groups = [byname[course::courses] for course in range(courses)]

    def place(one: Person) -> float:
        return pull * (one.use != "never_heard") + drawn.random()

    return [sorted(group, key=place) for group in groups]


def held(rows: Rows, families: Sequence[int], courses: int) -> list[LessonRow]:
    """Lessons from April to February, in turns of each course; in order of time."""
    start = tokyo("2026-04-01 10:00")
    return [
        rows.lesson(
            f"{start + timedelta(hours=25 * place):%Y-%m-%d %H:%M}",
            families=count,
            course=f"講座{place % courses + 1}",
        )
        for place, count in enumerate(families)
    ]


def year(
    groups: Sequence[Sequence[Person]], families: Sequence[int], *, answered: int, repeats: int = 0
) -> Rows:
    """People spread over the first `answered` lessons of their course; some come again later."""
    rows = Rows()
    lessons = held(rows, families, len(groups))[:answered]
    came: list[tuple[LessonRow, str]] = []
    for course, group in enumerate(groups):
        taught = lessons[course :: len(groups)]
        for number, one in enumerate(group):
            lesson = taught[number * len(taught) // len(group)]
            name = f"p{course}-{number}"
            came.append((lesson, name))
            rows.answered(lesson, name, one.chosen())
            if one.acted is not None:
                action = ("center",) if one.acted else ("none",)
                later = lesson.ends_at + timedelta(days=28)
                rows.answered(
                    lesson,
                    name,
                    {"fu_action": action},
                    wave="w2",
                    created_at=later,
                    started_at=later,
                    completed_at=later + timedelta(seconds=30),
                )
    came.sort(key=lambda visit: visit[0].starts_at)
    late = sorted(lessons, key=lambda lesson: lesson.starts_at)[-len(lessons) // 2 :]
    for number, (_, name) in enumerate(came[:repeats]):
        rows.answered(late[number % len(late)], name, FULL)
    return rows


@cache
def strong() -> Rows:
    """Example A: 312 lessons, 286 with answers; 902 answers by 640 people; 1,986 families."""
    everybody = people(
        users=(214, 268),
        others=(223, 372),
        aware=460,
        route=118,
        acted=((92, 131), (98, 170)),
    )
    groups = dealt(everybody, 4, pull=0.2, seed=4)
    return year(groups, [7] * 114 + [6] * 198, answered=286, repeats=262)


@cache
def weak() -> Rows:
    """Example B: 64 lessons, 180 people, 31 % of 580 families."""
    everybody = people(users=(49, 70), others=(62, 110), aware=112, route=25)
    return year(dealt(everybody, 1, pull=0.2, seed=49), [9] * 60 + [10] * 4, answered=64)


@cache
def too_few() -> Rows:
    """Example C: 9 lessons, 24 answers of 118 families, 15 of them aware."""
    everybody = people(users=(4, 6), others=(10, 18), aware=15, route=3)
    return year(dealt(everybody, 1, pull=0, seed=1), [13] * 8 + [14], answered=9)


def plan(text: str = "", **replaced: str) -> Plan:
    """The plan that comes with the program, with 600 planned answers as in the examples."""
    source = (text or built_in_source()).replace("planned_answers = 900", "planned_answers = 600")
    return read_plan(source, "plan.toml", catalog())


def registered(held: Plan | None = None, *, draft: bool = False) -> Registered:
    """A plan, registered on the morning of 1 April."""
    return Registered(
        plan=held or plan(),
        source="",
        sha256=sha256_of(repr(held or plan())),
        registered_at=datetime(2026, 3, 31, 23, 0, tzinfo=UTC),
        draft=draft,
    )


def looked(
    rows: Rows,
    *,
    look: str = "freeze",
    moment: Moment = Moment.FREEZE,
    now: datetime = FREEZE,
    by: Registered | None = None,
    earlier: Sequence[Entry] = (),
) -> dict[str, Entry]:
    """The entries of a look, by claim."""
    entries = evaluate(
        plan=by or registered(),
        survey=survey(),
        counted=rows.tally(),
        now=now,
        look=look,
        moment=moment,
        zone=ZONE,
        earlier=earlier,
    )
    return {entry.claim: entry for entry in entries}


def figures(entry: Entry) -> Iterator[str]:
    """Estimate and limits of an entry in percent, with one place."""
    for value in (entry.estimate, entry.low, entry.high):
        yield f"{100 * (value or 0):.1f}"
