"""The follow-up as data: who is asked, with what, and when it counts as begun."""

from dataclasses import replace

import pytest

from surveys.engine import resume
from surveys.follow_up import OPEN_FOR, invited, later_wave, plain_consent, wants_follow_up
from surveys.inputs import Input, Pressed, Said, Typed, Word
from surveys.model import Consent, Language
from surveys.response import DONE, Disposition, Response, Status
from surveys.taps import ChoiceTapped, ConsentTapped
from surveys.turn import Turn
from tests.surveys.builders import AONICO, NOON, at, reloaded, started

KEYS = [question.key for question in AONICO.questions]
ACTION = KEYS.index("fu_action")
FIRST = started(AONICO, "voice", consent="yes_followup", profile={"stage": "age0"}, mode="web")
ONLY_FIRST = replace(AONICO, questions=tuple(q for q in AONICO.questions if q.wave == "w1"))


def follow_up() -> Turn:
    return invited(AONICO, FIRST, new_id="r2", language=Language.EN, now=NOON)


def given(*inputs: Input) -> Response:
    """The follow-up after some inputs, stored in between."""
    response = follow_up().response
    for minute, one in enumerate(inputs, start=1):
        response = reloaded(resume(AONICO, response, one, at(minute)).response)
    return response


def test_it_is_another_response_of_the_same_version() -> None:
    response = follow_up().response
    assert response == replace(
        FIRST,
        id="r2",
        wave="w2",
        status=Status.INVITED,
        at="fu_action",
        language=Language.EN,
        created_at=NOON,
        started_at=None,
        moved_at=NOON,
        closes_at=NOON + OPEN_FOR,
    )


TICK = Pressed(tap=ChoiceTapped(response="r2", question=ACTION, choice=4))
OLD = Pressed(tap=ConsentTapped(response="r1", choice=0))


@pytest.mark.parametrize(
    ("inputs", "status", "position", "minute"),
    [
        ((), Status.INVITED, "fu_action", None),
        ((Typed(text="もしもし"),), Status.INVITED, "fu_action", None),
        ((OLD,), Status.INVITED, "fu_action", None),
        ((Said(word=Word.BACK),), Status.INVITED, "fu_action", None),
        ((Said(word=Word.NEXT),), Status.INVITED, "fu_action", None),
        ((Typed(text="?"), TICK), Status.STARTED, "fu_action", 2),
        ((TICK, Said(word=Word.NEXT)), Status.COMPLETED, DONE, 1),
        ((Said(word=Word.SKIP),), Status.COMPLETED, DONE, 1),
        ((Said(word=Word.STOP),), Status.STOPPED, DONE, 1),
        ((Said(word=Word.WITHDRAW),), Status.WITHDRAWN, DONE, 1),
    ],
)
def test_it_begins_with_the_first_input_that_changes_something(
    inputs: tuple[Input, ...], status: Status, position: str, minute: int | None
) -> None:
    response = given(*inputs)
    began = None if minute is None else at(minute)
    assert (response.status, response.at, response.started_at) == (status, position, began)


@pytest.mark.parametrize(
    ("consent", "came_to", "wanted"),
    [
        ("yes_followup", Disposition.COMPLETE, True),
        ("yes_followup", Disposition.PARTIAL, True),
        ("yes_followup", Disposition.BREAKOFF, False),
        ("yes_followup", Disposition.WITHDRAWN, False),
        ("yes_once", Disposition.COMPLETE, False),
        (None, Disposition.COMPLETE, False),
    ],
)
def test_who_is_asked(consent: str | None, came_to: Disposition, *, wanted: bool) -> None:
    assert wants_follow_up(AONICO, consent, came_to) is wanted
    assert not wants_follow_up(ONLY_FIRST, consent, came_to)


def test_waves_and_levels_of_consent() -> None:
    assert (later_wave(AONICO), later_wave(ONLY_FIRST)) == ("w2", None)
    assert plain_consent(AONICO) == "yes_once"
    consent = AONICO.consent
    two = tuple(one for one in consent.choices if one.key != "yes_once")
    without = Consent(choices=two, refusal=consent.refusal, follow_up=consent.follow_up)
    assert plain_consent(replace(AONICO, consent=without)) is None


def test_a_survey_of_one_wave_only_asks_it_again() -> None:
    again = invited(ONLY_FIRST, FIRST, new_id="r2", language=Language.JA, now=NOON)
    assert again.response.wave == FIRST.wave
