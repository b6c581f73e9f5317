"""The sentences of the form's 取組の成果 and 取組の課題, from rows of the ledger only.

Patterns and their names are those of EVIDENCE 4.2; a name that ends in a letter (S5b) is a
variant for a case that the list leaves open. The kind of a row fixes the verb, its level the
ending: nothing else decides what is claimed.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, assert_never

from surveys.analysis.levels import REGISTERED, Level
from surveys.analysis.numerals import digits, percent, target_percent
from surveys.analysis.proportions import Part


class Heading(StrEnum):
    """Where a sentence stands in the form."""

    RESULTS = "取組の成果"
    ISSUES = "取組の課題"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with the name of its pattern, without the leading dot."""

    pattern: str
    heading: Heading
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRow:
    """到達: a share. `answer` completes 「…と答えた」 and 「…人は」, as in Aonicoを知っている.

    `indicator` is its name (Aonicoの認知率), `barrier` what keeps people from it, if known, and
    `whom` the base where it is not all respondents (妊娠期の回答者).
    """

    level: Level
    indicator: str
    answer: str
    part: Part
    low: float
    high: float
    target: float | None
    barrier: str | None = None
    whom: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociationRow:
    """関連: users beside others. `answer` completes 「…と答えた割合」; limits are adjusted."""

    level: Level
    indicator: str
    answer: str
    exposed: Part
    unexposed: Part
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRow:
    """効果: the drawn introduction. `deed` completes 「…人の割合」, as in Aonicoを使った."""

    level: Level
    indicator: str
    deed: str
    answers: int
    estimate: float
    low: float
    high: float


LedgerRow: TypeAlias = ShareRow | AssociationRow | EffectRow

_UNDECIDED = (
    "現時点では判断できないため、引き続き各種講座の場を活用し、利用者の声を収集する必要がある。"
)
_MIXED = "（両者の違いには、もともとの関心等の差も含まれる）"


def sentence_of(row: LedgerRow, *, named: bool = False) -> Sentence:
    """The sentence of a row. `named`: an earlier one has written out 95％信頼区間, so 同 will do.

    Raises:
        ValueError: 検証できた for a row that was not randomised, or a level that needs a target
            for a row without one.
    """
    match row:
        case ShareRow():
            return _share(row, "同" if named else "95％信頼区間")
        case AssociationRow():
            return _association(row, "同" if named else "95％信頼区間")
        case EffectRow():
            return _effect(row, "同" if named else "95％信頼区間")
        case _:
            assert_never(row)


def _share(row: ShareRow, name: str) -> Sentence:
    share = percent(row.part.count / row.part.total, 1) if row.part.total else ""
    limits = f"{share}％（{name}{percent(row.low, 1)}～{percent(row.high, 1)}％）"
    base = f"{row.whom or '回答者'}{digits(row.part.total)}人のうち"
    match row.level:
        case Level.E0:
            return _too_few(row.indicator, row.part.total)
        case Level.E1:
            who = f"{digits(row.part.count)}人（{share}％）"
            return _result("S7", f"{base}{who}が{row.answer}と答えた（参考値）。")
        case Level.E2:
            goal = f"目標の{_target(row)}％を上回る傾向がみられた。"
            among = f"{row.whom}のうち、" if row.whom else ""
            return _result("S3", f"{among}{row.answer}人は{limits}で、{goal}")
        case Level.E3:
            goal = f"目標の{_target(row)}％を上回ることが確認できた。"
            return _result("S2", f"{base}{row.answer}人は{limits}で、{goal}")
        case Level.U:
            goal = f"目標の{_target(row)}％を上回るかどうかは{_UNDECIDED}"
            return _issue("K1b", f"{row.indicator}は{limits}で、{goal}")
        case Level.N:
            cure = f"{row.barrier}への対応" if row.barrier else "理由を調べ、対応"
            goal = f"目標の{_target(row)}％に届いていないため、{cure}を検討する必要がある。"
            return _issue("K2", f"{row.indicator}は{limits}で、{goal}")
        case Level.E4:
            raise ValueError(f"{row.indicator}: only a drawn introduction can be 検証できた")
        case _:
            assert_never(row.level)


