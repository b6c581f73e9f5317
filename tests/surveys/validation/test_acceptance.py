"""The acceptance list on few years, with wider bounds; `make validate` runs it in full."""

from functools import cache

import pytest

from surveys.validation.acceptance import accepted, steps_of
from surveys.validation.lines import FULL, Line, Trial, checked, told
from surveys.validation.report import BEGIN, END, placed, table

YEARS = 200


@cache
def few() -> tuple[dict[str, Line], int]:
    steps = []
    trial = Trial(years=YEARS, seed=8, tell=lambda: steps.append(1))
    return {line.name: line for line in accepted(trial)}, len(steps)


def test_every_line_holds_on_few_years() -> None:
    lines, _ = few()
    assert [line for line in lines.values() if line.passed is False] == []
    assert sum(line.passed is True for line in lines.values()) > 30


def test_the_controls_fail_as_they_must() -> None:
    """What the lines would show if the estimators were the naive ones."""
    lines, _ = few()
    assert float(lines["3 naive"].result) > 0.15
    assert float(lines["2 crude"].result) < 0.5
    trial = Trial(years=FULL, seed=8, tell=lambda: None)
    assert not trial.at_most("x", "", float(lines["3 naive"].result), 0.06).passed
    assert not trial.at_least("x", "", float(lines["2 crude"].result), 0.93).passed


def test_the_progress_bar_ends_at_its_end() -> None:
    _, steps = few()
    assert steps == steps_of(YEARS)


@pytest.mark.parametrize(
    ("years", "share", "passed"),
    [(2000, 0.0601, False), (2000, 0.06, True), (200, 0.09, True), (200, 0.12, False)],
)
def test_fewer_years_widen_a_threshold_and_say_so(
    years: int, share: float, *, passed: bool
) -> None:
    line = Trial(years=years, seed=1, tell=lambda: None).at_most("x", "", share, 0.06)
    assert line.passed is passed
    assert ("at R = 200" in line.threshold) is (years == 200)


def test_a_share_must_lie_within_both_ends() -> None:
    trial = Trial(years=FULL, seed=1, tell=lambda: None)
    found = [trial.within("x", "", share, 0.935, 0.975).passed for share in (0.93, 0.95, 0.98)]
    assert found == [False, True, False]


def test_the_table_says_what_held_and_what_did_not() -> None:
    lines = [
        checked("1 a", "first", "3", "0", passed=False),
        checked("1 b", "second", "0", "0", passed=True),
        told("1 c", "third", "0.5"),
    ]
    made = table(lines, command="koe validate", seed=8, years=2000)
    assert "R = 2,000" in made
    assert "1 of 2 lines hold" in made
    assert "| 1 a | first | 3 | 0 | **FAIL** |" in made
    page = placed(f"above\n{BEGIN}\nstale\n{END}\nbelow\n", made)
    assert (page.startswith("above"), page.endswith("below\n"), "stale" in page) == (
        True,
        True,
        False,
    )
    assert placed(page, made) == page


@pytest.mark.parametrize("page", ["", BEGIN, END, f"{END}{BEGIN}"])
def test_a_page_without_its_markers_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="the page lacks"):
        placed(page, "x")
