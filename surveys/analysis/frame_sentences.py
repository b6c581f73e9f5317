"""The sentences around the claims: how voices were collected, what stays open, the note.

The patterns are those of EVIDENCE 4.2; which of them is due is decided in `collection`.
"""

from datetime import date

from surveys.analysis.eras import month_span
from surveys.analysis.numerals import digits, percent
from surveys.analysis.sentences import Heading, Sentence


def voices_collected(
    *, channel: str, lessons: int, eligible: int, complete: int, response_rate: float
) -> Sentence:
    """S1: voices were collected. `response_rate` is completed over families, from 0 to 1."""
    return Sentence(
        pattern="S1",
        heading=Heading.RESULTS,
        text=f"各種講座の場を活用し、終了時に{channel}によるアンケートを"
        f"{digits(lessons)}回の講座で実施し、対象{digits(eligible)}組に対し"
        f"{digits(complete)}件（回収率{percent(response_rate, 1)}％）の回答を得て、"
        "Aonicoに関する利用者の声を収集することができた。",
    )


def voices_unrated(*, channel: str, lessons: int, complete: int) -> Sentence:
    """S1b: voices were collected, of how many families is not known well enough to say."""
    return Sentence(
        pattern="S1b",
        heading=Heading.RESULTS,
        text=f"各種講座の場を活用し、終了時に{channel}によるアンケートを"
        f"{digits(lessons)}回の講座で実施し、{digits(complete)}件の回答を得て、"
        "Aonicoに関する利用者の声を収集することができた。",
    )


def collecting_began(*, channel: str, lessons: int, complete: int) -> Sentence:
    """S1c: nothing can be said about people yet, but the way is open."""
    return Sentence(
        pattern="S1c",
        heading=Heading.RESULTS,
        text=f"各種講座の終了時に{channel}で答えられるアンケートの仕組みを整え、"
        f"{digits(lessons)}回の講座で{digits(complete)}件の回答を得て、"
        "利用者の声の収集を始めることができた。",
    )


def nothing_decided(*, persons: int) -> Sentence:
    """K1c: so few answered that nothing can be said about people yet."""
    return Sentence(
        pattern="K1c",
        heading=Heading.ISSUES,
        text=f"Aonicoの認知や活用については、回答が{digits(persons)}人にとどまり"
        "現時点では判断できないため、案内する講座を増やし、引き続き各種講座の場を活用して"
        "利用者の声を収集する必要がある。",
    )


def families_unknown() -> Sentence:
    """K1g: many answered, but of how many families nobody knows."""
    return Sentence(
        pattern="K1g",
        heading=Heading.ISSUES,
        text="Aonicoの認知や活用については、講座の参加組数が分からないため"
        "現時点では判断できず、受付で参加組数を記録し、引き続き各種講座の場を活用して"
        "利用者の声を収集する必要がある。",
    )


def cause_open() -> Sentence:
    """K3: users beside others do not show an effect; due wherever an association is printed."""
    return Sentence(
        pattern="K3",
        heading=Heading.ISSUES,
        text="使っている人と使っていない人の比較ではAonicoの効果を見分けられないため、"
        "案内の順番を工夫するなど、効果を検証する方法を検討する必要がある。",
    )


def absent_families(*, channel: str) -> Sentence:
    """K4: who could not be asked."""
    return Sentence(
        pattern="K4",
        heading=Heading.ISSUES,
        text=f"回答は講座に参加し、{channel}で答えた人に限られるため、"
        "参加していない家庭の声を把握する方法を検討する必要がある。",
    )


def main_barrier(*, barrier: str, share: float, action: str) -> Sentence:
    """K5: the most frequent reason for not using the app, and what will be done."""
    return Sentence(
        pattern="K5",
        heading=Heading.ISSUES,
        text=f"Aonicoを使っていない理由として「{barrier}」が{percent(share, 1)}％と最も多く、"
        f"{action}に取り組む必要がある。",
    )


def scope_note(first: date, last: date) -> str:
    """The note that goes with every figure; the days are those of the first and last lesson."""
    return (
        f"※{month_span(first, last)}の講座参加者のうち回答した人の自己申告による。"
        "無作為抽出ではないため、青葉区の子育て家庭全体の割合を示すものではない。"
        "同じ人の複数回の回答は初回のみ集計した。10人未満の内訳は表示していない。"
    )
