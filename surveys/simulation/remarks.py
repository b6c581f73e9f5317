"""Remarks with planted personal data, so that masking can be held to what was planted."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np


class Secret(StrEnum):
    """What was planted."""

    PHONE = "phone"
    MAIL = "mail"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A remark; `planted` are the pieces of it that must not be shown to anybody."""

    text: str
    planted: tuple[tuple[Secret, str], ...] = ()


PLAIN: Final = (
    "予約開始の通知があると助かります",
    "古い予定が残っていることがあります",
    "カレンダーで見られるとうれしいです",
    "また参加したいです",
    "次の講座の日程を早めに知りたいです",
    "スタッフさんが話しやすくて助かりました",
    "駅から遠いので雨の日は大変です",
    "検索が見づらいです",
)

NAMED: Final = (
    "{name}先生にお礼を伝えてください",
    "{name}ちゃんのママに教えてもらいました",
    "うちの{child}がとても楽しんでいました",
)

REACHED: Final = (
    "連絡先は{phone}です",
    "申込の返事は{mail}にください",
    "{address}に住んでいるので少し遠いです",
    "{phone}に電話をもらえますか。{mail}でもいいです",
)

FAMILY: Final = ("田中", "佐藤", "鈴木", "高橋", "渡辺", "中村", "小林", "加藤")
GIVEN: Final = ("さくら", "ゆい", "はると", "そうた", "ひなた", "あおい")
TOWNS: Final = ("市ケ尾町", "荏田町", "青葉台", "美しが丘", "藤が丘")

_FULL_WIDTH: Final = str.maketrans("0123456789-", "０１２３４５６７８９ー")


def remark_of(drawn: np.random.Generator) -> Remark:
    """A remark; about one in six gives somebody away."""
    kind = drawn.random()
    if kind < 0.83:
        return Remark(text=PLAIN[int(drawn.integers(len(PLAIN)))])
    if kind < 0.90:
        return _filled(drawn, NAMED[int(drawn.integers(len(NAMED)))])
    return _filled(drawn, REACHED[int(drawn.integers(len(REACHED)))])


def _filled(drawn: np.random.Generator, template: str) -> Remark:
    town = f"{TOWNS[int(drawn.integers(len(TOWNS)))]}{_number(drawn, 1, 5)}"
    pieces = {
        "name": (Secret.NAME, FAMILY[int(drawn.integers(len(FAMILY)))]),
        "child": (Secret.NAME, f"{GIVEN[int(drawn.integers(len(GIVEN)))]}ちゃん"),
        "phone": (Secret.PHONE, _phone(drawn)),
        "mail": (Secret.MAIL, f"mama{_number(drawn, 100, 999)}@example.jp"),
        "address": (Secret.ADDRESS, f"{town}-{_number(drawn, 1, 30)}-{_number(drawn, 1, 20)}"),
    }
    used = {key: piece for key, piece in pieces.items() if f"{{{key}}}" in template}
    text = template.format(**{key: piece for key, (_, piece) in used.items()})
    return Remark(text=text, planted=tuple(used.values()))


def _phone(drawn: np.random.Generator) -> str:
    number = f"090-{_number(drawn, 1000, 9999)}-{_number(drawn, 1000, 9999)}"
    return number.translate(_FULL_WIDTH) if drawn.random() < 0.3 else number


def _number(drawn: np.random.Generator, low: int, high: int) -> int:
    return int(drawn.integers(low, high + 1))
