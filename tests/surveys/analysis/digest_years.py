"""Years for the digest: some hundred people over the weeks, and small ones at random."""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache

from surveys.analysis.digest import Digest, build
from surveys.analysis.digest_to_do import Notices
from surveys.analysis.evaluation import evaluate
from surveys.analysis.levels import Moment
from surveys.analysis.plan import Registered
from surveys.analysis.plan_file import built_in_source, draft_of, read_plan
from surveys.analysis.weeks import Week
from tests.surveys.analysis.rows import FULL, ZONE, Rows, catalog, survey, tokyo

COURSES = ("プレパパ・プレママクラス", "ハローベビークラス", "親子ひろば", "離乳食教室")


@cache
def plan() -> Registered:
    """The plan that comes with the program, as if it had been registered in time."""
    source = built_in_source()
    read = read_plan(source, "plan", catalog())
    return Registered(
        plan=read, source=source, sha256=draft_of(source, read).sha256,
        registered_at=tokyo("2026-03-31 10:00"),
    )  # fmt: skip


def seen(
    rows: Rows,
    week: str,
    now: str | None = None,
    notices: Notices | None = None,
    *,
    under: Registered | None = None,
) -> Digest:
    """The digest of a week with the plan's claims, by default on the Monday after it."""
    held_to = under or plan()
    wanted = Week.parse(week)
    at = tokyo(now) if now else wanted.end(ZONE) + timedelta(hours=9)
    counted = rows.tally()
    entries = evaluate(
        plan=held_to,
        survey=survey(),
        counted=counted.between(tokyo("2026-04-01 00:00"), wanted.end(ZONE)),
        now=at,
        look=week,
        moment=Moment.WEEK,
        zone=ZONE,
        resample=False,
    )
    return build(
        week=wanted,
        now=at,
        counted=counted,
        survey=survey(),
        zone=ZONE,
        plan=held_to,
        entries=entries,
        notices=notices or Notices(),
    )


def answers(chance: random.Random) -> Mapping[str, str]:
    """Somebody's answers: users hear of things in time more often than others."""
    use = chance.choices(
        ["never_heard", "name_only", "lapsed", "sometimes", "weekly"], [29, 20, 10, 25, 16]
    )[0]
    user = use in {"sometimes", "weekly"}
    in_time = chance.random() < (0.78 if user else 0.56)
    extra = {"useful": chance.choice(["3", "4", "5"])} if user else {}
    if use in {"name_only", "lapsed"}:
        extra = {"barrier": "enough"}
    return {
        **FULL,
        "stage": chance.choice(["pregnant", "age0", "age1"]),
        "route": "aonico" if chance.random() < 0.19 else "staff",
        "timely": chance.choice(["4", "5"]) if in_time else chance.choice(["1", "2", "3"]),
        "aonico_use": use,
        "connected": chance.choice(["2", "3", "4", "5"]),
        **extra,
    }


def long_year(weeks: int = 34, seed: int = 7) -> Rows:
    """Lessons in every week from April on; some four hundred people by the end of November."""
    chance = random.Random(seed)  # noqa: S311 - an example, not a secret
    rows, person = Rows(), 0
    for day in mondays(weeks):
        for number in range(3):
            start = day + timedelta(days=number + 1, hours=10)
            lesson = rows.lesson(
                f"{start:%Y-%m-%d %H:%M}", families=8, course=COURSES[number % len(COURSES)]
            )
            for _ in range(chance.choice([3, 4, 5])):
                rows.answered(lesson, f"p{person}", answers(chance))
                person += 1
    return rows


def small_year(seed: int, weeks: int = 14) -> Rows:
    """A few people a week, some answering late: what a differencing attack would like."""
    chance = random.Random(seed)  # noqa: S311 - an example, not a secret
    rows, person = Rows(), 0
    for day in mondays(weeks):
        start = day + timedelta(days=2, hours=10)
        lesson = rows.lesson(f"{start:%Y-%m-%d %H:%M}", families=40)
        for _ in range(chance.choice([0, 1, 2, 4, 7, 12, 20, 40])):
            late = timedelta(days=chance.choice([0, 0, 0, 5, 9]))
            done = lesson.ends_at + late + timedelta(minutes=person)
            rows.answered(lesson, f"p{person}", answers(chance), completed_at=done)
            person += 1
    return rows


def mondays(weeks: int) -> Iterator[datetime]:
    """The first Mondays of the fiscal year 2026."""
    return (tokyo("2026-04-06 00:00") + timedelta(days=7 * number) for number in range(weeks))
