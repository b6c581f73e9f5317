"""A digest of a week without lessons, and one that comes late."""

import pytest

from surveys.analysis.digest_views import digest_text
from surveys.model import Language
from tests.surveys.analysis.rows import (
    Rows,
    wording,
)
from tests.surveys.analysis.test_digest import MONDAY_AFTER, digest, lines, people


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (
            "2026-11-18 12:00",
            ["【週報・途中】11/16(月)～11/22(日)", "今週は、まだ講座も回答もありません。"],
        ),
        (
            MONDAY_AFTER,
            ["【週報】11/16(月)～11/22(日)", "この週は、講座も回答もありませんでした。"],
        ),
    ],
)
def test_a_quiet_week_says_so_in_two_lines(now: str, expected: list[str]) -> None:
    rows = Rows()
    rows.crowd(rows.lesson("2026-11-11 10:00"), people(40))
    rows.lesson("2026-11-20 10:00", status="not_held", families=None)
    assert lines(rows, now) == expected


def test_a_late_digest_says_so_first() -> None:
    shown = digest_text(digest(Rows()), Language.JA, wording(), late=True)
    assert shown.startswith("（遅れてお送りしています）\n【週報】")
