"""The nouns of a questionnaire: languages, choices, questions, indicators, surveys."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from surveys.conditions import Condition


class Language(StrEnum):
    """Languages in which every text exists, as BCP 47 tags; Japanese is the default."""

    JA = "ja"
    EASY = "ja-x-easy"
    EN = "en"
    ZH = "zh-Hans"


Text: TypeAlias = Mapping[Language, str]

SKIPPED: Final = "skipped"
"""Reserved choice key: the person was asked and chose not to answer (missing code -2)."""

WRITTEN: Final = "written"
"""What a condition calls a remark that was written: the one thing it can ask of free text."""

CONSENT: Final = "consent"
"""Reserved question key: the first page of every first wave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer that can be chosen.

    `value` is the published code; negative values are missing codes (-8, -9). An ineligible
    choice ends the survey with thanks and keeps the response out of every base.
    """

    key: str
    value: float
    label: Text
    missing: bool = False
    eligible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every question has. `core` questions decide whether a response is complete."""

    key: str
    wave: str
    text: Text
    show_if: Condition | None = None
    core: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleChoice(Asked):
    """Exactly one choice. `rotate` shuffles the choices per response, keeping `keep_last`."""

    choices: tuple[Choice, ...]
    rotate: bool = False
    keep_last: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoice(Asked):
    """Several choices, at most `max_choices`; an exclusive or missing one stands alone."""

    choices: tuple[Choice, ...]
    max_choices: int
    exclusive: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale(Asked):
    """Ordered points, each labelled, lowest first; missing choices follow the points."""

    choices: tuple[Choice, ...]
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberBands(Asked):
    """A number asked in bands; a choice's value is its band's midpoint, for adjustment only."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeText(Asked):
    """An optional remark of at most `max_length` characters."""

    max_length: int


CodedQuestion: TypeAlias = SingleChoice | MultipleChoice | Scale | NumberBands
Question: TypeAlias = CodedQuestion | FreeText

Base: TypeAlias = Literal["complete", "answered", "valid", "shown"]
"""complete: core-complete responses; answered: any choice, missing ones too, but no skip;
valid: answered with a choice that is not missing; shown: was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """The share of a base who chose one of `counts` in `question`.

    `where` narrows the base; `target` is a share between 0 and 1, None where none is set.
    `short` is the label of one digest line.
    """

    key: str
    label: Text
    short: Text
    question: str
    counts: tuple[str, ...]
    base: Base
    goals: tuple[int, ...]
    where: Condition | None = None
    target: float | None = None
    in_digest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The first page. Each choice's key is stored as the level of consent."""

    choices: tuple[Choice, ...]
    refusal: str
    follow_up: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """One published version of a questionnaire; it never changes afterwards.

    `profile_days` says for how many days an answer is remembered as profile, by question key.
    `intro_privacy` and `intro_contact` are lines after the intro, shown where their address is
    configured.
    """

    key: str
    version: str
    title: Text
    intro: Text
    intro_privacy: Text | None = None
    intro_contact: Text | None = None
    consent: Consent
    questions: tuple[Question, ...]
    indicators: tuple[Indicator, ...]
    partial_from: str
    profile_days: Mapping[str, int]
    cool_down_days: int
    short_form: tuple[str, ...]

    def question(self, key: str) -> Question:
        """The question with this key.

        Raises:
            KeyError: this version has no such question.
        """
        for question in self.questions:
            if question.key == key:
                return question
        raise KeyError(key)

    def indicator(self, key: str) -> Indicator:
        """The indicator with this key.

        Raises:
            KeyError: this version has no such indicator.
        """
        for indicator in self.indicators:
            if indicator.key == key:
                return indicator
        raise KeyError(key)


def choice_of(question: CodedQuestion, key: str) -> Choice:
    """The choice of `question` with this key.

    Raises:
        KeyError: the question has no such choice.
    """
    for choice in question.choices:
        if choice.key == key:
            return choice
    raise KeyError(key)
