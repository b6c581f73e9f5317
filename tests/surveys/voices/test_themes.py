"""What remarks are about: single remarks in four languages."""

import pytest

from surveys.model import Language
from surveys.voices.themes import themes, themes_of

ABOUT = [
    ("予約開始の通知が助かる", {"booking", "timing", "thanks"}),
    ("申込みしづらい", {"booking"}),
    ("もう少し早く知りたかった", {"timing"}),
    ("検索しても見つからない", {"finding"}),
    ("見にくいです", {"finding"}),
    ("古い予定が残っている", {"outdated"}),
    ("会場が遠い", {"place"}),
    ("土曜日もやってほしい", {"dates"}),
    ("離乳食の話がよかった", {"content", "thanks"}),
    ("英語の案内がほしい", {"language"}),
    ("パマトコと両方は大変", {"other_apps"}),
    ("ありがとうございました", {"thanks"}),
    ("The booking page is hard to read", {"booking", "finding"}),
    ("Please remind us earlier", {"timing"}),
    ("报名太难了", {"booking"}),
    ("希望有中文", {"language"}),
    ("とくになし", set()),
    ("none", set()),
]


@pytest.mark.parametrize(("text", "keys"), ABOUT)
def test_what_a_remark_is_about(text: str, keys: set[str]) -> None:
    assert themes_of(text) == keys


def test_every_theme_has_its_name_in_every_language() -> None:
    assert len(themes()) == 10
    assert all(set(theme.label) == set(Language) for theme in themes())
    assert all(theme.label[language] for theme in themes() for language in Language)
