"""Dispositions and response rates: every family in one place, rates as AAPOR writes them."""

from collections import Counter
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.analysis.accounting import (
    FinalCounts,
    LessonAccount,
    Returned,
    account,
    completed_share,
    final_counts,
    flow,
    rates_of,
)
from surveys.response import Disposition

COMPLETE = Disposition.COMPLETE

any_response = st.builds(Returned, disposition=st.sampled_from(Disposition), short=st.booleans())

any_lesson = st.builds(
    account,
    st.just("lesson"),
    st.none() | st.integers(0, 25),
    st.lists(any_response, max_size=20),
    other=st.integers(0, 3),
)


def responses(**counts: int) -> list[Returned]:
    """Full-form responses, as many of each disposition as named."""
    return [
        Returned(disposition=Disposition(name))
        for name, times in counts.items()
        for _ in range(times)
    ]


def test_every_disposition_has_its_place() -> None:
    assert {one.value for one in Disposition} <= {one.name for one in fields(LessonAccount)}


def test_the_families_of_a_lesson() -> None:
    """14 were there: 12 opened the survey in one way or another, one could not, one did not."""
    given = [
        *responses(
            complete=5, partial=1, breakoff=1, refused=1, withdrawn=1, invited=1, ineligible=1
        ),
        Returned(disposition=COMPLETE, short=True),
    ]
    lesson = account("hello", 14, given, other=1)
    assert lesson.recorded == 13
    assert lesson.started == 10
    assert lesson.never_opened == 1
    assert lesson.eligible == 12
    assert not lesson.count_in_doubt
    final = final_counts([lesson])
    assert final == FinalCounts(complete=5, partial=1, refused=3, no_contact=2, other=1)
    assert final.known == lesson.eligible


@pytest.mark.parametrize(
    ("disposition", "place"),
    [
        (Disposition.COMPLETE, "cool_down"),
        (Disposition.PARTIAL, "cool_down"),
        (Disposition.BREAKOFF, "cool_down"),
        (Disposition.REFUSED, "refused"),
        (Disposition.WITHDRAWN, "withdrawn"),
        (Disposition.INVITED, "invited"),
        (Disposition.INELIGIBLE, "ineligible"),
    ],
)
def test_the_short_form_is_no_answer_to_the_long_one(disposition: Disposition, place: str) -> None:
    lesson = account("hello", 10, [Returned(disposition=disposition, short=True)])
    assert getattr(lesson, place) == 1
    assert lesson.recorded == 1


def test_people_in_their_cool_down_do_not_lower_the_rate() -> None:
    shorts = [Returned(disposition=COMPLETE, short=True)] * 4
    with_them = final_counts([account("a", 10, [*responses(complete=3), *shorts])])
    without = final_counts([account("a", 6, responses(complete=3))])
    assert with_them == without


def test_who_only_opened_the_survey_raises_no_doubt() -> None:
    lesson = account("couples", 5, responses(complete=4, invited=3))
    assert not lesson.count_in_doubt
    assert (lesson.eligible, lesson.never_opened) == (7, 0)
    final = final_counts([lesson])
    assert final is not None
    assert (final.complete, final.known) == (4, 7)


@pytest.mark.parametrize(
    ("families", "answers", "in_doubt"), [(5, 5, False), (5, 6, True), (None, 6, False)]
)
def test_more_answers_than_families_are_no_rate(
    families: int | None, answers: int, *, in_doubt: bool
) -> None:
    lesson = account("couples", families, responses(complete=answers))
    assert lesson.count_in_doubt is in_doubt
    countable = families is not None and not in_doubt
    assert (lesson.eligible is not None) is countable
    assert (lesson.never_opened is not None) is countable
    assert (final_counts([lesson]) is not None) is countable


def test_the_rates_of_the_worked_example() -> None:
    """EVIDENCE 4.3 A: 902 complete and 61 partial of 1,986 make 45.4 and 48.5 %."""
    rates = rates_of(FinalCounts(complete=902, partial=61, refused=100, no_contact=900, other=23))
    assert rates is not None
    assert rates.rr1 == pytest.approx(0.454, abs=5e-4)
    assert rates.rr2 == pytest.approx(0.485, abs=5e-4)
    assert (rates.rr1, rates.rr2) == (rates.rr3, rates.rr4) == (rates.rr5, rates.rr6)


