"""What is masked in a remark, as a table, and how much of what was planted is found."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Final

import pytest

from surveys.voices.contact_rules import Kind
from surveys.voices.folding import fold
from surveys.voices.masking import MARKS, mask

MASKED: Final = [
    # the examples of the evidence design, also those that its prototype missed
    ("メールはtaro@example.comです", "メールは〔メール〕です"),
    ("045-123-4567にください", "〔電話〕にください"),
    ("田中先生が良かった", "〔名前〕先生が良かった"),
    ("さくらちゃんと行きました", "〔名前〕ちゃんと行きました"),
    ("ゆいママに聞いた", "〔名前〕ママに聞いた"),
    ("佐藤花子です", "〔名前〕です"),
    ("０４５ー１２３ー４５６７に電話", "〔電話〕に電話"),
    ("はるとくんがよろこびました", "〔名前〕くんがよろこびました"),
    ("青葉台3-4-5に住んでいます", "〔住所〕に住んでいます"),
    # telephone
    ("０９０―１２３４―５６７８", "〔電話〕"),
    ("09012345678", "〔電話〕"),
    ("090 1234 5678まで", "〔電話〕まで"),
    ("(045)123-4567", "〔電話〕"),
    ("+81-90-1234-5678", "〔電話〕"),
    ("+86 138 1234 5678", "〔電話〕"),
    ("〇九〇一二三四五六七八", "〔電話〕"),
    # e-mail, web, accounts
    ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", "〔メール〕"),
    ("taro [at] example.co.jpへ", "〔メール〕へ"),
    ("https://example.com/a?b=1、です", "〔URL〕、です"),
    ("example.co.jp/tanakaを見て", "〔URL〕を見て"),
    ("LINE IDはtaro_123です", "LINE IDは〔ID〕です"),
    ("インスタ @sakura.mama", "インスタ @〔ID〕"),
    # addresses
    ("〒225-0024", "〔住所〕"),
    ("青葉台1丁目2番3号", "〔住所〕"),
    ("横浜市青葉区市ケ尾町31番地4", "〔住所〕"),
    ("美しが丘１－２－３です", "〔住所〕です"),
    ("グリーンハイツ203号室", "〔住所〕"),
    # names
    ("はるとママに", "〔名前〕ママに"),
    ("うちのはるとくんが", "うちの〔名前〕くんが"),
    ("いつもそうたくんが", "いつも〔名前〕くんが"),
    ("きのうゆいちゃんと遊んだ", "きのう〔名前〕ちゃんと遊んだ"),
    ("ﾊﾙﾄｸﾝと", "〔名前〕ｸﾝと"),
    ("鈴木健太くん", "〔名前〕くん"),
    ("心菜ちゃん", "〔名前〕ちゃん"),
    ("Yukiちゃん", "〔名前〕ちゃん"),
    ("マリアさんと", "〔名前〕さんと"),
    ("佐藤　花子です", "〔名前〕です"),
    ("司会の山本が", "司会の〔名前〕が"),
    ("Mrs. Tanaka was kind", "Mrs. 〔名前〕 was kind"),
    ("My name is Hanako Sato.", "My name is 〔名前〕."),
    ("王老师很好", "〔名前〕老师很好"),
]

UNTOUCHED: Final = [
    "スタッフさんがやさしい",
    "お母さんと赤ちゃん",
    "お子さんの年齢",
    "プレママクラスのプレママさん",
    "Aonicoの通知",
    "ラフールさんのＨＰ",
    "パマトコより見やすい！",
    "市ケ尾から遠い",
    "2026年11月22日（日）10：00〜11：30",
    "2026-11-22",
    "11/22 10:00-11:30",
    "令和8-11-22",
    "午前10-11時",
    "第3-4回",
    "対象1-2歳、生後6か月",
    "毎週2-3回",
    "助産師さんと保健師さん、園長先生",
    "先輩ママやパパも、新米パパも",
    "働くママに、ほかのママに、初めてのママに",
    "やさしい先生、この先生",
    "たくさんの人、皆さん、みなさん",
    "情報をちゃんと届けて",
    "もっとちゃんと知りたい",
    "おばあちゃんと双子ちゃん",
    "君に会えて",
    "、さん、くん",
    "子どもたちさん",
    "桜がきれい、森が近い、愛が足りない",
    "田中駅が近い",
    "DVDを見た。LINEで届く。",
    "1234-5678-9012-3456-7890",
    "いつものくんれん",
    "",
]


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_what_tells_who_somebody_is_goes(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_tells_nothing_stays_as_it_was_written(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize("text", [text for text, _ in MASKED])
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


def test_several_in_one_remark_and_the_rest_is_kept() -> None:
    text = "ｶﾞﾝﾊﾞﾚ！田中先生とさくらちゃん（０９０ー１２３４ー５６７８、a@b.jp）㍻"
    assert mask(text) == "ｶﾞﾝﾊﾞﾚ！〔名前〕先生と〔名前〕ちゃん（〔電話〕、〔メール〕）㍻"


def test_folding_finds_its_way_back() -> None:
    folded = fold("ｶﾞ㍻１ー２")
    assert folded.text == "ガ平成1-2"
    assert folded.original(0, 1) == (0, 2)
    assert folded.original(1, 3) == (2, 3)


# ---- recall: so many were planted, so many are found ----

FAMILY: Final = (
    "佐藤",
    "鈴木",
    "高橋",
    "田中",
    "伊藤",
    "渡辺",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
    "佐々木",
    "松本",
    "井上",
)
GIVEN: Final = (
    "はると",
    "そうた",
    "ゆい",
    "さくら",
    "ひなた",
    "あおい",
    "みお",
    "りく",
    "蓮",
    "陽葵",
    "結菜",
    "大翔",
    "美咲",
    "翔太",
    "花子",
)
SENTENCES: Final = (
    "予約のことで{}に聞きました",
    "{}のおかげで助かりました。通知がもう少し早いとうれしいです",
    "よかったです。{}",
    "連絡は{}までお願いします",
    "{} が親切でした",
    "土曜日にもやってほしい（{}）",
)


def phone(chance: random.Random) -> str:
    heads = (("045", 3), ("03", 4), ("090", 4), ("080", 4), ("070", 4), ("0120", 3))
    head, middle = chance.choice(heads)
    last = 3 if head == "0120" else 4
    parts = [head, *("".join(chance.choices("0123456789", k=k)) for k in (middle, last))]
    dash = chance.choice(["-", "ー", "‐", "−", "―", "－", "–", " ", "　", ".", "", ")"])
    number = dash.join(parts) if dash != ")" else f"({parts[0]}){parts[1]}-{parts[2]}"
    if chance.random() < 0.2:
        number = f"+81 {number[1:]}" if dash != ")" else number
    wide = str.maketrans("0123456789+", "０１２３４５６７８９＋")
    return number.translate(wide) if chance.random() < 0.4 else number


def mail(chance: random.Random) -> str:
    name = "".join(chance.choices("abcdefghijklmnop0123456789", k=chance.randint(3, 9)))
    dot = chance.choice([".", "_", "-", "+", ""])
    place = chance.choice(["example.com", "example.co.jp", "mail.example.ne.jp", "docomo.ne.jp"])
    address = f"{name}{dot}x@{place}"
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    return address.translate(wide) if chance.random() < 0.4 else address


def name(chance: random.Random) -> str:
    family, given = chance.choice(FAMILY), chance.choice(GIVEN)
    return chance.choice(
        [
            f"{family}先生",
            f"{family}さん",
            f"{given}ちゃん",
            f"{given}くん",
            f"{given}ママ",
            f"{family}{given}",
            f"{family} {given}さん",
        ]
    )


def recall(seed: int, planted: int) -> dict[str, float]:
    """Shares of planted items that are gone from the masked text."""
    chance = random.Random(seed)  # noqa: S311 - a seeded test
    found: Counter[str] = Counter()
    for make in (phone, mail, name):
        for _ in range(planted):
            item = make(chance)
            masked = mask(chance.choice(SENTENCES).format(item))
            mark = {phone: Kind.PHONE, mail: Kind.MAIL, name: Kind.NAME}[make].value
            found[make.__name__] += mark in masked and item not in masked
    return {kind: found[kind] / planted for kind in ("phone", "mail", "name")}


def test_planted_numbers_and_addresses_are_found(
    record_property: Callable[[str, object], None],
) -> None:
    shares = recall(seed=20261122, planted=400)
    for kind, share in shares.items():
        record_property(kind, share)
    assert shares["phone"] >= 0.95
    assert shares["mail"] >= 0.95
    # names are the dictionary's best; that is why a coordinator reads every remark
    assert shares["name"] >= 0.9


def test_every_mark_is_told_apart() -> None:
    assert len(set(MARKS)) == len(MARKS) == 6


@pytest.mark.parametrize("part", ["市", "十", "0-", "美しが丘", "王", "a.", "さん", "はると"])
def test_a_long_remark_of_one_thing_takes_no_time(part: str) -> None:
    # A rule that tries all ways to cut such a text would not come back from it.
    assert mask(part * (1000 // len(part))) is not None
