"""The language in which a person is answered."""

from dataclasses import replace
from typing import Final

from handlers.answers import show_again, waiting
from handlers.work import Case
from surveys.messages import Button, Message, Role
from surveys.model import Language
from surveys.taps import LanguageTapped, pack

LANGUAGE_NAMES: Final = {
    Language.JA: "日本語",
    Language.EASY: "やさしい日本語",
    Language.EN: "English",
    Language.ZH: "中文",
}


def offer_languages(case: Case) -> list[Message]:
    """The languages as buttons, each in its own words."""
    buttons = tuple(
        Button(label=name, data=pack(LanguageTapped(language=position)), role=Role.OTHER)
        for position, name in enumerate(LANGUAGE_NAMES.values())
    )
    return [
        Message(text=case.say("language_ask"), language=case.language, buttons=buttons, page=True)
    ]


def language_named(text: str) -> Language | None:
    """The language whose name was typed."""
    for language, name in LANGUAGE_NAMES.items():
        if text.strip().casefold() == name.casefold():
            return language
    return None


def choose_language(case: Case, language: Language) -> list[Message]:
    """Change the language; a waiting page is shown again in it."""
    case = case.changed(replace(case.contact, language=language))
    response = waiting(case)
    if response is not None:
        changed = replace(response, language=language)
        case.work.uow.responses.save(changed, source=None)
        return show_again(case, changed)
    return [case.note("language_set")]


def choose_nth(case: Case, position: int) -> list[Message]:
    """A language picked by button."""
    chosen = list(LANGUAGE_NAMES)
    if position >= len(chosen):
        return [case.note("stale")]
    return choose_language(case, chosen[position])
