"""What a response amounts to: its path, its length, and how it is counted in the end."""

from dataclasses import replace
from typing import Final

import pytest

from surveys.model import SKIPPED
from surveys.response import (
    DONE,
    Answer,
    Disposition,
    Response,
    Status,
    chosen,
    disposition,
    is_complete,
    longest_path,
    path,
)
from tests.surveys.builders import AONICO, MINI, NOON, answered, response_to, started

FULL: Final = answered(stage="born", use="never", why="hard", visits="v0")


def keys(response: Response) -> list[str]:
    return [question.key for question in path(MINI, response)]


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        ({}, "stage use visits voice"),
        ({"profile": {"stage": "born"}}, "use visits voice"),
        ({"answers": answered(use="never")}, "stage use why visits voice"),
        ({"answers": answered(use="daily")}, "stage use visits voice"),
        ({"answers": answered(use=SKIPPED)}, "stage use visits voice"),
        (
            {"profile": {"stage": "born"}, "answers": answered(use="daily", useful="3")},
            "use useful visits voice",
        ),
        (
            {"profile": {"stage": "born"}, "answers": answered(use="daily", useful="1")},
            "use useful why visits voice",
        ),
        # useful is not asked of the unknown, so an answer to it leads nowhere
        ({"answers": answered(use="daily", useful="1")}, "stage use visits voice"),
        ({"short": True}, "use"),
        ({"wave": "w2"}, "again"),
    ],
)
def test_paths(changed: dict[str, object], asked: str) -> None:
    assert keys(response_to(MINI, **changed)) == asked.split()


@pytest.mark.parametrize(
    ("changed", "length"),
    [
        ({}, 4),  # stage, use, why, visits
        ({"profile": {"stage": "born"}}, 4),  # use, useful, why, visits
        ({"answers": answered(stage="born", use="daily")}, 3),
        ({"answers": answered(stage="born", use="never")}, 4),
        ({"answers": answered(stage="born", use=SKIPPED)}, 3),
        ({"profile": {"stage": "born"}, "answers": answered(use="daily", useful=SKIPPED)}, 3),
        ({"short": True}, 1),
        ({"wave": "w2"}, 1),
    ],
)
def test_longest_paths(changed: dict[str, object], length: int) -> None:
    assert longest_path(MINI, response_to(MINI, **changed)) == length


def test_at_most_seven_are_announced() -> None:
    assert longest_path(AONICO, response_to(AONICO)) == 7
    assert longest_path(AONICO, response_to(AONICO, short=True)) == 1
    assert longest_path(AONICO, response_to(AONICO, wave="w2")) == 2


def test_skips_and_remarks_are_not_chosen() -> None:
    answers = answered(stage=SKIPPED, use="never", why=("hard", "slow"))
    answers["voice"] = Answer(question="voice", text="はい", at=NOON)
    response = response_to(MINI, answers=answers)
    assert chosen(response) == {"use": ("never",), "why": ("hard", "slow")}


@pytest.mark.parametrize("use", ["never", "forgot"])  # a missing code is an answer
def test_complete_once_every_core_question_is_answered(use: str) -> None:
    assert is_complete(MINI, response_to(MINI, answers=answered(use=use)))


@pytest.mark.parametrize("answers", [answered(), answered(stage="born"), answered(use=SKIPPED)])
def test_incomplete_while_a_core_question_is_open_or_skipped(answers: dict[str, Answer]) -> None:
    assert not is_complete(MINI, response_to(MINI, answers=answers))


COMPLETED: Final = started(MINI, DONE, status=Status.COMPLETED, completed_at=NOON, answers=FULL)


@pytest.mark.parametrize(
    ("response", "counted"),
    [
        (response_to(MINI), Disposition.INVITED),
        (response_to(MINI, status=Status.REFUSED), Disposition.REFUSED),
        (response_to(MINI, status=Status.WITHDRAWN), Disposition.WITHDRAWN),
        (replace(COMPLETED, status=Status.INELIGIBLE), Disposition.INELIGIBLE),
        (COMPLETED, Disposition.COMPLETE),
        (replace(COMPLETED, status=Status.STOPPED), Disposition.COMPLETE),
        (replace(COMPLETED, answers=answered(use=SKIPPED)), Disposition.BREAKOFF),
        (replace(COMPLETED, answers=answered(use="daily", useful="1")), Disposition.COMPLETE),
        (started(MINI, "stage"), Disposition.BREAKOFF),
        (started(MINI, "use", answers=answered(stage="born")), Disposition.BREAKOFF),
        (started(MINI, "why", answers=answered(use="never")), Disposition.PARTIAL),
        (started(MINI, "use", status=Status.STOPPED), Disposition.BREAKOFF),
        (started(MINI, "use", short=True), Disposition.PARTIAL),
    ],
)
def test_dispositions(response: Response, counted: Disposition) -> None:
    assert disposition(MINI, response) is counted
