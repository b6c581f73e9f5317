"""Conversations in the reader's notation (dialogues/*.toml), played on any channel.

A step is what the person does (`tap` a choice by its key, `say` a command, `type` a text, or
nothing while so many `weeks` go by) and what they then see: the page (`sees`), the lines above
it (`tells`), ticks and progress.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from surveys.model import CodedQuestion, FreeText, Language, MultipleChoice, Survey
from surveys.phrases import Command, Phrases
from surveys.wording import Wording
from tests.fakes.patience import PATIENCE

FOLDER: Final = Path(__file__).parent / "dialogues"

NAMES: Final = {
    Language.JA: "日本語",
    Language.EASY: "やさしい日本語",
    Language.EN: "English",
    Language.ZH: "中文",
}


class Person(Protocol):
    """Somebody with a phone, on whatever channel."""

    def say(self, text: str) -> object:
        """Type a text."""

    def tap(self, label: str) -> object:
        """Tap a button that can be reached."""

    def await_reply(self, seconds: float = PATIENCE) -> str:
        """Wait for what comes back."""

    @property
    def screen(self) -> str:
        """The newest text."""

    @property
    def buttons(self) -> list[str]:
        """The newest buttons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """One conversation with what must be stored at its end."""

    name: str
    title: str
    steps: tuple[dict[str, Any], ...]
    ends: str
    answers: dict[str, Any]
    revisions: dict[str, int]

    @property
    def weeks(self) -> int:
        """How long it lasts; 0 where it is over at once."""
        return sum(step.get("weeks", 0) for step in self.steps)


def read_dialogue(path: Path) -> Dialogue:
    """A dialogue file."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Dialogue(
        name=path.stem,
        title=data["title"],
        steps=tuple(data["step"]),
        ends=data["ends"],
        answers=data["answers"],
        revisions=data.get("revisions", {}),
    )


def all_dialogues() -> list[Dialogue]:
    """Every dialogue, by name."""
    return [read_dialogue(path) for path in sorted(FOLDER.glob("*.toml"))]


@dataclass(kw_only=True)
class Player:
    """Plays a dialogue for one person and compares every screen."""

    person: Person
    survey: Survey
    wording: Wording
    phrases: Phrases
    language: Language
    code: str
    page: str = "consent"
    wait: Callable[[int], None] | None = None

    def play(self, dialogue: Dialogue) -> None:
        """Choose the language, then go through the steps."""
        self.person.say(self.phrases.shown(Command.LANGUAGE, self.language))
        self.person.await_reply()
        self.person.tap(NAMES[self.language])
        self.person.await_reply()
        for number, step in enumerate(dialogue.steps, start=1):
            if self.wait is not None and "weeks" in step:
                self.wait(step["weeks"])
            else:
                self._do(step)
            self.person.await_reply()
            self._compare(step, f"{dialogue.name}, step {number} {step}")

    def _do(self, step: dict[str, Any]) -> None:
        match step:
            case {"tap": key}:
                self.person.tap(self._label(key))
            case {"say": "open"}:
                opening = self.phrases.shown(Command.OPEN, self.language)
                self.person.say(f"{opening} {self.code}")
            case {"say": word}:
                self.person.say(self.phrases.shown(Command(word), self.language))
            case {"type": text}:
                self.person.say(text)
            case {"label": key}:
                self.person.say(self._label(key))
            case {"long": length}:
                self.person.say("あ" * length)
            case {"code": True}:
                self.person.say(self.code.lower())
            case _:
                raise ValueError(f"no such step: {step}")

    def _label(self, key: str) -> str:
        page, _, choice = key.rpartition(":")
        page = page or self.page
        if page == "answer":
            return self._answered_label(choice)
        if page == "consent":
            return self._choice_label(self.survey.consent.choices, choice)
        if page in {"confirm", "change", "end"}:
            return self.wording.say(choice, self.language)
        question = self.survey.question(page)
        if isinstance(question, FreeText):
            return self.wording.say(choice, self.language)
        return self._choice_label(question.choices, choice)

    def _choice_label(self, choices: Any, key: str) -> str:
        for choice in choices:
            if choice.key == key:
                return str(choice.label[self.language])
        return self.wording.say(key, self.language)

    def _answered_label(self, key: str) -> str:
        """The button of an answered question in the list of answers to change."""
        question = self.survey.question(key)
        assert not isinstance(question, FreeText)
        labels = {choice.label[self.language] for choice in question.choices}
        return next(button for button in self.person.buttons if button in labels)

    def _compare(self, step: dict[str, Any], where: str) -> None:
        screen, buttons = self.person.screen, self.person.buttons
        language = Language(step.get("language", self.language))
        for key in step.get("tells", ()):
            beginning = self.wording.texts[key][language].partition("{")[0]
            assert beginning in screen, f"{where}: {beginning!r} is not said in {screen!r}"
        expected = self._page_text(step["sees"], language)
        assert expected in screen, f"{where}: {expected!r} is not in {screen!r}"
        for label in self._page_labels(step, language):
            assert label in buttons, f"{where}: no button {label!r} in {buttons}"
        if step["sees"] == "end":
            assert buttons == [], f"{where}: buttons at the end"
        if "progress" in step:
            assert step["progress"] in screen, f"{where}: no {step['progress']} in {screen!r}"
        self.page = step["sees"]

    def _page_text(self, page: str, language: Language) -> str:
        if page in {"end", "confirm"}:
            return ""
        if page == "change":
            return self.wording.say("change_ask", language)
        text = self.survey.intro if page == "consent" else self.survey.question(page).text
        return text[language].partition("{")[0]

    def _page_labels(self, step: dict[str, Any], language: Language) -> list[str]:
        page = step["sees"]
        if page in {"end", "change"}:
            return []
        if page == "confirm":
            return [self.wording.say("no", language)]
        if page == "consent":
            return [choice.label[language] for choice in self.survey.consent.choices]
        question = self.survey.question(page)
        if isinstance(question, FreeText):
            return [self.wording.say("skip_remark", language)]
        return self._question_labels(question, step, language)

    def _question_labels(
        self, question: CodedQuestion, step: dict[str, Any], language: Language
    ) -> list[str]:
        labels = [
            f"✓ {choice.label[language]}"
            if choice.key in step.get("ticked", ())
            else choice.label[language]
            for choice in question.choices
        ]
        if isinstance(question, MultipleChoice):
            labels.append(self.wording.say("next", language))
        return labels
