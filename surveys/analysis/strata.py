"""Which answers are compared with each other: courses and stages, thin ones merged."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from surveys.analysis.comparison import Contrast
from surveys.analysis.mantel_haenszel import Stratum
from surveys.analysis.merging import merge_thin
from surveys.analysis.proportions import summed

MINIMUM_ROW: Final = 5
"""Fewer users, or fewer others, in a stratum: it is merged with its neighbour (EVIDENCE 3.4)."""

Place: TypeAlias = tuple[str, str]
"""Course and stage."""


def merged_labels(contrasts: Sequence[Contrast]) -> dict[Place, str]:
    """The stratum of every course and stage, thin ones merged.

    Stages of one course are merged first. Courses that are thin as a whole are put together; if
    even that is thin it stays as it is, since the pooled difference bears sparse strata better
    than it bears unlike ones.
    """
    gathered: dict[Place, list[Contrast]] = {}
    for contrast in contrasts:
        gathered.setdefault((contrast.course, contrast.stage), []).append(contrast)

    def enough(places: Sequence[Place]) -> bool:
        chosen = [contrast for place in places for contrast in gathered[place]]
        exposed = sum(contrast.exposed.total for contrast in chosen)
        unexposed = sum(contrast.unexposed.total for contrast in chosen)
        return min(exposed, unexposed) >= MINIMUM_ROW

    courses = sorted({course for course, _ in gathered})
    groups: list[list[Place]] = []
    thin: list[Place] = []
    for course in courses:
        for group in merge_thin(sorted(p for p in gathered if p[0] == course), enough):
            if enough(group):
                groups.append(group)
            else:
                thin.extend(group)
    groups.extend(merge_thin(thin, enough))
    return {
        place: "+".join(f"{course}/{stage}" for course, stage in group)
        for group in groups
        for place in group
    }


def strata_of(contrasts: Sequence[Contrast], labels: Mapping[Place, str]) -> list[Stratum]:
    """The contrasts summed by label, in order of the labels."""
    gathered: dict[str, list[Contrast]] = {}
    for contrast in contrasts:
        gathered.setdefault(labels[contrast.course, contrast.stage], []).append(contrast)
    return [
        Stratum(
            label=label,
            exposed=summed([contrast.exposed for contrast in gathered[label]]),
            unexposed=summed([contrast.unexposed for contrast in gathered[label]]),
        )
        for label in sorted(gathered)
    ]


def agreeing_courses(contrasts: Sequence[Contrast], estimate: float) -> tuple[int, int]:
    """How many courses differ in the direction of an estimate, of how many that can tell.

    A course with fewer than 5 on a side cannot; one without any difference does not agree.
    """
    differences = [
        stratum.difference
        for stratum in strata_of(contrasts, {(c.course, c.stage): c.course for c in contrasts})
        if min(stratum.exposed.total, stratum.unexposed.total) >= MINIMUM_ROW
    ]
    agreeing = sum(1 for found in differences if found is not None and found * estimate > 0)
    return agreeing, len(differences)
