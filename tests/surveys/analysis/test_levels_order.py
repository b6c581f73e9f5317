"""Levels of evidence: less never says more."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis.levels import STRENGTH, Evidence, Kind, Level, Moment, level_of
from tests.surveys.analysis.evidence_rows import ASSOCIATION, EFFECT, REACH
from tests.surveys.analysis.proof import examples

shares = st.floats(-0.5, 1)
rows = st.builds(
    lambda ends, row, **fields: replace(
        row,
        low=ends[0],
        low80=ends[1],
        estimate=ends[2],
        high80=ends[3],
        high=ends[4],
        **fields,
    ),
    st.lists(shares | st.floats(-0.08, 0.08), min_size=5, max_size=5).map(sorted),
    st.sampled_from([REACH, ASSOCIATION, EFFECT]),
    answers=st.integers(0, 300),
    lessons=st.integers(0, 60),
    response_rate=st.none() | st.floats(0, 1),
    rated=st.none() | st.floats(0, 1),
    smallest_cell=st.integers(0, 40),
    null=st.sampled_from([0.0, 0.15, 0.6]),
    moment=st.sampled_from(Moment),
    crossed=st.booleans(),
    tipping=st.none() | st.floats(0, 3),
    courses_agreeing=st.integers(0, 4),
    randomised=st.booleans(),
    tendency_before=st.booleans(),
)


@settings(max_examples=examples(150))
@given(row=rows, fewer=st.integers(0, 300), lessons=st.integers(0, 60), cell=st.integers(0, 40))
def test_fewer_answers_never_raise_a_level(
    row: Evidence, fewer: int, lessons: int, cell: int
) -> None:
    less = replace(
        row,
        answers=min(row.answers, fewer),
        lessons=min(row.lessons, lessons),
        smallest_cell=min(row.smallest_cell, cell),
    )
    assert STRENGTH[level_of(less)] <= STRENGTH[level_of(row)]


@settings(max_examples=examples(150))
@given(row=rows, down=st.floats(0, 0.3), up=st.floats(0, 0.3))
def test_a_wider_interval_never_raises_a_level(row: Evidence, down: float, up: float) -> None:
    wider = replace(
        row,
        low=row.low - down,
        low80=row.low80 - down,
        high80=row.high80 + up,
        high=row.high + up,
    )
    assert STRENGTH[level_of(wider)] <= STRENGTH[level_of(row)]


@settings(max_examples=examples(150))
@given(row=rows, rate=st.floats(0, 1))
def test_a_lower_response_rate_never_raises_a_level(row: Evidence, rate: float) -> None:
    lower = replace(row, response_rate=min(row.response_rate or 0.0, rate))
    if row.response_rate is not None:
        assert STRENGTH[level_of(lower)] <= STRENGTH[level_of(row)]


@settings(max_examples=examples(150))
@given(row=rows, rated=st.none() | st.floats(0, 1))
def test_less_known_attendance_never_raises_a_level(row: Evidence, rated: float | None) -> None:
    lower = replace(row, rated=None if rated is None else min(row.rated or 0.0, rated))
    assert STRENGTH[level_of(lower)] <= STRENGTH[level_of(row)]


@settings(max_examples=examples(150))
@given(row=rows)
def test_strong_words_need_all_that_they_promise(row: Evidence) -> None:
    level = level_of(row)
    assert (level is Level.E4) <= (row.kind is Kind.EFFECT and row.randomised)
    if STRENGTH[level] >= STRENGTH[Level.E3]:
        assert row.crossed
        assert row.null is not None
        assert row.low > row.null
        assert (row.response_rate or 0) >= 0.30
        assert (row.rated or 0) >= 0.80
        assert row.answers >= 100
    if STRENGTH[level] >= STRENGTH[Level.E2]:
        assert row.null is not None
        assert row.low80 > row.null
