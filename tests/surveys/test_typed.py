"""Typed answers: numbers, labels of any language, several at once; and what is none of them."""

import pytest

from surveys.model import Choice, Language
from surveys.typed import choice_from, choices_from, plain


def choice(key: str, ja: str, easy: str, en: str, zh: str) -> Choice:
    labels = {Language.JA: ja, Language.EASY: easy, Language.EN: en, Language.ZH: zh}
    return Choice(key=key, value=1, label=labels)


SHOWN = (
    choice("age0", "0歳", "0さい", "Age 0", "0岁"),
    choice("age1", "1歳", "1さい", "Age 1", "1岁"),
    choice("sns", "ＨＰ・SNS", "ホームページ", "Web, SNS", "网站・SNS"),
    choice("other", "その他（支援者）", "そのほか", "Other", "其他"),
    choice("same", "似た", "にた", "other", "似"),
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1", "age0"), ("２", "age1"), (" 3. ", "sns"), ("3）", "sns"), ("4番", "other"),
        ("04", "other"), ("①", "age0"), ("0", None), ("6", None), ("-1", None), ("1.5", None),
        ("100", None), ("1歳", "age1"), ("1 さい", "age1"), ("age 1", "age1"), ("AGE1!", "age1"),
        ("1岁", "age1"), ("hp・sns", "sns"),
        ("「その他（支援者）」", "other"), ("其他。", "other"),
        ("other", None), ("", None), ("？？", None), ("そのた", None), ("歳", None),
    ],
)  # fmt: skip
def test_one_choice(text: str, key: str | None) -> None:
    found = choice_from(text, SHOWN)
    assert (found.key if found else None) == key


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("1", ["age0"]),
        ("1,3", ["age0", "sns"]),
        ("１、３", ["age0", "sns"]),
        ("1 2 4", ["age0", "age1", "other"]),
        ("1と2", ["age0", "age1"]),
        ("1 and 2", ["age0", "age1"]),
        ("1&2+4", ["age0", "age1", "other"]),
        ("0歳、其他", ["age0", "other"]),
        ("Web, SNS", ["sns"]),  # a whole label is not taken apart
        ("1, 9", None),
        ("1, maybe", None),
        (",", None),
        ("", None),
    ],
)
def test_several_choices(text: str, keys: list[str] | None) -> None:
    found = choices_from(text, SHOWN)
    assert ([choice.key for choice in found] if found else None) == keys


def test_numbers_are_those_of_the_page_as_it_is_shown() -> None:
    found = choice_from("1", SHOWN[::-1])
    assert found is not None
    assert found.key == "same"


@pytest.mark.parametrize(
    ("text", "same"),
    [("ＡＢＣ ！", "abc"), ("「もどる」。", "もどる"), ("ﾊｲ", "ハイ"), ("Straße", "strasse")],
)
def test_width_case_and_stops_do_not_matter(text: str, same: str) -> None:
    assert plain(text) == same
