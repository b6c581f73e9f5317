"""The conversation as tables: what dialogues cannot show, each turn stored and read back."""

from dataclasses import replace
from typing import Final

import pytest

from surveys.engine import resume
from surveys.events import (
    ChoiceTicked,
    ClosedPartCompleted,
    Event,
    InputRefused,
    QuestionAsked,
    Refusal,
    ResponseStopped,
    ResponseWithdrawn,
)
from surveys.inputs import Input, Pressed, Said, Typed, Word
from surveys.model import Survey
from surveys.response import DONE, Response, Status
from surveys.taps import (
    BackTapped,
    ChangeTapped,
    ChoiceTapped,
    ConsentTapped,
    NextTapped,
    ReopenTapped,
    SkipTapped,
)
from tests.surveys.builders import (
    MINI,
    NOON,
    answered,
    at,
    response_to,
    started,
)

STAGE, USE, USEFUL, WHY, VISITS, VOICE, AGAIN = range(7)  # positions in MINI

FULL: Final = answered(stage="born", use="never", why="hard", visits="v0")
ENDED: Final = replace(
    started(MINI, DONE), status=Status.COMPLETED, completed_at=NOON, answers=FULL
)


def say(word: Word) -> Said:
    return Said(word=word)


def choose(question: int, choice: int, response: str = "r1") -> Pressed:
    return Pressed(tap=ChoiceTapped(response=response, question=question, choice=choice))


def refusal(survey: Survey, response: Response, given: Input, minutes: float = 1) -> Refusal:
    """Why an input is refused; nothing but what is asked again may come of it."""
    turn = resume(survey, response, given, at(minutes))
    assert turn.response == response
    [why] = [event.why for event in turn.events if isinstance(event, InputRefused)]
    return why


AT_USE: Final = started(MINI, "use", answers=answered(stage="born"))
AT_WHY: Final = started(MINI, "why", answers=answered(stage="born", use="never"))
AT_VOICE: Final = replace(ENDED, at="voice")


@pytest.mark.parametrize(
    ("response", "given", "why"),
    [
        (AT_USE, choose(STAGE, 0), Refusal.STALE),
        (AT_USE, choose(USE, 0, "r2"), Refusal.STALE),
        (AT_USE, choose(USE, 3), Refusal.STALE),
        (AT_USE, choose(99, 0), Refusal.STALE),
        (AT_USE, Pressed(tap=ConsentTapped(response="r1", choice=0)), Refusal.STALE),
        (response_to(MINI), Pressed(tap=ConsentTapped(response="r1", choice=3)), Refusal.STALE),
        (response_to(MINI), Pressed(tap=ChangeTapped(response="r1")), Refusal.STALE),
        (started(MINI, "stage"), Pressed(tap=ChangeTapped(response="r1")), Refusal.STALE),
        (AT_USE, Pressed(tap=ReopenTapped(response="r1", question=VISITS)), Refusal.STALE),
        (AT_USE, Pressed(tap=ReopenTapped(response="r1", question=99)), Refusal.STALE),
        (AT_VOICE, choose(VOICE, 0), Refusal.STALE),
        (AT_USE, Pressed(tap=NextTapped(response="r1", question=USE)), Refusal.NO_SUCH_CHOICE),
        (AT_USE, say(Word.NEXT), Refusal.NO_SUCH_CHOICE),
        (AT_USE, Typed(text="daily, never"), Refusal.NO_SUCH_CHOICE),
        (AT_USE, Typed(text="weekly"), Refusal.NO_SUCH_CHOICE),
        (response_to(MINI), Typed(text="4"), Refusal.NO_SUCH_CHOICE),
        (response_to(MINI), say(Word.SKIP), Refusal.NOT_SKIPPABLE),
        (ENDED, say(Word.SKIP), Refusal.NOT_SKIPPABLE),
        (response_to(MINI), say(Word.NEXT), Refusal.NO_SUCH_CHOICE),
        (response_to(MINI), say(Word.BACK), Refusal.NOTHING_BEFORE),
        (started(MINI, "stage"), say(Word.BACK), Refusal.NOTHING_BEFORE),
        (AT_WHY, say(Word.NEXT), Refusal.NONE_TICKED),
        (AT_WHY, Typed(text="1,2,3"), None),
        (AT_VOICE, Typed(text="あ" * 201), Refusal.TOO_LONG),
        (AT_VOICE, Typed(text=" \n"), Refusal.NO_SUCH_CHOICE),
    ],
)
def test_refusals(response: Response, given: Input, why: Refusal | None) -> None:
    if why is None:  # the third one stands alone, so the two others give way
        turn = resume(MINI, response, given, at(1))
        assert turn.events == (ChoiceTicked(question="why", ticked=("nothing",)),)
    else:
        assert refusal(MINI, response, given) is why


