"""Where a folded text tells how to reach somebody: e-mail, web, telephone, address, account."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What is masked, as it is written in its place."""

    MAIL = "〔メール〕"
    URL = "〔URL〕"
    PHONE = "〔電話〕"
    ADDRESS = "〔住所〕"
    ACCOUNT = "〔ID〕"
    NAME = "〔名前〕"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A stretch [begin, end) of a folded text, and what it is."""

    begin: int
    end: int
    kind: Kind


_MAIL: Final = re.compile(
    r"[a-z0-9._%+-]+\s?(?:@|\[at\]|\(at\)|☆|★|アットマーク|あっとまーく)\s?"
    r"[a-z0-9-]+(?:\s?(?:\.|ドット)\s?[a-z0-9-]+)+",
    re.IGNORECASE | re.ASCII,
)
_URL: Final = re.compile(
    r"(?:https?://|www\.)[!-~]+"
    r"|(?<![a-z0-9.@-])(?:[a-z0-9-]+\.)+(?:com|jp|net|org|info|io|me|cn|page|link)(?![a-z0-9])"
    r"(?:/[!-~]*)?",
    re.IGNORECASE | re.ASCII,
)
_PHONE: Final = re.compile(
    r"(?<!\d)(?<!\d-)"
    r"(?:\+\s?\d{1,3}[-\s.(]{0,2}(?:0\)?[-\s.]?)?[1-9]\d{0,4}|\(0\d{1,4}\)|0\d{1,4})"
    r"[-\s.()]{0,2}\d{1,4}[-\s.()]{0,2}\d{2,4}(?:[-\s.]?\d{2,4})?(?!\d)"
)
_SPOKEN_PHONE: Final = re.compile(r"[〇零ゼロ一二三四五六七八九]{10,11}")
_POSTCODE: Final = re.compile(r"〒\s?\d{3}-?\d{4}(?!\d)|(?<![\d-])\d{3}-\d{4}(?![\d-])")
_TOWN: Final = (
    "(?:美しが丘|すすき野|あざみ野|もえぎ野|みたけ台|あかね台|たちばな台|さつきが丘|しらとり台"
    "|つつじが丘|すみよし台|すみれが丘|もみの木台|みすずが丘|[一-龥々ヶケ]){1,24}"
)
_NUMBER: Final = r"(?:\d{1,5}|[一二三四五六七八九十]{1,4})"
_ADDRESS: Final = re.compile(
    # 青葉台3-4-5; two numbers alone may be hours, ages or counts, and no era's year is a town.
    rf"(?:{_TOWN})(?<!令和)(?<!平成)(?<!昭和)(?<!西暦)(?<!第)(?<!午前)(?<!午後)(?<!毎週)(?<!年齢)"
    r"\d+(?:-\d+){1,3}(?!-?\d)(?!\s?(?:時|歳|才|回|月|日|年|人|組|分|週|か|ヶ|ケ|個|名|冊|つ|倍|割|%|円|度|[~:]))"
    rf"|(?:{_TOWN})?{_NUMBER}丁目(?:の?{_NUMBER}(?:番地?|-|の)?(?:の?{_NUMBER}号?)?)?(?:-\d+)*"
    rf"|{_TOWN}{_NUMBER}番地?(?:の?{_NUMBER}号?)?"
)
_ROOM: Final = re.compile(
    r"[一-龥ァ-ヶーa-z]*(?:マンション|アパート|ハイツ|コーポ|メゾン|レジデンス|ハイム)"
    r"[一-龥ァ-ヶーa-z]*\s?\d{2,4}(?:号室?)?|\d{2,4}号室",
    re.IGNORECASE,
)
_ACCOUNT: Final = re.compile(
    r"(?:(?:line|ライン|インスタ|instagram|微信|wechat)\s?の?\s?(?:id|アイディー|アイディ|号)?"
    r"\s?(?:は|:|is|是)?\s?|(?<![a-z0-9.])@)(?P<id>(?![a-z]+(?![a-z0-9._-]))[a-z0-9._-]{4,}"
    r"|(?<=@)[a-z0-9._-]{3,})"
    r"|(?:id)\s?(?:は|:|is|是)\s?(?P<other>[a-z0-9._-]{3,})"
    r"|(?<![0-9a-z])(?P<user>U[0-9a-f]{32})(?![0-9a-z])",
    re.IGNORECASE | re.ASCII,
)

_RULES: Final = (
    (_MAIL, Kind.MAIL),
    (_URL, Kind.URL),
    (_PHONE, Kind.PHONE),
    (_SPOKEN_PHONE, Kind.PHONE),
    (_POSTCODE, Kind.ADDRESS),
    (_ADDRESS, Kind.ADDRESS),
    (_ROOM, Kind.ADDRESS),
    (_ACCOUNT, Kind.ACCOUNT),
)
"""In this order: what an earlier rule has taken, a later one does not get."""


def contacts(text: str) -> tuple[Found, ...]:
    """Everything in a folded text by which somebody can be reached, in order, without overlap."""
    taken: list[Found] = []
    for rule, kind in _RULES:
        for begin, end in _stretches(rule, kind, text):
            if all(end <= other.begin or other.end <= begin for other in taken):
                taken.append(Found(begin=begin, end=end, kind=kind))
    return tuple(sorted(taken, key=lambda found: found.begin))


def _stretches(rule: re.Pattern[str], kind: Kind, text: str) -> Iterator[tuple[int, int]]:
    for match in rule.finditer(text):
        if kind is Kind.PHONE and not _dialled(match[0]):
            continue
        named = match.lastgroup
        yield match.span(named) if named else match.span()


def _dialled(number: str) -> bool:
    """Whether it has as many digits as a telephone number: ten or eleven, abroad up to fifteen."""
    digits = sum(character.isdigit() for character in number) or len(number)
    return 9 <= digits <= 15 if "+" in number else 10 <= digits <= 11
