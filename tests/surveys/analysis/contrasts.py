"""Lessons with users and others, written short."""

from collections.abc import Sequence

from hypothesis import strategies as st

from surveys.analysis.comparison import Contrast
from surveys.analysis.proportions import Part


def contrast(
    lesson: str,
    exposed: tuple[int, int],
    unexposed: tuple[int, int],
    *,
    course: str = "baby",
    stage: str = "age0",
) -> Contrast:
    """One lesson; both sides as (count, total)."""
    return Contrast(
        lesson=lesson,
        course=course,
        stage=stage,
        exposed=Part(count=exposed[0], total=exposed[1]),
        unexposed=Part(count=unexposed[0], total=unexposed[1]),
    )


def spread(part: tuple[int, int], lessons: int) -> list[tuple[int, int]]:
    """A count and a total dealt out to lessons as evenly as it goes."""
    count, total = part
    counts = [(count + i) // lessons for i in range(lessons)]
    totals = [(total + i) // lessons for i in range(lessons)]
    return list(zip(counts, totals, strict=True))


def even(
    exposed: tuple[int, int],
    unexposed: tuple[int, int],
    lessons: int,
    *,
    course: str = "baby",
    stage: str = "age0",
) -> list[Contrast]:
    """The same totals in many like lessons."""
    return [
        contrast(f"{course}-{i:03}", users, others, course=course, stage=stage)
        for i, (users, others) in enumerate(
            zip(spread(exposed, lessons), spread(unexposed, lessons), strict=True)
        )
    ]


def swapped(contrasts: Sequence[Contrast]) -> list[Contrast]:
    """Users and others the other way round."""
    return [
        Contrast(
            lesson=one.lesson,
            course=one.course,
            stage=one.stage,
            exposed=one.unexposed,
            unexposed=one.exposed,
        )
        for one in contrasts
    ]


_parts = st.integers(0, 8).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))

any_contrasts = st.lists(
    st.builds(
        contrast,
        st.sampled_from([f"L{i}" for i in range(12)]),
        _parts,
        _parts,
        course=st.sampled_from(["baby", "pair", "toddler"]),
        stage=st.sampled_from(["age0", "age1"]),
    ),
    max_size=25,
)
