"""The parts of a simulated year: knobs, people, lessons, talks, truth."""

from datetime import timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest

from surveys.analysis.weeks import fiscal_year
from surveys.catalog import Catalog, built_in
from surveys.model import Language
from surveys.people import LessonStatus
from surveys.simulation.fates import Fate
from surveys.simulation.knobs import ZONE, Knobs
from surveys.simulation.opinions import picked
from surveys.simulation.population import STAGES, is_user, parents_of
from surveys.simulation.remarks import Secret, remark_of
from surveys.simulation.rows import answer_rows, lesson_rows, response_rows
from surveys.simulation.timetable import COURSES, REST_DAYS, lessons_of
from surveys.simulation.truth import truth_of
from surveys.simulation.year import Year, simulated

SURVEY = Catalog.of(built_in()).latest("aonico-core")


@cache
def year(lessons: int = 120, **knobs: Any) -> Year:
    return simulated(Knobs(seed=21, lessons=lessons, **knobs), SURVEY)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seed", -1),
        ("lessons", 0),
        ("effect", 0.6),
        ("icc", -0.1),
        ("confounding", 4),
        ("nonresponse", 0.1),
        ("weeks", 53),
        ("parents", 10),
        ("fiscal_year", 2018),
    ],
)
def test_a_knob_beyond_its_range_is_refused_by_name(name: str, value: float) -> None:
    given: dict[str, Any] = {"seed": 1, "lessons": 5, name: value}
    with pytest.raises(ValueError, match=f"{name} cannot be"):
        Knobs(**given)


def test_the_same_knobs_give_the_same_year_and_another_seed_another() -> None:
    again = simulated(Knobs(seed=21, lessons=120), SURVEY)
    assert again == year()
    assert simulated(Knobs(seed=22, lessons=120), SURVEY).log != again.log


def test_nobody_unlearns_the_app_within_a_stage() -> None:
    steps = ["never_heard", "name_only", "lapsed", "sometimes", "weekly"]
    for parent in parents_of(Knobs(seed=1, lessons=1))[:400]:
        for earlier, later in ((0.0, 0.4), (0.4, 1.0)):
            if parent.stage(earlier) == parent.stage(later):
                before, after = parent.use(earlier, 0.0), parent.use(later, 0.0)
                assert steps.index(after) >= steps.index(before) or is_user(before) == is_user(
                    after
                )


def test_children_are_born_and_grow() -> None:
    parents = parents_of(Knobs(seed=1, lessons=1))
    for parent in parents[:400]:
        stages = [STAGES.index(parent.stage(moment)) for moment in np.linspace(0, 1, 13)]
        assert stages == sorted(stages)
    assert {parent.stage(0.0) for parent in parents} == set(STAGES)
    assert {parent.language for parent in parents} == {Language.JA, Language.EASY, Language.EN}


def test_lessons_are_for_whom_they_are_for_and_nobody_comes_twice_in_four_days() -> None:
    seen: dict[int, int] = {}
    for held in year().lessons:
        day = (held.lesson.starts_at.date() - year().knobs.first_day).days
        for number in held.present:
            assert year().parents[number].stage(held.year) in COURSES[held.course][1]
            assert day - seen.get(number, -REST_DAYS) >= REST_DAYS
            seen[number] = day


def test_some_lessons_are_cancelled_and_some_forgotten() -> None:
    lessons = year(400).lessons
    cancelled = sum(held.lesson.status is LessonStatus.NOT_HELD for held in lessons) / 400
    forgotten = sum(bool(held.present) and held.opened_at is None for held in lessons) / 400
    assert cancelled == pytest.approx(0.05, abs=0.04)
    assert forgotten == pytest.approx(0.08, abs=0.04)


def test_the_year_ends_on_its_last_day_and_answers_come_in_april() -> None:
    last = year(400).lessons[-1].lesson
    assert f"{last.starts_at.astimezone(ZONE):%m-%d}" == "03-31"
    late = [row for row in response_rows(year(400)) if fiscal_year(row.created_at, ZONE) == 2027]
    assert late
    assert {fiscal_year(row.lesson_starts_at, ZONE) for row in late} == {2026}


def test_a_short_year_has_its_weeks_and_no_lesson_after_them() -> None:
    lessons = year(40, weeks=6).lessons
    assert max(held.lesson.starts_at.date() for held in lessons) < (
        Knobs(seed=1, lessons=1).first_day + timedelta(days=42)
    )


def test_a_course_without_anybody_to_come_is_not_held() -> None:
    """Few parents, many lessons: at last all of them have been somewhere these days."""
    crowded = lessons_of(
        Knobs(seed=1, lessons=200, weeks=1, parents=50),
        parents_of(Knobs(seed=1, lessons=1, parents=50)),
    )
    assert any(not held.present for held in crowded)


def test_remarks_hold_what_was_planted_in_them() -> None:
    drawn = np.random.default_rng(3)
    remarks = [remark_of(drawn) for _ in range(600)]
    assert {kind for remark in remarks for kind, _ in remark.planted} == set(Secret)
    assert all(text in remark.text for remark in remarks for _, text in remark.planted)
    assert 0.10 < sum(bool(remark.planted) for remark in remarks) / 600 < 0.25


@pytest.mark.parametrize(("chance", "name"), [(0.0, "a"), (0.49, "a"), (0.51, "b"), (1.0, "b")])
def test_a_name_is_picked_by_its_share(chance: float, name: str) -> None:
    assert picked(("a", "b"), (2.0, 2.0), chance) == name


def test_the_truth_of_an_effect_and_of_a_confounder() -> None:
    helped = truth_of(year(200, effect=0.1))
    assert helped["difference"]["marginal"] == pytest.approx(0.1, abs=0.005)
    assert helped["flow"]["families"] == sum(helped["flow"]["fates"].values())
    engaged = truth_of(year(200, confounding=1.5))
    assert engaged["difference"]["marginal"] == pytest.approx(0.0, abs=1e-12)
    assert engaged["knobs"]["confounding"] == 1.5
    for groups in engaged["indicators"].values():
        assert all(0 <= share <= 1 for share in groups.values())


def test_a_year_in_which_nobody_was_asked_has_a_truth_too() -> None:
    made = (
        simulated(Knobs(seed=seed, lessons=1, parents=50, weeks=1), SURVEY) for seed in range(200)
    )
    silent = next(one for one in made if not one.fates()[Fate.COMPLETE])
    assert truth_of(silent)["indicators"]["I1"]["respondents"] is None


def test_rows_name_every_lesson_and_every_answer_has_its_response() -> None:
    responses = {row.response for row in response_rows(year())}
    assert {row.response for row in answer_rows(year())} <= responses
    assert len(lesson_rows(year())) == 120
    assert any(row.text for row in answer_rows(year()))
