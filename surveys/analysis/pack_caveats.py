"""What a reader of the pack has to know of the plan and the data: named notes (EVIDENCE 4.2)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeAlias
from zoneinfo import ZoneInfo

from surveys.analysis.collection import Collection
from surveys.analysis.eras import day_label
from surveys.analysis.levels import REGISTERED
from surveys.analysis.numerals import digits, percent
from surveys.analysis.plan import Registered
from surveys.analysis.renamed_courses import renamed_courses
from surveys.analysis.tally import Pass
from surveys.analysis.weeks import local_day
from surveys.figures import LessonRow

Caveat: TypeAlias = tuple[str, str]
"""A name, and the sentence."""


def caveats(
    *,
    plan: Registered | None,
    zone: ZoneInfo,
    collection: Collection,
    passes: Iterable[Pass],
    lowered: Sequence[str] = (),
    lessons: Iterable[LessonRow] = (),
) -> list[Caveat]:
    """The notes that are due. `lowered` are the names of claims whose level a person lowered."""
    return [
        *_of_plan(plan, zone),
        *_of_data(collection, passes, zone),
        *_of_courses(lessons),
        *_of_people(lowered),
    ]


def _of_plan(registered: Registered | None, zone: ZoneInfo) -> Iterator[Caveat]:
    if registered is None or registered.draft:
        yield (
            "plan_unregistered",
            (
                "※この年度の評価計画（指標・目標値・判定の基準）は登録されていないため、"
                "判定は案であり、確認や検証の根拠とはしない。"
            ),
        )
    if registered is None:
        return
    plan = registered.plan
    if registered.late(zone):
        day = day_label(local_day(registered.registered_at, zone))
        yield (
            "plan_late",
            (
                f"※評価計画は年度の始まりより後の{day}に登録した。"
                "それより前の回答も同じ基準で集計している。"
            ),
        )
    if not registered.draft and not all(registered.in_time(one, zone) for one in plan.primary):
        yield (
            "plan_after_quarter",
            (
                "※年度の最初の四半期より後に定めた目標や基準によるものは、それを登録した後の回答が"
                "半数を超えるまで「確認できた」とはせず、傾向までにとどめている。"
            ),
        )
    if plan.version > 1:
        yield (
            "plan_changed",
            (
                f"※評価計画は年度の途中で改め、{day_label(plan.since)}から"
                f"第{digits(plan.version)}版によっている。"
            ),
        )
    if plan.placeholders:
        yield "plan_placeholders", "※目標値は案であり、区と協議して定める必要がある。"


def _of_data(collection: Collection, passes: Iterable[Pass], zone: ZoneInfo) -> Iterator[Caveat]:
    left = collection.lessons - collection.rated_lessons
    if left:
        answers = digits(collection.completed - collection.rated_completed)
        lessons = f"{digits(left)}回の講座の回答{answers}件"
        why = f"※参加組数が不明、または回答が参加組数を上回る{lessons}"
        yield (
            "attendance",
            f"{why}は、回収率の計算に含めていない。"
            if collection.rate_stands
            else f"{why}があり、参加組数を確かめられる講座の回答が全体の"
            f"{percent(REGISTERED.rated)}％に満たないため、回収率は示していない。",
        )
    for version, day in series_breaks(passes, zone)[1:]:
        yield (
            f"version_{version}",
            (
                f"※{day_label(day)}の講座から調査票を改めた（第{version}版）。"
                "前後の比較には注意が必要である。"
            ),
        )


def _of_courses(lessons: Iterable[LessonRow]) -> Iterator[Caveat]:
    pairs = "、".join(f"{old}→{new}" for old, new in renamed_courses(lessons))
    if pairs:
        why = "※講座名が年度の途中で変わった可能性がある"
        yield "course_renamed", f"{why}：{pairs}（別の講座として集計）。"


def _of_people(lowered: Sequence[str]) -> Iterator[Caveat]:
    if lowered:
        yield "lowered", f"※「{'」「'.join(lowered)}」は、担当者の判断で判定を控えめにした。"


def series_breaks(passes: Iterable[Pass], zone: ZoneInfo) -> list[tuple[str, date]]:
    """The versions that were answered, each with the day of the first lesson answered in it."""
    first: dict[str, date] = {}
    for one in passes:
        first.setdefault(one.row.version, local_day(one.row.lesson_starts_at, zone))
    return sorted(first.items(), key=lambda entry: (entry[1], entry[0]))
