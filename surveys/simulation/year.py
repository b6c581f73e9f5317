"""A whole year: lessons, visits, what is answered of them, and the log of all events."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from surveys.model import Language, Survey
from surveys.simulation.deeds import Deed
from surveys.simulation.fates import Fate
from surveys.simulation.knobs import Knobs
from surveys.simulation.opinions import Opinions
from surveys.simulation.past import Past
from surveys.simulation.population import Parent, parents_of
from surveys.simulation.remarks import Remark
from surveys.simulation.timetable import HeldLesson, lessons_of
from surveys.simulation.visits import Visits, response_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A parent as the database knows them. `respondent` is None who never opened in time."""

    parent: int
    language: Language
    met_at: datetime
    respondent: str | None
    since: datetime | None
    blocked: bool
    remembered: Mapping[str, tuple[str, datetime]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """One family at one lesson, with what became of the survey there."""

    lesson: str
    course: int
    parent: int
    opinions: Opinions
    fate: Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """Everything about a simulated year.

    `pasts` are the responses as they lie in the database at the end; `log` all events of the
    parents in order of arrival, redeliveries among them, except those of the follow-up, which
    begin with a message of ours. `planted` are the remarks by response.
    """

    knobs: Knobs
    survey: Survey
    parents: tuple[Parent, ...]
    lessons: tuple[HeldLesson, ...]
    attended: tuple[Attended, ...]
    people: tuple[Person, ...]
    pasts: tuple[Past, ...]
    log: tuple[Deed, ...]
    planted: Mapping[str, Remark]

    def collector(self, lesson: str) -> str:
        """The id of a lesson's collector."""
        return self.knobs.identity("collector", lesson)

    def response(self, parent: int, lesson: str) -> str:
        """The id of a parent's response about a lesson."""
        return response_id(self.knobs, parent, lesson)

    def fates(self) -> Counter[Fate]:
        """How many families came to which end."""
        return Counter(one.fate for one in self.attended)


def simulated(
    knobs: Knobs, survey: Survey, tell: Callable[[int, int], None] = lambda _done, _all: None
) -> Year:
    """The year of these knobs; `tell(done, all)` is called after each lesson."""
    parents = parents_of(knobs)
    lessons = lessons_of(knobs, parents)
    visits = Visits(knobs=knobs, survey=survey, parents=parents)
    attended = []
    for number, lesson in enumerate(lessons, start=1):
        for parent in lesson.present:
            opinions, fate = visits.visit(parents[parent], lesson)
            attended.append(
                Attended(
                    lesson=lesson.lesson.id,
                    course=lesson.course,
                    parent=parent,
                    opinions=opinions,
                    fate=fate,
                )
            )
        tell(number, len(lessons))
    people = tuple(
        Person(
            parent=number,
            language=parents[number].language,
            met_at=known.met_at,
            respondent=known.respondent,
            since=known.since,
            blocked=known.blocked,
            remembered=known.remembered,
        )
        for number, known in sorted(visits.known.items())
    )
    return Year(
        knobs=knobs,
        survey=survey,
        parents=parents,
        lessons=lessons,
        attended=tuple(_erased(one, visits.gone) for one in attended),
        people=people,
        pasts=tuple(visits.pasts()),
        log=tuple(sorted(visits.log, key=lambda deed: deed.arrived)),
        planted=visits.planted,
    )


def _erased(one: Attended, gone: set[int]) -> Attended:
    """Of an erased parent nothing is left, of earlier lessons either."""
    untouched = {Fate.NOT_ASKED, Fate.NEVER_OPENED, Fate.LATE}
    if one.parent not in gone or one.fate in untouched:
        return one
    return replace(one, fate=Fate.ERASED)
