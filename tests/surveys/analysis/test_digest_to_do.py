"""What is to be done: each rule at its edge."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from surveys.analysis.digest import ThemeLine, build
from surveys.analysis.digest_alerts import (
    Alert,
    ApprovalWaiting,
    BreakOff,
    FewAnswered,
    FollowUpsShort,
    FreezeNear,
    NotReached,
    NotSent,
    QuotaShort,
    RemarksWaiting,
    SlowAnswers,
)
from surveys.analysis.digest_to_do import Notices
from surveys.analysis.weeks import Week
from tests.surveys.analysis.digest_years import long_year, plan, seen
from tests.surveys.analysis.rows import FULL, ZONE, Rows, survey, tokyo, unfinished

WEEK = "2026-W47"


def found(rows: Rows, notices: Notices | None = None) -> tuple[Alert, ...]:
    return seen(rows, WEEK, notices=notices).alerts


@pytest.mark.parametrize(
    ("notices", "alerts"),
    [
        (Notices(), []),
        (Notices(left=None, planned=900), []),
        (Notices(left=76, planned=38), []),
        (Notices(left=75, planned=38), [QuotaShort(left=75, planned=38)]),
        (Notices(left=20), []),
        (Notices(left=19), [QuotaShort(left=19, planned=0)]),
        (Notices(left=0, planned=9, not_sent=2), [NotSent(count=2)]),
        (
            Notices(left=71, planned=90, follow_ups=72),
            [QuotaShort(left=71, planned=90), FollowUpsShort(due=72, left=71)],
        ),
        (Notices(not_reached=1), [NotReached(count=1)]),
        (Notices(remarks=3), [RemarksWaiting(count=3)]),
        (Notices(freeze=date(2026, 12, 22)), [FreezeNear(on=date(2026, 12, 22))]),
        (Notices(freeze=date(2026, 12, 23)), []),
        (Notices(freeze=date(2026, 11, 21)), []),
    ],
)
def test_what_the_rows_do_not_tell(notices: Notices, alerts: Sequence[Alert]) -> None:
    assert list(found(Rows(), notices)) == alerts


def lagging(answers: int, before: int = 8) -> list[Alert]:
    """A lesson of fourteen families after six lessons where `before` of ten answered."""
    rows = Rows()
    for day in range(6):
        lesson = rows.lesson(f"2026-11-{day + 2:02} 10:00", families=10)
        rows.crowd(lesson, (f"{day}-{number}" for number in range(before)))
    rows.crowd(rows.lesson("2026-11-18 14:00", families=14), (f"w{n}" for n in range(answers)))
    rows.lesson("2026-11-19 14:00", families=14, collector=None)
    return [alert for alert in found(rows) if isinstance(alert, FewAnswered)]


@pytest.mark.parametrize(
    ("answers", "before", "flagged"),
    # 2 of 14: at most 40 %; 4 of 14: at most 55 %
    [(2, 5, True), (4, 5, False), (4, 6, True), (2, 3, False)],
)
def test_a_lesson_is_flagged_when_its_rate_is_surely_below_the_median(
    answers: int, before: int, *, flagged: bool
) -> None:
    alerts = lagging(answers, before)
    assert len(alerts) == flagged
    if flagged:
        (alert,) = alerts
        assert isinstance(alert, FewAnswered)
        assert (alert.completed, alert.families) == (answers, 14)
        assert f"{alert.starts_at:%m/%d %H:%M}" == "11/18 14:00"


def stopping(stopped: int, went_on: int, *, days_ago: int = 12) -> list[Alert]:
    """People who met the fourth question: some went no further."""
    rows = Rows()
    lesson = rows.lesson("2026-11-06 10:00", families=99)
    keys = [question.key for question in survey().questions][:3]
    begun = {key: FULL[key] for key in keys}
    at = datetime.fromisoformat("2026-11-23T09:00:00+09:00") - timedelta(days=days_ago)
    for number in range(stopped):
        rows.answered(lesson, f"s{number}", begun, **unfinished(created_at=at))
    rows.crowd(lesson, (f"w{number}" for number in range(went_on)))
    return [alert for alert in found(rows) if isinstance(alert, BreakOff)]


@pytest.mark.parametrize(
    ("stopped", "went_on", "days_ago", "told"),
    [
        (6, 34, 12, []),  # 15 % exactly
        (7, 34, 12, [BreakOff(number=4, share=7 / 41)]),
        (7, 34, 2, []),  # they may still go on
        (5, 24, 12, []),  # fewer than thirty saw it
        (4, 26, 12, []),
    ],
)
def test_a_question_at_which_many_stop(
    stopped: int, went_on: int, days_ago: int, told: list[Alert]
) -> None:
    assert stopping(stopped, went_on, days_ago=days_ago) == told


@pytest.mark.parametrize(("seconds", "people", "told"), [(60, 5, 0), (61, 5, 1), (90, 4, 0)])
def test_a_survey_that_takes_long(seconds: int, people: int, told: int) -> None:
    rows = Rows()
    lesson = rows.lesson("2026-11-18 14:00", families=20)
    for number in range(people):
        done = lesson.ends_at + timedelta(seconds=seconds)
        rows.answered(lesson, f"p{number}", FULL, started_at=lesson.ends_at, completed_at=done)
    slow = [alert for alert in found(rows) if isinstance(alert, SlowAnswers)]
    assert slow == [SlowAnswers(seconds=seconds)] * told


def test_a_confirmed_claim_waits_for_approval() -> None:
    assert ApprovalWaiting(count=1) in found(long_year())


def test_the_rate_of_the_week_before_stands_beside_where_both_weeks_have_thirty() -> None:
    def rates(before: int, now: int) -> float | None:
        rows = Rows()
        rows.crowd(rows.lesson("2026-11-11 14:00", families=60), (f"b{n}" for n in range(before)))
        rows.crowd(rows.lesson("2026-11-18 14:00", families=60), (f"n{n}" for n in range(now)))
        return seen(rows, WEEK).rate_before

    assert rates(30, 30) == 0.5
    assert rates(29, 30) is None
    assert rates(30, 29) is None


def test_a_theme_of_four_people_is_not_told() -> None:
    label = survey().indicator("I1").short
    made = build(
        week=Week.parse(WEEK),
        now=tokyo("2026-11-23 09:00"),
        counted=Rows().tally(),
        survey=survey(),
        zone=ZONE,
        plan=plan(),
        themes=(ThemeLine(label=label, persons=5), ThemeLine(label=label, persons=4)),
    )
    assert [theme.persons for theme in made.themes] == [5]
