"""What remarks are about: single remarks in four languages, and persons counted."""

import pytest

from surveys.model import Language
from surveys.voices.themes import MIN_PERSONS, counted, themes, themes_of

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


def test_persons_are_counted_not_remarks_and_few_are_not_shown() -> None:
    remarks = [(f"p{number}", "予約がとれない") for number in range(MIN_PERSONS + 1)]
    remarks += [(f"p{number}", "会場が遠い") for number in range(MIN_PERSONS)]
    remarks += [("p1", "遠い"), ("p1", "駅から遠い")]
    remarks += [(f"p{number}", "英語で") for number in range(MIN_PERSONS - 1)]
    remarks += [("p1", "英語"), ("p1", "English")]
    assert [(found.key, found.persons) for found in counted(remarks)] == [
        ("booking", 6),
        ("place", 5),
    ]
    assert [found.key for found in counted(remarks, least=6)] == ["booking"]
    assert len(counted(remarks, least=1)) == 2  # five stay the least


def test_every_theme_has_its_name_in_every_language() -> None:
    assert len(themes()) == 10
    assert all(set(theme.label) == set(Language) for theme in themes())
    assert all(theme.label[language] for theme in themes() for language in Language)
