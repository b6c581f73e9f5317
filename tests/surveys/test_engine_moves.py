"""How a response moves: revisions, dropped answers, waves, orders; stored after every turn."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from surveys.conditions import ChoseOneOf
from surveys.engine import resume
from surveys.events import (
    AlreadyAnswered,
    AnswerDropped,
    AnswerSaved,
    ClosedPartCompleted,
    ConsentAsked,
    Event,
    InputRefused,
    NotEligible,
    NothingOpen,
    QuestionAsked,
    Refusal,
    ResponseEnded,
)
from surveys.inputs import Pressed, Said, Typed, Word
from surveys.model import CONSENT, SKIPPED, MultipleChoice, Question, Survey
from surveys.response import DONE, Response, Status
from surveys.taps import (
    ChoiceTapped,
    ConsentTapped,
    ReopenTapped,
)
from tests.surveys.builders import (
    AONICO,
    MINI,
    NOON,
    answered,
    at,
    play,
    reloaded,
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


AT_USE: Final = started(MINI, "use", answers=answered(stage="born"))
AT_WHY: Final = started(MINI, "why", answers=answered(stage="born", use="never"))
AT_VOICE: Final = replace(ENDED, at="voice")


SKIP: Final = say(Word.SKIP)


def test_revisions_count_changes_and_a_repeated_value_is_none() -> None:
    again = Pressed(tap=ReopenTapped(response="r1", question=STAGE))
    turns = play(
        MINI,
        started(MINI, "stage"),
        [
            choose(STAGE, 0),
            again,
            choose(STAGE, 1),
            again,
            choose(STAGE, 1),
            again,
            say(Word.SKIP),
        ],
    )
    saved = [[e.answer for e in t.events if isinstance(e, AnswerSaved)] for t in turns]
    assert [[(a.choices, a.revision, a.at) for a in answers] for answers in saved] == [
        [(("expecting",), 1, at(1))],
        [],
        [(("born",), 2, at(3))],
        [],
        [],
        [],
        [((SKIPPED,), 3, at(7))],
    ]


def test_a_changed_answer_takes_others_off_the_path_and_they_are_asked_anew() -> None:
    full = answered(stage="born", use="never", why=("hard", "slow"), visits="v0")
    turns = play(
        MINI,
        replace(ENDED, at="use", profile={"stage": "born"}, answers=full),
        [choose(USE, 0), choose(USEFUL, 1)],
    )
    dropped = AnswerDropped(question="why")
    assert dropped in turns[0].events
    assert turns[0].response.at == "useful"
    assert set(turns[1].response.answers) == {"use", "useful", "visits"}
    assert turns[1].response.completed_at == NOON


def test_an_answer_off_the_path_takes_with_it_what_hung_on_it() -> None:
    # useful=1 leads to why; once use is "forgot", neither useful nor what it led to remains
    asked_use = started(
        MINI,
        "use",
        profile={"stage": "born"},
        answers=answered(use="daily", useful="1", why="hard"),
    )
    never_asked = replace(MINI, questions=tuple(_why_only_if_useless(MINI)))
    [turn] = play(never_asked, asked_use, [choose(USE, 1)])
    dropped = [event.question for event in turn.events if isinstance(event, AnswerDropped)]
    assert dropped == ["useful", "why"]
    assert set(turn.response.answers) == {"use"}


def _why_only_if_useless(survey: Survey) -> list[Question]:
    useless = ChoseOneOf(question="useful", choices=("1",))
    return [replace(q, show_if=useless) if q.key == "why" else q for q in survey.questions]


def test_more_than_the_most_are_not_ticked() -> None:
    one = tuple(
        replace(question, max_choices=1) if isinstance(question, MultipleChoice) else question
        for question in MINI.questions
    )
    turns = play(replace(MINI, questions=one), AT_WHY, [choose(WHY, 0), choose(WHY, 1)])
    assert turns[1].events[0] == InputRefused(why=Refusal.TOO_MANY, question="why")
    assert turns[1].response.ticked == ("hard",)


def test_a_choice_tapped_twice_is_unticked() -> None:
    turns = play(MINI, AT_WHY, [choose(WHY, 1), choose(WHY, 0), choose(WHY, 1), choose(WHY, 2)])
    ticked = [turn.response.ticked for turn in turns]
    assert ticked == [("slow",), ("hard", "slow"), ("hard",), ("nothing",)]
    assert turns[-1].response.answers == AT_WHY.answers


@pytest.mark.parametrize(
    ("response", "event"),
    [
        (ENDED, AlreadyAnswered()),
        (replace(ENDED, status=Status.INELIGIBLE), AlreadyAnswered()),
        (replace(ENDED, status=Status.STARTED), AlreadyAnswered()),
        (AT_VOICE, QuestionAsked(question="voice")),
        (response_to(MINI), ConsentAsked()),
        (response_to(MINI, status=Status.WITHDRAWN, at=DONE), ConsentAsked()),
    ],
)
def test_the_code_sent_again(response: Response, event: Event) -> None:
    assert resume(MINI, response, say(Word.OPEN), at(1)).events == (event,)


def test_stopped_after_the_closed_part_comes_back_completed() -> None:
    turns = play(MINI, AT_VOICE, [say(Word.STOP), say(Word.OPEN), Typed(text="hello")])
    assert [turn.response.status.value for turn in turns] == ["stopped", "completed", "completed"]
    assert {turn.response.completed_at for turn in turns} == {NOON}
    assert turns[-1].events[-1] == ResponseEnded()


@pytest.mark.parametrize("response", [ENDED, replace(ENDED, status=Status.REFUSED)])
def test_nothing_is_open_to_be_stopped_after_the_end(response: Response) -> None:
    turn = resume(MINI, response, say(Word.STOP), at(1))
    assert (turn.response, turn.events) == (response, (NothingOpen(),))
    assert resume(MINI, response, Typed(text="hello"), at(1)).events == (NothingOpen(),)


@pytest.mark.parametrize("status", [Status.REFUSED, Status.WITHDRAWN])
def test_nothing_is_there_to_be_withdrawn(status: Status) -> None:
    turn = resume(MINI, response_to(MINI, status=status, at=DONE), say(Word.WITHDRAW), at(1))
    assert turn.events == (NothingOpen(),)


def test_a_withdrawal_removes_answers_and_consent() -> None:
    gone = resume(MINI, ENDED, say(Word.WITHDRAW), at(1)).response
    assert (gone.answers, gone.consent, gone.completed_at) == ({}, None, None)


def test_the_second_wave_has_no_consent_page() -> None:
    second = response_to(MINI, wave="w2", at=DONE)
    turns = play(MINI, second, [say(Word.OPEN), choose(AGAIN, 1)])
    assert turns[0].events == (QuestionAsked(question="again"),)
    assert turns[0].response.started_at == at(1)
    assert turns[1].events[1:] == (ClosedPartCompleted(), ResponseEnded())


def test_the_short_form_asks_what_it_names() -> None:
    agreed = Pressed(tap=ConsentTapped(response="r1", choice=1))
    turns = play(MINI, response_to(MINI, short=True), [agreed, choose(USE, 1)])
    assert turns[0].response.at == "use"
    assert turns[1].response.at == DONE
    assert turns[1].response.status is Status.COMPLETED


def test_an_ineligible_choice_ends_it_and_keeps_that_answer() -> None:
    turn = resume(MINI, started(MINI, "stage"), choose(STAGE, 2), at(1))
    assert [type(event) for event in turn.events] == [AnswerSaved, NotEligible]
    assert (turn.response.status, turn.response.at) == (Status.INELIGIBLE, DONE)


def test_nothing_is_asked_of_somebody_outside() -> None:
    outside = replace(ENDED, status=Status.INELIGIBLE)
    turn = resume(MINI, outside, say(Word.SKIP), at(1))
    assert turn.response == outside
    assert isinstance(turn.events[0], InputRefused)


def test_who_slipped_to_the_outside_can_go_back() -> None:
    outside = resume(MINI, started(MINI, "stage"), choose(STAGE, 2), at(1)).response
    turn = resume(MINI, outside, say(Word.BACK), at(2))
    assert (turn.response.status, turn.response.at) == (Status.STARTED, "stage")


def route_order(identity: str) -> tuple[str, ...]:
    before = started(AONICO, "stage", id=identity)
    tap = ChoiceTapped(response=identity, question=0, choice=1)
    turn = resume(AONICO, before, Pressed(tap=tap), at(1))
    return turn.response.orders["route"]


def test_choices_rotate_between_responses_and_the_last_ones_stay_last() -> None:
    orders = {route_order(f"r{number}") for number in range(60)}
    assert len(orders) > 50
    assert {order[-2:] for order in orders} == {("other", "dontremember")}
    assert len({order[0] for order in orders}) == 6  # each of the others comes first somewhere
    assert len({frozenset(order) for order in orders}) == 1


def test_an_order_once_drawn_is_kept_and_typed_numbers_follow_it() -> None:
    reverse = ("never", "daily", "forgot")
    response = started(MINI, "use", answers=answered(stage="born"), orders={"use": reverse})
    turns = play(MINI, response, [Typed(text="1"), say(Word.BACK), say(Word.OPEN)])
    assert turns[0].response.answers["use"].choices == ("never",)
    assert {turn.response.orders["use"] for turn in turns} == {reverse}
    assert route_order("r1") == route_order("r1")


def test_the_present_question_gets_the_time_of_the_input_that_brought_it() -> None:
    moment = NOON + timedelta(microseconds=1)
    turn = resume(MINI, AT_USE, choose(USE, 1), moment)
    assert reloaded(turn.response).moved_at == moment


def test_a_withdrawn_response_that_begins_again_asks_for_consent() -> None:
    turns = play(MINI, AT_USE, [say(Word.WITHDRAW), say(Word.OPEN)])
    assert (turns[1].response.status, turns[1].response.at) == (Status.INVITED, CONSENT)
