"""Whether an edited sentence of the draft says more than the computed one (EVIDENCE 4.1: never).

Words are judged, not meanings: an ending that is stronger, a hedge or a negation that is gone, a
direction or a cause that was not there. What says less, or says the same in other words, passes.
"""

import re
from typing import Final

_STRONG: Final = (
    (4, re.compile(r"検証|実証|立証|証明")),
    (3, re.compile(r"確認|明らか|確実|明確|断言")),
)
_HEDGES: Final = (
    (2, re.compile(r"傾向")),
    (1, re.compile(r"参考|可能性|かもしれ|うかがわ|うかがえ|思われ|考えられ")),
    (0, re.compile(r"判断でき|判断は|判断が|かどうか|難し|困難|わからな|分からな|不明")),
)
_BARE: Final = 3
"""The strength of a sentence without any such word: it states a fact."""

_MARKS: Final = re.compile("【要確認】|【要記入】")
"""The draft's own marks, which hold 確認 and say nothing."""

_NOT_SHOWN: Final = re.compile(
    r"(?:確認|検証|実証|証明)(?:は|が)?でき(?:てい)?(?:ない|なかった|ず)"
)
_NEGATIONS: Final = re.compile(r"ない|なかった|なく|ません|ず[、に]|難し|困難|不明|乏し")
_UPWARD: Final = re.compile(
    r"高[いくまかさめ]|上回|超[えす]|増[えや加]|達成|達し(?!て?い?な|な)|改善|向上|大き[いく]|[人件組％]以上"
    r"|届い(?:た|て(?!い?な|おら|いませ))"
)
_DOWNWARD: Final = re.compile(
    r"低[いくまかさめ]|下回|減[っり少]|達し(?:て?い?な|な)|悪化|小さ[いく]|[人件組％](?:以下|未満)"
    r"|届(?:か|い(?:て(?:い?な|おら|いませ)))"
)
_CAUSE: Final = re.compile(r"効果|によ[りっ]|おかげ|結果として|ため高|もたらし")
_LIMITS: Final = ("もともとの関心", "無作為抽出ではない", "示すものではない")
"""Parts of a sentence that keep it from being read as more than it is."""


def raised(computed: str, edited: str) -> tuple[str, ...]:
    """How an edited sentence says more than the computed one; empty where it does not."""
    computed, edited = (_MARKS.sub("", text) for text in (computed, edited))
    told = []
    if _strength(edited) > _strength(computed):
        told.append("結論が強められています")
    elif _count(_NEGATIONS, edited) < _count(_NEGATIONS, computed):
        told.append("打ち消しがなくなっています")
    if any(_count(way, edited) > _count(way, computed) for way in (_UPWARD, _DOWNWARD)):
        told.append("向き（高い・低いなど）が変わっています")
    if _count(_CAUSE, edited) > _count(_CAUSE, computed):
        told.append("効果や原因を示すことばが加わっています")
    if any(limit in computed and limit not in edited for limit in _LIMITS):
        told.append("ただし書きがなくなっています")
    return tuple(told)


def judged(text: str) -> bool:
    """Whether a sentence without figures is a verdict all the same."""
    return "判断できない" in text


def _strength(text: str) -> int:
    """4 検証, 3 確認 or a plain statement, 2 傾向, 1 参考, 0 no judgement."""
    said = _NOT_SHOWN.sub("不明", text)
    for strength, words in _STRONG:
        if words.search(said):
            return strength
    return max((strength for strength, words in _HEDGES if words.search(said)), default=_BARE)


def _count(words: re.Pattern[str], text: str) -> int:
    return len(words.findall(text))
