"""Words that a coordinator is told of at once, and remarks that are none of them."""

import pytest

from surveys.voices.danger import is_dangerous


@pytest.mark.parametrize(
    "text",
    [
        "虐待してしまいそうです",
        "もう死にたい",
        "夫のＤＶがあります",
        "DVです",
        "たすけて",
        "助けてください",
        "消え たい",
        "子どもを叩いてしまった",
        "もう 無理です",
        "I want to die",
        "My husband hits me",
        "I can’t go on",
        "domestic violence at home",
        "我不想活了",
        "被家暴",
        # what is denied is told, too: somebody should read it
        "虐待ではありません",
    ],
)
def test_words_of_danger_in_three_languages(text: str) -> None:
    assert is_dangerous(text)


@pytest.mark.parametrize(
    "text",
    [
        "チラシが見やすいです",
        "申し込みづらい",
        "通知が助かります",
        "DVDを見た",
        "Very helpful, thank you",
        "The skill class was great",
        "很好",
        "",
    ],
)
def test_everyday_remarks_are_not(text: str) -> None:
    assert not is_dangerous(text)
