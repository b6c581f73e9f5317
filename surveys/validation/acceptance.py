"""The whole acceptance list of the statistics, line by line (EVIDENCE 8)."""

from collections.abc import Iterator
from typing import Final

from surveys.validation.claims import false_claims, power, unmeasured
from surveys.validation.coverage import confounding, coverage, readiness, resampled
from surveys.validation.lines import Line, Trial

PARTS: Final = (coverage, confounding, false_claims, power, readiness, unmeasured)
"""In the order of the list, as far as the fast path goes."""


def accepted(trial: Trial) -> Iterator[Line]:
    """All lines of the fast path; those of whole years are in `whole_years`."""
    for part in PARTS:
        yield from part(trial)


def steps_of(years: int) -> int:
    """How often `Trial.tell` will be called, for a progress bar."""
    return 20 + 2 + (resampled(years) + 19) // 20 + 2 * 50 + 3 * 50 + 50 + 50
