"""An edited sentence may say less than the computed one, never more."""

import pytest

from surveys.analysis.pack_verdicts import judged, raised

TENDENCY = "知っている人は…％で、目標の…％を上回る傾向がみられた。【要確認】"
CONFIRMED = "…ポイント高いことが確認できた（両者の違いには、もともとの関心等の差も含まれる）。"
SAID = "回答者…人のうち…人が知っていると答えた（参考値）。"
OPEN = "目標の…％を上回るかどうかは現時点では判断できないため、引き続き声を収集する必要がある。"
SHORT = "認知率は…％で、目標の…％に届いていないため、理由を調べ、対応を検討する必要がある。"
ALIKE = "差は…ポイントで、差はほとんどみられなかったため、届け方を検討する必要がある。"
STRONGER, TURNED = "結論が強められています", "向き（高い・低いなど）が変わっています"
BARE, CAUSE = "打ち消しがなくなっています", "効果や原因を示すことばが加わっています"
LIMIT = "ただし書きがなくなっています"


@pytest.mark.parametrize(
    ("computed", "old", "new", "told"),
    [
        (TENDENCY, "【要確認】", "", ()),
        (TENDENCY, "上回る傾向がみられた", "上回ることが確認できた", (STRONGER,)),
        (TENDENCY, "上回る傾向がみられた", "上回った", (STRONGER,)),
        (TENDENCY, "傾向がみられた", "可能性がある", ()),
        (TENDENCY, "上回る", "下回る", (TURNED,)),
        (TENDENCY, "知っている人は", "アプリのことを知っている方は", ()),
        (CONFIRMED, "確認できた", "検証できた", (STRONGER,)),
        (CONFIRMED, "ことが確認できた", "傾向がみられた", ()),
        (CONFIRMED, "確認できた", "確認できなかった", ()),
        (CONFIRMED, "高い", "低い", (TURNED,)),
        (CONFIRMED, "…ポイント", "案内により…ポイント", (CAUSE,)),
        (CONFIRMED, "もともとの関心等の差も含まれる", "注意する", (LIMIT,)),
        (SAID, "（参考値）", "", (STRONGER,)),
        (OPEN, "かどうかは現時点では判断できないため", "ため", (STRONGER,)),
        (OPEN, "判断できない", "判断が難しい", ()),
        (SHORT, "届いていない", "届いている", (BARE, TURNED)),
        (ALIKE, "ほとんどみられなかった", "みられた", (BARE,)),
    ],
)
def test_what_says_more_is_named(computed: str, old: str, new: str, told: tuple[str, ...]) -> None:
    assert old in computed
    assert raised(computed, computed) == ()
    assert raised(computed, computed.replace(old, new)) == told


def test_a_sentence_without_figures_may_be_a_verdict() -> None:
    assert judged("については、数がそろわず現時点では判断できないため、")
    assert not judged("参加していない家庭の声を把握する方法を検討する必要がある。")