def _association(row: AssociationRow, name: str) -> Sentence:
    exposed, unexposed = row.exposed, row.unexposed
    if row.level is Level.E0:
        return _too_few(row.indicator, exposed.total + unexposed.total)
    shares = (
        f"{row.answer}と答えた割合は、"
        f"Aonicoを使っている人で{percent(exposed.count / exposed.total, 1)}％、"
        f"使っていない人で{percent(unexposed.count / unexposed.total, 1)}％"
    )
    alike = f"{shares}であり、講座の種類などをそろえて比べ"
    points = f"{percent(row.estimate, 1)}ポイント"
    limits = f"{points}（{name}{percent(row.low, 1)}～{percent(row.high, 1)}ポイント）"
    match row.level:
        case Level.E1:
            return _result("S7b", f"{shares}であった（参考値）。")
        case Level.E2:
            return _result("S5", f"{alike}ても{points}高い傾向がみられた{_MIXED}。")
        case Level.E3:
            return _result("S4", f"{alike}ても{limits}高いことが確認できた{_MIXED}。")
        case Level.U:
            return _issue("K1d", f"{alike}た差は{limits}で、差があるかどうかは{_UNDECIDED}")
        case Level.N:
            seen = "差はほとんどみられなかった" if row.high >= 0 else "使っている人の方が低かった"
            cure = "情報の届け方を検討する必要がある"
            return _issue("K2b", f"{alike}た差は{limits}で、{seen}ため、{cure}{_MIXED}。")
        case Level.E4:
            raise ValueError(f"{row.indicator}: only a drawn introduction can be 検証できた")
        case _:
            assert_never(row.level)


def _effect(row: EffectRow, name: str) -> Sentence:
    lot = "講座でのAonicoの案内の順番をくじで決めて比べた結果、案内を受けた講座の参加者では、"
    points = f"{percent(row.estimate, 1)}ポイント"
    limits = f"（{name}{percent(row.low, 1)}～{percent(row.high, 1)}ポイント）"
    rise = f"{lot}{row.deed}人の割合が{points}{limits}高くなる"
    gap = f"{lot}{row.deed}人の割合の差は{points}{limits}で、"
    match row.level:
        case Level.E0:
            return _too_few(row.indicator, row.answers)
        case Level.E1:
            return _result("S7c", f"{lot}{row.deed}人の割合の差は{points}であった（参考値）。")
        case Level.E2:
            return _result("S6b", f"{rise}傾向がみられた。")
        case Level.E3:
            return _result("S6c", f"{rise}ことが確認できた。")
        case Level.E4:
            return _result("S6", f"{rise}ことが検証できた。")
        case Level.U:
            return _issue("K1e", f"{gap}高くなるかどうかは{_UNDECIDED}")
        case Level.N:
            seen = "差はほとんどみられなかった" if row.high >= 0 else "低かった"
            return _issue("K2c", f"{gap}{seen}ため、案内の方法を検討する必要がある。")
        case _:
            assert_never(row.level)


def _too_few(indicator: str, answers: int) -> Sentence:
    if answers >= REGISTERED.say_answers:
        # Enough people, but too few lessons, too few on one side, or nobody counted families.
        lacking = "確かめるための数がそろわず"
        return _issue("K1f", f"{indicator}については、{lacking}{_UNDECIDED}")
    return _issue("K1", f"{indicator}については、回答が{digits(answers)}人にとどまり{_UNDECIDED}")


def _target(row: ShareRow) -> str:
    if row.target is None:
        raise ValueError(f"{row.indicator}: {row.level} without a target")
    return target_percent(row.target)


def _result(pattern: str, text: str) -> Sentence:
    return Sentence(pattern=pattern, heading=Heading.RESULTS, text=text)


def _issue(pattern: str, text: str) -> Sentence:
    return Sentence(pattern=pattern, heading=Heading.ISSUES, text=text)
