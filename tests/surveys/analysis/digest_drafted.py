"""The week that the design draws, and a November counted from rows (EVIDENCE 5)."""

from dataclasses import replace
from functools import cache

from surveys.analysis.digest import Digest, ThemeLine
from surveys.analysis.digest_alerts import (
    FewAnswered,
    WithoutSurvey,
)
from surveys.analysis.digest_figures import ComparisonLine, IndicatorLine
from surveys.analysis.digest_progress import Outlook, ProgressLine
from surveys.analysis.digest_standing import Standing
from surveys.analysis.levels import Kind, Level
from surveys.analysis.shares import Share
from surveys.model import Language, Text
from tests.surveys.analysis.digest_years import long_year, seen
from tests.surveys.analysis.rows import survey, tokyo

JA = Language.JA


@cache
def november() -> Digest:
    return seen(long_year(), "2026-W47")


def short(indicator: str) -> Text:
    return survey().indicator(indicator).short


def label(indicator: str) -> Text:
    return survey().indicator(indicator).label


def share(indicator: str, numerator: int, denominator: int, low: float, high: float) -> Share:
    return Share(
        indicator=indicator, numerator=numerator, denominator=denominator,
        estimate=numerator / denominator, low=low, high=high,
    )  # fmt: skip


def line(
    indicator: str, numerator: int, limits: tuple[float, float], level: Level
) -> IndicatorLine:
    return IndicatorLine(
        share=share(indicator, numerator, 421, *limits), label=label(indicator),
        short=short(indicator), target=survey().indicator(indicator).target, level=level,
    )  # fmt: skip


def as_drafted() -> Digest:
    """The week that the design draws, by its own figures."""
    compared = ComparisonLine(
        claim="I4", indicator="I4", label=label("I4"), short=short("I4"),
        exposed=share("I4", 126, 168, 0.68, 0.82), unexposed=share("I4", 147, 253, 0.52, 0.64),
        target=0.7, difference=0.17, low=0.07, high=0.25, crude=0.17, level=Level.E2,
    )  # fmt: skip
    progress = ProgressLine(
        claim="I3", label=label("I3"), short=short("I3"), kind=Kind.REACH, answers=421,
        planned=900, supposed=0.2, needed=817, more=396, outlook=Outlook.MORE,
    )  # fmt: skip
    return replace(
        november(),
        lessons_held=9, lessons_surveyed=8, attendance_families=74, invited=66, opened=41,
        completed=37, response_rate=0.5, rate_before=0.46, respondents=423,
        progress=(progress,),
        standing=Standing(
            people=421,
            indicators=(
                line("I1", 299, (0.66, 0.75), Level.E3), line("I2", 172, (0.36, 0.46), Level.U),
                line("I3", 76, (0.14, 0.23), Level.E2),
            ),
            comparisons=(compared,),
        ),
        themes=(
            ThemeLine(label={**short("I1"), JA: "予約開始の通知が助かる"}, persons=6),
            ThemeLine(label={**short("I1"), JA: "古い予定が残っている"}, persons=5),
        ),
        alerts=(
            FewAnswered(starts_at=tokyo("2026-11-18 14:00"), completed=2, families=14),
            WithoutSurvey(count=1),
        ),
    )  # fmt: skip
