"""A typed text: an answer first, then a command, then a code, then a remark."""

from dataclasses import replace
from typing import Final

from handlers import (
    digest_places,
    drafting,
    enrolment,
    languages,
    lessons,
    members,
    new_lesson,
    plan_page,
    removal,
    reviewing,
)
from handlers.answers import latest, show_again, take, waiting
from handlers.work import Case
from surveys.inputs import Said, Typed, Word
from surveys.messages import Message
from surveys.model import CONSENT, FreeText, Language, Survey
from surveys.people import MemberRole
from surveys.phrases import Command, Commanded
from surveys.response import DONE, Response
from surveys.turn import shown_choices
from surveys.typed import choices_from

_WORDS: Final = {
    Command.NEXT: Word.NEXT,
    Command.BACK: Word.BACK,
    Command.SKIP: Word.SKIP,
    Command.STOP: Word.STOP,
}


def text_received(case: Case, text: str) -> list[Message]:
    """What is said to a typed text. Every text is answered."""
    said = case.work.house.phrases.read(text)
    awaited = _awaited(case, said, text)
    if awaited is not None:
        return awaited
    response = waiting(case)
    if response is not None and _answers(case, response, text):
        return take(case, response, Typed(text=text))
    if said is not None:
        done = _commanded(case, response, said)
        if done is not None:
            return done
    return _other(case, response, text)


def _other(case: Case, response: Response | None, text: str) -> list[Message]:
    """Neither an answer nor a command: a code, a language's name, a remark, or nothing known."""
    code = enrolment.code_in(text)
    if code is not None and (response is None or _known(case, code)):
        return enrolment.open_survey(case, code)
    language = languages.language_named(text)
    if language is not None:
        return languages.choose_language(case, language)
    if response is not None:
        return take(case, response, Typed(text=text))
    return [case.note("code_closed" if _too_late(case) else "start_hint")]


def _too_late(case: Case) -> bool:
    """Whether the person was in the middle of a survey that has closed since."""
    left = latest(case)
    return left is not None and left.at != DONE


def _awaited(case: Case, said: Commanded | None, text: str) -> list[Message] | None:
    """The answer to what the bot asked outside a survey; None where the text is not one."""
    deed, _, subject = (case.awaited or "").partition(":")
    if deed in {removal.WITHDRAW, removal.ERASE}:
        agreed = said is not None and said.command is Command.YES
        refused = said is not None and said.command is Command.NO
        return removal.confirmed(case, deed, yes=agreed) if agreed or refused else None
    if deed == digest_places.ASK_ADDRESS and said is None:
        return digest_places.address_typed(case, text)
    if deed == digest_places.ASK_CODE and said is None:
        return digest_places.code_typed(case, subject, text)
    if deed == lessons.AWAITED and said is None and case.may(MemberRole.STAFF):
        return lessons.finish_counted(case, subject, text)
    if deed == drafting.AWAITED and case.may(MemberRole.STAFF):
        return new_lesson.typed(case, text, said)
    return _fixed(case, deed, subject, text) if said is None else None


def _fixed(case: Case, deed: str, subject: str, text: str) -> list[Message] | None:
    """A coordinator's own version of a remark, or reason for lowering a claim."""
    if deed == plan_page.ASK_WHY and case.may(MemberRole.COORDINATOR):
        return plan_page.reasoned(case, subject, text)
    if deed == reviewing.FIX and case.may(MemberRole.COORDINATOR):
        return reviewing.corrected(case, subject, text)
    return None


def _answers(case: Case, response: Response, text: str) -> bool:
    """Whether a text is a number or label of the page that waits."""
    survey = _survey(case, response)
    if response.at == CONSENT:
        return choices_from(text, survey.consent.choices) is not None
    question = survey.question(response.at)
    if isinstance(question, FreeText):
        return False
    return choices_from(text, shown_choices(question, response)) is not None


def _survey(case: Case, response: Response) -> Survey:
    return case.work.house.catalog.get(response.survey, response.version)


def _known(case: Case, code: str) -> bool:
    return case.work.uow.collectors.by_code(code) is not None


def _commanded(case: Case, response: Response | None, said: Commanded) -> list[Message] | None:
    """A command, or None where this person or this moment has no such command."""
    if said.command in _WORDS:
        asked = response or latest(case)
        if asked is None:
            return [case.note("start_hint")]
        return take(case, asked, Said(word=_WORDS[said.command]))
    if said.command in members.ROLES:
        return members.commanded(case, said)
    if said.command in {Command.OPEN, Command.JOIN}:
        return _coded(case, response, said)
    if said.command is Command.START and response is not None:
        return show_again(case, response)
    return _requested(case, said.command)


def _requested(case: Case, command: Command) -> list[Message] | None:
    match command:
        case Command.WITHDRAW:
            return removal.ask_withdrawal(case)
        case Command.ERASE:
            return removal.ask_erasure(case)
        case Command.LANGUAGE:
            return languages.offer_languages(case)
        case Command.HELP:
            return members.help_for(case)
        case Command.START:
            return [case.note("welcome", centre=case.work.house.centre.name)]
        case _:
            return None


def _coded(case: Case, response: Response | None, said: Commanded) -> list[Message] | None:
    """アンケート CODE, 参加 CODE, /start CODE. In a remark they count only with a real code."""
    code = enrolment.code_in(said.rest)
    writing = response is not None and response.at != CONSENT
    if said.command is Command.OPEN:
        if code is None:
            return None if writing else [case.note("code_unknown", code=said.rest[:20])]
        # every QR holds the Japanese word, so only another language's word tells one
        spoken = said.language or Language.JA
        if spoken is not Language.JA and latest(case) is None:
            case = case.changed(replace(case.contact, language=spoken))
        return enrolment.open_survey(case, code)
    invited = enrolment.is_invitation(case, said.rest.upper())
    if writing and not invited and (code is None or not _known(case, code)):
        return None
    return enrolment.join(case, said.rest)
