"""`koe survey check` and `koe survey preview`."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

import typer

from bot import clock
from bot.app import read_catalog
from bot.opening import Problem
from bot.settings import Settings
from surveys import phrases, wording
from surveys.catalog import Catalog
from surveys.definition import DefinitionError, read_survey
from surveys.engine import resume
from surveys.inputs import Input, Said, Typed, Word
from surveys.messages import Message
from surveys.model import CONSENT, Language, Survey
from surveys.pages import Facts
from surveys.phrases import Command
from surveys.rendering import render
from surveys.response import DONE, Response

_WORDS: Final = {
    Command.NEXT: Word.NEXT,
    Command.BACK: Word.BACK,
    Command.SKIP: Word.SKIP,
    Command.STOP: Word.STOP,
    Command.WITHDRAW: Word.WITHDRAW,
}


def check(files: Sequence[Path]) -> bool:
    """Check definition files and print every mistake; whether there is none."""
    sound = True
    for file in files:
        try:
            source = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Problem(f"{file}: cannot be read ({type(error).__name__})") from None
        try:
            survey = read_survey(source, file.name)
        except DefinitionError as error:
            sound = False
            for mistake in error.mistakes:
                typer.echo(str(mistake), err=True)
        else:
            typer.echo(f"{file.name}: {survey.key} {survey.version} is sound")
    return sound


def preview(settings: Settings, key: str, language: str) -> None:
    """Talk a questionnaire through in the terminal. Numbers, labels and commands are understood.

    Raises:
        Problem: there is no such questionnaire or language.
    """
    if language not in set(Language):
        raise Problem(f"no such language: {language} (there are {', '.join(Language)})")
    survey = _survey(read_catalog(settings.surveys_dir), key)
    spoken = Language(language)
    facts = Facts(
        centre=settings.centre_name,
        course="プレビュー",
        date=f"{clock.now():%m/%d}",
        privacy_url=settings.privacy_url,
        contact=settings.contact,
        remark_link=None,
    )
    response = _fresh(survey, spoken)
    given: Input = Said(word=Word.OPEN)
    while True:
        turn = resume(survey, response, given, response.moved_at + timedelta(seconds=1))
        response = turn.response
        message = render(survey, turn, spoken, wording.built_in(), facts)
        if message is not None:
            _show(message)
        if response.at == DONE:
            return
        given = _given(typer.prompt(">", prompt_suffix=" "))


def _survey(catalog: Catalog, key: str) -> Survey:
    try:
        return catalog.latest(key)
    except KeyError:
        known = ", ".join(catalog.keys)
        raise Problem(f"no questionnaire {key} (there are: {known})") from None


def _fresh(survey: Survey, language: Language) -> Response:
    now = clock.now()
    return Response(
        id=clock.new_id(),
        respondent="preview",
        collector="preview",
        survey=survey.key,
        version=survey.version,
        wave=survey.questions[0].wave,
        mode="terminal",
        language=language,
        at=CONSENT,
        created_at=now,
        moved_at=now,
    )


def _given(text: str) -> Input:
    said = phrases.built_in().read(text)
    if said is not None and said.command in _WORDS:
        return Said(word=_WORDS[said.command])
    return Typed(text=text)


def _show(message: Message) -> None:
    typer.echo()
    if message.progress is not None:
        typer.echo(f"({message.progress.step}/{message.progress.steps})")
    typer.echo(message.text)
    for button in message.buttons:
        number = f"{button.number:>2} " if button.number else "   "
        typer.echo(f"  {number}{'✓ ' if button.ticked else ''}{button.label}")