OLD_INPUTS: Final[list[Input]] = [
    choose(USE, 0),
    Typed(text="1"),
    say(Word.NEXT),
    say(Word.BACK),
    say(Word.SKIP),
    Pressed(tap=SkipTapped(response="r1", question=USE)),
    Pressed(tap=BackTapped(response="r1", question=USE)),
    Pressed(tap=ChangeTapped(response="r1")),
    Pressed(tap=ReopenTapped(response="r1", question=STAGE)),
]


@pytest.mark.parametrize("given", OLD_INPUTS)
def test_an_input_older_than_the_page_changes_nothing(given: Input) -> None:
    assert refusal(MINI, AT_USE, given, minutes=-0.01) is Refusal.STALE
    turn = resume(MINI, AT_USE, given, at(-0.01))
    assert turn.events[1:] == (QuestionAsked(question="use"),)


@pytest.mark.parametrize("given", OLD_INPUTS[:2])
def test_an_input_of_the_very_moment_is_taken(given: Input) -> None:
    assert "use" in resume(MINI, AT_USE, given, NOON).response.answers


@pytest.mark.parametrize(
    ("word", "status"),
    [(Word.STOP, Status.STOPPED), (Word.WITHDRAW, Status.WITHDRAWN), (Word.OPEN, Status.STARTED)],
)
def test_an_old_wish_to_stop_or_to_come_back_still_counts(word: Word, status: Status) -> None:
    turn = resume(MINI, AT_USE, say(word), at(-5))
    assert turn.response.status is status
    assert turn.response.moved_at == NOON  # never moved back


def without(survey: Survey, key: str) -> Survey:
    """The survey as if somebody had edited a question out of it."""
    return replace(survey, questions=tuple(q for q in survey.questions if q.key != key))


@pytest.mark.parametrize("given", [Typed(text="1"), choose(USE, 0), say(Word.SKIP)])
def test_a_position_that_is_gone_moves_on_and_takes_no_answer(given: Input) -> None:
    changed = without(MINI, "use")
    turn = resume(changed, AT_USE, given, at(1))
    assert turn.events == (
        InputRefused(why=Refusal.STALE, question="use"),
        QuestionAsked(question="visits"),
    )
    assert turn.response.answers == AT_USE.answers


@pytest.mark.parametrize(
    ("word", "events"),
    [
        (Word.OPEN, (QuestionAsked(question="visits"),)),
        (Word.STOP, (ResponseStopped(),)),
        (Word.WITHDRAW, (ResponseWithdrawn(),)),
    ],
)
def test_words_where_the_position_is_gone(word: Word, events: tuple[Event, ...]) -> None:
    assert resume(without(MINI, "use"), AT_USE, say(word), at(1)).events == events


def test_the_last_position_gone_ends_the_closed_part() -> None:
    at_visits = started(MINI, "visits", answers=answered(stage="born", use="never", why="hard"))
    turn = resume(without(MINI, "visits"), at_visits, Typed(text="1"), at(1))
    assert turn.events[1:] == (ClosedPartCompleted(), QuestionAsked(question="voice"))
    assert turn.response.completed_at == at(1)
