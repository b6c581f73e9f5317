"""Checks that concern a definition as a whole: references, conditions, waves, length."""

from collections.abc import Iterable
from typing import Final

from surveys.definition_conditions import check_condition, coded
from surveys.definition_indicators import check_indicator
from surveys.definition_mistakes import Path, Report, Rule
from surveys.definition_paths import TooManyWaysError, longest_way
from surveys.definition_text import nearest
from surveys.model import Question, Survey

MAX_CLOSED: Final = 7
"""Closed questions of one wave; more would not fit into a minute."""


def check(survey: Survey, report: Report) -> None:
    """Report everything that only shows when the parts are seen together.

    Positions in `survey` are those of the source; "" stands for what is reported already.
    """
    _check_references(survey, report)
    _check_consent(survey, report)
    _check_conditions(survey, report)
    for wave in dict.fromkeys(question.wave for question in survey.questions if question.wave):
        _check_wave(survey, wave, report)
    for position, indicator in enumerate(survey.indicators):
        check_indicator(indicator, survey, ("indicator", position), report)


def _check_references(survey: Survey, report: Report) -> None:
    """The questions that the survey's own fields name."""
    keys = [question.key for question in survey.questions]
    with_choices = coded({question.key: question for question in survey.questions})
    references: list[tuple[Path, Rule, Iterable[str], list[str]]] = [
        (("survey", "partial_from"), Rule.PARTIAL_FROM, [survey.partial_from], with_choices),
        (("survey", "short_form"), Rule.SHORT_FORM, survey.short_form, keys),
        (("survey", "profile_days"), Rule.PROFILE_DAYS, survey.profile_days, with_choices),
    ]
    for path, code, names, known in references:
        for name in names:
            if name not in known:
                what = "a question" if known is keys else "a question with choices"
                report.add(path, code, f'"{name}" is not {what}', nearest(name, known))


def _check_consent(survey: Survey, report: Report) -> None:
    consent = survey.consent
    keys = [choice.key for choice in consent.choices]
    for field, name in (("refusal", consent.refusal), ("follow_up", consent.follow_up)):
        if name not in keys:
            message = f'{field}: there is no choice "{name}"'
            report.add(("consent", field), Rule.CONSENT_LEVEL, message, nearest(name, keys))
    if consent.refusal == consent.follow_up:
        message = "refusal and follow_up are the same choice"
        report.add(("consent", "follow_up"), Rule.CONSENT_LEVEL, message, "name another choice")


def _check_conditions(survey: Survey, report: Report) -> None:
    for position, question in enumerate(survey.questions):
        known: dict[str, Question] = {}
        for earlier in survey.questions[:position]:
            if earlier.wave == question.wave:
                known[earlier.key] = earlier
        path = ("question", position, "show_if")
        check_condition(question.show_if, known, survey.profile_days, path, report)


def _check_wave(survey: Survey, wave: str, report: Report) -> None:
    questions = [question for question in survey.questions if question.wave == wave]
    path = ("question", survey.questions.index(questions[0]))
    if not any(question.core and question.show_if is None for question in questions):
        message = f"wave {wave} has no core question that everybody is asked"
        remedy = "add core = true to one without show_if"
        report.add(path, Rule.NO_CORE, message, remedy)
    try:
        length = longest_way(questions)
    except TooManyWaysError:
        message = f"the conditions of wave {wave} have too many outcomes to be tried"
        report.add(path, Rule.PATHS_MANY, message, "name fewer questions or choices in show_if")
        return
    if length > MAX_CLOSED:
        message = f"wave {wave} can become {length} closed questions long"
        remedy = f"leave some out, or show them to fewer people, until {MAX_CLOSED} remain"
        report.add(path, Rule.PATH_LONG, message, remedy)
