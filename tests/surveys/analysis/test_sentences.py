"""Every kind of claim at every level, and the words that are never used."""

from dataclasses import replace

import pytest

from surveys.analysis.levels import Level
from surveys.analysis.proportions import Part
from surveys.analysis.sentences import (
    AssociationRow,
    EffectRow,
    Heading,
    LedgerRow,
    sentence_of,
)
from tests.surveys.analysis.ledger_rows import AWARE, LOT, TIMELY, text

ROWS: list[LedgerRow] = [AWARE, TIMELY, LOT]


@pytest.mark.parametrize(
    ("row", "pattern", "written"),
    [
        (
            replace(AWARE, level=Level.E0, part=Part(count=5, total=9)),
            "K1",
            (
                "Aonicoの認知率については、回答が９人にとどまり現時点では判断できないため、"
                "引き続き各種講座の場を活用し、利用者の声を収集する必要がある。"
            ),
        ),
        (
            replace(AWARE, level=Level.E0, part=Part(count=0, total=0)),
            "K1",
            (
                "Aonicoの認知率については、回答が０人にとどまり現時点では判断できないため、"
                "引き続き各種講座の場を活用し、利用者の声を収集する必要がある。"
            ),
        ),
        (
            replace(AWARE, level=Level.E1, part=Part(count=40, total=60), target=None),
            "S7",
            "回答者60人のうち40人（66.7％）がAonicoを知っていると答えた（参考値）。",
        ),
        (
            replace(
                AWARE,
                level=Level.E1,
                part=Part(count=10, total=34),
                target=None,
                whom="妊娠期の回答者",
            ),
            "S7",
            "妊娠期の回答者34人のうち10人（29.4％）がAonicoを知っていると答えた（参考値）。",
        ),
        (
            replace(AWARE, level=Level.E2, whom="妊娠期の回答者"),
            "S3",
            (
                "妊娠期の回答者のうち、Aonicoを知っている人は71.9％（同67.8～75.6％）で、"
                "目標の60％を上回る傾向がみられた。"
            ),
        ),
        (
            replace(AWARE, level=Level.N, target=0.8, barrier="古い予定が残っていること"),
            "K2",
            (
                "Aonicoの認知率は71.9％（同67.8～75.6％）で、目標の80％に届いていないため、"
                "古い予定が残っていることへの対応を検討する必要がある。"
            ),
        ),
        (
            replace(AWARE, level=Level.N, target=0.8),
            "K2",
            (
                "Aonicoの認知率は71.9％（同67.8～75.6％）で、目標の80％に届いていないため、"
                "理由を調べ、対応を検討する必要がある。"
            ),
        ),
        (
            replace(TIMELY, level=Level.E0, exposed=Part(count=1, total=4)),
            "K1f",
            (
                "情報の間に合う率については、確かめるための数がそろわず現時点では判断できないため、"
                "引き続き各種講座の場を活用し、利用者の声を収集する必要がある。"
            ),
        ),
        (
            replace(TIMELY, level=Level.E1),
            "S7b",
            (
                "講座やひろばの情報が「間に合うころに届いている」と答えた割合は、"
                "Aonicoを使っている人で79.9％、使っていない人で59.9％であった（参考値）。"
            ),
        ),
        (
            replace(TIMELY, level=Level.U, estimate=0.02, low=-0.05, high=0.09),
            "K1d",
            (
                "講座やひろばの情報が「間に合うころに届いている」と答えた割合は、"
                "Aonicoを使っている人で79.9％、使っていない人で59.9％であり、"
                "講座の種類などをそろえて比べた差は2.0ポイント（同−5.0～9.0ポイント）で、"
                "差があるかどうかは現時点では判断できないため、"
                "引き続き各種講座の場を活用し、利用者の声を収集する必要がある。"
            ),
        ),
        (
            replace(TIMELY, level=Level.N, estimate=0.0, low=-0.04, high=0.04),
            "K2b",
            (
                "講座やひろばの情報が「間に合うころに届いている」と答えた割合は、"
                "Aonicoを使っている人で79.9％、使っていない人で59.9％であり、"
                "講座の種類などをそろえて比べた差は0.0ポイント（同−4.0～4.0ポイント）で、"
                "差はほとんどみられなかったため、情報の届け方を検討する必要がある"
                "（両者の違いには、もともとの関心等の差も含まれる）。"
            ),
        ),
        (
            LOT,
            "S6",
            (
                "講座でのAonicoの案内の順番をくじで決めて比べた結果、案内を受けた講座の参加者では、"
                "４週間以内にAonicoを使った人の割合が25.0ポイント（同12.1～37.9ポイント）"
                "高くなることが検証できた。"
            ),
        ),
        (
            replace(LOT, level=Level.E0, answers=24),
            "K1",
            (
                "案内の効果については、回答が24人にとどまり現時点では判断できないため、"
                "引き続き各種講座の場を活用し、利用者の声を収集する必要がある。"
            ),
        ),
        (
            replace(LOT, level=Level.E1),
            "S7c",
            (
                "講座でのAonicoの案内の順番をくじで決めて比べた結果、案内を受けた講座の参加者では、"
                "４週間以内にAonicoを使った人の割合の差は25.0ポイントであった（参考値）。"
            ),
        ),
        (
            replace(LOT, level=Level.U, low=-0.02),
            "K1e",
            (
                "講座でのAonicoの案内の順番をくじで決めて比べた結果、案内を受けた講座の参加者では、"
                "４週間以内にAonicoを使った人の割合の差は25.0ポイント（同−2.0～37.9ポイント）で、"
                "高くなるかどうかは現時点では判断できないため、"
                "引き続き各種講座の場を活用し、利用者の声を収集する必要がある。"
            ),
        ),
        (
            replace(LOT, level=Level.N, estimate=0.0, low=-0.04, high=0.04),
            "K2c",
            (
                "講座でのAonicoの案内の順番をくじで決めて比べた結果、案内を受けた講座の参加者では、"
                "４週間以内にAonicoを使った人の割合の差は0.0ポイント（同−4.0～4.0ポイント）で、"
                "差はほとんどみられなかったため、案内の方法を検討する必要がある。"
            ),
        ),
    ],
)
def test_every_ending(row: LedgerRow, pattern: str, written: str) -> None:
    sentence = sentence_of(row, named=True)
    assert sentence.pattern == pattern
    assert sentence.text == written
    heading = Heading.ISSUES if pattern.startswith("K") else Heading.RESULTS
    assert sentence.heading is heading


