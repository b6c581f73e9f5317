"""Pages of a survey as messages: consent, question, last page, answers to change."""

from dataclasses import dataclass

from surveys.messages import Button, Message, Progress, Role
from surveys.model import (
    SKIPPED,
    CodedQuestion,
    FreeText,
    Language,
    MultipleChoice,
    Question,
    Survey,
    Text,
    choice_of,
)
from surveys.response import Response, closed_questions, longest_path
from surveys.taps import (
    BackTapped,
    ChangeTapped,
    ChoiceTapped,
    ConsentTapped,
    LanguageMenuTapped,
    NextTapped,
    QuietTapped,
    ReopenTapped,
    SkipTapped,
    pack,
)
from surveys.turn import shown_choices
from surveys.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What placeholders stand for. `remark_link` is None where remarks are typed in the chat."""

    centre: str
    course: str
    date: str
    privacy_url: str | None
    contact: str | None
    remark_link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a renderer needs to know besides the event."""

    survey: Survey
    response: Response
    language: Language
    wording: Wording
    facts: Facts

    def say(self, key: str, **values: object) -> str:
        """A text of the wording in the reader's language."""
        return self.wording.say(key, self.language, **values)

    def fill(self, text: Text) -> str:
        """A text of the definition with its placeholders filled in."""
        return text[self.language].format(
            centre=self.facts.centre,
            course=self.facts.course,
            date=self.facts.date,
            privacy_url=self.facts.privacy_url,
            contact=self.facts.contact,
            n_questions=longest_path(self.survey, self.response),
        )

    def position(self, key: str) -> int:
        """A question's place in the definition, as buttons name it."""
        return [question.key for question in self.survey.questions].index(key)


def consent_page(page: Page) -> Message:
    """The first page: what it is for, what becomes of the answers, and the choices."""
    survey, facts = page.survey, page.facts
    lines = [page.fill(survey.intro).strip()]
    if facts.privacy_url and survey.intro_privacy is not None:
        lines.append(page.fill(survey.intro_privacy))
    if facts.contact and survey.intro_contact is not None:
        lines.append(page.fill(survey.intro_contact))
    choices = tuple(
        Button(
            label=choice.label[page.language],
            data=pack(ConsentTapped(response=page.response.id, choice=position)),
            number=position + 1,
            said=page.say("tapped"),
        )
        for position, choice in enumerate(survey.consent.choices)
    )
    menu = Button(label=page.say("language"), data=pack(LanguageMenuTapped()), role=Role.OTHER)
    return Message(
        text="\n".join(lines), language=page.language, buttons=(*choices, menu), page=True
    )


def question_page(page: Page, question: Question) -> Message:
    """A question with its choices; a remark has the last page."""
    if isinstance(question, FreeText):
        return _remark_page(page, question)
    response, language = page.response, page.language
    position = page.position(question.key)
    shown = shown_choices(question, response)
    buttons = [
        Button(
            label=choice.label[language],
            data=pack(
                ChoiceTapped(
                    response=response.id,
                    question=position,
                    choice=question.choices.index(choice),
                )
            ),
            ticked=choice.key in response.ticked,
            number=number,
            said=page.say("tapped"),
        )
        for number, choice in enumerate(shown, start=1)
    ]
    if isinstance(question, MultipleChoice):
        tap = NextTapped(response=response.id, question=position)
        buttons.append(Button(label=page.say("next"), data=pack(tap), role=Role.NEXT))
    buttons += _quiet(page)
    keys = [q.key for q in closed_questions(page.survey, response)]
    step = keys.index(question.key)
    if any(key in response.answers for key in keys[:step]):
        tap_back = BackTapped(response=response.id, question=position)
        buttons.append(Button(label=page.say("back"), data=pack(tap_back), role=Role.BACK))
    return Message(
        text=page.fill(question.text),
        language=language,
        buttons=tuple(buttons),
        progress=_progress(page, step + 1),
        page=True,
    )


def _quiet(page: Page) -> list[Button]:
    """The way out of all follow-ups, on the first page of one."""
    if page.response.answers or page.response.wave == page.survey.questions[0].wave:
        return []
    tap = QuietTapped(response=page.response.id)
    return [Button(label=page.say("follow_up_quiet"), data=pack(tap), role=Role.OTHER)]


def _progress(page: Page, step: int) -> Progress | None:
    """The place on the way; after the last closed question there is no way left to show."""
    if page.response.completed_at is not None:
        return None
    return Progress(step=step, steps=longest_path(page.survey, page.response))


def _remark_page(page: Page, question: FreeText) -> Message:
    """The last page: what was answered, and room for a remark, here or behind a link."""
    summary = _summary(page)
    response = page.response
    if page.facts.remark_link is not None:
        text = "\n\n".join(
            [page.say("thanks", centre=page.facts.centre), summary, page.say("remark_page")]
        )
        link = Button(label=page.say("write_remark"), data=page.facts.remark_link, role=Role.LINK)
        return Message(text=text, language=page.language, buttons=(link,))
    skip = SkipTapped(response=response.id, question=page.position(question.key))
    change = ChangeTapped(response=response.id)
    not_at_once = page.say("remark_not_at_once")
    return Message(
        text="\n\n".join(
            [page.say("recorded"), summary, page.fill(question.text) + "\n" + not_at_once]
        ),
        language=page.language,
        buttons=(
            Button(label=page.say("skip_remark"), data=pack(skip), role=Role.SKIP),
            Button(label=page.say("change"), data=pack(change), role=Role.OTHER),
        ),
        page=True,
    )


def _summary(page: Page) -> str:
    lines = [f"・{answer_label(page, question)}" for question in _answered(page)]
    return "\n".join([page.say("summary"), *lines])


def _answered(page: Page) -> list[CodedQuestion]:
    return [
        question
        for question in closed_questions(page.survey, page.response)
        if question.key in page.response.answers
    ]


def answer_label(page: Page, question: CodedQuestion) -> str:
    """An answer as the person saw it: the labels of what was chosen."""
    chosen = page.response.answers[question.key].choices
    if chosen == (SKIPPED,):
        return page.say("skipped")
    return "、".join(choice_of(question, key).label[page.language] for key in chosen)


def _shortened(label: str) -> str:
    """Several choices on one button: cut to what every platform shows."""
    return label if len(label) <= 20 else f"{label[:19]}…"


def change_page(page: Page) -> Message:
    """The answers given so far as buttons, to pick one to change."""
    buttons = tuple(
        Button(
            label=_shortened(answer_label(page, question)),
            data=pack(
                ReopenTapped(response=page.response.id, question=page.position(question.key))
            ),
            said=page.say("change"),
        )
        for question in _answered(page)
    )
    return Message(text=page.say("change_ask"), language=page.language, buttons=buttons, page=True)
