"""What the people behind a claim amount to: a share, or a difference (EVIDENCE 3.2, 3.4)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, assert_never

import numpy as np

from surveys.analysis.comparison import plain_difference
from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Kind
from surveys.analysis.nonresponse import tipping_point
from surveys.analysis.observations import Observation, contrasts, parts_by_lesson
from surveys.analysis.proportions import clustered_proportion
from surveys.analysis.sequential import difference_statistic, target_statistic
from surveys.analysis.stratified import StratifiedDifference, stratified_difference

CLUSTERED_WILSON: Final = "clustered_wilson"
"""Name of the method of shares: Wilson on the effective number of answers, t over lessons."""

STRATA_DIFFER: Final = 0.05
"""Below this p-value the strata of a difference do not agree (EVIDENCE 3.4)."""


def with_figures(
    blank: Entry, rows: Sequence[Observation], *, fallback_deff: float, resample: bool
) -> Entry:
    """An entry with what its rows amount to; unchanged where there is nothing to compute.

    `fallback_deff` stands in for a share that cannot tell its own design effect; `resample` asks
    for the lesson bootstrap.
    """
    match blank.kind:
        case Kind.REACH:
            return _share(blank, rows, fallback_deff)
        case Kind.ASSOCIATION:
            return _association(blank, rows, resample=resample)
        case Kind.EFFECT:
            # The drawn introduction is analysed by assignment, not from who uses the app.
            return blank
        case _:
            assert_never(blank.kind)


def _share(blank: Entry, rows: Sequence[Observation], fallback_deff: float) -> Entry:
    parts = parts_by_lesson(rows)
    share = clustered_proportion(parts, fallback_deff=fallback_deff)
    if share is None:
        return blank
    target = blank.target
    return replace(
        blank,
        estimate=share.estimate,
        low=share.low,
        high=share.high,
        low80=share.low80,
        high80=share.high80,
        deff=share.deff,
        method=CLUSTERED_WILSON,
        statistic=None if target is None else target_statistic(share, target),
        tipping=None if target is None else tipping_point(share.low, target),
    )


def _association(blank: Entry, rows: Sequence[Observation], *, resample: bool) -> Entry:
    compared = contrasts(rows)
    seed = int(blank.inputs_sha256[:16], 16)
    found = stratified_difference(
        compared, generator=np.random.default_rng(seed) if resample else None
    )
    plain = plain_difference(compared)
    if found is None or plain is None:
        return blank
    difference = found.difference
    return replace(
        blank,
        estimate=difference.estimate,
        low=difference.low,
        high=difference.high,
        low80=difference.low80,
        high80=difference.high80,
        deff=difference.deff,
        method=difference.method.value,
        statistic=difference_statistic(difference),
        courses_agreeing=found.courses_agreeing,
        courses_counted=found.courses_counted,
        crude=plain.estimate,
        crude_low=plain.low,
        crude_high=plain.high,
        # All its digits would be one more equation about counts that are not shown.
        equal_odds=None if found.equal_odds is None else round(found.equal_odds, 3),
        strata=_unlike(found),
    )


def _unlike(found: StratifiedDifference) -> tuple[str, ...]:
    """The names of the strata compared, where they do not agree."""
    if found.equal_odds is None or found.equal_odds >= STRATA_DIFFER:
        return ()
    return tuple(stratum.label for stratum in found.strata if stratum.weight)
