"""How a button names a remark: response, position of the question, revision. No word of it."""

from handlers.work import Work
from surveys.voices.voice import VoiceId


def subject_of(work: Work, voice: VoiceId) -> str:
    """A remark as a button's subject."""
    response = work.uow.responses.get(voice.response)
    survey = work.house.catalog.get(response.survey, response.version)
    keys = [question.key for question in survey.questions]
    return f"{voice.response}-{keys.index(voice.question)}-{voice.revision}"


def voice_named(work: Work, subject: str) -> VoiceId | None:
    """The remark that a button names; None where its response is gone or nothing was named."""
    parts = subject.rsplit("-", 2)
    if len(parts) != 3 or not (parts[1].isdigit() and parts[2].isdigit()):
        return None
    try:
        response = work.uow.responses.get(parts[0])
    except KeyError:
        return None
    questions = work.house.catalog.get(response.survey, response.version).questions
    if int(parts[1]) >= len(questions):
        return None
    return VoiceId(
        response=response.id, question=questions[int(parts[1])].key, revision=int(parts[2])
    )
