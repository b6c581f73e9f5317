"""One saying, all languages."""

import pytest

from surveys.model import Language
from surveys.sayings import Saying, saying, spoken
from tests.surveys.builders import WORDING

ROW = saying("place_row", number=4)
TIME = saying("row_no_time", field=saying("field_start"), text="{だめ}")
MERGED = saying("row_merged", fields=(saying("field_start"), saying("field_end")))


@pytest.mark.parametrize(
    ("said", "language", "text"),
    [
        (ROW, Language.JA, "4行目"),
        (ROW, Language.EN, "Row 4"),
        (
            TIME,
            Language.JA,
            "開始「{だめ}」を日時として読めません → YYYY-MM-DD HH:MM の形にしてください",
        ),
        (
            TIME,
            Language.EASY,
            (
                "開始（かいし）「{だめ}」が 読（よ）めません"
                " → YYYY-MM-DD HH:MM と 書（か）いてください"
            ),
        ),
        (
            TIME,
            Language.EN,
            "start “{だめ}” cannot be read as date and time → write it as YYYY-MM-DD HH:MM",
        ),
        (TIME, Language.ZH, "开始“{だめ}”无法识别为日期时间 → 请写成YYYY-MM-DD HH:MM"),
        (
            MERGED,
            Language.JA,
            "「開始」「終了」のセルが結合されています → 結合を解き、行ごとに書いてください",
        ),
        (
            MERGED,
            Language.EN,
            "the cell of “start”, “end” is merged → unmerge it and write each row out",
        ),
        (saying("row_mistake", where=ROW, fault=MERGED), Language.ZH, None),
    ],
)
def test_spoken(said: Saying, language: Language, text: str | None) -> None:
    whole = "第4行：“开始”“结束”的单元格已合并 → 请取消合并并逐行填写"
    assert spoken(said, WORDING, language) == (text or whole)


def test_a_value_too_few_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError, match="number"):
        spoken(saying("place_row"), WORDING, Language.JA)
