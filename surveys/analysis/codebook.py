"""The codebook: every question and every value that an export can hold, with its label."""

from collections.abc import Iterable
from typing import Final, assert_never

from surveys.analysis.sheets import Cell, Column, Sheet
from surveys.model import (
    SKIPPED,
    FreeText,
    Language,
    MultipleChoice,
    NumberBands,
    Question,
    Scale,
    SingleChoice,
    Survey,
)

SKIPPED_CODE: Final = -2
"""The missing code of a question that was shown and not answered."""

KINDS: Final = ("single", "multi", "scale", "number", "text")


def codebook_sheet(surveys: Iterable[Survey]) -> Sheet:
    """One row for each value of each question; a text has one row without a value."""
    versions = tuple(surveys)
    return Sheet(
        name="codebook",
        title="コードブック",
        columns=(
            Column(name="survey", kind="string", title="調査", values=survey_keys(versions)),
            Column(name="version", kind="string", title="版"),
            Column(name="question", kind="string", title="質問", values=question_keys(versions)),
            Column(name="kind", kind="string", title="形式", values=KINDS),
            Column(name="wave", kind="string", title="調査の回", values=waves(versions)),
            Column(name="text_ja", kind="string", title="質問文"),
            Column(name="value", kind="string", title="値", required=False),
            Column(name="code", kind="number", title="コード番号", required=False),
            Column(name="label_ja", kind="string", title="選択肢", required=False),
            Column(name="missing", kind="boolean", title="欠測"),
        ),
        rows=tuple(
            (survey.key, survey.version, question.key, *rest)
            for survey in versions
            for question in survey.questions
            for rest in _values(question)
        ),
    )


def survey_keys(surveys: Iterable[Survey]) -> tuple[str, ...]:
    """The keys of surveys, each once."""
    return tuple(dict.fromkeys(survey.key for survey in surveys))


def question_keys(surveys: Iterable[Survey]) -> tuple[str, ...]:
    """The keys of all questions of all surveys, each once."""
    return tuple(dict.fromkeys(q.key for survey in surveys for q in survey.questions))


def waves(surveys: Iterable[Survey]) -> tuple[str, ...]:
    """The measurement occasions of surveys, each once."""
    return tuple(dict.fromkeys(q.wave for survey in surveys for q in survey.questions))


def _values(question: Question) -> list[tuple[Cell, ...]]:
    """Kind, wave and text of a question with each of its values."""
    head = (_kind(question), question.wave, question.text[Language.JA])
    if isinstance(question, FreeText):
        return [(*head, None, None, None, False)]
    rows: list[tuple[Cell, ...]] = [
        (*head, choice.key, choice.value, choice.label[Language.JA], choice.missing)
        for choice in question.choices
    ]
    return [*rows, (*head, SKIPPED, SKIPPED_CODE, None, True)]


def _kind(question: Question) -> str:
    """A question's kind, as definitions call it."""
    match question:
        case SingleChoice():
            return "single"
        case MultipleChoice():
            return "multi"
        case Scale():
            return "scale"
        case NumberBands():
            return "number"
        case FreeText():
            return "text"
        case _:
            assert_never(question)
