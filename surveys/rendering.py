"""Events of a turn as messages. Everything that happened in one turn is told in one message."""

from typing import assert_never

from surveys.events import (
    AlreadyAnswered,
    ChangeOffered,
    ChoiceTicked,
    ConsentAsked,
    ConsentRefused,
    Event,
    InputRefused,
    NotEligible,
    QuestionAsked,
    Refusal,
    ResponseEnded,
    ResponseStopped,
    ResponseWithdrawn,
    Shown,
    Told,
)
from surveys.messages import Message
from surveys.model import (
    FreeText,
    Language,
    MultipleChoice,
    Survey,
)
from surveys.pages import Facts, Page, change_page, consent_page, question_page
from surveys.turn import Turn
from surveys.wording import Wording


def render(
    survey: Survey, turn: Turn, language: Language, wording: Wording, facts: Facts
) -> Message | None:
    """One message for a turn, None when there is nothing to say.

    Notes (what was refused, that it is done) come first, then the page with its buttons.
    """
    page = Page(
        survey=survey, response=turn.response, language=language, wording=wording, facts=facts
    )
    parts = [part for event in turn.events if (part := _part(page, event)) is not None]
    if not parts:
        return None
    last = parts[-1]
    text = "\n\n".join(part.text for part in parts)
    return Message(
        text=text,
        language=language,
        buttons=last.buttons,
        progress=last.progress,
        page=last.page,
    )


def _part(page: Page, event: Event) -> Message | None:
    if isinstance(event, Shown):
        return _shown(page, event)
    if isinstance(event, Told):
        return Message(text=_told(page, event), language=page.language)
    return None


def _shown(page: Page, event: Shown) -> Message:
    match event:
        case ConsentAsked():
            return consent_page(page)
        case QuestionAsked(question=key) | ChoiceTicked(question=key):
            return question_page(page, page.survey.question(key))
        case ChangeOffered():
            return change_page(page)
        case _:
            assert_never(event)


def _told(page: Page, event: Told) -> str:
    match event:
        case InputRefused(why=why):
            return _refusal(page, why)
        case ResponseEnded():
            return page.say("thanks", centre=page.facts.centre)
        case ConsentRefused():
            return page.say("refused")
        case NotEligible():
            return page.say("not_eligible")
        case ResponseStopped():
            later = page.response.wave != page.survey.questions[0].wave
            return page.say("follow_up_stopped" if later else "stopped")
        case ResponseWithdrawn():
            return page.say("withdrawn")
        case AlreadyAnswered():
            return page.say("already_answered")
        case _:
            assert_never(event)


def _refusal(page: Page, why: Refusal) -> str:
    limits: dict[str, object] = {}
    if why in {Refusal.TOO_MANY, Refusal.TOO_LONG}:
        question = page.survey.question(page.response.at)
        if isinstance(question, MultipleChoice):
            limits["max"] = question.max_choices
        if isinstance(question, FreeText):
            limits["max"] = question.max_length
    return page.say(why.value, **limits)
