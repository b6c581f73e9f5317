"""Sentences about collecting voices, in the official form's style.

The patterns are S1, S1c, K1c, K4 and the note of EVIDENCE 4.2; they are data, figures come from
the collection only.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from surveys.analysis.shares import FEWEST, percent
from surveys.analysis.weeks import digits, era_year

FEWEST_LESSONS: Final = 8
"""With fewer lessons nothing is said about people, only about collecting (EVIDENCE 3.8)."""

CHANNELS: Final = {
    "line": "LINE",
    "telegram": "Telegram",
    "web": "ウェブ",
    "paper": "紙",
}
"""How the form calls the ways of answering, in the order in which they are named."""

_S1: Final = (
    "各種講座の場を活用し、終了時に{channel}によるアンケートを{lessons}回の講座で実施し、"
    "対象{families}組に対し{completed}件（回収率{rate}％）の回答を得て、"
    "Aonicoに関する利用者の声を収集することができた。"
)
_S1C: Final = (
    "各種講座の終了時に{channel}で答えられるアンケートの仕組みを整え、"
    "{lessons}回の講座で{completed}件の回答を得て、利用者の声の収集を始めることができた。"
)
_K1C: Final = (
    "Aonicoの認知や活用については、回答が{persons}人にとどまり現時点では判断できないため、"
    "案内する講座を増やし、引き続き各種講座の場を活用して利用者の声を収集する必要がある。"
)
_K4: Final = (
    "回答は講座に参加し、{channel}で答えた人に限られるため、"
    "参加していない家庭の声を把握する方法を検討する必要がある。"
)
_NOTE: Final = (
    "※{period}の講座参加者のうち回答した人の自己申告による。無作為抽出ではないため、"
    "青葉区の子育て家庭全体の割合を示すものではない。同じ人の複数回の回答は初回のみ集計した。"
    "10人未満の内訳は表示していない。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """What a fiscal year's collecting of voices came to.

    `lessons` and `completed` are the lessons with complete answers and these answers, `persons`
    who gave them with the full form. The `rated_` numbers are of the lessons whose attendance
    can be compared: those with answers, their answers, and the families of all of them.
    `first` and `last` are the days of the first and last lesson with answers.
    """

    modes: frozenset[str]
    lessons: int
    completed: int
    persons: int
    rated_lessons: int
    rated_completed: int
    rated_families: int
    first: date | None
    last: date | None

    @property
    def rate(self) -> float | None:
        """Complete answers over families, None where no family was counted."""
        return self.rated_completed / self.rated_families if self.rated_families else None

    @property
    def enough(self) -> bool:
        """Whether more may be said than that collecting has begun."""
        return (
            self.persons >= FEWEST
            and self.rated_lessons >= FEWEST_LESSONS
            and self.rate is not None
        )

    @property
    def channel(self) -> str:
        """The ways by which answers came, as the form names them; a new one by its own name."""
        named = [word for mode, word in CHANNELS.items() if mode in self.modes]
        return "・".join([*named, *sorted(self.modes - CHANNELS.keys())])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with the name of its pattern."""

    pattern: str
    text: str


def collected(collection: Collection) -> Sentence | None:
    """What was achieved (成果): S1, or S1c where it is little; None where it is nothing."""
    if not collection.completed:
        return None
    if collection.enough and collection.rate is not None:
        text = _S1.format(
            channel=collection.channel,
            lessons=digits(collection.rated_lessons),
            families=digits(collection.rated_families),
            completed=digits(collection.rated_completed),
            rate=percent(collection.rate, 1),
        )
        return Sentence(pattern="S1", text=text)
    text = _S1C.format(
        channel=collection.channel,
        lessons=digits(collection.lessons),
        completed=digits(collection.completed),
    )
    return Sentence(pattern="S1c", text=text)


def lacking(collection: Collection) -> Sentence:
    """What is still to be done (課題): K4, or K1c where nothing can be said yet."""
    if collection.enough:
        return Sentence(pattern="K4", text=_K4.format(channel=collection.channel))
    return Sentence(pattern="K1c", text=_K1C.format(persons=digits(collection.persons)))


def note(collection: Collection) -> str | None:
    """The note that goes with every figure; None where there is no answer."""
    if collection.first is None or collection.last is None:
        return None
    return _NOTE.format(period=_period(collection.first, collection.last))


def _period(first: date, last: date) -> str:
    """The months from one day to another, such as 令和８年４月～11月."""
    start = f"{era_year(first)}{digits(first.month)}月"
    if (first.year, first.month) == (last.year, last.month):
        return start
    year = "" if era_year(first) == era_year(last) else era_year(last)
    return f"{start}～{year}{digits(last.month)}月"
