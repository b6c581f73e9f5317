"""Reads a questionnaire from its TOML text; finds all mistakes at once.

How to write one, and what each rule asks for: docs/survey-definitions.md.
"""

import re
import tomllib
from collections.abc import Mapping
from typing import Final

from surveys.definition_checks import check
from surveys.definition_choices import read_choices
from surveys.definition_fields import Table
from surveys.definition_indicators import read_indicators
from surveys.definition_keys import SURVEY_KEY, read_key
from surveys.definition_languages import PLACEHOLDERS, read_text
from surveys.definition_mistakes import DefinitionError, Mistake, Report, Rule
from surveys.definition_published import compare_published
from surveys.definition_questions import read_questions
from surveys.definition_rows import rows
from surveys.model import Consent, Survey, Text

__all__ = ["DefinitionError", "Mistake", "Rule", "compare_published", "read_survey"]

MAX_INTRO: Final = 2000
"""Length of the intro in UTF-16 units."""

_VERSION: Final = re.compile(r"(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){2}")
_ROW: Final = re.compile(r"at line (\d+)")


def read_survey(source: str, name: str) -> Survey:
    """The survey that a TOML text defines; `name` is what mistakes call the text.

    Raises:
        DefinitionError: the text is not TOML, or breaks rules; it holds all mistakes.
    """
    data = parsed(source, name)
    report = Report(source=name, rows=rows(source), data=data)
    survey = _survey(Table(values=data, path=(), report=report))
    check(survey, report)
    if report.mistakes:
        raise DefinitionError(report.mistakes)
    return survey


def parsed(source: str, name: str) -> Mapping[str, object]:
    """The text as plain values; any reason why it cannot be read becomes one mistake."""
    message = "brackets are nested too deep"
    try:
        return tomllib.loads(source.removeprefix("\ufeff"))
    except RecursionError:
        row = 0
    except ValueError as error:
        message = str(error)
        place = _ROW.search(message)
        row = int(place.group(1)) if place else source.count("\n") + 1
    mistake = Mistake(
        source=name,
        row=row,
        code=Rule.NOT_TOML,
        where="file",
        message=message,
        remedy="write it as TOML does (toml.io)",
    )
    raise DefinitionError([mistake])


def _survey(root: Table) -> Survey:
    root.only("survey", "consent", "question", "indicator")
    table = root.table("survey", "[survey]")
    table.only(
        "key", "version", "title", "intro", "intro_privacy", "intro_contact",
        "partial_from", "profile_days", "cool_down_days", "short_form",
    )  # fmt: skip
    root.required("question", "[[question]]")
    return Survey(
        key=read_key(table, SURVEY_KEY),
        version=_version(table),
        title=read_text(table, "title", PLACEHOLDERS),
        intro=read_text(table, "intro", PLACEHOLDERS, MAX_INTRO),
        intro_privacy=_optional_line(table, "intro_privacy", "privacy_url"),
        intro_contact=_optional_line(table, "intro_contact", "contact"),
        consent=_consent(root.table("consent", "[consent]")),
        questions=read_questions(root.tables("question")),
        indicators=read_indicators(root.tables("indicator")),
        partial_from=table.string("partial_from"),
        profile_days=_profile_days(table),
        cool_down_days=_cool_down(table),
        short_form=table.strings("short_form"),
    )


def _version(table: Table) -> str:
    version = table.string("version")
    if not _VERSION.fullmatch(version):
        message = f'"{version}" is not a version'
        table.add("version", Rule.VERSION_FORM, message, 'write three numbers, like "1.0.0"')
    return version


def _optional_line(table: Table, field: str, placeholder: str) -> Text | None:
    """A line of the intro that is shown only where its placeholder has a value."""
    if field not in table.values:
        return None
    return read_text(table, field, frozenset({placeholder}))


def _consent(table: Table) -> Consent:
    table.only("choice", "refusal", "follow_up")
    return Consent(
        choices=read_choices(table),
        refusal=table.string("refusal"),
        follow_up=table.string("follow_up"),
    )


def _profile_days(table: Table) -> Mapping[str, int]:
    days = table.table("profile_days", None)
    found = {key: days.integer(key) for key in days.values}
    for key, number in found.items():
        if number < 1:
            message = f"{key} is not remembered for a day"
            days.add(key, Rule.PROFILE_DAYS, message, "write 1 or more, or leave it out")
    return found


def _cool_down(table: Table) -> int:
    days = table.integer("cool_down_days", default=0)
    if days < 0:
        message = f"cool_down_days {days} is less than none"
        table.add("cool_down_days", Rule.COOL_DOWN, message, "write 0 or more")
    return days