def test_unknown_adults_lower_the_first_rates_only() -> None:
    """AAPOR: RR1 = I / ((I + P) + (R + NC + O) + U), RR3 weighs U by e, RR5 leaves it out."""
    final = FinalCounts(complete=40, partial=10, refused=10, no_contact=30, other=10, unknown=50)
    rates = rates_of(final, eligible_share=0.5)
    assert rates is not None
    assert (rates.rr1, rates.rr2) == pytest.approx((40 / 150, 50 / 150))
    assert (rates.rr3, rates.rr4) == pytest.approx((40 / 125, 50 / 125))
    assert (rates.rr5, rates.rr6) == pytest.approx((40 / 100, 50 / 100))


def test_the_first_rate_is_the_one_that_the_digest_prints() -> None:
    rates = rates_of(FinalCounts(complete=37, partial=4, refused=2, no_contact=31, other=0))
    assert rates is not None
    assert rates.rr1 == completed_share(37, 74) == 0.5


def test_without_families_there_is_no_rate() -> None:
    assert completed_share(0, 0) is None
    assert (
        rates_of(FinalCounts(complete=0, partial=0, refused=0, no_contact=0, other=0, unknown=9))
        is None
    )
    assert final_counts([]) is None


def test_the_flow_of_a_week() -> None:
    """EVIDENCE 5: 9 lessons, 8 of them with a survey; 74 → 66 → 41 → 37, rate 50 %."""
    lessons = [
        account("L1", 20, responses(complete=12, partial=1)),
        *[account(f"L{i}", 6, responses(complete=3)) for i in range(2, 7)],
        account("L7", 6, responses(complete=5, breakoff=1)),
        account("L8", 10, responses(complete=5, partial=1, breakoff=1, refused=2)),
        account("L9", 8, [], surveyed=False),
    ]
    counted = flow(lessons, persons=33, follow_up_invited=20, follow_up_answered=11)
    assert (counted.lessons, counted.lessons_surveyed) == (9, 8)
    assert (counted.families, counted.invited) == (74, 66)
    assert (counted.started, counted.completed, counted.persons) == (41, 37, 33)
    assert (counted.follow_up_invited, counted.follow_up_answered) == (20, 11)
    final = final_counts(lessons)
    assert final is not None
    rates = rates_of(final)
    assert rates is not None
    assert rates.rr1 == pytest.approx(0.5)


def test_an_unfinished_short_form_is_no_answer_that_raises_a_doubt() -> None:
    given = [*responses(complete=4), Returned(disposition=Disposition.PARTIAL, short=True)]
    assert not account("a", 4, given).count_in_doubt
    given.append(Returned(disposition=COMPLETE, short=True))
    assert account("a", 4, given).count_in_doubt


def test_lessons_that_nobody_counted_are_named_and_left_out() -> None:
    lessons = [account("a", None, responses(complete=9)), account("b", 10, responses(complete=4))]
    counted = flow(lessons, persons=13)
    assert (counted.families, counted.families_unknown, counted.completed) == (10, 1, 13)
    assert final_counts(lessons) == final_counts(lessons[1:])


@given(lessons=st.lists(any_lesson, max_size=8))
def test_every_eligible_family_is_in_exactly_one_place(lessons: list[LessonAccount]) -> None:
    final = final_counts(lessons)
    counted = [lesson for lesson in lessons if lesson.eligible is not None]
    if final is None:
        assert not counted
        return
    assert final.known == sum(lesson.eligible or 0 for lesson in counted)
    outside = sum(lesson.cool_down + lesson.ineligible for lesson in counted)
    there = [max(lesson.families or 0, lesson.recorded) for lesson in counted]
    assert final.known + outside == sum(there)


@given(given=st.lists(any_response, max_size=20))
def test_every_response_is_counted_once(given: list[Returned]) -> None:
    lesson = account("a", None, given)
    places = [field.name for field in fields(LessonAccount)][3:-1]
    assert sum(getattr(lesson, place) for place in places) == len(given) == lesson.recorded
    full = Counter(one.disposition for one in given if not one.short)
    assert lesson.complete == full[COMPLETE]
    assert lesson.answers == sum(one.disposition is COMPLETE for one in given)


@given(lesson=any_lesson)
def test_rates_are_ordered_shares(lesson: LessonAccount) -> None:
    final = final_counts([lesson])
    rates = rates_of(final) if final else None
    if rates is not None:
        assert 0 <= rates.rr1 <= rates.rr2 <= 1
