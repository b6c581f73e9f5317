"""How a button names a remark: response, position of the question, revision. No word of it."""

import re
from typing import Final

from handlers.work import Work
from surveys.voices.voice import VoiceId

_SUBJECT: Final = re.compile(r"([0-9A-Za-z-]{1,64})-([0-9]{1,3})-([0-9]{1,6})")


def subject_of(work: Work, voice: VoiceId) -> str:
    """A remark as a button's subject."""
    response = work.uow.responses.get(voice.response)
    survey = work.house.catalog.get(response.survey, response.version)
    keys = [question.key for question in survey.questions]
    return f"{voice.response}-{keys.index(voice.question)}-{voice.revision}"


def voice_named(work: Work, subject: str) -> VoiceId | None:
    """The remark that a button names; None where its response is gone or nothing was named."""
    parts = _SUBJECT.fullmatch(subject)
    if parts is None:
        return None
    name, position, revision = parts.groups()
    try:
        response = work.uow.responses.get(name)
    except KeyError:
        return None
    questions = work.house.catalog.get(response.survey, response.version).questions
    if int(position) >= len(questions):
        return None
    return VoiceId(
        response=response.id, question=questions[int(position)].key, revision=int(revision)
    )
