"""Surveys and responses at hand, and a response's way through JSON."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from surveys import catalog, phrases, wording
from surveys.catalog import Catalog
from surveys.definition import read_survey
from surveys.engine import resume
from surveys.inputs import Input
from surveys.messages import Message
from surveys.model import CONSENT, Language, Survey
from surveys.pages import Facts, Page, change_page, consent_page, question_page
from surveys.response import Answer, Response, Status
from surveys.turn import Turn
from tests.surveys.test_definition_example import SOUND

NOON: Final = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
WORDING: Final = wording.built_in()
PHRASES: Final = phrases.built_in()
AONICO: Final = Catalog.of(catalog.built_in()).latest("aonico-core")
MINI: Final = read_survey(SOUND, "mini.toml")
FACTS: Final = Facts(
    centre="ラフール",
    course="ハローベビークラス",
    date="11/18(水)",
    privacy_url="https://koe.example.jp/privacy",
    contact="045-000-0000",
    remark_link=None,
)


def at(minutes: float) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def response_to(survey: Survey, **changed: Any) -> Response:
    """A new response on the consent page."""
    new = Response(
        id="r1",
        respondent="p1",
        collector="c1",
        survey=survey.key,
        version=survey.version,
        wave="w1",
        mode="line",
        language=Language.JA,
        at=CONSENT,
        created_at=NOON,
        moved_at=NOON,
    )
    return replace(new, **changed)


def started(survey: Survey, position: str, **changed: Any) -> Response:
    """A response of somebody who agreed and is asked the question at `position`."""
    values = {"status": Status.STARTED, "consent": survey.consent.choices[0].key, "at": position}
    return response_to(survey, **{**values, "started_at": NOON, **changed})


def answered(**choices: str | tuple[str, ...]) -> dict[str, Answer]:
    """Answers by question key, all given at noon."""
    return {
        key: Answer(question=key, choices=(keys,) if isinstance(keys, str) else keys, at=NOON)
        for key, keys in choices.items()
    }


def reloaded(response: Response) -> Response:
    """The response after a way through JSON text, as if it had been stored."""
    fields = {name: getattr(response, name) for name in Response.__dataclass_fields__}
    fields["answers"] = [
        {name: getattr(answer, name) for name in Answer.__dataclass_fields__}
        for answer in response.answers.values()
    ]
    data = json.loads(json.dumps(fields, default=_written))
    for name in ("created_at", "started_at", "completed_at", "moved_at", "closes_at"):
        data[name] = datetime.fromisoformat(data[name]) if data[name] else None
    answers = [
        Answer(**{**a, "choices": tuple(a["choices"]), "at": datetime.fromisoformat(a["at"])})
        for a in data["answers"]
    ]
    data["answers"] = {answer.question: answer for answer in answers}
    data["orders"] = {key: tuple(order) for key, order in data["orders"].items()}
    data["ticked"] = tuple(data["ticked"])
    data["language"], data["status"] = Language(data["language"]), Status(data["status"])
    return Response(**data)


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else dict(value)


def play(survey: Survey, response: Response, inputs: Iterable[Input]) -> list[Turn]:
    """The turns of these inputs, a minute apart, stored after each."""
    turns: list[Turn] = []
    for minute, given in enumerate(inputs, start=1):
        turn = resume(survey, response, given, at(minute))
        response = reloaded(turn.response)
        assert response == turn.response
        turns.append(turn)
    return turns


LEADS: Final = {"useful": "weekly", "barrier": "lapsed"}
"""What must be said of the app for a question to be asked."""


def aonico_pages(language: Language, response: str = "r1") -> list[Message]:
    """Every page that the Aonico questionnaire can show: consent, questions, changes."""
    made: list[Message] = []
    for question in AONICO.questions:
        answers = answered(aonico_use=LEADS.get(question.key, "never_heard"), timely="dk")
        if question.wave == "w2":
            answers = answered(fu_action=("center", "community", "consult", "aonico_use"))
        elif question.key not in {"voice", *LEADS}:
            answers["voice"] = Answer(question="voice", text="はい", at=NOON)
        asked = started(AONICO, question.key, id=response, wave=question.wave, answers=answers)
        page = Page(survey=AONICO, response=asked, language=language, wording=WORDING, facts=FACTS)
        made += [consent_page(page), question_page(page, question), change_page(page)]
    return made