@pytest.mark.parametrize(
    ("level", "pattern", "ending"),
    [
        (Level.E2, "S6b", "高くなる傾向がみられた。"),
        (Level.E3, "S6c", "高くなることが確認できた。"),
        (Level.E4, "S6", "高くなることが検証できた。"),
    ],
)
def test_the_level_fixes_the_ending(level: Level, pattern: str, ending: str) -> None:
    sentence = sentence_of(replace(LOT, level=level))
    assert sentence.pattern == pattern
    assert sentence.text.endswith(ending)
    assert "（95％信頼区間12.1～37.9ポイント）" in sentence.text


@pytest.mark.parametrize("row", [TIMELY, LOT])
def test_a_fall_is_not_called_no_difference(row: AssociationRow | EffectRow) -> None:
    down = replace(row, level=Level.N, estimate=-0.1, low=-0.18, high=-0.02)
    assert "低かったため" in text(down)
    assert "ほとんど" not in text(down)


@pytest.mark.parametrize("row", [AWARE, TIMELY])
def test_only_a_drawn_introduction_is_proved(row: LedgerRow) -> None:
    with pytest.raises(ValueError, match="検証"):
        sentence_of(replace(row, level=Level.E4))


@pytest.mark.parametrize("level", [Level.E2, Level.E3, Level.U, Level.N])
def test_a_target_is_needed_to_be_reached(level: Level) -> None:
    with pytest.raises(ValueError, match="target"):
        sentence_of(replace(AWARE, level=level, target=None))


@pytest.mark.parametrize("level", [level for level in Level if level is not Level.E4])
@pytest.mark.parametrize("row", [AWARE, TIMELY])
def test_only_a_drawn_introduction_has_an_effect(row: LedgerRow, level: Level) -> None:
    written = text(replace(row, level=level))
    assert not [word for word in ("効果", "により", "検証", "高まった") if word in written]


@pytest.mark.parametrize(
    ("row", "level"),
    [(row, level) for row in ROWS for level in Level if level is not Level.E4 or row is LOT],
)
def test_every_sentence_ends_as_the_form_does(row: LedgerRow, level: Level) -> None:
    sentence = sentence_of(replace(row, level=level))
    assert sentence.text.endswith("。")
    assert "{" not in sentence.text
    if sentence.heading is Heading.ISSUES:
        assert "必要がある" in sentence.text
