"""The digest's picture as data: the figures of the text, with those of the quarter before."""

from dataclasses import replace

import pytest

from surveys.analysis.digest_chart import digest_chart
from surveys.model import Language
from tests.surveys.analysis.digest_drafted import JA, november
from tests.surveys.analysis.digest_years import long_year, seen
from tests.surveys.analysis.rows import wording


def test_the_chart_shows_what_the_text_shows() -> None:
    digest = november()
    chart = digest_chart(digest, JA, wording())
    assert chart is not None
    assert chart.title == f"Aonicoの届き方（令和８年度 累計 {digest.standing.people}人）"
    assert [row.label for row in chart.rows] == [
        "知っている", "使っている", "きっかけ", "間に合う（使う人）", "間に合う（使わない人）",
    ]  # fmt: skip
    assert [row.proven for row in chart.rows] == [True, False, False, False, False]
    assert [row.target for row in chart.rows] == [0.6, 0.4, 0.15, 0.7, None]
    # since October: as it was shown when the quarter began
    earlier = seen(long_year(), "2026-W39").standing
    befores = {row.share.indicator: row.share.estimate for row in earlier.indicators}
    assert [row.before for row in chart.rows[:3]] == [befores[key] for key in ("I1", "I2", "I3")]
    (then,) = [one for one in earlier.comparisons if one.claim == "I4"]
    assert chart.rows[3].before == pytest.approx(then.exposed.estimate)
    assert chart.rows[4].before == pytest.approx(then.unexposed.estimate)


def test_no_chart_below_thirty_people_or_in_a_quiet_week() -> None:
    digest = november()
    few = replace(digest, standing=replace(digest.standing, people=29))
    quiet = replace(digest, lessons_held=0, opened=0)
    assert digest_chart(few, JA, wording()) is None
    assert digest_chart(quiet, JA, wording()) is None


def test_without_a_comparison_more_indicators_find_room() -> None:
    digest = november()
    bare = replace(digest, standing=replace(digest.standing, comparisons=(), before={}))
    chart = digest_chart(bare, Language.EN, wording())
    assert chart is not None
    assert [row.label for row in chart.rows] == ["Aware", "Using", "Led here", "In time", "Useful"]
    assert chart.title == f"Reach of Aonico (FY2026, {bare.standing.people} people)"
