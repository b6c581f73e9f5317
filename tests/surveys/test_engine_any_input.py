"""Whatever people do, in whatever order and however late: nothing breaks and nothing is lost."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.conditions import ChoseOneOf
from surveys.engine import resume
from surveys.events import AnswerDropped, AnswerSaved, ResponseWithdrawn
from surveys.inputs import Input, Pressed, Said, SurveyTap, Typed, Word
from surveys.messages import Message
from surveys.model import CONSENT, Language, Survey
from surveys.rendering import render
from surveys.response import DONE, Response, Status, disposition, longest_path, path
from surveys.taps import (
    BackTapped,
    ChangeTapped,
    ChoiceTapped,
    ConsentTapped,
    NextTapped,
    ReopenTapped,
    SkipTapped,
    unpack,
)
from surveys.turn import Turn
from tests.surveys.builders import (
    AONICO,
    FACTS,
    MINI,
    NOON,
    WORDING,
    answered,
    reloaded,
    response_to,
    started,
)

POSITIONS: Final = st.integers(0, 12)
CHOICES: Final = st.integers(0, 9)
TAPS: Final[st.SearchStrategy[SurveyTap]] = st.one_of(
    st.builds(ConsentTapped, response=st.just("r1"), choice=st.integers(0, 4)),
    st.builds(ChoiceTapped, response=st.just("r1"), question=POSITIONS, choice=CHOICES),
    st.builds(NextTapped, response=st.just("r1"), question=POSITIONS),
    st.builds(SkipTapped, response=st.just("r1"), question=POSITIONS),
    st.builds(BackTapped, response=st.just("r1"), question=POSITIONS),
    st.builds(ChangeTapped, response=st.sampled_from(["r1", "r2"])),
    st.builds(ReopenTapped, response=st.just("r1"), question=POSITIONS),
)
TYPED: Final = st.one_of(
    st.integers(0, 12).map(str),
    st.sampled_from(["1,2", "1 3", "２", "はい", "no", "daily", "あ" * 201, " "]),
    st.text(max_size=20),
)
INPUTS: Final[st.SearchStrategy[Input]] = st.one_of(
    st.builds(Pressed, tap=TAPS),
    st.builds(Typed, text=TYPED),
    st.builds(Typed, text=st.integers(1, 6).map(str)),  # most people do answer
    st.builds(Said, word=st.sampled_from(Word)),
    st.builds(Said, word=st.sampled_from([Word.OPEN, Word.NEXT, Word.SKIP])),
)
STEPS: Final = st.one_of(st.integers(0, 11), st.integers(0, 11), INPUTS)
"""Mostly the button of the page with this number, else anything at all."""

WALKS: Final = st.lists(st.tuples(STEPS, st.integers(-9, 60)), min_size=25, max_size=50)
"""Steps, each with the seconds since the newest one; some come late."""

USELESS: Final = ChoseOneOf(question="useful", choices=("1",))
CHAINED: Final = replace(
    MINI,
    questions=tuple(
        replace(question, show_if=USELESS) if question.key == "why" else question
        for question in MINI.questions
    ),
)
"""What "why" hangs on can itself leave the path."""

CHANGING: Final = started(
    CHAINED,
    "use",
    profile={"stage": "born"},
    answers=answered(use="daily", useful="1", why="hard"),
)
"""Somebody who went back to the question on which the others hang."""

BEGINNINGS: Final = st.sampled_from(
    [
        (MINI, response_to(MINI)),
        (MINI, response_to(MINI, short=True)),
        (CHAINED, response_to(CHAINED, profile={"stage": "born"})),
        (CHAINED, CHANGING),
        (MINI, response_to(MINI, wave="w2", at=DONE)),
        (AONICO, response_to(AONICO)),
        (AONICO, response_to(AONICO, wave="w2", at=DONE)),
    ]
)


def input_of(step: Input | int, screen: Message | None) -> Input:
    """The button that is tapped; where there is none, the code is sent again."""
    if not isinstance(step, int):
        return step
    taps = [unpack(button.data) for button in screen.buttons] if screen else []
    tap = taps[step % len(taps)] if taps else None
    return Pressed(tap=tap) if isinstance(tap, SurveyTap) else Said(word=Word.OPEN)


def check_state(survey: Survey, response: Response) -> None:
    """What is true of a response at any time."""
    on_path = {question.key for question in path(survey, response)}
    assert response.at in {CONSENT, DONE, *on_path}
    assert response.answers.keys() <= on_path
    if response.status in {Status.INVITED, Status.REFUSED, Status.WITHDRAWN}:
        assert response.answers == {}
        assert response.completed_at is None
    if response.status is Status.COMPLETED:
        assert response.completed_at is not None
    for key, answer in response.answers.items():
        assert answer.question == key
        assert answer.choices or answer.text
    disposition(survey, response)
    assert longest_path(survey, response) >= len(on_path) - 1  # all but the remark


def check_step(before: Response, turn: Turn) -> None:
    """What one turn may change, and by which events it says so."""
    after, events = turn.response, turn.events
    saved = {
        event.answer.question: event.answer for event in events if isinstance(event, AnswerSaved)
    }
    dropped = {event.question for event in events if isinstance(event, AnswerDropped)}
    withdrawn = ResponseWithdrawn() in events
    expected = {} if withdrawn else {**before.answers, **saved}
    assert after.answers == {key: a for key, a in expected.items() if key not in dropped}
    assert after.moved_at >= before.moved_at
    assert after.orders.items() >= before.orders.items()
    if before.completed_at is not None:
        assert withdrawn or after.completed_at == before.completed_at
    for key, answer in saved.items():
        old = before.answers.get(key)
        assert answer.revision == (old.revision + 1 if old else 1)


@settings(max_examples=150, deadline=None)
@given(BEGINNINGS, WALKS, st.sampled_from(Language))
def test_any_sequence_of_inputs(
    beginning: tuple[Survey, Response], walk: list[tuple[Input | int, int]], language: Language
) -> None:
    survey, response = beginning
    newest, screen = NOON, None
    for step, seconds in walk:
        now = newest + timedelta(seconds=seconds)
        newest = max(newest, now)
        turn = resume(survey, response, input_of(step, screen), now)
        assert turn.events
        check_step(response, turn)
        check_state(survey, turn.response)
        screen = render(survey, turn, language, WORDING, FACTS)
        response = reloaded(turn.response)
        assert response == turn.response


@settings(max_examples=60, deadline=None)
@given(WALKS, st.sampled_from(MINI.questions))
def test_any_sequence_of_inputs_while_a_question_disappears(
    walk: list[tuple[Input | int, int]], lost: object
) -> None:
    response, screen = response_to(MINI), None
    edited = replace(MINI, questions=tuple(q for q in MINI.questions if q != lost))
    for number, (step, seconds) in enumerate(walk):
        survey = MINI if number < len(walk) / 2 else edited
        now = NOON + timedelta(minutes=number, seconds=seconds)
        turn = resume(survey, response, input_of(step, screen), now)
        screen = render(survey, turn, Language.JA, WORDING, FACTS)
        response = reloaded(turn.response)
    asked = {question.key for question in path(edited, response)}
    assert response.at in {CONSENT, DONE, *asked}
