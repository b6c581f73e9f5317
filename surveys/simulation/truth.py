"""What is true of a simulated year: what every figure computed from it should be held to."""

from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import Any, Final

from surveys.simulation.fates import Fate
from surveys.simulation.knobs import Knobs
from surveys.simulation.opinions import Opinions, opinions_of
from surveys.simulation.timetable import COURSES, HeldLesson
from surveys.simulation.year import Attended, Year

ANSWERED: Final = frozenset({Fate.COMPLETE})
"""Who counts in the indicators: the full form, complete."""

HIGH: Final = {"4", "5"}


def truth_of(year: Year) -> dict[str, Any]:
    """The truth as it is written to truth.json; shares between 0 and 1."""
    knobs, fates = year.knobs, year.fates()
    asked = sum(fates.values()) - fates[Fate.NOT_ASKED]
    return {
        "seed": knobs.seed,
        "fiscal_year": knobs.fiscal_year,
        "knobs": {
            "lessons": knobs.lessons,
            "weeks": knobs.weeks,
            "parents": knobs.parents,
            "effect": knobs.effect,
            "icc": knobs.icc,
            "confounding": knobs.confounding,
            "nonresponse": knobs.nonresponse,
        },
        "indicators": _indicators(year),
        "difference": _difference(year),
        "flow": {
            "lessons": len(year.lessons),
            "lessons_held": sum(bool(held.present) for held in year.lessons),
            "lessons_surveyed": sum(held.opened_at is not None for held in year.lessons),
            "families": sum(fates.values()),
            "families_invited": asked,
            "fates": {fate.value: fates[fate] for fate in Fate},
            "persons": len(_first(one for one in year.attended if one.fate in ANSWERED)),
            "response_rate": fates[Fate.COMPLETE] / _eligible(year) if asked else None,
        },
        "planted": [
            {"response": response, "kind": kind.value, "text": text}
            for response, remark in sorted(year.planted.items())
            for kind, text in remark.planted
        ],
    }


def _indicators(year: Year) -> dict[str, dict[str, float | None]]:
    """Every indicator among all parents, those who came to a surveyed lesson, those counted.

    Of each person the first occasion counts, as in the analysis.
    """
    came = _first(one for one in year.attended if one.fate is not Fate.NOT_ASKED)
    answered = _first(one for one in year.attended if one.fate in ANSWERED)
    groups = {
        "population": _everybody(year),
        "attendees": [one.opinions for one in came],
        "respondents": [one.opinions for one in answered],
    }
    names = ("I1", "I2", "I3", "I4", "I5", "I6")
    return {
        name: {group: _share(name, people) for group, people in groups.items()} for name in names
    }


def _share(indicator: str, people: Sequence[Opinions]) -> float | None:
    """An indicator's share among people, by its definition in the questionnaire."""
    found = [value for one in people if (value := _counts(indicator, one)) is not None]
    return fmean(found) if found else None


def _counts(indicator: str, one: Opinions) -> bool | None:
    """Whether a person counts for an indicator; None where they are not in its base."""
    given = {key: choices[0] for key, choices in one.choices.items()}
    match indicator:
        case "I1":
            return given["aonico_use"] != "never_heard"
        case "I2":
            return one.uses
        case "I3":
            return given["route"] == "aonico"
        case "I4":
            return None if given["timely"] == "dk" else given["timely"] in HIGH
        case "I5":
            return given["useful"] in HIGH if one.uses and given["useful"] != "dk" else None
        case _:
            return given["connected"] in HIGH


def _difference(year: Year) -> dict[str, Any]:
    """What using the app does to timely information: for everybody asked, and by course."""
    came = _first(one for one in year.attended if one.fate is not Fate.NOT_ASKED)

    def effect(people: Iterable[Attended]) -> float | None:
        gains = [one.opinions.timely_with - one.opinions.timely_without for one in people]
        return fmean(gains) if gains else None

    return {
        "effect": year.knobs.effect,
        "marginal": effect(came),
        "by_course": {
            name: effect(one for one in came if one.course == number)
            for number, (name, *_) in enumerate(COURSES)
        },
    }


def _everybody(year: Year) -> list[Opinions]:
    """What all parents would say in the middle of the year, each at a usual lesson for them."""
    knobs = year.knobs
    drawn = knobs.generator(5)
    usual = {number: _usual(knobs, year, number) for number in range(len(COURSES))}
    found = []
    for parent in (one for one in year.parents if one.expects(0.5)):
        stage = parent.stage(0.5)
        course = next(number for number, (_, stages, *_) in enumerate(COURSES) if stage in stages)
        found.append(opinions_of(knobs, drawn, parent, usual[course]))
    return found


def _usual(knobs: Knobs, year: Year, course: int) -> HeldLesson:
    """A lesson without anything of its own, in the middle of the year."""
    return HeldLesson(
        lesson=year.lessons[0].lesson,
        course=course,
        present=(),
        opened_at=None,
        shift=0.0,
        year=0.5 * min(1.0, knobs.weeks / 52),
    )


def _eligible(year: Year) -> int:
    """Families to whom the full form was due: asked, not in the cool-down.

    A family that had itself erased counts as one that never opened: nobody can tell any more.
    """
    fates = year.fates()
    return sum(fates.values()) - fates[Fate.NOT_ASKED] - fates[Fate.COOL_DOWN]


def _first(attended: Iterable[Attended]) -> list[Attended]:
    """The first of each parent."""
    found: dict[int, Attended] = {}
    for one in attended:
        found.setdefault(one.parent, one)
    return list(found.values())
