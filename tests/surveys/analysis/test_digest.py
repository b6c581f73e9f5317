"""The weekly summary: its counts, its JSON, and the screen that coordinators read."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from surveys.analysis.digest import Digest, build
from surveys.analysis.digest_alerts import MoreThanFamilies
from surveys.analysis.digest_data import digest_json
from surveys.analysis.digest_to_do import Notices
from surveys.analysis.digest_views import digest_text
from surveys.analysis.weeks import Week
from surveys.definition_text import columns
from surveys.model import Language
from tests.surveys.analysis.rows import (
    FULL,
    ZONE,
    Rows,
    survey,
    tokyo,
    unfinished,
    wording,
)

WEEK = Week.parse("2026-W47")
MONDAY_AFTER = "2026-11-23 09:00"
USES = {**FULL, "route": "aonico", "aonico_use": "weekly", "useful": "5", "connected": "4"}


def digest(rows: Rows, now: str = MONDAY_AFTER, week: Week = WEEK, not_sent: int = 0) -> Digest:
    """The digest of a week, 2026-W47 where nothing else is said."""
    counted = rows.tally()
    return build(
        week=week,
        now=tokyo(now),
        counted=counted,
        survey=survey(),
        zone=ZONE,
        notices=Notices(not_sent=not_sent),
    )


def lines(rows: Rows, now: str = MONDAY_AFTER, language: Language = Language.JA) -> list[str]:
    """The digest as the lines of its screen."""
    return digest_text(digest(rows, now), language, wording()).splitlines()


def people(number: int, prefix: str = "p") -> Iterator[str]:
    """So many different people."""
    return (f"{prefix}{count}" for count in range(number))


def busy() -> Rows:
    """A year with 45 people in October, and a week with four lessons in November."""
    rows = Rows()
    october = rows.lesson("2026-10-14 10:00", families=80)
    rows.crowd(october, people(25, "o"))
    rows.crowd(october, people(20, "u"), USES)
    monday = rows.lesson("2026-11-16 00:00", families=12, people=19)
    rows.crowd(monday, people(6, "m"), USES)
    rows.answered(monday, "stopped", {"stage": "age0"}, **unfinished())
    rows.answered(monday, "refused", {}, **unfinished(status="refused"))
    rows.crowd(rows.lesson("2026-11-18 14:00", families=2), people(3, "w"))
    rows.lesson("2026-11-19 10:00", families=None, collector=None, status="scheduled")
    rows.crowd(rows.lesson("2026-11-22 23:59", families=None), people(1, "s"))
    rows.lesson("2026-11-20 10:00", families=None, collector=None, status="not_held")
    rows.crowd(rows.lesson("2026-11-23 00:00", families=4), people(4, "n"))
    return rows


def test_a_weeks_counts() -> None:
    assert digest_json(digest(busy()), wording()) == {
        "week": "2026-W47",
        "partial": False,
        "lessons_held": 4,
        "lessons_surveyed": 3,
        "attendance_families": 14,
        "attendance_people": 19,
        "invited": 14,
        "opened": 12,
        "completed": 10,
        "response_rate": 0.5,
        "fiscal_year": 2026,
        "respondents": 55,
        "indicators": [
            _indicator("I1", "認知率", 26, 55, 0.6),
            _indicator("I2", "利用率（現在）", 26, 55, 0.4),
            _indicator("I3", "情報到達（きっかけ）率", 26, 55, 0.15),
            _indicator("I4", "間に合う率", 55, 55, 0.7),
            _indicator("I5", "役立ち度", 26, 26, 0.7),
            _indicator("I6", "つながり感", 26, 55, None),
        ],
        "comparison": [],
        "progress": [],
        "alerts": [
            {
                "code": "answers_exceed_families",
                "message": "11/18 14時 回答3/参加2組 要確認",
            },
            {"code": "lesson_without_survey", "message": "案内なしの講座 1回"},
            {"code": "attendance_unknown", "message": "参加組数が未登録の講座 1回"},
        ],
    }


def _indicator(
    key: str, label: str, numerator: int, denominator: int, target: float | None
) -> dict[str, Any]:
    # over four lessons (20 of 45, 6 of 6, 0 of 3, 0 of 1), the useful one over two
    limits = {(26, 55): (0.2554, 0.7009), (55, 55): (0.8011, 1.0), (26, 26): (0.1067, 1.0)}
    low, high = limits[numerator, denominator]
    return {
        "id": key,
        "label": label,
        "numerator": numerator,
        "denominator": denominator,
        "estimate": numerator / denominator,
        "low": pytest.approx(low, abs=5e-5),
        "high": pytest.approx(high, abs=5e-5),
        "target": target,
        "level": None,
    }


def test_the_screen_of_a_busy_week() -> None:
    assert lines(busy()) == [
        "【週報】11/16(月)～11/22(日)",
        "講座4回（案内3）　参加14組",
        "案内14→開始12→完了10",
        "回収率50％",
        "―今年度54人・率は5人以上動いた週の値―",  # one answered when the week was over
        "知っている 44％(31～59)目標60",  # as in October: three others are new since, not five
        "使っている 44％(31～59)目標40",
        "きっかけ 44％(31～59)目標15",
        "間に合う －（少数）",  # all of them: that would tell what each one said
        "役立つ －（少数）",
        "◎確認（見込み）○傾向△まだ▼届かず",
        "（ ）は95％信頼区間。答えた人のみ",
        "要対応",
        "・11/18 14時 回答3/参加2組 要確認",
        "・案内なしの講座 1回",
        "・参加組数が未登録の講座 1回",
    ]


@pytest.mark.parametrize("language", list(Language))
def test_every_language_has_the_same_lines_on_one_screen(language: Language) -> None:
    rows = busy()
    for hour in range(8):
        lesson = rows.lesson(f"2026-11-17 {hour + 9:02}:00", families=1)
        rows.crowd(lesson, people(15, f"{hour}-"))
    shown = digest_text(digest(rows), language, wording(), late=True).splitlines()
    assert len(shown) == 18
    assert shown[-1].startswith("・")
    assert "6" in shown[-1]  # five of eleven alerts have found room
    assert not any("{" in line for line in shown)
    wide = [line for line in shown if columns(line) > (40 if language is Language.JA else 48)]
    assert wide == []


@pytest.mark.parametrize(
    ("lessons", "last"),
    [
        (11, ["・11/17 18時 回答2/参加1組 要確認", "・11/17 19時 回答2/参加1組 要確認"]),
        (12, ["・11/17 18時 回答2/参加1組 要確認", "・ほか2件"]),
    ],
)
def test_alerts_fill_the_screen_and_no_more(lessons: int, last: list[str]) -> None:
    rows = Rows()
    for hour in range(9, 9 + lessons):
        rows.crowd(rows.lesson(f"2026-11-17 {hour:02}:00", families=1), people(2, "few"))
    shown = lines(rows)
    assert len(shown) == 18
    assert shown[-2:] == last


@pytest.mark.parametrize(
    ("count", "line"),
    [(1, "まだ割合を出せません（回答1人）"), (29, "まだ割合を出せません（回答29人）")],
)
def test_below_thirty_people_there_is_no_percentage(count: int, line: str) -> None:
    rows = Rows()
    rows.crowd(rows.lesson("2026-11-18 14:00", families=60), people(count))
    assert lines(rows)[5:] == [line]


def test_from_thirty_people_on_there_is() -> None:
    rows = Rows()
    lesson = rows.lesson("2026-11-18 14:00", families=60)
    rows.crowd(lesson, people(20))
    rows.crowd(lesson, people(10, "u"), USES)
    assert lines(rows)[5] == "知っている 33％(19～51)目標60"


def test_a_running_week_counts_what_has_ended() -> None:
    rows = Rows()
    rows.lesson("2026-11-18 10:00", status="scheduled", families=None, collector=None)
    rows.lesson("2026-11-20 10:00", status="scheduled", families=None, collector=None)
    found = digest(rows, "2026-11-18 11:00")
    assert (found.partial, found.lessons_held, found.response_rate) == (True, 1, None)
    assert lines(rows, "2026-11-18 11:00")[:4] == [
        "【週報・途中】11/16(月)～11/22(日)",
        "講座1回（案内0）　参加は未登録",
        "開始0→完了0",
        "回収率は出せません",
    ]
    assert digest(rows, "2026-11-18 10:59").lessons_held == 0


def test_the_year_is_that_of_the_weeks_last_day() -> None:
    rows = Rows()
    rows.crowd(rows.lesson("2026-03-31 10:00"), people(3, "march"))
    rows.crowd(rows.lesson("2026-04-01 10:00"), people(2, "april"))
    found = digest(rows, week=Week.parse("2026-W14"))
    assert (found.completed, found.fiscal_year, found.respondents) == (5, 2026, 2)
    before = digest(rows, week=Week.parse("2026-W13"))
    assert (before.completed, before.fiscal_year, before.respondents) == (0, 2025, 0)


def test_what_follows_the_week_changes_nothing() -> None:
    rows = busy()
    before = digest(rows)
    rows.crowd(rows.lesson("2026-11-25 10:00"), people(9, "later"), USES)
    assert digest(rows) == before


def test_follow_ups_are_no_answers_of_the_week() -> None:
    rows = Rows()
    lesson = rows.lesson("2026-11-18 14:00")
    rows.answered(lesson, "a", {"fu_action": "none"}, wave="w2")
    found = digest(rows)
    assert (found.opened, found.completed, found.response_rate) == (0, 0, 0)


def test_what_the_quota_refused_comes_first() -> None:
    first, *others = digest_json(digest(busy(), not_sent=2), wording())["alerts"]
    assert first["code"] == "pushes_refused"
    assert first["message"] == "LINEの枠不足で未送信 2件"
    assert others == digest_json(digest(busy()), wording())["alerts"]


def test_an_alert_tells_the_time_in_the_centres_zone() -> None:
    rows = Rows()
    lesson = rows.lesson("2026-11-18 08:30", families=1)
    rows.crowd(lesson, people(2))
    in_utc = [replace(row, starts_at=row.starts_at.astimezone()) for row in rows.lessons]
    rows.lessons[:] = in_utc
    (alert,) = digest(rows).alerts
    assert isinstance(alert, MoreThanFamilies)
    assert f"{alert.starts_at:%m/%d %H:%M}" == "11/18 08:30"
