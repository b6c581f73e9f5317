"""Acceptance 8 and 9: the attack on what is shown, and what masking removes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from surveys.analysis.disclosure import leaks
from surveys.analysis.release import Release, release
from surveys.analysis.suppression import INTERNAL, Published, Table, publish, small_cells
from surveys.analysis.tally import Pass, Tally, primary
from surveys.analysis.weeks import Week
from surveys.simulation.knobs import ZONE, Knobs
from surveys.simulation.remarks import Secret, remark_of
from surveys.simulation.year import Year
from surveys.validation.lines import Line, checked, told
from surveys.voices.masking import mask

STEPS: Final = (("never_heard",), ("name_only", "lapsed"), ("sometimes", "weekly"))
"""Columns of the table that is shown week after week."""

REMARKS: Final = 3000
"""Remarks in which personal data are planted."""


def attack(year: Year, counted: Tally) -> Iterator[Line]:
    """A table by course, week after week: with the release rule, and with cells hidden only."""
    people = primary(
        counted.passes, survey=year.survey.key, year=year.knobs.fiscal_year, zone=ZONE
    )
    weeks = sorted({Week.of(held.lesson.starts_at, ZONE) for held in year.lessons})
    shown: Release | None = None
    safe: list[Published] = []
    naive: list[Published] = []
    for week in weeks:
        table = _table([one for one in people if Week.of(one.row.created_at, ZONE) <= week])
        shown = release(shown, table, INTERNAL)
        if shown is not None and (not safe or safe[-1] != shown.published):
            safe.append(shown.published)
        naive.append(publish(table, small_cells(table, INTERNAL)))
    found = sum(len(leaks([a, b], INTERNAL)) for a, b in pairwise(safe))
    found += len(leaks(safe[:: max(1, len(safe) // 6)], INTERNAL))
    yield checked(
        "8 attack",
        f"cells below {INTERNAL} found in {len(safe)} releases, pair by pair and all together",
        str(found),
        "0",
        passed=found == 0 and len(safe) > 1,
    )
    given = sum(len(leaks([a, b], INTERNAL)) for a, b in pairwise(naive))
    yield checked(
        "8 naive",
        "the same attack where small cells are hidden and nothing else (it must find some)",
        str(given),
        "> 0",
        passed=given > 0,
    )


def _table(people: Sequence[Pass]) -> Table:
    courses = sorted({one.row.course for one in people})
    counts = Counter((one.row.course, one.chosen["aonico_use"][0]) for one in people)
    return Table(
        rows=tuple(courses),
        columns=tuple(steps[0] for steps in STEPS),
        counts=tuple(
            tuple(sum(counts[course, step] for step in steps) for steps in STEPS)
            for course in courses
        ),
    )


def masking(seed: int) -> Iterator[Line]:
    """Remarks with planted personal data; names need the human eye, so they are only told."""
    drawn = Knobs(seed=seed, lessons=1).generator(6)
    hidden: Counter[Secret] = Counter()
    planted: Counter[Secret] = Counter()
    for remark in (remark_of(drawn) for _ in range(REMARKS)):
        masked = mask(remark.text)
        for kind, text in remark.planted:
            planted[kind] += 1
            hidden[kind] += text not in masked
    for kind in Secret:
        recall = hidden[kind] / planted[kind]
        what = f"planted {kind} that masking removed, of {planted[kind]}"
        if kind in {Secret.PHONE, Secret.MAIL}:
            yield checked(f"9 {kind}", what, f"{recall:.4f}", "≥ 0.950", passed=recall >= 0.95)
        else:
            yield told(f"9 {kind}", what, f"{recall:.4f}")
