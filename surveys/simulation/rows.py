"""A simulated year as the rows that figures are computed from, without a database."""

from surveys.figures import AnswerRow, LessonRow, ResponseRow
from surveys.simulation.past import Past
from surveys.simulation.timetable import HeldLesson
from surveys.simulation.year import Year


def lesson_rows(year: Year) -> list[LessonRow]:
    """All lessons, as `Figures.lessons` gives them."""
    return [
        LessonRow(
            lesson=held.lesson.id,
            course=held.lesson.course.name,
            starts_at=held.lesson.starts_at,
            ends_at=held.lesson.ends_at,
            place=held.lesson.place,
            status=held.lesson.status,
            families=held.lesson.families,
            people=held.lesson.people,
            collector=year.collector(held.lesson.id) if held.opened_at else None,
            opened_at=held.opened_at,
        )
        for held in year.lessons
    ]


def response_rows(year: Year) -> list[ResponseRow]:
    """All responses, as `Figures.responses` gives them, in any order."""
    by_collector = {year.collector(held.lesson.id): held for held in year.lessons}
    return [_row(past, by_collector[past.response.collector]) for past in year.pasts]


def answer_rows(year: Year) -> list[AnswerRow]:
    """The newest answers, as `Figures.answers` gives them, in any order."""
    return [
        AnswerRow(
            response=past.response.id,
            question=kept.answer.question,
            choice=choice,
            text=text,
            answered_at=kept.answer.at,
        )
        for past in year.pasts
        for kept in past.kept
        if kept.newest and (kept.message is None or kept.answer.text is not None)
        for choice, text in (
            [(None, kept.answer.text)]
            if kept.answer.text is not None
            else [(choice, None) for choice in kept.answer.choices]
        )
    ]


def _row(past: Past, held: HeldLesson) -> ResponseRow:
    response = past.response
    return ResponseRow(
        response=response.id,
        respondent=response.respondent,
        lesson=held.lesson.id,
        course=held.lesson.course.name,
        lesson_starts_at=held.lesson.starts_at,
        survey=response.survey,
        version=response.version,
        wave=response.wave,
        mode=response.mode,
        language=response.language.value,
        status=response.status.value,
        short=response.short,
        consent=response.consent,
        profile=dict(response.profile),
        created_at=response.created_at,
        started_at=response.started_at,
        completed_at=response.completed_at,
    )
