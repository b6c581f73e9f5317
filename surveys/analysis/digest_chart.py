"""The digest's picture as data: five lines, each a share with its doubt and its target."""

from typing import Final

from surveys.analysis.digest import Digest
from surveys.analysis.digest_figures import ComparisonLine, IndicatorLine
from surveys.analysis.eras import reiwa
from surveys.analysis.levels import Level
from surveys.analysis.shares import FEWEST
from surveys.messages import Chart, ChartRow
from surveys.model import Language
from surveys.wording import Wording

MAX_ROWS: Final = 5

_PROVEN: Final = {Level.E3, Level.E4}


def digest_chart(digest: Digest, language: Language, wording: Wording) -> Chart | None:
    """The picture of a digest; None while fewer than 30 people have answered.

    It shows what the text shows: figures as they were released last.
    """
    standing = digest.standing
    if digest.quiet or standing.people < FEWEST:
        return None
    compared = standing.comparisons[:1]
    instead = {line.indicator for line in compared}
    lines = [line for line in standing.indicators if line.share.indicator not in instead]
    rows = [_share_row(digest, line, language) for line in lines[: MAX_ROWS - 2 * len(compared)]]
    for line in compared:
        rows += _group_rows(digest, line, language, wording)
    japanese = language in {Language.JA, Language.EASY}
    return Chart(
        title=wording.say(
            "digest_chart_title",
            language,
            year=reiwa(digest.fiscal_year) if japanese else digest.fiscal_year,
            people=standing.people,
        ),
        rows=tuple(rows),
        legend=wording.say("digest_chart_legend", language),
    )


def _share_row(digest: Digest, line: IndicatorLine, language: Language) -> ChartRow:
    share = line.share
    return ChartRow(
        label=line.short[language],
        estimate=share.estimate,
        low=share.low,
        high=share.high,
        target=line.target,
        before=digest.standing.before.get(share.indicator),
        proven=line.level in _PROVEN and share.estimate is not None,
    )


def _group_rows(
    digest: Digest, line: ComparisonLine, language: Language, wording: Wording
) -> list[ChartRow]:
    """Users above others. What is confirmed is the difference, so neither row is marked."""
    before = digest.standing.before
    label = line.short[language]
    return [
        ChartRow(
            label=wording.say("digest_chart_users", language, label=label),
            estimate=line.exposed.estimate,
            low=line.exposed.low,
            high=line.exposed.high,
            target=line.target,
            before=before.get(f"{line.claim}/users"),
        ),
        ChartRow(
            label=wording.say("digest_chart_others", language, label=label),
            estimate=line.unexposed.estimate,
            low=line.unexposed.low,
            high=line.unexposed.high,
            before=before.get(f"{line.claim}/others"),
        ),
    ]
