"""The questionnaires that are known, by key and version."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TypeAlias

from typing_extensions import override

from surveys.definition import DefinitionError, Mistake, Rule, compare_published, read_survey
from surveys.definition_published import version_numbers
from surveys.definition_rows import rows
from surveys.model import Survey

Source: TypeAlias = tuple[str, str]
"""Name and TOML text of a definition."""


class UnknownVersionError(KeyError):
    """Answers were given to a questionnaire, or a version of it, that nobody has at hand."""

    @override
    def __str__(self) -> str:
        """What is missing and where it should be, in one line."""
        return (
            f"調査票「{self.args[0]}」の定義が見つかりません。"
            "この版で集めた回答があります。その定義ファイル（TOML）を設定 KOE_SURVEYS_DIR の"
            "フォルダーに入れてから、もう一度実行してください。"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Surveys in all their versions, by key, then from the oldest version to the newest."""

    surveys: tuple[Survey, ...]

    @classmethod
    def of(cls, sources: Iterable[Source]) -> "Catalog":
        """The catalog of these definitions.

        Raises:
            DefinitionError: a definition has mistakes, the same version is given twice, or a
                version breaks what the one before it has published. All mistakes of all
                definitions are in it.
        """
        found: list[tuple[Survey, Source]] = []
        mistakes: list[Mistake] = []
        for source in sources:
            try:
                found.append((read_survey(source[1], source[0]), source))
            except DefinitionError as error:
                mistakes += error.mistakes
        found.sort(key=lambda entry: (entry[0].key, version_numbers(entry[0].version)))
        for (before, (first, _)), (after, source) in pairwise(found):
            if before.key == after.key:
                mistakes += _follows(before, first, after, source)
        if mistakes:
            raise DefinitionError(mistakes)
        return cls(surveys=tuple(survey for survey, _ in found))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all surveys, each once, in alphabetical order."""
        return tuple(dict.fromkeys(survey.key for survey in self.surveys))

    def latest(self, key: str) -> Survey:
        """The newest version of a survey.

        Raises:
            UnknownVersionError: there is no survey with this key.
        """
        for survey in reversed(self.surveys):
            if survey.key == key:
                return survey
        raise UnknownVersionError(key)

    def get(self, key: str, version: str) -> Survey:
        """One version of a survey.

        Raises:
            UnknownVersionError: there is no such survey, or not in this version.
        """
        for survey in self.surveys:
            if (survey.key, survey.version) == (key, version):
                return survey
        raise UnknownVersionError(f"{key} {version}")


def _follows(before: Survey, first: str, after: Survey, source: Source) -> Iterable[Mistake]:
    """Mistakes of a definition with regard to the version before it."""
    name, text = source
    if before.version != after.version:
        return compare_published(before, after, source=text, name=name)
    mistake = Mistake(
        source=name,
        row=rows(text)["survey", "version"],
        code=Rule.VERSION_TWICE,
        where="survey",
        message=f"{after.key} {after.version} is in {first} already",
        remedy="raise the version, or remove one of the two files",
    )
    return (mistake,)


@cache
def built_in() -> tuple[Source, ...]:
    """The definitions that come with the program, by name."""
    folder = files("surveys") / "catalog"
    texts = [
        (entry.name, entry.read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    ]
    return tuple(sorted(texts))
