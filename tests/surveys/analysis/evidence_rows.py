"""Rows of evidence that fulfil everything their kind can be asked for."""

from dataclasses import replace

from surveys.analysis.levels import Evidence, Kind, Moment

# I1 of the strong year: everything for E3
REACH = Evidence(
    kind=Kind.REACH,
    moment=Moment.FREEZE,
    answers=640,
    lessons=286,
    response_rate=0.454,
    rated=1.0,
    smallest_cell=180,
    estimate=0.719,
    low=0.678,
    high=0.756,
    low80=0.692,
    high80=0.744,
    null=0.60,
    crossed=True,
    tipping=1.40,
)

ASSOCIATION = Evidence(
    kind=Kind.ASSOCIATION,
    moment=Moment.FREEZE,
    answers=640,
    lessons=286,
    response_rate=0.454,
    rated=1.0,
    smallest_cell=54,
    estimate=0.199,
    low=0.130,
    high=0.268,
    low80=0.154,
    high80=0.244,
    null=0.0,
    crossed=True,
    courses_agreeing=4,
    courses_counted=4,
)

EFFECT = replace(ASSOCIATION, kind=Kind.EFFECT, randomised=True, courses_counted=0)
