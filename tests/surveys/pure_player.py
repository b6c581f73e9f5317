"""Dialogues played on engine and rendering alone, the response stored as JSON in between."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from surveys.engine import resume
from surveys.events import Event, InputRefused, QuestionAsked, Refusal
from surveys.follow_up import AFTER, invited, wants_follow_up
from surveys.inputs import Input, Pressed, Said, SurveyTap, Typed, Word
from surveys.messages import Message
from surveys.model import CONSENT, FreeText, Language, Survey
from surveys.phrases import Command
from surveys.rendering import render
from surveys.response import DONE, Response, disposition
from surveys.taps import (
    BackTapped,
    ChangeTapped,
    ChoiceTapped,
    ConfirmTapped,
    ConsentTapped,
    LanguageTapped,
    NextTapped,
    QuietTapped,
    ReopenTapped,
    SkipTapped,
    pack,
    unpack,
)
from surveys.turn import Turn, asked_again
from tests.dialogue import Dialogue
from tests.surveys.builders import AONICO, FACTS, PHRASES, WORDING, at, reloaded, response_to

WORDS: Final = {Command(word.value): word for word in Word if word is not Word.WITHDRAW}
ENGINE_SAYS: Final = {*Refusal, "thanks", "refused", "not_eligible", "stopped", "recorded"}


@dataclass(kw_only=True)
class Met:
    """What dialogues came across: kinds of events, questions, buttons; refusals; commands."""

    events: set[type[Event]] = field(default_factory=set)
    refusals: set[Refusal] = field(default_factory=set)
    questions: set[type] = field(default_factory=set)
    pressed: set[type] = field(default_factory=set)
    offered: set[type] = field(default_factory=set)
    commands: set[Command] = field(default_factory=set)


@dataclass(kw_only=True)
class PurePlayer:
    """Plays one dialogue. What use cases say without the engine is passed over."""

    language: Language
    met: Met
    survey: Survey = AONICO
    response: Response | None = None
    page: str = "end"
    screen: Message | None = None
    buttons: frozenset[str] = frozenset()
    minute: int = 0

    def play(self, dialogue: Dialogue) -> None:
        """All steps, each screen compared; what is left at the end is for the caller."""
        # Every player begins by saying the command and tapping a language (tests/dialogue.py).
        self.met.commands.add(Command.LANGUAGE)
        self.met.pressed.add(LanguageTapped)
        for number, step in enumerate(dialogue.steps, start=1):
            self.minute += 1
            self.screen = None
            self._do(step)
            if self.screen is not None:
                self._compare(self.screen, step, f"{dialogue.name}, step {number} {step}")
            self.page = step["sees"]

    def _do(self, step: dict[str, Any]) -> None:
        match step:
            case {"tap": key}:
                self._tap(key)
            case {"say": word}:
                self.met.commands.add(Command(word))
                self._say(Command(word))
            case {"type": text}:
                self._type(text)
            case {"label": key}:
                self._type(self._label(key, self.page))
            case {"long": length}:
                self._type("あ" * length)
            case {"code": True}:
                self._open()
            case {"weeks": weeks}:
                self._follow_up(weeks)
            case _:
                raise ValueError(f"no such step: {step}")

    def _say(self, command: Command) -> None:
        match command:
            case Command.OPEN:
                self._open()
            case Command.YES | Command.NO if self.page == "confirm":
                self._confirm("no" if command is Command.NO else "yes_withdraw")
            case Command.NEXT | Command.BACK | Command.SKIP | Command.STOP:
                self._give(Said(word=WORDS[command]))
            case Command.WITHDRAW | Command.ERASE | Command.HELP | Command.START:
                pass  # the use cases ask or tell by themselves
            case _:
                self._type(PHRASES.shown(command, self.language))

    def _type(self, text: str) -> None:
        said = PHRASES.read(text)
        if said is not None and said.command is Command.JOIN:
            self.met.commands.add(said.command)
        elif self.response is not None and self.response.at != DONE:
            self._give(Typed(text=text))

    def _label(self, key: str, page: str) -> str:
        question = self.survey.question(page)
        assert not isinstance(question, FreeText)
        return next(c.label[self.language] for c in question.choices if c.key == key)

    def _open(self) -> None:
        if self.response is None:
            now = at(self.minute)
            self.response = response_to(
                self.survey, language=self.language, created_at=now, moved_at=now
            )
        self._give(Said(word=Word.OPEN))

    def _follow_up(self, weeks: int) -> None:
        assert self.response is not None
        assert timedelta(weeks=weeks) >= AFTER
        assert wants_follow_up(
            self.survey, self.response.consent, disposition(self.survey, self.response)
        )
        now = at(self.minute)
        turn = invited(self.survey, self.response, new_id="w2", language=self.language, now=now)
        self.response = reloaded(turn.response)
        self._see(turn)

    def _quiet(self) -> None:
        """The use case stops the follow-up, and says so itself."""
        assert self.response is not None
        tap = QuietTapped(response=self.response.id)
        assert pack(tap) in self.buttons
        self.met.pressed.add(QuietTapped)
        self._give(Said(word=Word.STOP))
        self.screen = None

    def _tap(self, name: str) -> None:
        page, _, key = name.rpartition(":")
        if key == "follow_up_quiet":
            self._quiet()
            return
        if self.page == "confirm":
            self.met.pressed.add(ConfirmTapped)
            self._confirm(key)
            return
        tap = self._button(page or self.page, key)
        if page in {"", "answer"}:
            assert pack(tap) in self.buttons, f"no button {name} on {self.page}"
        self.met.pressed.add(type(tap))
        self._give(Pressed(tap=tap))

    def _button(self, page: str, key: str) -> SurveyTap:
        assert self.response is not None
        name, keys = self.response.id, [question.key for question in self.survey.questions]
        if page == "answer":
            return ReopenTapped(response=name, question=keys.index(key))
        if page == CONSENT:
            consent = [choice.key for choice in self.survey.consent.choices]
            return ConsentTapped(response=name, choice=consent.index(key))
        position = keys.index(page)
        match key:
            case "next":
                return NextTapped(response=name, question=position)
            case "back":
                return BackTapped(response=name, question=position)
            case "skip_remark":
                return SkipTapped(response=name, question=position)
            case "change":
                return ChangeTapped(response=name)
            case _:
                return self._choice_button(position, key)

    def _choice_button(self, position: int, key: str) -> ChoiceTapped:
        assert self.response is not None
        question = self.survey.questions[position]
        assert not isinstance(question, FreeText)
        choice = [choice.key for choice in question.choices].index(key)
        return ChoiceTapped(response=self.response.id, question=position, choice=choice)

    def _confirm(self, key: str) -> None:
        if key == "yes_erase":
            self.response = None
        elif key == "yes_withdraw":
            self._give(Said(word=Word.WITHDRAW))
        elif self.response is not None:
            self._see(Turn(response=self.response, events=asked_again(self.response)))

    def _give(self, given: Input) -> None:
        if self.response is not None:
            turn = resume(self.survey, self.response, given, at(self.minute))
            self.response = reloaded(turn.response)
            assert self.response == turn.response
            self._see(turn)

    def _see(self, turn: Turn) -> None:
        for event in turn.events:
            self.met.events.add(type(event))
            if isinstance(event, InputRefused):
                self.met.refusals.add(event.why)
            if isinstance(event, QuestionAsked):
                self.met.questions.add(type(self.survey.question(event.question)))
        self.screen = render(self.survey, turn, self.language, WORDING, FACTS)
        if self.screen is not None:
            self.buttons = frozenset(button.data for button in self.screen.buttons)
            self.met.offered |= {type(unpack(data)) for data in self.buttons}

    def _compare(self, screen: Message, step: dict[str, Any], where: str) -> None:
        for key in ENGINE_SAYS.intersection(step.get("tells", ())):
            told = WORDING.texts[key][self.language].partition("{")[0]
            assert told in screen.text, f"{where}: {told!r} is not said in {screen.text!r}"
        expected = self._page_text(step["sees"])
        assert expected in screen.text, f"{where}: {expected!r} is not in {screen.text!r}"
        assert screen.page == (step["sees"] != "end"), where
        ticked = [button.label for button in screen.buttons if button.ticked]
        assert ticked == [self._label(key, step["sees"]) for key in step.get("ticked", ())], where
        if "progress" in step:
            progress = screen.progress
            assert progress is not None, where
            assert f"{progress.step}/{progress.steps}" == step["progress"], where

    def _page_text(self, page: str) -> str:
        match page:
            case "end":
                return ""
            case "change":
                return WORDING.say("change_ask", self.language)
            case "consent":
                return self.survey.intro[self.language].partition("{")[0]
            case _:
                return self.survey.question(page).text[self.language]
