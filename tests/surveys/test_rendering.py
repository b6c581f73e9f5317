"""Events as messages: one message for a turn, notes first, then the page."""

from typing import Final

import pytest

from surveys.events import (
    AlreadyAnswered,
    AnswerDropped,
    AnswerSaved,
    ChangeOffered,
    ChoiceTicked,
    ClosedPartCompleted,
    ConsentAsked,
    ConsentGiven,
    ConsentRefused,
    Event,
    InputRefused,
    NotEligible,
    NothingOpen,
    QuestionAsked,
    Refusal,
    ResponseEnded,
    ResponseStopped,
    ResponseWithdrawn,
)
from surveys.messages import Message
from surveys.model import Language
from surveys.rendering import render
from surveys.response import Answer, Response
from surveys.turn import Turn
from tests.surveys.builders import FACTS, MINI, NOON, WORDING, answered, started

ANSWERS: Final = answered(stage="born", use="never")
ANSWER: Final = Answer(question="use", choices=("daily",), at=NOON)


def shown(*events: Event, at: str = "why", language: Language = Language.EN) -> Message | None:
    response: Response = started(MINI, at, answers=ANSWERS)
    return render(MINI, Turn(response=response, events=events), language, WORDING, FACTS)


@pytest.mark.parametrize(
    "events",
    [
        (),
        (NothingOpen(),),
        (ConsentGiven(level="later"),),
        (AnswerSaved(answer=ANSWER), AnswerDropped(question="why"), ClosedPartCompleted()),
    ],
)
def test_what_is_kept_is_not_told(events: tuple[Event, ...]) -> None:
    assert shown(*events) is None


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    ("event", "key"),
    [
        (ResponseEnded(), "thanks"),
        (ConsentRefused(), "refused"),
        (NotEligible(), "not_eligible"),
        (ResponseStopped(), "stopped"),
        (ResponseWithdrawn(), "withdrawn"),
        (AlreadyAnswered(), "already_answered"),
        (InputRefused(why=Refusal.STALE, question="why"), "stale"),
        (InputRefused(why=Refusal.NOT_SKIPPABLE, question="done"), "not_skippable"),
    ],
)
def test_what_is_told(event: Event, key: str, language: Language) -> None:
    message = shown(event, language=language)
    text = WORDING.texts[key][language].replace("{centre}", "ラフール")
    assert message == Message(text=text, language=language)


@pytest.mark.parametrize(
    ("why", "at", "number"),
    [(Refusal.TOO_MANY, "why", "2"), (Refusal.TOO_LONG, "voice", "200")],
)
def test_limits_are_named(why: Refusal, at: str, number: str) -> None:
    message = shown(InputRefused(why=why, question=at), at=at)
    assert message is not None
    assert number in message.text


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (ConsentAsked(), "at ラフール"),
        (QuestionAsked(question="why"), "Why not?"),
        (ChoiceTicked(question="why", ticked=("hard",)), "Why not?"),
        (ChangeOffered(), "Which answer do you want to change?"),
    ],
)
def test_pages(event: Event, text: str) -> None:
    message = shown(event)
    assert message is not None
    assert message.page
    assert text in message.text
    assert message.buttons


def test_a_note_stands_above_the_page_and_the_page_keeps_its_buttons() -> None:
    stale = InputRefused(why=Refusal.STALE, question="why")
    both = shown(stale, AnswerSaved(answer=ANSWER), QuestionAsked(question="why"))
    alone = shown(QuestionAsked(question="why"))
    assert both is not None
    assert alone is not None
    assert both.text == f"{WORDING.say('stale', Language.EN)}\n\n{alone.text}"
    assert (both.buttons, both.progress, both.page) == (alone.buttons, alone.progress, True)
