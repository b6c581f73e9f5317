"""Pages as they leave the core: texts, buttons, numbers, and every one within the limits."""

from dataclasses import replace
from typing import Any, Final

import pytest

from surveys.messages import Button, Message, Progress, Role
from surveys.model import SKIPPED, Language, MultipleChoice
from surveys.pages import Facts, Page, answer_label, change_page, consent_page, question_page
from surveys.response import DONE, Response
from surveys.taps import (
    BackTapped,
    ChangeTapped,
    ChoiceTapped,
    ConsentTapped,
    LanguageMenuTapped,
    NextTapped,
    ReopenTapped,
    SkipTapped,
    unpack,
)
from tests.fakes.graphemes import count_graphemes, count_utf16
from tests.fakes.line_limits import LABEL, QUICK_REPLIES, TEXT
from tests.surveys.builders import (
    AONICO,
    FACTS,
    MINI,
    WORDING,
    answered,
    aonico_pages,
    response_to,
    started,
)

FULL: Final = answered(stage="born", use="never", why=("hard", "slow"), visits=SKIPPED)


def page(response: Response, language: Language = Language.EN, **facts: Any) -> Page:
    return Page(
        survey=MINI,
        response=response,
        language=language,
        wording=WORDING,
        facts=replace(FACTS, **facts),
    )


def buttons(message: Message) -> list[tuple[str, object]]:
    return [(button.label, unpack(button.data)) for button in message.buttons]


@pytest.mark.parametrize(
    ("facts", "lines"),
    [
        ({}, ["4 at ラフール", "See https://koe.example.jp/privacy", "Ask 045-000-0000"]),
        ({"privacy_url": None}, ["4 at ラフール", "Ask 045-000-0000"]),
        ({"contact": None}, ["4 at ラフール", "See https://koe.example.jp/privacy"]),
        ({"privacy_url": None, "contact": None}, ["4 at ラフール"]),
    ],
)
def test_the_intro_names_only_what_is_configured(facts: dict[str, Any], lines: list[str]) -> None:
    assert consent_page(page(response_to(MINI), **facts)).text.splitlines() == lines


def test_an_intro_without_those_lines() -> None:
    bare = replace(MINI, intro_privacy=None, intro_contact=None)
    shown = replace(page(response_to(MINI)), survey=bare)
    assert consent_page(shown).text == "4 at ラフール"


def test_the_consent_page_has_its_choices_and_the_languages() -> None:
    message = consent_page(page(response_to(MINI)))
    assert buttons(message) == [
        ("later", ConsentTapped(response="r1", choice=0)),
        ("today", ConsentTapped(response="r1", choice=1)),
        ("no", ConsentTapped(response="r1", choice=2)),
        ("ことば / Language", LanguageMenuTapped()),
    ]
    assert [button.number for button in message.buttons] == [1, 2, 3, None]
    assert message.page


def test_a_question_shows_its_own_order_and_taps_name_the_definitions_positions() -> None:
    order = {"use": ("never", "daily", "forgot")}
    response = started(MINI, "use", orders=order, answers=answered(stage="born"))
    message = question_page(page(response), MINI.question("use"))
    assert buttons(message) == [
        ("never", ChoiceTapped(response="r1", question=1, choice=1)),
        ("daily", ChoiceTapped(response="r1", question=1, choice=0)),
        ("forgot", ChoiceTapped(response="r1", question=1, choice=2)),
        ("Back", BackTapped(response="r1", question=1)),
    ]
    assert [button.number for button in message.buttons] == [1, 2, 3, None]
    assert message.progress == Progress(step=2, steps=4)


def test_the_first_question_has_no_way_back() -> None:
    message = question_page(page(started(MINI, "stage")), MINI.question("stage"))
    assert Role.BACK not in {button.role for button in message.buttons}


def test_several_choices_show_ticks_and_a_way_on() -> None:
    response = started(MINI, "why", answers=answered(use="never"), ticked=("slow",))
    message = question_page(page(response), MINI.question("why"))
    assert [(b.label, b.ticked) for b in message.buttons if b.role is Role.CHOICE] == [
        ("hard", False),
        ("slow", True),
        ("nothing", False),
    ]
    assert ("Next", NextTapped(response="r1", question=3)) in buttons(message)


def test_the_last_page_sums_up_and_asks_for_a_remark() -> None:
    message = question_page(page(started(MINI, "voice", answers=FULL)), MINI.question("voice"))
    *_, question, warning = message.text.splitlines()
    assert question == "Anything else?"
    assert "not read at once" in warning
    assert "・born\n・never\n・hard、slow\n・(no answer)\n" in message.text
    assert buttons(message) == [
        ("Finish without", SkipTapped(response="r1", question=5)),
        ("Change an answer", ChangeTapped(response="r1")),
    ]


def test_the_last_page_links_to_where_a_remark_is_written() -> None:
    link = "https://koe.example.jp/t/r1"
    shown = page(started(MINI, "voice", answers=FULL), remark_link=link)
    message = question_page(shown, MINI.question("voice"))
    assert message.buttons == (Button(label="Write a comment", data=link, role=Role.LINK),)
    assert not message.page
    assert WORDING.say("remark_page", Language.EN) in message.text


def test_answers_to_change_are_named_as_they_were_given_and_cut_to_fit() -> None:
    long = answered(use="lapsed", aonico_use="lapsed", barrier=("nomore", "hardtouse"))
    response = started(AONICO, DONE, answers=long)
    shown = replace(page(response, Language.JA), survey=AONICO)
    barrier = AONICO.question("barrier")
    assert isinstance(barrier, MultipleChoice)
    message = change_page(shown)
    assert [button.label for button in message.buttons] == [
        "以前使っていた",
        "アプリを増やしたくない、見づらい・使い…",
    ]
    assert unpack(message.buttons[1].data) == ReopenTapped(response="r1", question=5)
    assert answer_label(shown, barrier) == "アプリを増やしたくない、見づらい・使いにくい"


@pytest.mark.parametrize("language", list(Language))
def test_every_page_of_the_questionnaire_fits_every_platform(language: Language) -> None:
    pages = aonico_pages(language)
    assert len(pages) == 3 * len(AONICO.questions)
    for message in pages:
        assert 0 < count_utf16(message.text) <= TEXT
        assert "{" not in message.text
        assert len(message.buttons) <= QUICK_REPLIES
        labels = [button.label for button in message.buttons]
        assert all(0 < count_graphemes(label) <= LABEL for label in labels)
        assert len(set(labels)) == len(labels)


def test_facts_without_anything_configured_still_make_every_page() -> None:
    bare = Facts(centre="", course="", date="", privacy_url=None, contact=None, remark_link=None)
    shown = replace(page(response_to(MINI)), facts=bare)
    assert "None" not in consent_page(shown).text
